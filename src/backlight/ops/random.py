"""Random numbers as operations: the draws themselves, and a tensor whose values a draw has overwritten.

A draw is a step function of its arguments: its gradients are zeros, as in torch.
"""

from __future__ import annotations

from backlight.core import random
from backlight.core.modes import state
from backlight.core.op import op
from backlight.ops.select import zeros_like


def _draw(*arrays, how, generator, node="", **params):
    if state.batching is not None:
        raise state.batching.draw()  # inside vmap its `randomness` decides
    return getattr(random, how)(generator, *arrays, **params)


draw = op(
    _draw,
    joint=lambda g, out, *arrays, **how: [zeros_like(g) for _ in arrays],
    name="draw",
    kind="random",
    label="random",
    local=("0",),
    grad_fn=lambda params: params.get("node") or "DrawBackward0",
)
redraw = op(
    lambda x, values, node: values.astype(x.dtype),
    lambda g, out, x, values, node: zeros_like(g),
    None,
    name="redraw",
    kind="random",
    label="redraw",
    local=("0", ""),
    grad_fn=lambda params: params["node"],
)
