"""The node that a call of a Function leaves in the graph: it runs the user's `backward`, and checks what that gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.node import Node
from backlight.core.reads import stand_in
from backlight.core.result import constant
from backlight.core.variable import Variable, edge

if TYPE_CHECKING:
    from backlight.autograd.context import FunctionCtx
    from backlight.autograd.function import Function


class FunctionNode(Node):
    """The node of a call of a Function."""

    __slots__ = ("count", "ctx", "likes", "positions", "several", "shapes")

    op = None
    fills = True
    function: type[Function]

    def __init__(self, ctx: FunctionCtx, inputs: list, outputs: tuple, several: bool) -> None:
        """`inputs` has the tensors among the arguments of `forward`, and None for the others."""
        self.ctx = ctx
        self.inputs = self.out = self.hooks = None
        self.params = {}
        self.parents = tuple([edge(t) for t in inputs if t is not None])
        self.count = len(inputs)
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
        like = self.likes[0]
        return {} if self.several or like is None else _zeros(like, create_graph)

    def contributions(self, g: Any, useful: Any, create_graph: bool) -> tuple[Any, Any]:
        """What the user's `backward` gives for each tensor among the arguments."""
        gradients = g if type(g) is dict else {0: g}
        arguments = []
        for position, like in enumerate(self.likes):
            one = gradients.get(position)
            if one is None and like is not None and self.ctx.materialize_grads:
                one = _zeros(like, create_graph)
            arguments.append(one if one is None or create_graph else constant(one))
        result = self.function._user_backward()(self.ctx, *arguments)
        result = self._checked(result if isinstance(result, tuple) else (result,))
        return self.shapes, [r if r is None or create_graph else r._array for r in result]

    def _checked(self, result: tuple) -> list:
        """The gradients for the tensors among the arguments, out of one per argument."""
        count = self.count
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
                    f"function {self.name()} returned a gradient different from None at position {position + 1}, but "
                    "the corresponding forward input was not a tensor"
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
        self.ctx._kept.free()


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
