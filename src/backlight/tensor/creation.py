"""New tensors of a given shape: constants first, then ranges, then the shape of another tensor."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.tensor.options import Options, made, shape_of

if TYPE_CHECKING:
    from typing import Unpack

    from backlight.core.dtypes import dtype as DType
    from backlight.tensor.tensor import Tensor


def zeros(*size: Any, **options: Unpack[Options]) -> Tensor:
    """A tensor of zeros.

    >>> zeros(2, 3)
    tensor([[0., 0., 0.],
            [0., 0., 0.]])
    """
    shape = shape_of("zeros", size, options)  # type: ignore[arg-type]
    return made("zeros", lambda kind: np.zeros(shape, kind), options)


def ones(*size: Any, **options: Unpack[Options]) -> Tensor:
    """A tensor of ones.

    >>> ones(3)
    tensor([1., 1., 1.])
    """
    shape = shape_of("ones", size, options)  # type: ignore[arg-type]
    return made("ones", lambda kind: np.ones(shape, kind), options)


def empty(*size: Any, **options: Unpack[Options]) -> Tensor:
    """A tensor whose values are whatever the memory held."""
    shape = shape_of("empty", size, options)  # type: ignore[arg-type]
    return made("empty", lambda kind: np.empty(shape, kind), options)


def full(size: Any, fill_value: Any, **options: Unpack[Options]) -> Tensor:
    """A tensor filled with one value, whose type makes the dtype.

    >>> full((2,), 7), full((2,), 7.0)
    (tensor([7, 7]), tensor([7., 7.]))
    """
    shape = shape_of("full", (size,))
    value = fill_value._array.item() if isinstance(fill_value, Variable) else fill_value
    return made("full", lambda kind: np.full(shape, value, kind), options, _kind_of(value))


def _kind_of(*numbers: Any) -> np.dtype:
    """The dtype of Python numbers together: ints make int64, any float the default dtype."""
    return dtypes.to_numpy(dtypes.common([n.item() if isinstance(n, np.generic) else n for n in numbers]))


def scalar_tensor(s: Any, **options: Unpack[Options]) -> Tensor:
    """A 0-dim tensor of the default dtype."""
    return made("scalar_tensor", lambda kind: np.array(s, kind), options)


def eye(n: int, m: int | None = None, **options: Unpack[Options]) -> Tensor:
    """Ones on the diagonal, zeros elsewhere, of shape (n, m)."""
    shape = shape_of("eye", (n, n if m is None else m))
    return made("eye", lambda kind: np.eye(*shape, dtype=kind), options)


def _number(value: Any) -> Any:
    return value._array.item() if isinstance(value, Variable) else value.item() if isinstance(value, np.generic) else value


def arange(start: Any, end: Any = None, step: Any = 1, **options: Unpack[Options]) -> Tensor:
    """The values start, start + step, … below end; ints make int64, floats the default dtype.

    >>> arange(4), arange(1, 2, 0.5)
    (tensor([0, 1, 2, 3]), tensor([1.0000, 1.5000]))
    """
    if end is None:
        start, end = 0, start
    start, end, step = _number(start), _number(end), _number(step)
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start} -> {end}")
    if (end - start) * step < 0:
        raise RuntimeError(f"upper bound and lower bound inconsistent with step sign: {start} to {end} by {step}")
    count = math.ceil((end - start) / step)

    def build(kind: np.dtype) -> np.ndarray:
        if kind.kind in "iu":
            return np.arange(count, dtype=np.int64).__mul__(int(step)).__add__(int(start)).astype(kind)
        return (start + step * np.arange(count, dtype=np.float64)).astype(kind)

    return made("arange", build, options, _kind_of(start, end, step))


def range_(start: Any, end: Any = None, step: Any = 1, **options: Unpack[Options]) -> Tensor:
    """As `arange`, with the end included; torch calls it `range` and has deprecated it."""
    if end is None:
        start, end = 0, start
    start, end, step = _number(start), _number(end), _number(step)
    count = math.floor((end - start) / step) + 1
    return made("range", lambda kind: (start + step * np.arange(count, dtype=np.float64)).astype(kind), options)


def linspace(start: Any, end: Any, steps: int, **options: Unpack[Options]) -> Tensor:
    """`steps` values from start to end, both included, at equal distances.

    >>> linspace(0, 1, 5)
    tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
    """
    start, end, steps = _number(start), _number(end), _number(steps)
    if steps < 0:
        raise RuntimeError(f"number of steps must be non-negative, got {steps}")
    return made("linspace", lambda kind: _spaced(start, end, steps, kind), options)


def _spaced(start: float, end: float, steps: int, kind: np.dtype) -> np.ndarray:
    # in the result's own precision, the first half from the start and the second from the end: as torch rounds
    work = kind if kind.kind in "fc" and kind.itemsize > 2 else np.dtype(np.float32)
    if steps == 1:
        return np.array([start], work).astype(kind)
    first, last = np.array(start, work), np.array(end, work)
    step = (last - first) / work.type(max(steps - 1, 1))
    position = np.arange(steps).astype(work)
    spaced = np.where(np.arange(steps) < steps // 2, first + step * position, last - step * (steps - 1 - position))
    return spaced.astype(kind)


def logspace(start: Any, end: Any, steps: int, base: float = 10.0, **options: Unpack[Options]) -> Tensor:
    """`steps` values from base^start to base^end, at equal ratios."""
    start, end, steps = _number(start), _number(end), _number(steps)
    if steps < 0:
        raise RuntimeError(f"number of steps must be non-negative, got {steps}")
    work = np.dtype(np.float64)
    return made("logspace", lambda kind: np.power(base, _spaced(start, end, steps, work)).astype(kind), options)


def complex(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The complex tensor with these real and imaginary parts."""
    if real._array.dtype != imag._array.dtype:
        raise RuntimeError(f"Expected object of scalar type {real._array.dtype} but got {imag._array.dtype}")
    return made("complex", lambda kind: (real._array + 1j * imag._array).astype(kind), {"out": out},
                np.result_type(real._array.dtype, np.complex64))  # fmt: skip


