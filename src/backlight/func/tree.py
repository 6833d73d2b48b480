"""Nested containers as a flat list of leaves and a description of the nesting: what transforms make of arguments."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque, namedtuple
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple


class NodeDef(NamedTuple):
    """How a kind of container is taken apart, into (children, context), and put together from these."""

    type: type
    flatten_fn: Callable[[Any], tuple[list, Any]]
    unflatten_fn: Callable[[Iterable, Any], Any]


SUPPORTED_NODES: dict[type, NodeDef] = {}


def register_pytree_node(
    cls: type, flatten_fn: Callable[[Any], tuple], unflatten_fn: Callable[[Iterable, Any], Any], **about: Any
) -> None:
    """Make `cls` a container: `flatten_fn(x)` gives (children, context), and `unflatten_fn(children, context)` x again.

    ValueError if it is one already.
    """
    if cls in SUPPORTED_NODES:
        raise ValueError(f"{cls} is already registered as pytree node.")
    _register(cls, flatten_fn, unflatten_fn)


def _register(cls: type, flatten_fn: Callable, unflatten_fn: Callable) -> None:
    SUPPORTED_NODES[cls] = NodeDef(cls, flatten_fn, unflatten_fn)


def _unflatten_default(values: Iterable, context: tuple) -> defaultdict:
    return defaultdict(context[0], zip(context[1], values, strict=True))


_register(tuple, lambda x: (list(x), None), lambda values, context: tuple(values))
_register(list, lambda x: (x, None), lambda values, context: list(values))
_register(dict, lambda x: (list(x.values()), list(x)), lambda values, keys: dict(zip(keys, values, strict=True)))
_register(namedtuple, lambda x: (list(x), type(x)), lambda values, kind: kind(*values))  # type: ignore[arg-type]
_register(
    OrderedDict, lambda x: (list(x.values()), list(x)), lambda values, keys: OrderedDict(zip(keys, values, strict=True))
)
_register(defaultdict, lambda x: (list(x.values()), [x.default_factory, list(x)]), _unflatten_default)
_register(deque, lambda x: (list(x), x.maxlen), lambda values, maxlen: deque(values, maxlen=maxlen))


def is_namedtuple_class(cls: type) -> bool:
    """Whether a class was made by `namedtuple`."""
    fields = getattr(cls, "_fields", None)
    return issubclass(cls, tuple) and isinstance(fields, tuple) and all(isinstance(name, str) for name in fields)


def _kind(x: Any) -> Any:
    cls = type(x)
    if cls in SUPPORTED_NODES:
        return cls
    return namedtuple if is_namedtuple_class(cls) else None


class TreeSpec:
    """The nesting of a tree without its leaves."""

    __slots__ = ("children_specs", "context", "num_children", "num_leaves", "num_nodes", "type")

    def __init__(self, type: Any, context: Any, children_specs: list) -> None:
        self.type, self.context, self.children_specs = type, context, children_specs
        self.num_children = len(children_specs)
        self.num_nodes = 1 + sum(child.num_nodes for child in children_specs)
        self.num_leaves = sum(child.num_leaves for child in children_specs) if type is not None else 1

    def is_leaf(self) -> bool:
        return self.type is None

    def children(self) -> list[TreeSpec]:
        return self.children_specs

    def child(self, index: int) -> TreeSpec:
        return self.children_specs[index]

    def unflatten(self, leaves: Iterable) -> Any:
        return tree_unflatten(leaves, self)

    def flatten_up_to(self, tree: Any) -> list:
        """The parts of `tree` that stand where this nesting has leaves; ValueError where it is nested otherwise."""
        if self.is_leaf():
            return [tree]
        if _kind(tree) is not self.type:
            raise ValueError(f"Type mismatch; expected {self.type!r}, but got {type(tree)!r}.")
        children, context = SUPPORTED_NODES[self.type].flatten_fn(tree)
        if len(children) != self.num_children or (self.type is not deque and context != self.context):
            raise ValueError(f"Node mismatch; expected {self}, but got {tree!r}.")
        return [leaf for spec, part in zip(self.children_specs, children) for leaf in spec.flatten_up_to(part)]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, TreeSpec)
            and (self.type, self.context) == (other.type, other.context)
            and self.children_specs == other.children_specs
        )

    def __hash__(self) -> int:
        return hash((self.type, self.num_leaves, self.num_nodes))

    def __repr__(self) -> str:
        if self.is_leaf():
            return "*"
        inner = ", ".join(map(repr, self.children_specs))
        return f"TreeSpec({self.type.__name__}, {self.context}, [{inner}])"


def LeafSpec() -> TreeSpec:
    """The nesting of a leaf: none."""
    return TreeSpec(None, None, [])


_LEAF = LeafSpec()


def tree_flatten(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> tuple[list, TreeSpec]:
    """The leaves of nested containers, from left to right, and the nesting.

    >>> tree_flatten({"a": 1, "b": (2, [3])})
    ([1, 2, 3], TreeSpec(dict, ['a', 'b'], [*, TreeSpec(tuple, None, [*, TreeSpec(list, None, [*])])]))
    """
    leaves: list = []
    return leaves, _flatten(tree, leaves, is_leaf)


def _flatten(tree: Any, leaves: list, is_leaf: Callable[[Any], bool] | None) -> TreeSpec:
    kind = _kind(tree)
    if kind is None or (is_leaf is not None and is_leaf(tree)):
        leaves.append(tree)
        return _LEAF
    children, context = SUPPORTED_NODES[kind].flatten_fn(tree)
    return TreeSpec(kind, context, [_flatten(child, leaves, is_leaf) for child in children])


def tree_unflatten(leaves: Iterable, treespec: TreeSpec) -> Any:
    """Containers nested as `treespec` says, around `leaves`; ValueError if these are too many or too few."""
    leaves = list(leaves)
    if len(leaves) != treespec.num_leaves:
        raise ValueError(
            f"treespec.unflatten(leaves): `leaves` has length {len(leaves)} but the spec refers to a pytree that holds "
            f"{treespec.num_leaves} items ({treespec})."
        )
    return _unflatten(iter(leaves), treespec)


def _unflatten(leaves: Iterator, spec: TreeSpec) -> Any:
    if spec.type is None:
        return next(leaves)
    children = [_unflatten(leaves, child) for child in spec.children_specs]
    return SUPPORTED_NODES[spec.type].unflatten_fn(children, spec.context)


def tree_iter(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> Iterator:
    """The leaves, one by one."""
    return iter(tree_leaves(tree, is_leaf))


def tree_leaves(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> list:
    """The leaves."""
    return tree_flatten(tree, is_leaf)[0]


def tree_structure(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> TreeSpec:
    """The nesting."""
    return tree_flatten(tree, is_leaf)[1]


def tree_map(func: Callable, tree: Any, *rests: Any, is_leaf: Callable[[Any], bool] | None = None) -> Any:
    """The same nesting with `func` of each leaf; with more trees, of the leaves (or parts) at the same place of each.

    >>> tree_map(lambda x: x + 1, {"a": 1, "b": (2, 3)})
    {'a': 2, 'b': (3, 4)}
    """
    leaves, spec = tree_flatten(tree, is_leaf)
    columns = [leaves, *[spec.flatten_up_to(rest) for rest in rests]]
    return tree_unflatten([func(*row) for row in zip(*columns)], spec)


def tree_map_(func: Callable, tree: Any, *rests: Any, is_leaf: Callable[[Any], bool] | None = None) -> Any:
    """Call `func` on each leaf for what it does; the tree itself is returned."""
    tree_map(func, tree, *rests, is_leaf=is_leaf)
    return tree


def _test_of(kinds: Any) -> Callable[[Any], bool]:
    if isinstance(kinds, (type, tuple)):
        return lambda x: isinstance(x, kinds)
    return kinds


def tree_map_only(kinds: Any, func: Callable | None = None, tree: Any = None, is_leaf: Any = None) -> Any:
    """`tree_map` of the leaves of some types (or that pass a test); other leaves stay as they are.

    >>> tree_map_only(int, lambda x: -x, [1, "a"])
    [-1, 'a']
    """
    test = _test_of(kinds)
    return tree_map(lambda x: func(x) if test(x) else x, tree, is_leaf=is_leaf)  # type: ignore[misc]


def tree_map_only_(kinds: Any, func: Callable, tree: Any, is_leaf: Any = None) -> Any:
    """`tree_map_` of the leaves of some types."""
    tree_map_only(kinds, func, tree, is_leaf)
    return tree


def tree_all(test: Callable, tree: Any, is_leaf: Any = None) -> bool:
    """Whether all leaves pass a test."""
    return all(map(test, tree_leaves(tree, is_leaf)))


def tree_any(test: Callable, tree: Any, is_leaf: Any = None) -> bool:
    """Whether some leaf passes a test."""
    return any(map(test, tree_leaves(tree, is_leaf)))


def tree_all_only(kinds: Any, test: Callable, tree: Any, is_leaf: Any = None) -> bool:
    """Whether all leaves of some types pass a test."""
    return all(test(x) for x in tree_leaves(tree, is_leaf) if isinstance(x, kinds))


def tree_any_only(kinds: Any, test: Callable, tree: Any, is_leaf: Any = None) -> bool:
    """Whether some leaf of some types passes a test."""
    return any(test(x) for x in tree_leaves(tree, is_leaf) if isinstance(x, kinds))


def arg_tree_leaves(*args: Any, **kwargs: Any) -> list:
    """The leaves of all arguments of a call."""
    return tree_leaves((args, kwargs))


def treespec_pprint(treespec: TreeSpec) -> str:
    """The nesting as the containers themselves, with * for leaves.

    >>> treespec_pprint(tree_structure((1, [2])))
    '(*, [*])'
    """
    star = type("Star", (), {"__repr__": lambda self: "*"})()
    return repr(tree_unflatten([star] * treespec.num_leaves, treespec))


def broadcast_to_and_flatten(tree: Any, treespec: TreeSpec, is_leaf: Any = None) -> list | None:
    """A leaf of `tree` for each leaf of a nesting that is at least as deep; None if the two do not fit.

    >>> broadcast_to_and_flatten((0, None), tree_structure((1, [2, 3])))
    [0, None, None]
    """
    kind = None if is_leaf is not None and is_leaf(tree) else _kind(tree)
    if kind is None:
        return [tree] * treespec.num_leaves
    if treespec.type is not kind:
        return None
    children, context = SUPPORTED_NODES[kind].flatten_fn(tree)
    if len(children) != treespec.num_children or context != treespec.context:
        return None
    found: list = []
    for child, spec in zip(children, treespec.children_specs):
        part = broadcast_to_and_flatten(child, spec, is_leaf)
        if part is None:
            return None
        found += part
    return found
