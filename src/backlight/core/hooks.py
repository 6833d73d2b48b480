"""Functions that users register to see or change gradients on their way."""

from __future__ import annotations

from itertools import count

from backlight.core.result import constant
from backlight.core.variable import Variable

_numbers = count(1).__next__
on_leaves = False  # whether any leaf ever got a hook: only then must a walk know when a leaf's gradient is complete


class Hooks:
    """The functions to call when a node's turn comes: on its output's gradient, before it and after it."""

    __slots__ = ("after", "before", "retain", "tensor")

    def __init__(self) -> None:
        self.tensor: dict = {}  # fn(gradient)
        self.retain: list = []  # weak references to tensors that keep their gradient
        self.before: dict = {}  # fn(grad_outputs)
        self.after: dict = {}  # fn(grad_inputs, grad_outputs)


def hooks_of(node) -> Hooks:
    """The node's hooks, made on first use."""
    if node.hooks is None:
        node.hooks = Hooks()
    return node.hooks


class Handle:
    """What registering a hook returns: `remove()` takes the hook away again; also a context manager."""

    __slots__ = ("_home", "id")

    def __init__(self, home: dict, fn) -> None:
        self.id = _numbers()
        self._home = home
        home[self.id] = fn

    def remove(self) -> None:
        self._home.pop(self.id, None)

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *exception) -> None:
        self.remove()


def through(hooks, g, create_graph: bool):
    """Pass a gradient through hooks `fn(gradient) -> None or another gradient`."""
    for hook in list(hooks):
        changed = hook(g if create_graph else constant(g))
        if changed is None:
            continue
        if not isinstance(changed, Variable):
            raise TypeError(f"a gradient hook must return a Tensor or None, it returned {type(changed).__name__}")
        if changed._array.shape != g.shape:
            raise RuntimeError(
                f"hook '{getattr(hook, '__name__', hook)}' has changed the size of value: expected a gradient "
                f"of shape {tuple(g.shape)}, got {changed._array.shape}"
            )
        g = changed if create_graph else changed._array
    return g


def before(node, g, create_graph: bool):
    """Run the hooks that see the gradient of a node's output before the node runs; return it, perhaps changed."""
    hooks = node.hooks
    if hooks.tensor and type(g) is not dict:
        g = through(hooks.tensor.values(), g, create_graph)
    for reference in hooks.retain:
        tensor = reference()
        if tensor is not None:
            tensor._grad = g if create_graph else constant(g.copy())
    for hook in list(hooks.before.values()):
        changed = hook(_as_tuple(g, node, create_graph))
        if changed is None:
            continue
        changed = [_bare(c, create_graph) for c in (changed if isinstance(changed, tuple) else (changed,))]
        g = dict(enumerate(changed)) if type(g) is dict else changed[0]
    return g


def after(node, gs, g, create_graph: bool):
    """Run the hooks that see what a node passes on to its inputs; return that, perhaps changed."""
    for hook in list(node.hooks.after.values()):
        inputs = tuple([_dressed(one, create_graph) for one in gs])
        changed = hook(inputs, _as_tuple(g, node, create_graph))
        if changed is not None:
            gs = [_bare(c, create_graph) for c in (changed if isinstance(changed, tuple) else (changed,))]
    return gs


def _as_tuple(g, node, create_graph: bool) -> tuple:
    gs = [g.get(i) for i in range(max(g) + 1)] if type(g) is dict else [g]
    return tuple([_dressed(one, create_graph) for one in gs])


def _dressed(g, create_graph: bool):
    return g if g is None or create_graph else constant(g)


def _bare(g, create_graph: bool):
    return g if g is None or create_graph else g._array