def zeros_like(input: Tensor, **options: Unpack[Options]) -> Tensor:
    """Zeros of the shape and dtype of `input`."""
    return made("zeros_like", lambda kind: np.zeros(input._array.shape, kind), options, input._array.dtype)


def ones_like(input: Tensor, **options: Unpack[Options]) -> Tensor:
    """Ones of the shape and dtype of `input`."""
    return made("ones_like", lambda kind: np.ones(input._array.shape, kind), options, input._array.dtype)


def empty_like(input: Tensor, **options: Unpack[Options]) -> Tensor:
    """A tensor of the shape and dtype of `input`, whose values are whatever the memory held."""
    return made("empty_like", lambda kind: np.empty(input._array.shape, kind), options, input._array.dtype)


def full_like(input: Tensor, fill_value: Any, **options: Unpack[Options]) -> Tensor:
    """One value in the shape and dtype of `input`."""
    value = _number(fill_value)
    return made("full_like", lambda kind: np.full(input._array.shape, value, kind), options, input._array.dtype)


class CreationMethods(Variable):
    """New tensors of this tensor's dtype; `Tensor` inherits them."""

    def new_zeros(self, *size: Any, **options: Unpack[Options]) -> Tensor:
        """Zeros of this dtype and the given shape."""
        shape = shape_of("new_zeros", size, options)  # type: ignore[arg-type]
        return made("new_zeros", lambda kind: np.zeros(shape, kind), options, self._array.dtype)

    def new_ones(self, *size: Any, **options: Unpack[Options]) -> Tensor:
        """Ones of this dtype and the given shape."""
        shape = shape_of("new_ones", size, options)  # type: ignore[arg-type]
        return made("new_ones", lambda kind: np.ones(shape, kind), options, self._array.dtype)

    def new_empty(self, *size: Any, **options: Unpack[Options]) -> Tensor:
        """A tensor of this dtype and the given shape, whose values are whatever the memory held."""
        shape = shape_of("new_empty", size, options)  # type: ignore[arg-type]
        return made("new_empty", lambda kind: np.empty(shape, kind), options, self._array.dtype)

    def new_full(self, size: Any, fill_value: Any, **options: Unpack[Options]) -> Tensor:
        """One value in this dtype and the given shape."""
        shape, value = shape_of("new_full", (size,)), _number(fill_value)
        return made("new_full", lambda kind: np.full(shape, value, kind), options, self._array.dtype)

    def new_tensor(self, data: Any, **options: Unpack[Options]) -> Tensor:
        """A tensor of `data` in this dtype."""
        from backlight.tensor.data import tensor

        options.setdefault("dtype", dtypes.of(self._array))
        return tensor(data, **options)  # type: ignore[arg-type]

    def new(self, *arguments: Any) -> Tensor:
        """A tensor of this dtype from a shape or from data, by torch's legacy rules."""
        from backlight.tensor.legacy import legacy_array

        return constant(legacy_array(arguments, self._array.dtype))


