"""New tensors of a given shape: one value everywhere, then the shape of another tensor, then its dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.layout import empty as memory
from backlight.core.layout import empty_like as memory_like
from backlight.core.strided import strided
from backlight.core.variable import Variable
from backlight.tensor.numbers import fitting, number, whole
from backlight.tensor.options import LIKE, OUT, made, shape_of, tuple_of
from backlight.tensor.surface import tensor_in

if TYPE_CHECKING:
    from typing import Unpack

    from backlight.tensor.options import EmptyOptions, LikeOptions, Options, OutOptions, SizeOptions
    from backlight.tensor.tensor import Tensor


def zeros(*size: Any, **options: Unpack[SizeOptions]) -> Tensor:
    """A tensor of zeros.

    >>> zeros(2, 3)
    tensor([[0., 0., 0.],
            [0., 0., 0.]])
    """
    shape = shape_of("zeros", size, options)
    return made("zeros", lambda kind: np.zeros(shape, kind), options, takes=OUT)


def ones(*size: Any, **options: Unpack[SizeOptions]) -> Tensor:
    """A tensor of ones.

    >>> ones(3)
    tensor([1., 1., 1.])
    """
    shape = shape_of("ones", size, options)
    return made("ones", lambda kind: _filled(shape, 1, kind), options, takes=OUT)


def _filled(shape: tuple, value: Any, kind: np.dtype) -> np.ndarray:
    out = np.empty(shape, kind)
    out.fill(value)
    return out


def empty(*size: Any, **options: Unpack[EmptyOptions]) -> Tensor:
    """A tensor whose values are whatever the memory held; takes the options of `zeros`, and `memory_format`."""
    shape, format = shape_of("empty", size, options), options.pop("memory_format", None)
    return made("empty", lambda kind: memory(shape, kind, format), options, takes=OUT)


def empty_strided(size: Any, stride: Any, **options: Unpack[Options]) -> Tensor:
    """An uninitialised tensor with given strides, in elements.

    >>> empty_strided((2, 3), (1, 2)).stride()
    (1, 2)
    """
    shape, strides = tuple_of("empty_strided", size), tuple_of("empty_strided", stride, 2)
    if len(shape) != len(strides):
        raise RuntimeError(
            f"dimensionality of sizes ({len(shape)}) must match dimensionality of strides ({len(strides)})"
        )
    count = 1 + sum([(n - 1) * s for n, s in zip(shape, strides, strict=True)]) if 0 not in shape else 0
    return made("empty_strided", lambda kind: strided(np.empty(count, kind), shape, strides, 0), options)


def empty_permuted(size: Any, physical_layout: Any, **options: Unpack[Options]) -> Tensor:
    """An uninitialised tensor whose dimensions lie in memory in the order `physical_layout`, the outermost first."""
    shape, order = tuple_of("empty_permuted", size), tuple_of("empty_permuted", physical_layout, 2)
    if len(set(order)) < len(order):
        raise RuntimeError(f"Duplicate dim not allowed: {list(order)}")
    if sorted(order) != list(range(len(shape))):
        raise RuntimeError(f"empty_permuted: {list(order)} is no order of the dimensions of {list(shape)}")
    inner = [shape[axis] for axis in order]
    return made("empty_permuted", lambda kind: np.empty(inner, kind).transpose(np.argsort(order)), options)


def full(size: Any, fill_value: Any, **options: Unpack[OutOptions]) -> Tensor:
    """A tensor filled with one value, whose type makes the dtype.

    RuntimeError where the dtype cannot hold the value.

    >>> full((2,), 7), full((2,), 7.0)
    (tensor([7, 7]), tensor([7., 7.]))
    """
    shape, value = tuple_of("full", size), number("full", "fill_value", 2, fill_value)
    natural = dtypes.to_numpy(dtypes.of_number(value))
    return made("full", lambda kind: _filled(shape, fitting(value, kind), kind), options, natural, OUT)


def scalar_tensor(s: Any, **options: Unpack[Options]) -> Tensor:
    """A 0-dim tensor of the default dtype."""
    value = number("scalar_tensor", "s", 1, s)
    return made("scalar_tensor", lambda kind: _filled((), fitting(value, kind), kind), options)


def eye(n: int, m: int | None = None, **options: Unpack[OutOptions]) -> Tensor:
    """Ones on the diagonal, zeros elsewhere, of shape (n, m).

    >>> eye(2, 3)
    tensor([[1., 0., 0.],
            [0., 1., 0.]])
    """
    rows = columns = whole("eye", "n", 1, n)
    if m is not None:
        columns = whole("eye", "m", 2, m)
    if min(rows, columns) < 0:
        name, size = ("n", rows) if rows < 0 else ("m", columns)
        raise RuntimeError(f"{name} must be greater or equal to 0, got {size}")
    return made("eye", lambda kind: np.eye(rows, columns, dtype=kind), options, takes=OUT)


def zeros_like(input: Tensor, **options: Unpack[LikeOptions]) -> Tensor:
    """Zeros of the shape and dtype of `input`."""
    return _like("zeros_like", input, 0, options)


def ones_like(input: Tensor, **options: Unpack[LikeOptions]) -> Tensor:
    """Ones of the shape and dtype of `input`."""
    return _like("ones_like", input, 1, options)


def full_like(input: Tensor, fill_value: Any, **options: Unpack[LikeOptions]) -> Tensor:
    """One value in the shape and dtype of `input`."""
    return _like("full_like", input, number("full_like", "fill_value", 2, fill_value), options)


def empty_like(input: Tensor, **options: Unpack[LikeOptions]) -> Tensor:
    """A tensor of the shape and dtype of `input`, whose values are whatever the memory held."""
    return _like("empty_like", input, None, options)


def _like(function: str, input: Tensor, value: Any, options: Any) -> Tensor:
    x = tensor_in(function, input)._array
    format = options.get("memory_format")

    def build(kind: np.dtype) -> np.ndarray:
        out = memory_like(x, kind, format, function)
        if value is not None:
            out.fill(fitting(value, kind) if function == "full_like" else value)
        return out

    return made(function, build, options, x.dtype, LIKE)


class CreationMethods(Variable):
    """New tensors of this tensor's dtype; `Tensor` inherits them."""

    def new_zeros(self, *size: Any, **options: Unpack[SizeOptions]) -> Tensor:
        """Zeros of this dtype and the given shape."""
        shape = shape_of("new_zeros", size, options)
        return made("new_zeros", lambda kind: np.zeros(shape, kind), options, self._array.dtype)

    def new_ones(self, *size: Any, **options: Unpack[SizeOptions]) -> Tensor:
        """Ones of this dtype and the given shape."""
        shape = shape_of("new_ones", size, options)
        return made("new_ones", lambda kind: _filled(shape, 1, kind), options, self._array.dtype)

    def new_empty(self, *size: Any, **options: Unpack[SizeOptions]) -> Tensor:
        """A tensor of this dtype and the given shape, whose values are whatever the memory held."""
        shape = shape_of("new_empty", size, options)
        return made("new_empty", lambda kind: np.empty(shape, kind), options, self._array.dtype)

    def new_empty_strided(self, size: Any, stride: Any, **options: Unpack[Options]) -> Tensor:
        """An uninitialised tensor of this dtype with given strides, in elements."""
        options.setdefault("dtype", dtypes.of(self._array))
        return empty_strided(size, stride, **options)

    def new_full(self, size: Any, fill_value: Any, **options: Unpack[Options]) -> Tensor:
        """One value in this dtype and the given shape."""
        options.setdefault("dtype", dtypes.of(self._array))
        return full(size, fill_value, **options)

    def new_tensor(self, data: Any, **options: Unpack[Options]) -> Tensor:
        """A tensor of `data` in this dtype; takes the options of `tensor`."""
        from backlight.tensor.data import tensor

        return tensor(data, **{"dtype": dtypes.of(self._array), **options})

    def new(self, *arguments: Any, device: Any = None) -> Tensor:
        """A tensor of this dtype from a shape or from data, by torch's legacy rules."""
        from backlight.tensor.legacy import legacy

        return legacy(arguments, self._array.dtype, device)
