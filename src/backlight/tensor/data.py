"""Making a tensor of given data: lists, numbers, arrays, other tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.device import device as Device
from backlight.core.device import on
from backlight.core.result import constant
from backlight.core.variable import Variable

if TYPE_CHECKING:
    from backlight.core.dtypes import dtype as DType
    from backlight.tensor.tensor import Tensor


def tensor(
    data: Any,
    *,
    dtype: DType | None = None,
    device: Device | str | int | None = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """A new tensor with a copy of `data`: a number, nested lists, an array, or a tensor.

    Python floats make the default dtype (float32), ints int64, bools bool; arrays keep their dtype.

    >>> tensor([[1, 2], [3, 4]])
    tensor([[1, 2],
            [3, 4]])
    >>> tensor(2.5, requires_grad=True)
    tensor(2.5000, requires_grad=True)
    """
    on(device)
    if isinstance(data, Variable):
        from backlight.core.errors import warn

        warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor)."
        )
    array = array_of(data, dtype)
    made = constant(array if array is not data and array.base is None else array.copy())
    if requires_grad:
        refuse_integers(array)
        made._needs_grad = True
    return made


def as_tensor(data: Any, dtype: DType | None = None, device: Device | str | int | None = None) -> Tensor:
    """`data` as a tensor, sharing its memory where it is an array or a tensor of the right dtype already."""
    on(device)
    if isinstance(data, Variable):
        return data if dtype is None else data.to(dtype)  # type: ignore[attr-defined]
    return constant(array_of(data, dtype))


asarray = as_tensor


def from_numpy(array: np.ndarray) -> Tensor:
    """A tensor that shares the memory of a NumPy array: a change to one is seen in the other.

    >>> a = np.zeros(2)
    >>> t = from_numpy(a)
    >>> a[0] = 5
    >>> t
    tensor([5., 0.], dtype=torch.float64)
    """
    if not isinstance(array, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(array).__name__})")
    if not array.flags.writeable:
        from backlight.core.errors import warn

        warn(
            "The given NumPy array is not writable, and PyTorch does not support non-writable tensors. This means "
            "writing to this tensor will result in undefined behavior. You may want to copy the array to protect its "
            "data or make it writable before converting it to a tensor."
        )
    return constant(_shareable(array).view())


def _shareable(array: np.ndarray) -> np.ndarray:
    if array.dtype.byteorder not in "=|<" or not array.dtype.isnative:
        raise ValueError(
            "given numpy array has byte order different from the native byte order. "
            "Conversion between byte orders is currently not supported; use array.astype(array.dtype.newbyteorder('='))"
        )
    dtypes.of(array)
    if any(stride < 0 for stride in array.strides):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not "
            "currently supported. (You can probably work around this by making a copy of your array with array.copy().)"
        )
    return array


def array_of(data: Any, dtype: DType | None = None) -> np.ndarray:
    """`data` as an array that a tensor can hold: of `dtype`, or by torch's rules for the kind of data."""
    if isinstance(data, Variable):
        array = data._array
    elif isinstance(data, np.ndarray):
        array = _shareable(data)
    elif isinstance(data, np.generic):
        array = _shareable(np.asarray(data))
    elif hasattr(data, "__array_interface__") or (hasattr(data, "__array__") and not isinstance(data, type)):
        array = _shareable(np.asarray(data))
    else:
        return _of_python(data, dtype)
    return array if dtype is None else array.astype(dtypes.to_numpy(dtype), copy=False)


