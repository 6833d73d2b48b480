"""Making a tensor of given data: what has memory already, then lists of numbers, then lists of anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.device import on
from backlight.core.errors import warn
from backlight.core.layout import copied
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.tensor.lists import array_of_list
from backlight.tensor.options import PLAIN, checked, expect_flag, needing_grad, numpy_dtype

if TYPE_CHECKING:
    from backlight.core.device import device as Device
    from backlight.core.dtypes import dtype as DType
    from backlight.tensor.tensor import Tensor


def tensor(
    data: Any,
    *,
    dtype: DType | None = None,
    device: Device | str | None = None,
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
    kind = None if dtype is None else numpy_dtype(dtype, "tensor")
    if device is not None or pin_memory:
        checked("tensor", {"device": device, "pin_memory": pin_memory}, PLAIN)
    made = constant(copy_of(data, kind))
    if requires_grad is False:
        return made
    expect_flag(requires_grad, "tensor", "requires_grad")
    return needing_grad(made)


def copy_of(data: Any, kind: np.dtype | None) -> np.ndarray:
    """A new array of `data`, of dtype `kind`, or by torch's rules for the kind of data."""
    memory = memory_of(data)
    if memory is None:
        return array_of_list(data, kind)
    if isinstance(data, Variable):
        warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor)."
        )
    if kind is None or kind is memory.dtype:
        return copied(memory, memory.dtype)
    with np.errstate(all="ignore"):
        return copied(memory, kind)


def as_tensor(data: Any, *, dtype: DType | None = None, device: Device | str | None = None) -> Tensor:
    """`data` as a tensor, sharing its memory where it is an array or a tensor of the right dtype already.

    >>> a = np.zeros(2, np.float32)
    >>> as_tensor(a)[0] = 5
    >>> a
    array([5., 0.], dtype=float32)
    """
    kind = None if dtype is None else numpy_dtype(dtype, "as_tensor")
    on(device, "as_tensor")
    if isinstance(data, Variable):
        return data if dtype is None else data.to(dtype)  # type: ignore[attr-defined]
    return constant(array_of(data, kind))


def array_of(data: Any, kind: np.dtype | None = None) -> np.ndarray:
    """`data` as an array that a tensor can hold, of dtype `kind` if given: its own memory where it has any."""
    memory = memory_of(data)
    if memory is None:
        return array_of_list(data, kind)
    if kind is None or memory.dtype == kind:
        if not memory.flags.writeable:
            _warn_of_readonly("NumPy array")
        return memory.view()
    with np.errstate(all="ignore"):
        return copied(memory, kind)


def asarray(
    obj: Any,
    *,
    dtype: DType | None = None,
    device: Device | str | None = None,
    copy: bool | None = None,
    requires_grad: bool | None = None,
) -> Tensor:
    """`obj` as a tensor: a tensor, an array, a buffer of bytes, or nested lists.

    Memory is shared where that can be, or never with `copy=True`; with `copy=False`, ValueError where it cannot be.
    A buffer is read as elements of `dtype`.
    """
    kind = None if dtype is None else numpy_dtype(dtype, "asarray")
    on(device, "asarray")
    memory = memory_of(obj)
    if memory is None and _is_buffer(obj):
        memory = _read(obj, dtypes.default_numpy() if kind is None else kind)
    if copy is False:
        _refuse_copy(memory, kind)
    if isinstance(obj, Variable):
        made: Any = obj if dtype is None else obj.to(dtype)  # type: ignore[attr-defined]
        made = made.clone() if copy and made is obj else made
        made = made.detach() if requires_grad is False and made._needs_grad else made
    elif memory is None or copy or (kind is not None and kind != memory.dtype):
        made = constant(copy_of(obj if memory is None else memory, kind))
    else:
        made = constant(array_of(memory))
    return made if not requires_grad or made._needs_grad else needing_grad(made)


def _refuse_copy(memory: np.ndarray | None, kind: np.dtype | None) -> None:
    if memory is None:
        raise ValueError("can't alias arbitrary sequence into a tensor. Leave copy=False away.")
    if kind is not None and kind != memory.dtype:
        have, want = (dtypes.scalar_type(dtypes.of_numpy(numpy)) for numpy in (memory.dtype, kind))
        raise ValueError(f"can't alias tensor with dtype '{have}' into dtype '{want}'. Leave copy=False away.")


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
    return constant(array_of(array))


def _warn_of_readonly(what: str) -> None:
    warn(
        f"The given {what} is not writable, and PyTorch does not support non-writable tensors. Writing to this tensor "
        "is an error here, and undefined there. You may want to copy the array to protect its data or make it "
        "writable before converting it to a tensor."
    )


_PYTHON = frozenset((list, tuple, float, int, bool, complex, range))


