"""The rule for random numbers: refused, the same for all examples, or different ones, as `vmap` was told."""

from __future__ import annotations

from typing import Any

from backlight.core.random import default_generator
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.func.batching.batch import Batch
from backlight.ops.join import stack


def draw(b: Batch) -> Any:
    level = b.level
    if level.randomness == "error":
        raise RuntimeError(
            "vmap: called random operation while in randomness error mode. Please either use the 'same' or "
            "'different' randomness flags on vmap or perform the randomness operation out of vmap"
        )
    if level.before is None:
        level.before = default_generator.get_state()
    if level.looping:
        return _unbatched(b)
    if level.randomness == "same":
        if any(b.lanes):
            raise RuntimeError(
                "Vmap does not currently support same randomness with a batched tensor input. Please use different "
                "randomness, or draw outside of vmap"
            )
        return _unbatched(b)
    return _different(b)


def _unbatched(b: Batch) -> Any:
    drawn = b.call(*b.operands, **b.params)
    return getattr(drawn, "_array", drawn)  # as an array: it is the same for all


def _different(b: Batch) -> Any:
    params = b.params
    if params.get("how") == "multinomial":
        return _rows(b)
    if params.get("how") == "permutation":
        return stack(*[constant(b.call(**params)) for _ in range(b.size)], axis=0)
    if "shape" in params:
        params = {**params, "shape": (b.size, *params["shape"])}
    drawn = b.call(*b.all_front(), **params)
    return drawn if isinstance(drawn, Variable) else constant(drawn)


def _rows(b: Batch) -> Any:
    weights = b.front(0)
    shape = weights._array.shape
    rows = weights.reshape((-1, shape[-1]))  # (B, …, n) -> (rows, n)
    return b.shaped(b.call(rows, **b.params), (*shape[1:-1], b.params["n"]))