def _of_python(data: Any, dtype: DType | None) -> np.ndarray:
    if isinstance(data, str):
        raise TypeError("new(): invalid data type 'str'")
    if isinstance(data, range):
        data = list(data)
    first = data
    while isinstance(first, (list, tuple)) and first:
        first = first[0]
    if isinstance(first, Variable):
        data = _without_tensors(data)
    try:
        array = np.array(data)
    except ValueError:
        _refuse_ragged(data, 0)
        raise
    except OverflowError as error:
        raise ValueError("Overflow when unpacking long long") from error
    kind = array.dtype.kind
    if kind in "OUSV" or (kind == "u" and not isinstance(first, (np.generic, np.ndarray, Variable))):
        _refuse_type(data)
    if dtype is not None:
        return checked_cast(array, dtype)
    if kind == "f" and array.dtype.itemsize == 8 and array.size:
        # NumPy makes float64 of Python floats; torch takes the default dtype, unless a NumPy value says otherwise
        found = dtypes.get_default_dtype() if type(first) in (float, int, bool) else _inferred(data)
        return array.astype(dtypes.to_numpy(found), copy=False)
    if not array.size and not isinstance(first, np.ndarray):
        return array.astype(dtypes.default_numpy())
    if kind == "c" and type(first) in (complex, float, int, bool):
        return array.astype(dtypes.to_numpy(dtypes.get_default_dtype().to_complex()))
    return array


def _inferred(data: Any) -> DType:
    """The dtype of nested lists that hold NumPy values."""
    if isinstance(data, (list, tuple)):
        found = None
        for item in data:
            kind = _inferred(item)
            found = kind if found is None else dtypes.promote_types(found, kind)
        return found or dtypes.get_default_dtype()
    return dtypes.of_numpy(data.dtype) if isinstance(data, (np.generic, np.ndarray)) else dtypes.of_number(data)


def _without_tensors(data: Any) -> Any:
    if isinstance(data, (list, tuple)):
        return [_without_tensors(item) for item in data]
    if isinstance(data, Variable):
        if data._array.size != 1:
            raise ValueError(
                "only one element tensors can be converted to Python scalars; "
                "to join tensors use torch.stack(list) or torch.cat(list)"
            )
        return data._array.reshape(())[()]
    return data


def _refuse_ragged(data: Any, depth: int) -> None:
    if not isinstance(data, (list, tuple)):
        return
    lengths = [len(item) if isinstance(item, (list, tuple)) else None for item in data]
    for item, length in zip(data, lengths, strict=True):
        if length is None and lengths[0] is not None:
            raise TypeError(f"expected a sequence of length {lengths[0]} at dim {depth + 1}, got {item!r}")
        if length != lengths[0]:
            raise ValueError(f"expected sequence of length {lengths[0]} at dim {depth + 1} (got {length})")
    for item in data:
        _refuse_ragged(item, depth + 1)


def _refuse_type(data: Any) -> None:
    if isinstance(data, (list, tuple)):
        for item in data:
            _refuse_type(item)
        return
    if isinstance(data, str):
        raise ValueError("too many dimensions 'str'")
    if isinstance(data, int) and not -(2**63) <= data < 2**63:
        raise ValueError("Overflow when unpacking long long")
    if not isinstance(data, (bool, int, float, complex, np.generic)):
        raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")


def checked_cast(array: np.ndarray, dtype: DType) -> np.ndarray:
    """Numbers as `dtype`, truncating; RuntimeError for what does not fit."""
    target = dtypes.to_numpy(dtype)
    if array.dtype.kind in "fiu" and target.kind in "iu" and array.size:
        bounds = np.iinfo(target)
        low = bounds.min if target.kind == "i" else -bounds.max
        if not ((array >= low) & (array <= bounds.max)).all():
            raise RuntimeError(f"value cannot be converted to type {dtype.name} without overflow")
    if array.dtype.kind == "c" and target.kind != "c":
        raise RuntimeError(f"value cannot be converted to type {dtype.name} without overflow")
    with np.errstate(all="ignore"):
        return array.astype(target, copy=False)


def refuse_integers(array: np.ndarray) -> None:
    """RuntimeError for a dtype that has no gradients."""
    if array.dtype.kind in "biu":
        raise RuntimeError(
            "Only Tensors of floating point and complex dtype can require gradients; "
            f"this data makes {array.dtype}: write 1.0 instead of 1, or pass dtype=torch.float32"
        )
