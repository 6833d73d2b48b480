"""Parts of memory: an array seen in another geometry, and the ops that read, add up, clear and write such a part.

A geometry is a shape, strides and an offset, all in elements. A gradient has its own memory, laid out in whatever way
it came; `base` (shape and strides of the tensor that it is for) says how to lay it out for the geometry to fit.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from backlight.core.op import op
from backlight.core.result import owner


def strided(array: np.ndarray, shape: tuple, strides: tuple, offset: int) -> np.ndarray:
    """The memory of `array` in another geometry, `offset` counted from its first element; ValueError beyond its end."""
    memory, start = _memory(array)
    if not memory.size and 0 not in shape:  # NumPy would take that for a wish for new memory
        raise ValueError("there is no memory")
    size = array.itemsize
    return np.ndarray(shape, array.dtype, memory, start + offset * size, tuple([s * size for s in strides]))


def window(array: np.ndarray, shape: tuple, strides: tuple, offset: int = 0) -> np.ndarray:
    """The same for users: where two indices lead to one element it is read-only, so that writes are refused."""
    view = strided(array, shape, strides, offset)
    if overlaps(shape, strides):
        view.flags.writeable = False
    return view


def resized(array: np.ndarray, shape: tuple) -> np.ndarray:
    """The memory of `array`, without gaps, in another shape; where that asks for more, a longer copy of it."""
    contiguous = [prod(shape[i + 1 :]) for i in range(len(shape))]
    try:
        return strided(array, shape, tuple(contiguous), 0)
    except ValueError:  # more than the memory holds
        grown = np.zeros(prod(shape), array.dtype)
        grown[: array.size] = array.ravel()
        return grown.reshape(shape)


def _memory(array: np.ndarray) -> tuple[np.ndarray, int]:
    """All the memory that an array is a part of, as bytes, and where in it the array starts."""
    root = root_of(array)
    return root.reshape(-1).view(np.uint8), 0 if root is array else address(array) - address(root)


def root_of(array: np.ndarray) -> np.ndarray:
    """The array that has all the memory which `array` shows a part of, turned so that it lies there in order."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    if not array.flags.c_contiguous:
        array = array.T
    if not array.flags.c_contiguous:
        raise RuntimeError("the memory of this tensor came from outside and has gaps; .clone() it first")
    return array


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


def _extent(shape: tuple, strides: tuple) -> int:
    """How many elements of memory a geometry spans."""
    return 1 + sum([(n - 1) * s for n, s in zip(shape, strides, strict=True)]) if 0 not in shape else 0


def _laid_out(x: np.ndarray, base: tuple, shape: tuple, strides: tuple, offset: int) -> tuple[np.ndarray, np.ndarray]:
    """New memory, zeros, for a tensor of the geometry `base` and a part of it: two views, the whole and the part."""
    low, high = min(0, offset), max(_extent(base[0], base[1]), offset + _extent(shape, strides))
    memory = np.zeros(high - low, x.dtype)
    return strided(memory, base[0], base[1], -low), strided(memory, shape, strides, offset - low)


def _as_strided(x, base, shape, strides, offset):
    if steps(x) == base[1] and x.size == _extent(*base) >= offset + _extent(shape, strides) and offset >= 0:
        return strided(x, shape, strides, offset)
    whole, part = _laid_out(x, base, shape, strides, offset)
    whole[...] = x
    return part


def _strided_sum(x, base, shape, strides, offset):
    whole, part = _laid_out(x, base, shape, strides, offset)
    if overlaps(shape, strides):
        along = [np.arange(n) * s for n, s in zip(shape, strides, strict=True)]
        places = sum(np.ix_(*along), np.intp(offset - min(0, offset)))
        np.add.at(owner(part).reshape(-1), places.ravel(), x.ravel())
    else:
        part[...] = x
    return whole


def _strided_scatter(x, values, base, shape, strides, offset):
    whole, part = _laid_out(x, base, shape, strides, offset)
    whole[...] = x
    part[...] = values
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
