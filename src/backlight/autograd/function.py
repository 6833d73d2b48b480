"""Operations with a gradient written by the user: a class with `forward` and `backward`.

First what `forward` and `backward` share (`ctx`), then the class that users inherit, then the node that a call leaves
in the graph. The node holds the ctx, never the other way round, so that a graph is freed at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from backlight.core import modes, writes
from backlight.core.card import freed, pick
from backlight.core.errors import ModifiedError
from backlight.core.inplace import guard, moved, refresh
from backlight.core.modes import state
from backlight.core.node import Node, next_sequence
from backlight.core.reads import stand_in
from backlight.core.result import constant, placed
from backlight.core.variable import Variable, edge


class FunctionCtx:
    """What `forward` and `backward` share; it takes any attribute."""

    def __init__(self, needs_input_grad: tuple[bool, ...]) -> None:
        self.needs_input_grad = needs_input_grad
        self.to_save: tuple = ()
        self.dirty_tensors: tuple = ()
        self.non_differentiable: tuple = ()
        self.materialize_grads = True
        self._kept: Kept = Kept()

    def save_for_backward(self, *tensors: Variable | None) -> None:
        """Keep tensors for `backward`, where `ctx.saved_tensors` gives them back."""
        self.to_save = tensors

    def save_for_forward(self, *tensors: Variable | None) -> None:
        """Keep tensors for `jvp`, which backlight never calls: derivatives are taken backward."""

    def mark_dirty(self, *tensors: Variable) -> None:
        """Say that `forward` wrote into these inputs, which it returns."""
        self.dirty_tensors = tensors

    def mark_non_differentiable(self, *tensors: Variable) -> None:
        """Say that these outputs have no gradient."""
        self.non_differentiable = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """With False, `backward` gets None instead of zeros for outputs that nothing used."""
        self.materialize_grads = value

    @property
    def saved_tensors(self) -> tuple:
        """The tensors given to `save_for_backward`; RuntimeError after a backward has freed them."""
        return self._kept.tensors()


class Kept:
    """The tensors that a ctx saved: their arrays and places in the graph, from which they are made anew."""

    def __init__(self) -> None:
        self.entries: list | None = []
        self.node: Callable[[], FunctionNode | None] = lambda: None  # a weak reference

    def keep(self, ctx: FunctionCtx, node: FunctionNode, inputs: list, outputs: tuple) -> None:
        """Take over what `forward` saved. An output is known by its number: its place would be a cycle."""
        from weakref import ref

        self.node = ref(node)
        numbers = {id(o): i for i, o in enumerate(outputs) if isinstance(o, Variable)}
        known = {id(t) for t in inputs if t is not None}
        entries = []
        for t in ctx.to_save:
            if t is None:
                entries.append((None, None))
            elif not isinstance(t, Variable):
                raise TypeError(
                    f"save_for_backward can only save tensors or None, not {type(t).__name__}; "
                    "keep other values as attributes: ctx.name = value"
                )
            elif id(t) in numbers:
                entries.append((t._array, numbers[id(t)]))
            elif t._base is not None and t._node is None and id(t) not in known:
                entries.append((t._array, None))  # a view made inside `forward`, where nothing is recorded
            else:
                entries.append((t._array, edge(t)))
        self.entries = entries
        ctx.to_save = ()

    def tensors(self) -> tuple:
        """The saved tensors; RuntimeError where they were freed, or written to since."""
        node = self.node()
        if self.entries is None:
            raise freed(node)
        return tuple([self._unpacked(array, place, node) for array, place in self.entries])

    def _unpacked(self, array: Any, place: Any, node: Any) -> Any:
        if array is None:
            return None
        what = writes.since(array, node.sequence)
        if what is not None:
            raise ModifiedError(
                "one of the variables needed for gradient computation has been modified by an inplace operation: "
                f"{node.name()} saved a {array.dtype} tensor of shape {tuple(array.shape)}, and then {what} wrote "
                "into it. Use the out-of-place form, or .clone() before saving."
            )
        if place is None:
            return constant(array)
        if isinstance(place, int):
            return pick(node, place, array) if node.several else placed(array, node)
        return place if isinstance(place, Variable) and place._array is array else placed(array, place)


class Function:
    """Base of operations with a gradient of your own: `forward(ctx, *args)` and `backward(ctx, *gradients)`.

    >>> import backlight
    >>> class Cube(backlight.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x**3
    ...     @staticmethod
    ...     def backward(ctx, g):
    ...         (x,) = ctx.saved_tensors
    ...         return g * 3 * x**2
    >>> x = backlight.tensor([2.0], requires_grad=True)
    >>> Cube.apply(x).backward()
    >>> x.grad
    tensor([12.])
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from backlight.core.errors import warn

        name = type(self).__name__
        warn(f"{name} should not be instantiated: its methods are static. Call {name}.apply(...).", DeprecationWarning)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        name = type(self).__name__
        raise RuntimeError(
            f"Legacy autograd function with non-static forward method is deprecated. Call {name}.apply(...) on the "
            "class, with static forward and backward methods."
        )

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """Compute the result; to be overridden, as `forward(ctx, *args)`, or `forward(*args)` with `setup_context`."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple, output: Any) -> None:
        """Save for `backward` what it needs, where `forward` has no ctx; may be overridden."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """Give one gradient per argument of `forward`, from one per output; to be overridden."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
            "backward mode AD."
        )

    vjp = backward

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run `forward` on the arguments, and record a node that runs `backward`."""
        separate = cls.setup_context is not Function.setup_context
        if kwargs or separate:
            args, kwargs = _in_order(cls.forward, separate, args, kwargs)
        inputs = [a if isinstance(a, Variable) else None for a in args]
        for t in inputs:
            if t is not None and t._base is not None:
                refresh(t)
        needs = tuple([t is not None and t._needs_grad for t in inputs])
        parents = tuple([edge(t) for t in inputs if t is not None])
        ctx = FunctionCtx(needs)
        recording = state.grad and any(needs)
        before, state.grad = state.grad, False
        try:
            if separate:
                out = cls.forward(*args, **kwargs)
                cls.setup_context(ctx, args, out)
            else:
                out = cls.forward(ctx, *args, **kwargs)
        finally:
            state.grad = before
        several = isinstance(out, tuple)
        outputs = out if several else (out,)
        if not recording:
            results = tuple([_apart(o, inputs, ctx) for o in outputs])
            return results if several else results[0]
        node = _node_type(cls)(ctx, parents, inputs, outputs, several)
        results = _joined(node, ctx, inputs, outputs)
        ctx._kept.keep(ctx, node, inputs, outputs)
        if modes.watcher is not None:
            modes.watcher.on_record(node, results if several else results[0])
        return results if several else results[0]


def _in_order(forward: Callable, separate: bool, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
    """The arguments of `forward` by position, with the defaults of those left out if it has no ctx."""
    from inspect import signature

    bound = signature(forward).bind(*(() if separate else (None,)), *args, **kwargs)
    if separate:
        bound.apply_defaults()
    return bound.args if separate else bound.args[1:], bound.kwargs


def _among(t: Any, tensors: Any) -> bool:
    return any(t is other for other in tensors)


def _apart(out: Any, inputs: list, ctx: FunctionCtx) -> Any:
    """An output without gradient. An input handed back is another tensor, unless `forward` wrote into it."""
    if not isinstance(out, Variable) or not _among(out, inputs) or _among(out, ctx.dirty_tensors):
        return out
    return constant(out._array, None if out._needs_grad else out)


def _joined(node: FunctionNode, ctx: FunctionCtx, inputs: list, outputs: tuple) -> tuple:
    """The outputs of `forward` in their places of the graph."""
    for t in ctx.dirty_tensors:
        if not _among(t, outputs):
            raise RuntimeError(
                "Some elements marked as dirty during the forward method were not returned as output. "
                "The inputs that are modified inplace must all be outputs of the Function."
            )
        guard(t, True)
        writes.note(t._array, node.name())
    node.sequence = next_sequence()  # after what `forward` itself wrote
    return tuple([_one_joined(node, ctx, inputs, i, o) for i, o in enumerate(outputs)])


def _one_joined(node: FunctionNode, ctx: FunctionCtx, inputs: list, index: int, out: Any) -> Any:
    if not isinstance(out, Variable):
        return out
    if out._array.dtype.kind in "biu" or _among(out, ctx.non_differentiable):
        return _apart(out, inputs, ctx)
    at = pick(node, index, out._array) if node.several else placed(out._array, node)
    if _among(out, ctx.dirty_tensors):
        moved(out, at)
        return out
    if _among(out, inputs):
        at._base = out if out._base is None else out._base  # an input handed back is a view of it
        at._seen = at._base._rewrites
        return at
    if out._base is not None:
        at._locked = ("function", node.name())
    if out._needs_grad:  # it has a place of its own, which others may know
        return at
    out._node, out._needs_grad, out._base, out._locked = at._node, True, None, at._locked
    return out


class FunctionNode(Node):
    """The node of a call of a Function."""

    __slots__ = ("ctx", "likes", "positions", "several", "shapes")

    op = None
    fills = True
    function: type[Function]

    def __init__(self, ctx: FunctionCtx, parents: tuple, inputs: list, outputs: tuple, several: bool) -> None:
        self.ctx = ctx
        self.inputs = self.out = self.hooks = None
        self.params = {}
        self.parents = parents
        self.positions = [i for i, t in enumerate(inputs) if t is not None]
        self.shapes = [stand_in(t._array) for t in inputs if t is not None]
        self.likes = [stand_in(o._array) if isinstance(o, Variable) else None for o in outputs]
        self.several = several

    def __getattr__(self, name: str) -> Any:
        """What the ctx has: users find it at `grad_fn`, too."""
        return getattr(object.__getattribute__(self, "ctx"), name)

    def outputs(self) -> int:
        return len(self.likes)

    def no_gradient(self, create_graph: bool) -> Any:
        """What a walk starts with when no gradient came here: zeros."""
        return {} if self.several else _zeros(self.likes[0], create_graph)

    def contributions(self, g: Any, useful: Any, create_graph: bool) -> tuple[Any, Any]:
        """What the user's `backward` gives for each tensor among the arguments."""
        gradients = g if type(g) is dict else {0: g}
        arguments = []
        for position, like in enumerate(self.likes):
            one = gradients.get(position)
            if one is None and like is not None and self.ctx.materialize_grads:
                one = _zeros(like, create_graph)
            arguments.append(one if one is None or create_graph else constant(one))
        result = self._user_backward()(self.ctx, *arguments)
        result = self._checked(result if isinstance(result, tuple) else (result,))
        return self.shapes, [r if r is None or create_graph else r._array for r in result]

    def _user_backward(self) -> Callable:
        function = self.function
        if function.vjp is Function.vjp:
            return function.backward
        if function.backward is not Function.backward:
            raise RuntimeError(
                f"{function.__name__} has both 'backward' and 'vjp', which are two names for one thing: keep one of them."
            )
        return function.vjp

    def _checked(self, result: tuple) -> list:
        """The gradients for the tensors among the arguments, out of one per argument."""
        count = len(self.ctx.needs_input_grad)
        if len(result) < count or any(r is not None for r in result[count:]):
            raise RuntimeError(
                f"function {self.name()} returned an incorrect number of gradients (expected {count}, got "
                f"{len(result)}): backward returns one per argument of forward, None for those without"
            )
        for position, r in enumerate(result[:count]):
            if r is None:
                continue
            if position not in self.positions:
                raise RuntimeError(
                    f"function {self.name()} returned a gradient different from None at position {position + 1}, but the "
                    "corresponding forward input was not a tensor"
                )
            if not isinstance(r, Variable):
                raise RuntimeError(
                    f"function {self.name()}: expected a Tensor or None as gradient {position}, got {type(r).__name__}"
                )
        found = [result[position] for position in self.positions]
        for r, x, parent in zip(found, self.shapes, self.parents):
            if r is not None and parent is not None:
                _expect_like(r._array, x, self.name())
        return found

    def release(self) -> None:
        kept = self.ctx._kept
        kept.entries = kept.entries and None


