"""The memory behind a tensor, as one row of bytes or of elements: what all views of one tensor share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.device import device
from backlight.core.errors import warn
from backlight.core.strided import address, root_of

if TYPE_CHECKING:
    from backlight.core.dtypes import dtype as DType


class UntypedStorage:
    """The bytes of a storage."""

    __slots__ = ("_row",)

    def __init__(self, row: np.ndarray) -> None:
        self._row = row  # one dimension, a view of all the memory

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

    def element_size(self) -> int:
        """The size of one element in bytes."""
        return self._row.itemsize

    @property
    def device(self) -> device:
        """Where the memory is."""
        return device("cpu")

    def is_shared(self) -> bool:
        """Whether other processes see this memory: never."""
        return False

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

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return dtypes.of(self._row)

    def untyped(self) -> UntypedStorage:
        """The same memory as bytes."""
        return UntypedStorage(self._row.view(np.uint8))

    def _about(self) -> str:
        return f"TypedStorage(dtype={self.dtype}, device=cpu) of size {self.size()}"


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
