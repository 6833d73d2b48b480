"""Operations with a gradient written by the user: a class with `forward` and `backward`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from backlight.autograd.context import FunctionCtx as FunctionCtx
from backlight.autograd.function_node import FunctionNode
from backlight.core import modes, writes
from backlight.core.card import pick
from backlight.core.inplace import guard, moved, refresh
from backlight.core.modes import state
from backlight.core.node import next_sequence
from backlight.core.result import constant, placed
from backlight.core.variable import Variable


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
        ctx = FunctionCtx(needs)
        recording = state.grad and any(needs)
        if recording and state.batching is not None:
            _refuse_lanes(inputs)
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
        node = cls._type_of_node()(ctx, inputs, outputs, several)
        results = _joined(node, ctx, inputs, outputs)
        ctx._kept.keep(ctx, node, inputs, outputs)
        if modes.watcher is not None:
            modes.watcher.on_record(node, results if several else results[0])
        return results if several else results[0]

    @classmethod
    def _type_of_node(cls) -> type[FunctionNode]:
        if "_node_type" not in vars(cls):
            about = {"__slots__": (), "function": cls}
            cls._node_type = type(f"{cls.__name__}Backward", (FunctionNode,), about)  # type: ignore[attr-defined]
        return vars(cls)["_node_type"]

    @classmethod
    def _user_backward(cls) -> Callable:
        if cls.vjp is Function.vjp:
            return cls.backward
        if cls.backward is not Function.backward:
            raise RuntimeError(
                f"{cls.__name__} has both 'backward' and 'vjp', which are two names for one thing: keep one of them."
            )
        return cls.vjp


def _in_order(forward: Callable, separate: bool, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
    """The arguments of `forward` by position, with the defaults of those left out if it has no ctx."""
    from inspect import signature

    bound = signature(forward).bind(*(() if separate else (None,)), *args, **kwargs)
    if separate:
        bound.apply_defaults()
    return bound.args if separate else bound.args[1:], bound.kwargs


def _refuse_lanes(inputs: list) -> None:
    """Inside `vmap`: nothing is known of the gradient for all examples, so they come one by one."""
    for t in inputs:
        if hasattr(getattr(t, "_array", None), "asked"):
            raise t._array.asked()


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
    handed_back = _among(out, inputs)
    if handed_back:  # as a view
        at._base = out if out._base is None else out._base
        at._seen = at._base._rewrites
    if handed_back or out._base is not None:
        at._locked = ("function", node.name())
    if handed_back or out._needs_grad:  # it keeps the place in the graph that it has
        return at
    out._node, out._needs_grad, out._base, out._locked = at._node, True, None, at._locked
    return out


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
