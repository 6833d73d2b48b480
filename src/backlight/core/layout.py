"""How elements lie in memory: torch's names for it, then fresh memory laid out as torch lays out results."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.public import Public


class _Name(metaclass=Public):
    """A constant of torch that is known by its name alone."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:  # pickled and copied by name, so that identity survives
        return self.name


class layout(_Name):
    """How a tensor keeps its elements; every tensor here is `strided`, the others are names for scripts to ask with."""

    __slots__ = ()


class memory_format(_Name):
    """In which order the dimensions of a tensor lie in memory."""

    __slots__ = ()


class qscheme(_Name):
    """How a quantised tensor maps its integers to numbers; none is here, these are names for scripts to ask with."""

    __slots__ = ()


strided, sparse_coo, sparse_csr = (layout(name) for name in ("strided", "sparse_coo", "sparse_csr"))
sparse_csc, sparse_bsr, sparse_bsc, jagged = (layout(n) for n in ("sparse_csc", "sparse_bsr", "sparse_bsc", "jagged"))
per_tensor_affine, per_tensor_symmetric = (qscheme(f"per_tensor_{n}") for n in ("affine", "symmetric"))
per_channel_affine, per_channel_symmetric, per_channel_affine_float_qparams = (
    qscheme(f"per_channel_{n}") for n in ("affine", "symmetric", "affine_float_qparams")
)

contiguous_format = legacy_contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")
channels_last = memory_format("channels_last")
channels_last_3d = memory_format("channels_last_3d")

# Where the dimensions go so that the channels, dimension 1, lie innermost: (N, C, H, W) from (N, H, W, C).
_CHANNELS_LAST = {channels_last: (0, 3, 1, 2), channels_last_3d: (0, 4, 1, 2, 3)}


def expect_layout(given: object, function: str) -> None:
    """TypeError where the argument `layout=` of a `function` is none; NotImplementedError for sparse ones."""
    if given is None or given is strided:
        return
    if not isinstance(given, layout):
        raise TypeError(f"{function}(): argument 'layout' must be torch.layout, not {type(given).__name__}")
    raise NotImplementedError(f"{function}(): layout {given} is not implemented; backlight's tensors are strided")


def empty(shape: tuple, dtype: np.dtype, format: Any = None, function: str = "empty") -> np.ndarray:
    """Uninitialised memory in a memory format; RuntimeError where its number of dimensions is another."""
    if format is None or format is contiguous_format:
        return np.empty(shape, dtype)
    if not isinstance(format, memory_format):
        raise TypeError(
            f"{function}(): argument 'memory_format' must be torch.memory_format, not {type(format).__name__}"
        )
    order = _CHANNELS_LAST.get(format)
    if order is None:
        raise RuntimeError(f"unsupported memory format Preserve: {function} has no tensor whose format to preserve")
    if len(order) != len(shape):
        raise RuntimeError(f"required rank {len(order)} tensor to use {format.name} format; got shape {list(shape)}")
    inner = (shape[0], *shape[2:], shape[1])  # (N, C, H, W) -> (N, H, W, C)
    return np.empty(inner, dtype).transpose(order)


def empty_like(x: np.ndarray, dtype: np.dtype, format: Any = None, function: str = "empty_like") -> np.ndarray:
    """Uninitialised memory of the shape of `x`; without a format, or to preserve it, in the layout of `x`."""
    if format is not None and format is not preserve_format:
        return empty(x.shape, dtype, format, function)
    if x.flags.c_contiguous:
        return np.empty(x.shape, dtype)
    if 0 not in x.strides:
        return np.empty_like(x, dtype)
    order = outermost_first(x.strides)
    return np.empty([x.shape[axis] for axis in order], dtype).transpose(np.argsort(order))


def outermost_first(strides: tuple) -> list[int]:
    """The dimensions from the widest step in memory to the narrowest; those of no step keep their place.

    >>> outermost_first((0, 8, 24))
    [0, 2, 1]
    """
    order: list[int] = []  # innermost first
    for axis in reversed(range(len(strides))):
        place = len(order)
        for i in reversed(range(len(order))):
            other = strides[order[i]]
            if strides[axis] and other > strides[axis]:
                place = i
            elif other:
                break
        order.insert(place, axis)
    return order[::-1]


def has_channels_last(x: np.ndarray) -> bool:
    """Whether channels, dimension 1 of 4 or 5, lie innermost, and not in the order of the indices."""
    return 4 <= x.ndim <= 5 and not x.flags.c_contiguous and np.moveaxis(x, 1, -1).flags.c_contiguous


def in_order(out: Any) -> Any:
    """A fresh result as torch lays it out, in the order of its indices; NumPy keeps that of a transposed operand."""
    return out if out.flags.c_contiguous else np.ascontiguousarray(out)


def copied(x: np.ndarray, dtype: np.dtype, format: Any = None, function: str = "clone") -> np.ndarray:
    """The values of `x` in memory of their own, converted to `dtype` as torch converts.

    To a type of 16 bits torch goes by way of float32, which rounds twice.
    """
    if dtype.itemsize == 2 and x.dtype.itemsize == 8 and x.dtype.kind == "f" and dtype.kind not in "iu":
        x = x.astype(np.float32)
    if format is None and 0 not in x.strides:
        return x.astype(dtype)
    out = empty_like(x, dtype, format, function)
    np.copyto(out, x, casting="unsafe")
    return out
