"""The memory behind a tensor, as one row of bytes or of elements: what all views of one tensor share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.device import device, on
from backlight.core.errors import warn
from backlight.core.strided import address, root_of

if TYPE_CHECKING:
    from backlight.core.dtypes import dtype as DType


class UntypedStorage:
    """The bytes of a storage."""

    __slots__ = ("_row",)

    def __init__(self, given: Any = 0, *, device: Any = None) -> None:
        on(device, "storage")
        self._row = self._made(given)  # one dimension, a view of all the memory

    def _made(self, given: Any, kind: Any = np.uint8) -> np.ndarray:
        """A row of so many elements, of the elements listed, or what is one already."""
        if isinstance(given, np.ndarray):
            return given
        return np.zeros(given, kind) if isinstance(given, int) else np.array(list(given), kind)

    @classmethod
    def from_file(cls, filename: Any, shared: bool = False, size: int = 0, *, nbytes: int = 0) -> UntypedStorage:
        """The bytes of a file, read when they are used. Writes go into the file if `shared`, else to memory alone."""
        count = size or nbytes
        if not count and not shared:
            return cls(0)
        if shared:  # the file is made as long as it has to be
            with open(filename, "ab") as file:
                file.truncate(max(count, file.tell()))
        mapped = np.memmap(filename, np.uint8, "r+" if shared else "c", shape=(count,))
        return cls(mapped.view(np.ndarray))

    def untyped(self) -> UntypedStorage:
        """The same memory as bytes."""
        return UntypedStorage(self._row.view(np.uint8))

    def data_ptr(self) -> int:
        """The address of the first byte."""
        return address(self._row) if self._row.size else 0

    def nbytes(self) -> int:
        """How many bytes there are."""
        return self._row.nbytes

    def size(self) -> int:
        """How many elements there are (bytes, of an untyped storage)."""
        return self._row.size

    __len__ = size

    def __sizeof__(self) -> int:
        return object.__sizeof__(self) + self.nbytes()

    def element_size(self) -> int:
        """The size of one element in bytes."""
        return self._row.itemsize

    @property
    def __array_interface__(self) -> dict:
        """For NumPy, and so for `asarray`: the memory itself."""
        return self._row.__array_interface__

    @property
    def device(self) -> device:
        """Where the memory is."""
        return device("cpu")

    def is_shared(self) -> bool:
        """Whether other processes see this memory."""
        from backlight.tensor.sharing import block_of

        return block_of(self._row) is not None

    def tolist(self) -> list:
        """The elements as Python numbers."""
        return self._row.tolist()

    def __getitem__(self, index: Any) -> Any:
        part = self._row[index]
        return type(self)(part) if isinstance(part, np.ndarray) else part.item()

    def __setitem__(self, index: Any, value: Any) -> None:
        self._row[index] = value

    def __iter__(self) -> Iterator:
        return iter(self.tolist())

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.data_ptr() == other.data_ptr() and self.nbytes() == other.nbytes()

    def __hash__(self) -> int:
        return hash(self.data_ptr())

    def _about(self) -> str:
        return f"UntypedStorage(device=cpu) of size {self.size()}"

    def __repr__(self) -> str:
        return "\n".join(f" {value}" for value in self) + f"\n[torch.storage.{self._about()}]"


class TypedStorage(UntypedStorage):
    """The elements of a storage."""

    __slots__ = ()

    def __init__(self, given: Any = 0, *, dtype: DType | None = None, device: Any = None) -> None:
        on(device, "storage")
        self._row = self._made(given, dtypes.to_numpy(dtype or dtypes.get_default_dtype()))

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return dtypes.of(self._row)

    def fill_(self, value: Any) -> TypedStorage:
        """Overwrite every element."""
        self._row.fill(value)
        return self

    def copy_(self, source: TypedStorage, non_blocking: bool = False) -> TypedStorage:
        """Overwrite the elements by those of another storage."""
        self._row[...] = source._row
        return self

    def _about(self) -> str:
        return f"TypedStorage(dtype={self.dtype}, device=cpu) of size {self.size()}"


class TypedStorageName(type):
    """The class of `FloatStorage`, `ByteStorage` and so on: calls make storages, isinstance asks for the dtype."""

    dtype: DType

    def __call__(cls, *given: Any, device: Any = None) -> TypedStorage:
        return TypedStorage(*given, dtype=cls.dtype, device=device)

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, TypedStorage) and value.dtype is cls.dtype

    def __repr__(cls) -> str:
        return f"<class 'torch.{cls.__name__}'>"


def _named(kind: DType) -> TypedStorageName:
    about = f"Makes a storage of {kind}: of so many elements, or of a sequence of them."
    body = {"dtype": kind, "__module__": "torch", "__doc__": about}
    return TypedStorageName(f"{dtypes.scalar_type(kind)}Storage", (), body)


NAMES = {name.__name__: name for name in map(_named, dtypes.TABLE.values())}
FloatStorage, DoubleStorage, HalfStorage = NAMES["FloatStorage"], NAMES["DoubleStorage"], NAMES["HalfStorage"]
BFloat16Storage, BoolStorage, ByteStorage = NAMES["BFloat16Storage"], NAMES["BoolStorage"], NAMES["ByteStorage"]
CharStorage, ShortStorage, IntStorage = NAMES["CharStorage"], NAMES["ShortStorage"], NAMES["IntStorage"]
LongStorage, ComplexFloatStorage = NAMES["LongStorage"], NAMES["ComplexFloatStorage"]
ComplexDoubleStorage, Storage = NAMES["ComplexDoubleStorage"], FloatStorage


def is_storage(obj: Any) -> bool:
    """Whether `obj` is a storage."""
    return isinstance(obj, UntypedStorage)


class StorageMethods:
    """The methods of this family; `Tensor` inherits them."""

    def untyped_storage(self: Any) -> UntypedStorage:
        """All the memory that the tensor is a part of, as bytes.

        >>> x = backlight.zeros(2, 3)
        >>> x[1].untyped_storage().nbytes(), x[1].untyped_storage() == x.untyped_storage()
        (24, True)
        """
        return UntypedStorage(root_of(self._array).reshape(-1).view(np.uint8))

    def storage(self: Any) -> TypedStorage:
        """All the memory that the tensor is a part of, as elements."""
        warn("TypedStorage is deprecated. Use tensor.untyped_storage() instead of tensor.storage()")
        return TypedStorage(root_of(self._array).reshape(-1).view(self._array.dtype))
