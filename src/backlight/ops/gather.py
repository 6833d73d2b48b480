"""Elements picked along one dimension by a tensor of positions, and values written or added at such positions.

The tensors here have at least one dimension.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.layout import in_order
from backlight.core.op import op
from backlight.ops.index import place


def places(index: np.ndarray, axis: int) -> tuple:
    """The key that picks, along `axis`, the element that `index` names at each place."""
    ndim = index.ndim
    return tuple(
        [index if i == axis else np.arange(n).reshape((n,) + (1,) * (ndim - i - 1)) for i, n in enumerate(index.shape)]
    )


def checked(x, index, axis, name):
    """The index, if all its positions are inside of `x`."""
    if index.size and (index.dtype.kind not in "iu" or index.dtype.itemsize < 4):
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index, got {index.dtype}; use index.long()")
    if not index.size:
        return index.astype(np.intp).reshape(index.shape if index.ndim == x.ndim else (0,) * x.ndim)
    if index.ndim != x.ndim:
        raise RuntimeError(
            f"{name}: Index tensor must have the same number of dimensions as input tensor, "
            f"got {index.ndim} and {x.ndim}; index.unsqueeze({axis}) adds one"
        )
    low, high = index.min(), index.max()
    if low < 0 or high >= x.shape[axis]:
        raise RuntimeError(
            f"index {low if low < 0 else high} is out of bounds for dimension {axis} with size {x.shape[axis]}"
        )
    for d, (a, b) in enumerate(zip(index.shape, x.shape, strict=True)):
        if d != axis and a > b:
            raise RuntimeError(
                f"{name}: Size does not match at dimension {d} expected index {list(index.shape)} to be no larger than "
                f"self {list(x.shape)} apart from dimension {axis}"
            )
    return index


def _gather(x, index, axis):
    return in_order(x[places(checked(x, index, axis, "gather"), axis)].reshape(index.shape))


gather = op(
    _gather,
    lambda g, out, x, index, axis: gather_sum(g, index, shape=x.shape, axis=axis),
    None,
    name="gather",
    kind="gather",
    local=("1 at the index", ""),
)


def add_along(total: np.ndarray, index: np.ndarray, axis: int, values) -> None:
    """Add `values` at the places that `index` names along `axis`, of which one may come more than once."""
    key = places(index, axis)
    if index.shape[axis] <= 1:
        total[key] += values
    elif total.size < 1000 or not total.flags.c_contiguous:
        np.add.at(total, key, values)
    else:  # NumPy adds fast in one dimension only
        at: Any = sum([k * (s // total.itemsize) for k, s in zip(key, total.strides, strict=True)], np.intp(0))
        np.add.at(total.reshape(-1), at.ravel(), values.ravel())


def _gather_sum(x, index, shape, axis):
    total = np.zeros(shape, x.dtype)
    if index.size:
        add_along(total, index, axis, x)
    return total


gather_sum = op(
    _gather_sum,
    lambda g, out, x, index, shape, axis: gather(g, index, axis=axis),
    None,
    name="gather_sum",
    kind="gather",
    label="Σ back",
    local=("1", ""),
    grad_fn="ScatterAddBackward0",
)


def corner(src, index, name):
    """The part of `src` that lies under `index`."""
    if src.shape == index.shape:
        return src
    if not index.size:
        return np.zeros(index.shape, src.dtype)
    if src.ndim != index.ndim:
        raise RuntimeError(
            f"{name}: Index tensor must have the same number of dimensions as src tensor, "
            f"got {index.ndim} and {src.ndim}"
        )
    if any(a > b for a, b in zip(index.shape, src.shape, strict=True)):
        raise RuntimeError(
            f"{name}: Expected index {list(index.shape)} to be no larger size than src {list(src.shape)} "
            "in any dimension"
        )
    return src[tuple([slice(n) for n in index.shape])]


def from_corner(g, src):
    """A gradient of what lies under the index, as one of all of `src`."""
    return g if g.shape == src.shape else place(g, shape=src.shape, key=(*[slice(n) for n in g.shape], ...))


def same_dtype(x, src, name):
    if src.dtype != x.dtype:
        raise RuntimeError(
            f"{name}(): Expected self.dtype to be equal to src.dtype, got {x.dtype} and {src.dtype}; convert one of "
            "them, for instance src.to(self.dtype)"
        )


def write_along(x: np.ndarray, src: np.ndarray, index: np.ndarray, axis: int) -> np.ndarray:
    """Overwrite the places of `x` that `index` names along `axis`; return `x`."""
    same_dtype(x, src, "scatter")
    index = checked(x, index, axis, "scatter")
    x[places(index, axis)] = corner(src, index, "scatter")
    return x


def fill_along(x: np.ndarray, index: np.ndarray, axis: int, value) -> np.ndarray:
    """Overwrite the places of `x` that `index` names along `axis` with one number; return `x`."""
    x[places(checked(x, index, axis, "scatter"), axis)] = value
    return x


def sum_along(x: np.ndarray, src: np.ndarray, index: np.ndarray, axis: int) -> np.ndarray:
    """Add `src` to `x` at the places that `index` names along `axis`; return `x`."""
    same_dtype(x, src, "scatter_add")
    index = checked(x, index, axis, "scatter_add")
    if index.size:
        add_along(x, index, axis, corner(src, index, "scatter_add"))
    return x


scatter = op(
    lambda x, src, index, axis: write_along(x.copy(), src, index, axis),
    lambda g, out, x, src, index, axis: scatter_value(g, index, axis=axis, value=0),
    lambda g, out, x, src, index, axis: from_corner(gather(g, index, axis=axis), src),
    None,
    name="scatter",
    kind="gather",
    local=("0 at the index, else 1", "1 at the index", ""),
)
scatter_value = op(
    lambda x, index, axis, value: fill_along(x.copy(), index, axis, value),
    lambda g, out, x, index, axis, value: scatter_value(g, index, axis=axis, value=0),
    None,
    name="scatter_value",
    kind="gather",
    label="scatter",
    local=("0 at the index, else 1", ""),
    grad_fn="ScatterBackward1",
)
scatter_add = op(
    lambda x, src, index, axis: sum_along(x.copy(), src, index, axis),
    lambda g, out, x, src, index, axis: g,
    lambda g, out, x, src, index, axis: from_corner(gather(g, index, axis=axis), src),
    None,
    name="scatter_add",
    kind="gather",
    local=("1", "1 at the index", ""),
)
