"""What a dataset is: samples by index, samples in a stream, and the rows of tensors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from backlight.data.arrangements import ChainDataset, ConcatDataset
    from backlight.tensor.tensor import Tensor

T_co = TypeVar("T_co", covariant=True)


class Dataset(Generic[T_co]):
    """Samples by index: a subclass defines `__getitem__`, and mostly `__len__`.

    A `__getitems__(indices)`, where there is one, loads the samples of a batch at once.

    >>> class Squares(Dataset):
    ...     def __getitem__(self, index):
    ...         return index * index
    ...
    ...     def __len__(self):
    ...         return 10
    >>> len(Squares() + Squares())
    20
    """

    def __getitem__(self, index: Any) -> T_co:
        raise NotImplementedError(f"{type(self).__name__}: subclasses of Dataset should implement __getitem__.")

    def __add__(self, other: Dataset) -> ConcatDataset:
        from backlight.data.arrangements import ConcatDataset

        return ConcatDataset([self, other])


class IterableDataset(Dataset[T_co], Iterable[T_co]):
    """Samples in a stream: a subclass defines `__iter__`.

    Every worker of a DataLoader goes through the whole stream, unless `__iter__` or the `worker_init_fn` asks
    `get_worker_info()` for its share.
    """

    def __add__(self, other: Dataset) -> ChainDataset:  # type: ignore[override]
        from backlight.data.arrangements import ChainDataset

        return ChainDataset([self, other])


class TensorDataset(Dataset):
    """Sample i is the tuple of row i of each tensor.

    >>> data = TensorDataset(backlight.tensor([[1, 2], [3, 4]]), backlight.tensor([0, 1]))
    >>> data[1]
    (tensor([3, 4]), tensor(1))
    """

    tensors: tuple[Tensor, ...]

    def __init__(self, *tensors: Tensor) -> None:
        rows = [tensor.size(0) for tensor in tensors]
        if any(count != rows[0] for count in rows):
            raise AssertionError(f"Size mismatch between tensors: they have {rows} rows")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Tensor, ...]:
        return tuple([tensor[index] for tensor in self.tensors])

    def __len__(self) -> int:
        return self.tensors[0].size(0)
