"""Functions that users register to see or change gradients on their way: first where they are kept, then their turns.

The order at a node, or at the leaf that ends an edge: hooks of the tensor, kept gradients, hooks before, the node
itself (at a leaf: adding to `.grad`, and what waits for that), hooks after.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import ref

from backlight.core.result import asarray, constant
from backlight.core.variable import Variable

if TYPE_CHECKING:
    from backlight.core.node import Node

on_leaves = False  # whether any leaf ever got a hook: only then must a walk know when a leaf's gradient is complete
clone: Any = None  # the op that copies, in the graph; the tensor layer puts it here
_numbers = count(1).__next__


class Hooks:
    """The functions to call when the turn of a node or a leaf comes, by number."""

    __slots__ = ("accumulated", "after", "before", "kept_by", "tensor")

    def __init__(self) -> None:
        self.tensor: dict = {}  # fn(gradient)
        self.kept_by: list = []  # weak references to the results that keep their gradient in `.grad`
        self.before: dict = {}  # fn(grad_outputs)
        self.accumulated: dict = {}  # fn(leaf), when `.grad` has been updated
        self.after: dict = {}  # fn(grad_inputs, grad_outputs)


def hooks_of(place: Node | Variable) -> Hooks:
    """The hooks of a node or a leaf, made on first use."""
    global on_leaves
    if isinstance(place, Variable):
        on_leaves = True
        if place._hooks is None:
            place._hooks = Hooks()
        return place._hooks
    if place.hooks is None:
        place.hooks = Hooks()
    return place.hooks


class Handle:
    """What registering a hook returns: `remove()` takes the hook away again; also a context manager."""

    __slots__ = ("_home", "id")

    def __init__(self, home: dict, function: Any) -> None:
        self.id = _numbers()
        self._home = home
        home[self.id] = function

    def remove(self) -> None:
        """Take the hook away; removing it twice does no harm."""
        self._home.pop(self.id, None)

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()


def keep_gradient(x: Variable, place: Node) -> None:
    """Keep in `x.grad` what arrives at `place`, the node that made x."""
    if not keeps_gradient(x, place):
        hooks_of(place).kept_by.append(ref(x))


def keeps_gradient(x: Variable, place: Any) -> bool:
    """Whether `x` keeps what arrives at `place`."""
    hooks = getattr(place, "hooks", None)
    return hooks is not None and any(known() is x for known in hooks.kept_by)


def follow(x: Variable, old: Any, new: Any) -> None:
    """An in-place write gave `x` another node: if x keeps its gradient, it is now that of the new values."""
    if keeps_gradient(x, old):
        old.hooks.kept_by = [known for known in old.hooks.kept_by if known() is not x]
        keep_gradient(x, new)


def on_tensor(hooks: Hooks, g: Any, create_graph: bool) -> Any:
    """The hooks of the tensor whose gradient `g` is; return the gradient, perhaps changed."""
    if hooks.tensor:
        g = g if create_graph else asarray(g)  # a NumPy scalar could not be written to
        for hook in list(hooks.tensor.values()):
            changed = hook(_dressed(g, create_graph))
            if changed is not None:
                g = _checked(changed, g, hook, create_graph)
    for known in hooks.kept_by:
        x = known()
        if x is not None:
            _keep(x, g, create_graph)
    return g


def _keep(x: Variable, g: Any, create_graph: bool) -> None:
    if x._grad is None:
        x._grad = clone(g) if create_graph else constant(g.copy())
    else:
        x._grad = x._grad + g if create_graph else constant(x._grad._array + g)  # type: ignore[operator]


def before(hooks: Hooks, g: Any, outputs: int, create_graph: bool) -> Any:
    """The hooks that see the gradients of all outputs before a node runs; return them, perhaps changed."""
    for hook in list(hooks.before.values()):
        given = _as_list(g, outputs)
        changed = hook(tuple([_dressed(one, create_graph) for one in given]))
        if changed is not None:
            given = _all_checked(changed, given, hook, create_graph)
            g = dict(enumerate(given)) if type(g) is dict else given[0]
    return g


def after(hooks: Hooks, gs: Any, g: Any, outputs: int, create_graph: bool) -> Any:
    """The hooks that see what a node passes on to its inputs; return that, perhaps changed."""
    for hook in list(hooks.after.values()):
        arrived = tuple([_dressed(one, create_graph) for one in _as_list(g, outputs)])
        changed = hook(tuple([_dressed(one, create_graph) for one in gs]), arrived)
        if changed is not None:
            gs = _all_checked(changed, gs, hook, create_graph)
    return gs


def _as_list(g: Any, outputs: int) -> list:
    return [g.get(i) for i in range(outputs)] if type(g) is dict else [g]


def _dressed(g: Any, create_graph: bool) -> Any:
    return g if g is None or create_graph else constant(g)


def _all_checked(changed: Any, given: Any, hook: Any, create_graph: bool) -> list:
    changed = changed if isinstance(changed, tuple) else (changed,)
    if len(changed) != len(given):
        raise RuntimeError(
            f"hook '{_name(hook)}' has returned an incorrect number of values (got {len(changed)}, "
            f"but expected {len(given)})"
        )
    return [
        None if new is None else _checked(new, old, hook, create_graph) for new, old in zip(changed, given, strict=True)
    ]


def _checked(changed: Any, g: Any, hook: Any, create_graph: bool) -> Any:
    """What a hook returned in place of the gradient `g`."""
    name = _name(hook)
    if g is None:
        raise RuntimeError(f"hook '{name}': can't replace a None gradient with a non-None value")
    if not isinstance(changed, Variable):
        raise TypeError(
            f"hook '{name}' must return a Tensor in place of the gradient, or None to leave it as it is; "
            f"it returned {type(changed).__name__}"
        )
    array, g = changed._array, getattr(g, "_array", g)
    if array.dtype != g.dtype:
        raise RuntimeError(f"hook '{name}' has changed the type of value (was {g.dtype}, got {array.dtype})")
    if array.shape != g.shape:
        raise RuntimeError(
            f"hook '{name}' has changed the size of value (was {tuple(g.shape)}, got {tuple(array.shape)})"
        )
    return changed if create_graph else array


def _name(hook: Any) -> str:
    return getattr(hook, "__name__", None) or repr(hook)
