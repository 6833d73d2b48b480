"""Parts of memory: an array seen in another geometry, and the ops that read, add up, clear and write such a part.

A geometry is a shape, strides and an offset, all in elements. A gradient has its own memory, laid out in whatever way
it came; `base` (shape and strides of the tensor that it is for) says how to lay it out for the geometry to fit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.op import op


def strided(array: np.ndarray, shape: tuple, strides: tuple, offset: int) -> np.ndarray:
    """The memory of `array` in another geometry, `offset` counted from its first element; ValueError beyond its end."""
    memory, start = _memory(array)
    size = array.itemsize
    return np.ndarray(shape, array.dtype, memory, start + offset * size, tuple([s * size for s in strides]))


def _memory(array: np.ndarray) -> tuple[np.ndarray, int]:
    """All the memory that an array's owner has, as bytes, and where in it the array starts."""
    root = array
    while isinstance(root.base, np.ndarray):
        root = root.base
    start = 0 if root is array else address(array) - address(root)
    if not root.flags.c_contiguous:
        root = root.T
    if not root.flags.c_contiguous:
        raise RuntimeError("as_strided: the memory of this tensor came from outside and has gaps; .clone() it first")
    return root.reshape(-1).view(np.uint8), start


def address(array: np.ndarray) -> int:
    return array.__array_interface__["data"][0]


def geometry(view: np.ndarray, base: np.ndarray) -> dict[str, Any]:
    """Where in the memory of `base` the elements of `view` lie, as parameters of the ops below."""
    return {
        "base": (base.shape, steps(base)),
        "shape": view.shape,
        "strides": steps(view),
        "offset": (address(view) - address(base)) // base.itemsize,
    }


def steps(array: np.ndarray) -> tuple[int, ...]:
    """The strides of an array, in elements."""
    size = array.itemsize
    return tuple([s // size for s in array.strides])


def overlaps(shape: tuple, strides: tuple) -> bool:
    """Whether two indices may lead to one element.

    >>> overlaps((3, 4), (4, 1)), overlaps((3, 4), (0, 1)), overlaps((3, 2), (1, 1))
    (False, True, True)
    """
    reach = 0
    for stride, n in sorted([(s, n) for s, n in zip(strides, shape, strict=True) if n > 1]):
        if stride <= reach:
            return 0 not in shape
        reach += stride * (n - 1)
    return False


def _laid_out(x: np.ndarray, base: tuple, copy: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """New memory for a tensor with the geometry of `base`, and its view as that: a copy of `x`, or zeros."""
    shape, strides = base
    extent = 1 + sum([(n - 1) * s for n, s in zip(shape, strides, strict=True)]) if 0 not in shape else 0
    memory = np.zeros(extent, x.dtype)
    whole = strided(memory, shape, strides, 0)
    if copy:
        whole[...] = x
    return memory, whole


def _as_strided(x, base, shape, strides, offset):
    if steps(x) != base[1]:
        x, _ = _laid_out(x, base)
    return strided(x, shape, strides, offset)


def _strided_sum(x, base, shape, strides, offset):
    memory, whole = _laid_out(x, base, copy=False)
    if overlaps(shape, strides):
        steps_along = [np.arange(n) * s for n, s in zip(shape, strides, strict=True)]
        places = sum(np.ix_(*steps_along), np.intp(offset))
        np.add.at(memory, places.ravel(), x.ravel())
    else:
        strided(memory, shape, strides, offset)[...] = x
    return whole


def _strided_scatter(x, values, base, shape, strides, offset):
    memory, whole = _laid_out(x, base)
    strided(memory, shape, strides, offset)[...] = values
    return whole


as_strided = op(
    _as_strided,
    lambda g, out, x, **where: strided_sum(g, **where),
    name="as_strided",
    kind="view",
    label="part of",
    local=("1 on the part",),
    grad_fn="AsStridedBackward0",
)
strided_sum = op(
    _strided_sum,
    lambda g, out, x, **where: as_strided(g, **where),
    name="strided_sum",
    kind="gather",
    label="Σ into part of zeros",
    local=("1",),
    grad_fn="AsStridedBackward0",
)
strided_clear = op(
    lambda x, **where: _strided_scatter(x, 0, **where),
    lambda g, out, x, **where: strided_clear(g, **where),
    name="strided_clear",
    kind="gather",
    label="clear part",
    local=("0 on the part, else 1",),
    grad_fn="CopySlices",
)
strided_scatter = op(
    _strided_scatter,
    lambda g, out, x, values, **where: strided_clear(g, **where),
    lambda g, out, x, values, **where: as_strided(g, **where),
    name="strided_scatter",
    kind="gather",
    label="write into part",
    local=("0 on the part, else 1", "1 on the part"),
    grad_fn="CopySlices",
)
