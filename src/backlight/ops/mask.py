"""Where a mask is true: filled with a value, selected, or written one after the other."""

from __future__ import annotations

from math import prod

import numpy as np

from backlight.core.op import op
from backlight.ops.index import place
from backlight.ops.select import where
from backlight.ops.shape import reshape


def fill_where(x: np.ndarray, mask: np.ndarray, value) -> np.ndarray:
    """Overwrite `x` where the mask, which broadcasts to it, is true; return `x`."""
    _expect_mask(mask, "masked_fill_")
    np.copyto(x, value, casting="unsafe", where=mask)
    return x


def put_where(x: np.ndarray, value: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Overwrite `x` where the mask is true with a value that comes as an array; return `x`."""
    return fill_where(x, mask, value)


def _expect_mask(mask, name):
    if mask.dtype.kind != "b":
        raise RuntimeError(f"{name} only supports boolean masks, but got mask with dtype {mask.dtype}; use mask.bool()")


def _filled(x, mask, value):
    shape = x.shape if x.shape == mask.shape else np.broadcast_shapes(x.shape, mask.shape)
    filled = np.empty(shape, x.dtype)
    filled[...] = x
    return fill_where(filled, mask, value)


masked_fill = op(
    _filled,
    lambda g, out, x, mask, value: masked_fill(g, mask, value=0),
    None,
    name="masked_fill",
    kind="elementwise",
    local=("0 where masked", ""),
)
masked_put = op(
    lambda x, value, mask: _filled(x, mask, value),
    lambda g, out, x, value, mask: masked_fill(g, mask, value=0),
    lambda g, out, x, value, mask: where(mask, g, 0),
    None,
    name="masked_put",
    kind="elementwise",
    label="masked_fill",
    local=("0 where masked", "1 where masked", ""),
    grad_fn="MaskedFillBackward1",
)


def _masked_select(x, mask):
    _expect_mask(mask, "masked_select")
    if x.shape != mask.shape:
        x, mask = np.broadcast_arrays(x, mask)
    return x[mask]


def _masked_place(x, mask, shape):
    placed = np.zeros(shape, x.dtype)
    placed[np.broadcast_to(mask, shape)] = x
    return placed


masked_select = op(
    _masked_select,
    lambda g, out, x, mask: masked_place(g, mask, shape=np.broadcast_shapes(x.shape, mask.shape)),
    None,
    name="masked_select",
    kind="gather",
    local=("1 where true", ""),
)
masked_place = op(
    _masked_place,
    lambda g, out, x, mask, shape: masked_select(g, mask),
    None,
    name="masked_place",
    kind="gather",
    label="into masked zeros",
    local=("1", ""),
    grad_fn="MaskedScatterBackward0",
)


def write_where(x: np.ndarray, source: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Write the elements of `source`, one after the other, where the mask is true; return `x`."""
    _expect_mask(mask, "masked_scatter_")
    if source.dtype != x.dtype:
        raise RuntimeError(
            f"masked_scatter: expected self and source to have same dtypes but got {x.dtype} and {source.dtype}"
        )
    mask = np.broadcast_to(mask, x.shape)
    count = int(np.count_nonzero(mask))
    if source.size < count:
        raise RuntimeError(
            f"masked_scatter: Number of elements of source < number of ones in mask: {source.size} < {count}"
        )
    x[mask] = source.reshape(-1)[:count]
    return x


def _masked_scatter(x, source, mask):
    shape = np.broadcast_shapes(x.shape, mask.shape)
    return write_where(np.array(np.broadcast_to(x, shape), order="C"), source, mask)


def _into_source(g, source):
    """The gradient of the elements of `source` that were used, for all of them."""
    return reshape(place(g, shape=(prod(source.shape),), key=(slice(g.shape[0]), ...)), shape=source.shape)


masked_scatter = op(
    _masked_scatter,
    lambda g, out, x, source, mask: masked_fill(g, mask, value=0),
    lambda g, out, x, source, mask: _into_source(masked_select(g, mask), source),
    None,
    name="masked_scatter",
    kind="gather",
    local=("0 where true, else 1", "1 in turn where true", ""),
)
