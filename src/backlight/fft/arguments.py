"""What all transforms ask of their arguments: a tensor of fitting numbers, dimensions, sizes, a normalization."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.op import astype
from backlight.core.variable import Variable
from backlight.ops.fourier import first
from backlight.ops.index import getitem, place
from backlight.tensor.dims import dim_of
from backlight.tensor.out import into
from backlight.tensor.surface import floating, no_tensor

_DIRECTIONS = ("forward", "backward", "ortho")


def numbers(name: str, input: object, real: bool = False) -> Any:
    """The tensor to transform, of a floating or complex dtype; RuntimeError for a complex one where `real` is asked."""
    if not isinstance(input, Variable):
        raise no_tensor(f"fft_{name}", input)
    x = floating(input)
    kind = dtypes.of(x._array)
    if real and kind.is_complex:
        raise RuntimeError(f"{name} expects a real input tensor, but got {dtypes.scalar_type(kind)}")
    return x


def refuse_half(name: str, x: Any) -> None:
    """RuntimeError for floats of 16 bits, which torch does not transform on a CPU."""
    kind = dtypes.of(x._array)
    if kind.itemsize == 2:
        raise RuntimeError(f"Unsupported dtype {dtypes.scalar_type(kind)}: convert it first, {name}(x.float())")


def complexes(x: Any) -> Any:
    """The same numbers as complex ones."""
    kind = x._array.dtype
    return x if kind.kind == "c" else astype(x, dtype=np.dtype("c16" if kind == np.float64 else "c8"))


def direction(norm: Any) -> str:
    """The normalization by its name, "backward" by default."""
    if norm is None:
        return "backward"
    if norm not in _DIRECTIONS:
        raise RuntimeError(f'Invalid normalization mode: "{norm}"; it is one of {", ".join(_DIRECTIONS)}')
    return norm


def one_dim(dim: Any, ndim: int) -> int:
    if not ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return dim_of(dim, ndim)


def count_of(name: str, argument: str, value: Any) -> int:
    """A size as an int; TypeError for what is none, RuntimeError for 0 and below."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"fft_{name}(): argument '{argument}' must be int, not {type(value).__name__}")
    return points(index(value))


def points(count: int) -> int:
    if count < 1:
        raise RuntimeError(f"Invalid number of data points ({count}) specified")
    return count


def resized(x: Any, axis: int, size: int) -> Any:
    """The tensor cut to `size` along `axis`, or filled up with zeros."""
    shape = x._array.shape
    if size < shape[axis]:
        return getitem(x, key=first(axis, size))
    if size == shape[axis]:
        return x
    return place(x, shape=(*shape[:axis], size, *shape[axis + 1 :]), key=first(axis, shape[axis]))


def axes_and_sizes(name: str, x: Any, s: Any, dim: Any) -> tuple[list[int], list[int | None]]:
    """The dimensions to transform, and the size of each that was asked for (None: as it is)."""
    ndim = x._array.ndim
    sizes = None if s is None else _ints(name, "s", s)
    if dim is None:
        if sizes is not None and len(sizes) > ndim:
            raise RuntimeError(f"Got shape with {len(sizes)} values but input tensor only has {ndim} dimensions.")
        axes = list(range(ndim if sizes is None else len(sizes)))
        axes = [axis + ndim - len(axes) for axis in axes]
    else:
        axes = [one_dim(d, ndim) for d in _ints(name, "dim", dim)]
    refuse_half(name, x)
    if len(set(axes)) < len(axes):
        raise RuntimeError(f"FFT dims must be unique, got {tuple(_ints(name, 'dim', dim))}")
    if sizes is None:
        return axes, [None] * len(axes)
    if len(sizes) != len(axes):
        raise RuntimeError(f"When given, dim and shape arguments must have the same length: {dim} and {s}")
    return axes, [None if size == -1 else size for size in sizes]


def _ints(name: str, argument: str, values: Any) -> list[int]:
    given = list(values) if isinstance(values, Iterable) else [values]
    if any(isinstance(value, bool) or not hasattr(value, "__index__") for value in given):
        raise TypeError(
            f"fft_{name}(): argument '{argument}' must be tuple of ints, not {type(values).__name__} {values!r}"
        )
    return [index(value) for value in given]


def result(out: Any, value: Any, name: str) -> Any:
    """The result as the user gets it; an `out` has to be complex where the result is, and real where it is."""
    if out is not None and isinstance(out, Variable):
        want, have = value._array.dtype.kind, out._array.dtype.kind
        if want != have:
            kind = "complex" if want == "c" else "floating point"
            held = dtypes.scalar_type(dtypes.of(out._array))
            raise RuntimeError(f"{name} expects a {kind} output tensor, but got {held}")
    return value if out is None else into(out, value, name)
