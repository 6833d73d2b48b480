"""`torch.nn.utils.prune`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.pruning import BasePruningMethod as BasePruningMethod
from backlight.nn.pruning import CustomFromMask as CustomFromMask
from backlight.nn.pruning import Identity as Identity
from backlight.nn.pruning import L1Unstructured as L1Unstructured
from backlight.nn.pruning import LnStructured as LnStructured
from backlight.nn.pruning import PruningContainer as PruningContainer
from backlight.nn.pruning import RandomStructured as RandomStructured
from backlight.nn.pruning import RandomUnstructured as RandomUnstructured
from backlight.nn.pruning import custom_from_mask as custom_from_mask
from backlight.nn.pruning import global_unstructured as global_unstructured
from backlight.nn.pruning import identity as identity
from backlight.nn.pruning import is_pruned as is_pruned
from backlight.nn.pruning import l1_unstructured as l1_unstructured
from backlight.nn.pruning import ln_structured as ln_structured
from backlight.nn.pruning import random_structured as random_structured
from backlight.nn.pruning import random_unstructured as random_unstructured
from backlight.nn.pruning import remove as remove

__getattr__ = _missing_from(__name__)
