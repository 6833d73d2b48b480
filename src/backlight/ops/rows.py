"""Whole slices along one dimension by their numbers: selected, added to, replaced, filled."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.index import add_at, index_sum


def _checked(x, index, axis, name, error: type[Exception] = IndexError):
    """The numbers of slices, a vector, if all of these slices are there."""
    if index.dtype.kind not in "iu" or index.dtype.itemsize < 4:
        raise RuntimeError(f"{name}(): Expected dtype int32 or int64 for index, got {index.dtype}; use index.long()")
    size = x.shape[axis]
    if index.size and (index.min() < 0 or index.max() >= size):
        wrong = next(i for i in index.tolist() if not 0 <= i < size)
        raise error(
            f"{name}(): index out of range in self: "
            f"index {wrong} is out of bounds for dimension {axis} with size {size}"
        )
    return index


def _key(index, axis):
    return (*[slice(None)] * axis, index)


index_select = op(
    lambda x, index, axis: x.take(_checked(x, index, axis, "index_select"), axis),
    lambda g, out, x, index, axis: index_sum(g, index, shape=x.shape, axes=(axis,)),
    None,
    name="index_select",
    kind="gather",
    local=("1 at the index", ""),
)


def add_rows(x: np.ndarray, src: np.ndarray, index: np.ndarray, axis: int, alpha=1) -> np.ndarray:
    """Add the slices of `src`, times `alpha`, to the numbered slices of `x`; return `x`."""
    index = _checked(x, index, axis, "index_add_", RuntimeError)
    if index.size != (src.shape[axis] if src.ndim else 1):
        raise RuntimeError(
            f"index_add_(): Number of indices ({index.size}) should be equal to source.size(dim): "
            f"({src.shape[axis] if src.ndim else 1}), for dim: {axis}"
        )
    if src.ndim != x.ndim or any(a != b for d, (a, b) in enumerate(zip(src.shape, x.shape, strict=True)) if d != axis):
        raise RuntimeError(
            "index_add_(): source tensor shape must match self tensor shape, excluding the specified dimension. "
            f"Got self.shape = {list(x.shape)} source.shape = {list(src.shape)}"
        )
    add_at(x, (axis,), (index,), src if alpha == 1 else src * np.asarray(alpha).astype(src.dtype))
    return x


index_add = op(
    lambda x, src, index, axis, alpha=1: add_rows(x.copy(), src, index, axis, alpha),
    lambda g, out, x, src, index, axis, alpha=1: g,
    lambda g, out, x, src, index, axis, alpha=1: index_select(g if alpha == 1 else g * alpha, index, axis=axis),
    None,
    name="index_add",
    kind="gather",
    local=("1", lambda p: "1" if p.get("alpha", 1) == 1 else "α", ""),
)


def copy_rows(x: np.ndarray, src: np.ndarray, index: np.ndarray, axis: int) -> np.ndarray:
    """Replace the numbered slices of `x` by the slices of `src`; return `x`."""
    index = _checked(x, index, axis, "index_copy_")
    wanted = (*x.shape[:axis], index.size, *x.shape[axis + 1 :])
    if src.shape != wanted:
        raise IndexError(
            f"index_copy_(): source must have shape {list(wanted)} to replace {index.size} slices of dimension {axis}, "
            f"got {list(src.shape)}"
        )
    x[_key(index, axis)] = src
    return x


index_copy = op(
    lambda x, src, index, axis: copy_rows(x.copy(), src, index, axis),
    lambda g, out, x, src, index, axis: index_fill(g, index, axis=axis, value=0),
    lambda g, out, x, src, index, axis: index_select(g, index, axis=axis),
    None,
    name="index_copy",
    kind="gather",
    local=("0 at the index, else 1", "1 at the index", ""),
)


def fill_rows(x: np.ndarray, index: np.ndarray, axis: int, value) -> np.ndarray:
    """Fill the numbered slices of `x` with one number; return `x`."""
    x[_key(_checked(x, index, axis, "index_fill_"), axis)] = value
    return x


index_fill = op(
    lambda x, index, axis, value: fill_rows(x.copy(), index, axis, value),
    lambda g, out, x, index, axis, value: index_fill(g, index, axis=axis, value=0),
    None,
    name="index_fill",
    kind="gather",
    local=("0 at the index, else 1", ""),
)
