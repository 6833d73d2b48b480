"""The graph as users walk it: `torch.autograd.graph`."""

from __future__ import annotations

from typing import Any

from backlight.core.inplace import refresh
from backlight.core.node import AccumulateGrad as AccumulateGrad
from backlight.core.node import Node as Node
from backlight.core.node import as_function
from backlight.core.variable import Variable, edge


def get_gradient_edge(tensor: Variable) -> tuple[Any, int]:
    """The node and output number that the gradient of `tensor` goes to."""
    if tensor._base is not None:
        refresh(tensor)
    place = edge(tensor)
    if place is None:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients")
    return as_function(place), getattr(place, "index", 0)
