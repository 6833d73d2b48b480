"""`make_tensor`: a tensor of a given shape and dtype with random values, as tests want it."""

from __future__ import annotations

import math
from typing import Any

from backlight.core import dtypes
from backlight.core.dtypes import dtype as DType
from backlight.core.errors import warn
from backlight.core.limits import finfo, iinfo
from backlight.tensor.complex import view_as_real
from backlight.tensor.creation import empty
from backlight.tensor.random import randint


def make_tensor(
    *shape: Any,
    dtype: DType,
    device: Any,
    low: float | None = None,
    high: float | None = None,
    requires_grad: bool = False,
    noncontiguous: bool = False,
    exclude_zero: bool = False,
    memory_format: Any = None,
) -> Any:
    """A tensor with values drawn uniformly from [low, high), by default from [−9, 9) (integers up to 9, bools both).

    Args:
        noncontiguous: every second element of one twice as long.
        exclude_zero: zeros become the smallest positive number (1 for integers).

    >>> make_tensor((2, 3), dtype=backlight.float32, device="cpu").shape
    torch.Size([2, 3])
    """
    size = tuple(shape[0]) if len(shape) == 1 and not isinstance(shape[0], int) else shape
    if noncontiguous and memory_format is not None:
        raise ValueError(
            "The parameters `noncontiguous` and `memory_format` are mutually exclusive, "
            f"but got {noncontiguous=} and {memory_format=}"
        )
    whole = dtype.category <= dtypes.INTEGER
    if requires_grad and whole:
        raise ValueError(f"`requires_grad=True` is not supported for boolean and integral dtypes, but got {dtype=}")
    spread = noncontiguous and math.prod(size) > 1
    drawn = (*size[:-1], 2 * size[-1]) if spread else size
    if whole:
        start, stop = _bounds(dtype, low, high)
        made = randint(math.ceil(start), math.ceil(stop), drawn, dtype=dtype, device=device)
    else:
        start, stop = _bounds(dtype, low, high)
        made = empty(drawn, dtype=dtype, device=device)
        _draw(view_as_real(made) if dtype.is_complex else made, start, stop)
    if spread:
        made = made[..., 1::2]
    elif memory_format is not None:
        made = made.clone(memory_format=memory_format)
    if exclude_zero:
        made[made == 0] = 1 if whole else finfo(dtype).tiny
    return made.requires_grad_(requires_grad) if requires_grad else made


def _bounds(dtype: DType, low: float | None, high: float | None) -> tuple[float, float]:
    """The interval to draw from, within what the dtype holds."""
    whole = dtype.category <= dtypes.INTEGER
    if dtype is dtypes.bool:
        least, most, usual = 0, 2, (0, 2)
    elif whole:
        limits = iinfo(dtype)
        least, most, usual = limits.min, limits.max + (dtype is not dtypes.int64), (-9, 10)
    else:
        least, most, usual = finfo(dtype).min, finfo(dtype).max, (-9, 9)
    low, high = usual[0] if low is None else low, usual[1] if high is None else high
    if low != low or high != high:
        raise ValueError(f"`low` and `high` cannot be NaN, but got {low=} and {high=}")
    if low == high and not whole:
        warn(
            "Passing `low==high` to `torch.testing.make_tensor` for floating or complex types is deprecated since 2.1 "
            "and will be removed in 2.3. Use `torch.full(...)` instead.",
            FutureWarning,
        )
    elif low >= high:
        raise ValueError(f"`low` must be less than `high`, but got {low} >= {high}")
    elif high < least or low >= most:
        raise ValueError(
            f"The value interval specified by `low` and `high` is [{low}, {high}), "
            f"but {dtype} only supports [{least}, {most})"
        )
    return min(max(low, least), most), min(max(high, least), most)


def _draw(x: Any, low: float, high: float) -> None:
    """Fill with numbers of [low, high); an interval wider than the dtype's largest number is drawn in halves."""
    if high - low >= finfo(x.dtype).max:
        x.uniform_(low / 2, high / 2).mul_(2)
    else:
        x.uniform_(low, high)