def _expect_like(g: np.ndarray, x: np.ndarray, name: str) -> None:
    """RuntimeError for a gradient that cannot be summed to the shape of `x`, or is complex where `x` is real."""
    lead = g.ndim - x.ndim
    if lead < 0 or any(n not in (1, m) for n, m in zip(x.shape, g.shape[lead:])):
        raise RuntimeError(
            f"Function {name} returned an invalid gradient: got shape {list(g.shape)} but expected a shape compatible "
            f"with {list(x.shape)}, that of the argument"
        )
    if g.dtype.kind == "c" and x.dtype.kind != "c":
        raise RuntimeError(f"Function {name} returned an invalid gradient: {g.dtype} for an argument of {x.dtype}")


def _zeros(like: np.ndarray, create_graph: bool) -> Any:
    zeros = np.zeros(like.shape, like.dtype)
    return constant(zeros) if create_graph else zeros


def _node_type(cls: type[Function]) -> type[FunctionNode]:
    if "_node_type" not in vars(cls):
        cls._node_type = type(f"{cls.__name__}Backward", (FunctionNode,), {"__slots__": (), "function": cls})  # type: ignore
    return vars(cls)["_node_type"]


class _Twice(Function):
    """Stands in front of gradients that cannot be differentiated, and says so."""

    @staticmethod
    def forward(ctx: Any, *tensors: Any) -> Any:
        return tuple([constant(t._array) for t in tensors])

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")


def once_differentiable(function: Callable) -> Callable:
    """Decorate a `backward` that cannot be differentiated: a second derivative through it raises RuntimeError."""

    @wraps(function)
    def inside(ctx: Any, *gradients: Any) -> Any:
        before, state.grad = state.grad, False
        try:
            result = function(ctx, *gradients)
        finally:
            state.grad = before
        if not before or not any(isinstance(g, Variable) and g._needs_grad for g in gradients):
            return result
        several = result if isinstance(result, tuple) else (result,)
        marked = [constant(r._array) for r in several if isinstance(r, Variable)]
        for r in marked:
            r._needs_grad = True
        refusing = iter(_Twice.apply(*marked))
        results = tuple([next(refusing) if isinstance(r, Variable) else r for r in several])
        return results if isinstance(result, tuple) else results[0]

    return inside
