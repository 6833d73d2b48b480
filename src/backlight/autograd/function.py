"""Operations with a gradient written by the user: a class with `forward` and `backward`."""

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


class FunctionCtx(Node):
    """What `forward` and `backward` share: it is the node of the call, and takes any attribute."""

    op = None
    function: type[Function]

    def __init__(self, needs_input_grad: tuple[bool, ...]) -> None:
        self.inputs = self.out = self.hooks = None
        self.params = {}
        self.needs_input_grad = needs_input_grad
        self._to_save: tuple = ()
        self._saved: list | None = []
        self._dirty: tuple = ()
        self._non_differentiable: tuple = ()
        self._materialize = True

    def save_for_backward(self, *tensors: Variable | None) -> None:
        """Keep tensors for `backward`, where `ctx.saved_tensors` gives them back."""
        for t in tensors:
            if t is not None and not isinstance(t, Variable):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument is of type {type(t).__name__}; "
                    "keep other values as attributes: ctx.name = value"
                )
        self._to_save = tensors

    save_for_forward = save_for_backward

    def mark_dirty(self, *tensors: Variable) -> None:
        """Say that `forward` wrote into these inputs, which it returns."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors: Variable) -> None:
        """Say that these outputs have no gradient."""
        self._non_differentiable = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """With False, `backward` gets None instead of zeros for outputs that nothing used."""
        self._materialize = value

    @property
    def saved_tensors(self) -> tuple:
        """The tensors given to `save_for_backward`."""
        if self._saved is None:
            raise freed(self)
        return tuple([self._unpacked(*kept) for kept in self._saved])

    def _unpacked(self, array, parent, original):
        if array is None:
            return None
        what = writes.since(array, self.sequence)
        if what is not None:
            raise ModifiedError(
                "one of the variables needed for gradient computation has been modified by an inplace operation: "
                f"{self.name()} saved a {array.dtype} tensor of shape {tuple(array.shape)}, and then {what} wrote "
                "into it. Use the out-of-place form, or .clone() before saving."
            )
        if original is not None and original._array is array:
            return original
        return constant(array) if parent is None else placed(array, parent)

    def _keep(self, outputs: tuple) -> None:
        # an output is kept as array and place: keeping the tensor itself would be a cycle
        own = {id(o): o for o in outputs if isinstance(o, Variable)}
        self._saved = [
            (None, None, None)
            if t is None
            else (t._array, edge(t), None)
            if id(t) in own
            else (t._array, edge(t), t if t._node is None else None)
            for t in self._to_save
        ]
        self._to_save = ()

    def contributions(self, g, useful, create_graph: bool) -> tuple[Any, Any]:
        """What the user's `backward` gives for each argument."""
        if self._saved is None and self._had_saved:
            raise freed(self)
        gradients = g if type(g) is dict else {0: g}
        arguments = []
        for position, like in enumerate(self._likes):
            one = gradients.get(position)
            if one is None and self._materialize and like is not None:
                one = np.zeros(like.shape, like.dtype)
                one = constant(one) if create_graph else one
            arguments.append(one if one is None or create_graph else constant(one))
        result = self.function.backward(self, *arguments)
        result = result if isinstance(result, tuple) else (result,)
        count = len(self.parents)
        if len(result) > count and any(r is not None for r in result[count:]) or len(result) < count:
            raise RuntimeError(
                f"function {self.name()} returned an incorrect number of gradients (expected {count}, got "
                f"{len(result)}): backward returns one per argument of forward, None for those without"
            )
        for position, r in enumerate(result):
            if r is not None and not isinstance(r, Variable):
                raise TypeError(
                    f"function {self.name()}: expected a Tensor or None as gradient {position}, "
                    f"got {type(r).__name__}"
                )
        return self._shapes, [r if r is None or create_graph else r._array for r in result[:count]]

    def release(self) -> None:
        self._had_saved = bool(self._saved)
        self._saved = None

    _had_saved = False
    _likes: list
    _shapes: tuple


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

    _node_type: type[FunctionCtx] | None = None

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
            "backward mode AD."
        )

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run `forward` on the arguments, and record a node that runs `backward`."""
        if kwargs:
            raise TypeError(f"{cls.__name__}.apply() takes no keyword arguments, got {', '.join(kwargs)}")
        tensors = [a if isinstance(a, Variable) else None for a in args]
        for t in tensors:
            if t is not None and t._base is not None:
                refresh(t)
        needs = tuple([t is not None and t._needs_grad for t in tensors])
        ctx = _node_type(cls)(needs)
        parents = tuple([None if t is None else edge(t) for t in tensors])
        recording = state.grad and any(needs)
        before, state.grad = state.grad, False
        try:
            if "setup_context" in _names(cls):
                out = cls.forward(*args)
                cls.setup_context(ctx, args, out)  # type: ignore[attr-defined]
            else:
                out = cls.forward(ctx, *args)
        finally:
            state.grad = before
        outputs = out if isinstance(out, tuple) else (out,)
        if not recording:
            return out
        ctx.parents = parents
        ctx._shapes = tuple([None if t is None else stand_in(t._array) for t in tensors])
        ctx._likes = [stand_in(o._array) if isinstance(o, Variable) else None for o in outputs]
        ctx.sequence = next_sequence()
        results = tuple([_joined(ctx, o, i, isinstance(out, tuple), tensors) for i, o in enumerate(outputs)])
        ctx._keep(results)
        if modes.watcher is not None:
            modes.watcher.on_record(ctx, results if isinstance(out, tuple) else results[0])
        return results if isinstance(out, tuple) else results[0]


def _names(cls: type) -> set:
    return {name for c in cls.__mro__ if c is not Function for name in vars(c)}


def _node_type(cls: type[Function]) -> type[FunctionCtx]:
    if "_node_type" not in vars(cls):
        cls._node_type = type(f"{cls.__name__}Backward", (FunctionCtx,), {"function": cls})
    return cls._node_type  # type: ignore[return-value]


def _joined(ctx: FunctionCtx, out: Any, index: int, several: bool, inputs: list) -> Any:
    """An output of `forward` in its place of the graph."""
    if not isinstance(out, Variable) or any(out is t for t in ctx._non_differentiable):
        return out
    if out._array.dtype.kind in "biu":
        return out
    at = pick(ctx, index, out._array) if several else placed(out._array, ctx)
    if any(out is t for t in ctx._dirty):
        guard(out, True)
        writes.note(out._array, ctx.name())
        moved(out, at)
        return out
    if any(out is t for t in inputs):
        at._base = out if out._base is None else out._base  # an input handed back is a view of it
        at._seen = at._base._rewrites
        return at
    out._node, out._needs_grad, out._base = at._node, True, None
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
    def inside(ctx, *gradients):
        before, state.grad = state.grad, False
        try:
            result = function(ctx, *gradients)
        finally:
            state.grad = before
        if not before or not any(isinstance(g, Variable) and g._needs_grad for g in gradients):
            return result
        several = result if isinstance(result, tuple) else (result,)
        made = [r for r in several if isinstance(r, Variable)]
        for r in made:
            r._needs_grad = True
        refusing = iter(_Twice.apply(*made))
        marked = tuple([next(refusing) if isinstance(r, Variable) else r for r in several])
        return marked if isinstance(result, tuple) else marked[0]

    return inside
