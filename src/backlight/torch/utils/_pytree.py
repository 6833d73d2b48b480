"""`torch.utils._pytree`: private in torch, and widely used all the same."""

from backlight.core.missing import missing_from as _missing_from
from backlight.func.tree import SUPPORTED_NODES as SUPPORTED_NODES
from backlight.func.tree import LeafSpec as LeafSpec
from backlight.func.tree import NodeDef as NodeDef
from backlight.func.tree import TreeSpec as TreeSpec
from backlight.func.tree import arg_tree_leaves as arg_tree_leaves
from backlight.func.tree import register_pytree_node as register_pytree_node
from backlight.func.tree import tree_all as tree_all
from backlight.func.tree import tree_all_only as tree_all_only
from backlight.func.tree import tree_any as tree_any
from backlight.func.tree import tree_any_only as tree_any_only
from backlight.func.tree import tree_flatten as tree_flatten
from backlight.func.tree import tree_iter as tree_iter
from backlight.func.tree import tree_leaves as tree_leaves
from backlight.func.tree import tree_map as tree_map
from backlight.func.tree import tree_map_ as tree_map_
from backlight.func.tree import tree_map_only as tree_map_only
from backlight.func.tree import tree_map_only_ as tree_map_only_
from backlight.func.tree import tree_structure as tree_structure
from backlight.func.tree import tree_unflatten as tree_unflatten
from backlight.func.tree import treespec_pprint as treespec_pprint

PyTree = object
__getattr__ = _missing_from(__name__)
