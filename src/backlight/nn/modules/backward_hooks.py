"""Hooks around the backward pass of a module: its inputs and outputs go through an identity whose nodes are watched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.autograd.function import Function
from backlight.core.modes import state
from backlight.tensor.tensor import Tensor


class _Identity(Function):
    """Its results are its arguments; what matters is the node that it adds."""

    @staticmethod
    def forward(ctx: Any, *tensors: Any) -> Any:
        ctx.mark_non_differentiable(*[x for x in tensors if not x.requires_grad])
        return tuple([x.view_as(x) for x in tensors])

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        return gradients


_Identity.__name__ = _Identity.__qualname__ = "BackwardHookFunction"


class Around:
    """The backward hooks of one call of a module."""

    def __init__(self, module: Any, before: list[Callable], after: list[Callable]) -> None:
        self.module, self.before, self.after = module, before, after
        self.grad_outputs: Any = None
        self.watches_inputs = False
        self.count = 0

    def inputs(self, args: tuple) -> tuple:
        """The arguments behind a node that tells when all their gradients are there."""
        self.count = len(args)
        passed, places, node = _passed_on(args)
        if node is None:
            return args
        self.watches_inputs = True

        def arrived(gradients: tuple, _: Any) -> Any:
            if self.grad_outputs is None:
                raise RuntimeError(
                    f"Module backward hook for grad_input is called before the grad_output one of "
                    f"{type(self.module).__name__}. Is the input also used outside of the module?"
                )
            now = self._call(_spread(gradients, places, self.count))
            self.grad_outputs = None
            return tuple([now[i] for i in places])

        node.register_hook(arrived)
        return tuple(passed)

    def outputs(self, out: Any) -> Any:
        """The results behind a node that tells when their gradients arrive."""
        parts = out if isinstance(out, (tuple, list)) else (out,)
        passed, places, node = _passed_on(parts)
        if node is None:
            return out

        def leaving(gradients: tuple) -> Any:
            given = _spread(gradients, places, len(parts))
            for function in self.before:
                result = function(self.module, given)
                if result is not None:
                    given = result if isinstance(result, tuple) else (result,)
            self.grad_outputs = given
            if not self.watches_inputs:  # no input needs a gradient: there is nothing to wait for
                self._call((None,) * self.count)
            return tuple([given[i] for i in places])

        node.register_prehook(leaving)
        return type(out)(passed) if isinstance(out, (tuple, list)) else passed[0]

    def _call(self, gradients: tuple) -> tuple:
        for function in self.after:
            result = function(self.module, gradients, self.grad_outputs)
            if result is None:
                continue
            result = result if isinstance(result, tuple) else (result,)
            if len(result) != len(gradients):
                raise RuntimeError(
                    f"Backward hook returned an invalid number of grad_input, got {len(result)}, but expected "
                    f"{len(gradients)}"
                )
            gradients = result
        return gradients


def _passed_on(values: Any) -> tuple[list, list[int], Any]:
    """The values, tensors among them behind the identity; their places; and its node, if one needs a gradient."""
    replaced = list(values)
    places = [i for i, x in enumerate(replaced) if isinstance(x, Tensor)]
    if not (state.grad and any(replaced[i].requires_grad for i in places)):
        return replaced, places, None
    passed = _Identity.apply(*[replaced[i] for i in places])
    for i, x in zip(places, passed, strict=True):
        replaced[i] = x
    return replaced, places, next(x.grad_fn for x in passed if x.requires_grad)


def _spread(gradients: tuple, places: list[int], count: int) -> tuple:
    """The gradients at the places of their tensors, None at all others."""
    spread: list = [None] * count
    for i, g in zip(places, gradients, strict=True):
        spread[i] = g
    return tuple(spread)
