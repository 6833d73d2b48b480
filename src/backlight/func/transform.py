"""What all transforms of functions share: that they are at work, places of their own in the graph, and letting go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from backlight.core import modes
from backlight.core.inplace import refresh
from backlight.core.modes import state
from backlight.core.node import Node
from backlight.core.result import constant
from backlight.core.variable import Variable, edge
from backlight.ops.index import getitem


@contextmanager
def transforming() -> Iterator[None]:
    """Inside, a transform is at work: `backward()` is refused."""
    state.transforms += 1
    modes.transforms += 1
    try:
        yield
    finally:
        state.transforms -= 1
        modes.transforms -= 1


@contextmanager
def recording() -> Iterator[None]:
    """Inside, operations are recorded whatever the mode outside is."""
    before = state.grad, state.inference
    state.grad, state.inference = True, False
    try:
        yield
    finally:
        state.grad, state.inference = before


def own_place(x: Any, private: set) -> Any:
    """`x` at a place of its own in the graph, so that a derivative is taken there and nowhere else.

    A new leaf is added to `private`.
    """
    if not isinstance(x, Variable):
        raise ValueError(f"Thing passed to transform API must be Tensor, got {type(x)}")
    if x._array.dtype.kind in "biu":
        raise RuntimeError(
            "only Tensors of floating point and complex dtype can require gradients; this argument holds "
            f"{x._array.dtype}: convert it with .float(), or leave it out of argnums"
        )
    if needs(x):
        return getitem(x, key=(...,))
    leaf = constant(x._array)
    leaf._needs_grad = True
    private.add(leaf)
    return leaf


def needs(x: Any) -> bool:
    """Whether a tensor needs a gradient at its own level."""
    if x._base is not None:
        refresh(x)
    return x._needs_grad


def reaches_out(tensors: Iterable, private: set) -> bool:
    """Whether the gradient of one of `tensors` goes to a leaf that is not in `private`."""
    seen: set = set()
    return any(leaf not in private for x in tensors if needs(x) for leaf in _leaves_behind(edge(x), seen))


def _leaves_behind(start: Any, seen: set) -> Iterator:
    waiting = [start]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        if not isinstance(place, Node):
            yield place
            continue
        waiting.extend([parent for parent in place.parents if parent is not None])


def let_go(x: Any, private: set) -> Any:
    """A result of a transform: without the graph, unless that leads further than the transform's own leaves."""
    if isinstance(x, Variable) and needs(x) and not reaches_out((x,), private):
        return constant(x._array)
    return x