def memory_of(data: Any) -> np.ndarray | None:
    """The memory that `data` has, as an array of one of torch's dtypes; None for lists and numbers."""
    if data.__class__ in _PYTHON:
        return None
    if isinstance(data, Variable):
        return data._array
    if isinstance(data, np.ndarray):
        return holdable(data)
    if isinstance(data, np.generic):
        return None if isinstance(data, (np.str_, np.bytes_)) else holdable(np.array(data))
    if isinstance(data, type):
        return None
    if hasattr(data, "__array_interface__") or hasattr(data, "__array__"):
        return holdable(np.asarray(data))
    return holdable(np.from_dlpack(data)) if hasattr(data, "__dlpack__") else None


def holdable(array: np.ndarray) -> np.ndarray:
    """A foreign array as a tensor keeps it, with torch's own dtype object; TypeError or ValueError if it cannot."""
    kind = array.dtype
    own: Any = dtypes.of_numpy(kind).numpy
    if own is not kind:
        if own != kind:
            raise ValueError(
                "given numpy array has byte order different from the native byte order. Conversion between byte orders "
                "is currently not supported; use array.astype(array.dtype.newbyteorder('='))"
            )
        array = array.view(own)
    if not array.flags.c_contiguous:
        if min(array.strides) < 0:
            raise ValueError(
                "At least one stride in the given numpy array is negative, and tensors with negative strides are not "
                "currently supported. (You can probably work around this by making a copy of your array with "
                "array.copy().)"
            )
        if any([step % own.itemsize for step in array.strides]):
            raise ValueError(
                "given numpy array strides not a multiple of the element byte size. "
                "Copy the numpy array to reallocate the memory: array.copy()"
            )
    return array if array.__class__ is np.ndarray else array.view(np.ndarray)


def frombuffer(buffer: Any, *, dtype: DType, count: int = -1, offset: int = 0, requires_grad: bool = False) -> Tensor:
    """A tensor of one dimension that shares the memory of a buffer, such as a bytearray.

    Args:
        dtype: the type of the elements.
        count: how many elements to read; negative: all.
        offset: the number of bytes to skip.

    >>> frombuffer(bytearray([1, 2, 0, 0]), dtype=backlight.int16)
    tensor([513,   0], dtype=torch.int16)
    """
    kind = numpy_dtype(dtype, "frombuffer")
    if not _is_buffer(buffer):
        raise ValueError("object does not implement Python buffer protocol.")
    length, size = memoryview(buffer).nbytes, kind.itemsize
    if not length or not count:
        raise ValueError(f"both buffer length ({length}) and count ({count}) must not be 0")
    if not 0 <= offset < length:
        raise ValueError(
            f"offset ({offset} bytes) must be non-negative and no greater than buffer length ({length} bytes) minus 1"
        )
    if count < 0 and (length - offset) % size:
        raise ValueError(
            f"buffer length ({length - offset} bytes) after offset ({offset} bytes) must be a multiple of element size "
            f"({size})"
        )
    if count > 0 and offset + count * size > length:
        raise ValueError(
            f"requested buffer length ({count} * {size} bytes) after offset ({offset} bytes) must not be greater than "
            f"actual buffer length ({length} bytes)"
        )
    made = constant(_read(buffer, kind, max(count, -1), offset))
    return needing_grad(made) if requires_grad else made


def _is_buffer(data: object) -> bool:
    try:
        memoryview(data)  # type: ignore[arg-type]
    except TypeError:
        return False
    return True


def _read(buffer: Any, kind: np.dtype, count: int = -1, offset: int = 0) -> np.ndarray:
    array = np.frombuffer(buffer, kind, count, offset)
    if not array.flags.writeable:
        _warn_of_readonly("buffer")
    return array


def from_dlpack(ext_tensor: Any, *, device: Device | str | None = None, copy: bool | None = None) -> Tensor:
    """A tensor that shares the memory of another library's tensor (or of a DLPack capsule)."""
    on(device, "from_dlpack")
    if isinstance(ext_tensor, np.ndarray):
        array = holdable(ext_tensor)
    elif hasattr(ext_tensor, "__dlpack__"):
        array = holdable(np.from_dlpack(ext_tensor))
    elif type(ext_tensor).__name__ == "PyCapsule":
        array = holdable(np.asarray(_Capsule(ext_tensor)))
    else:
        raise RuntimeError(
            f"from_dlpack received an invalid capsule: a {type(ext_tensor).__name__} does not offer __dlpack__. Note "
            "that DLTensor capsules can be consumed only once."
        )
    return constant(array.copy() if copy else array)


def to_dlpack(tensor: Tensor) -> Any:
    """The memory of a tensor as a DLPack capsule, which can be consumed once."""
    return tensor._array.__dlpack__()


class _Capsule:
    """What NumPy wants around a bare DLPack capsule: first as an exporter, then as an owner of writable memory.

    A bare capsule cannot say whether its memory may be written to; torch takes it that it may, NumPy that it may not.
    """

    def __init__(self, capsule: Any) -> None:
        self.capsule = capsule
        self.array = np.from_dlpack(self)
        address, _ = self.array.__array_interface__["data"]
        self.__array_interface__ = {**self.array.__array_interface__, "data": (address, False)}

    def __dlpack__(self, **options: Any) -> Any:
        return self.capsule

    def __dlpack_device__(self) -> tuple[int, int]:
        return 1, 0
