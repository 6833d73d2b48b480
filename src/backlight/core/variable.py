"""What flows through operations: an array, whether it needs a gradient, and where it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from backlight.core.hooks import Hooks
    from backlight.core.node import Node


class Variable:
    """The data of a tensor; `backlight.Tensor` adds what users call.

    The defaults stand on the class: a fresh result sets its array alone, which is what keeps it cheap.
    A leaf is its own node in the graph: an edge leads to a `Node`, or to the leaf tensor itself.
    """

    _array: np.ndarray
    _node: Node | Variable | None = None  # what made it; None for leaves and constants
    _needs_grad: bool = False
    _grad: Variable | None = None
    _base: Variable | None = None  # for a view: the tensor whose memory it shows
    _rewrites: int = 0  # for a base: how often its place in the graph was changed by a write
    _seen: int = 0  # for a view: the base's `_rewrites` that its own node knows of
    _silent: bool = False  # made by `.data`: writes through it are not told to the graph
    _locked: tuple[str, str] | None = None  # for a view: why the graph cannot follow a write to it, and its maker
    _inference: bool = False
    _hooks: Hooks | None = None  # for a leaf; those of other tensors are at their node

    __hash__ = object.__hash__


def edge(x: Variable) -> Node | Variable | None:
    """Where the gradient of `x` goes: its node, the leaf itself, or None if it needs none."""
    if not x._needs_grad:
        return None
    return x if x._node is None else x._node
