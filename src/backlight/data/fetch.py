"""One batch of a dataset, by index or from its stream; the main process and the workers load it in the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.core.modes import state
from backlight.data import collate
from backlight.data.dataset import TensorDataset
from backlight.tensor.tensor import Tensor


class _DatasetKind:
    """By index or in a stream."""

    Map = 0
    Iterable = 1

    @staticmethod
    def create_fetcher(kind: int, dataset: Any, auto_collation: bool, collate_fn: Callable, drop_last: bool) -> Any:
        """What loads batches of such a dataset."""
        made = IndexedBatches if kind == _DatasetKind.Map else StreamedBatches
        return made(dataset, auto_collation, collate_fn, drop_last)


class IndexedBatches:
    """Loads the samples of given indices."""

    def __init__(self, dataset: Any, auto_collation: bool, collate_fn: Callable, drop_last: bool) -> None:
        self.dataset = dataset
        self.auto_collation = auto_collation
        self.collate_fn = collate_fn

    def fetch(self, index: Any) -> Any:
        """The batch of a list of indices, or without batches the sample of one index."""
        if not self.auto_collation:
            return self.collate_fn(self.dataset[index])
        if self._holds_rows():
            return [tensor[index] for tensor in self.dataset.tensors]
        if getattr(self.dataset, "__getitems__", None):
            return self.collate_fn(self.dataset.__getitems__(index))
        return self.collate_fn([self.dataset[i] for i in index])

    def _holds_rows(self) -> bool:
        """Whether a batch is rows of plain tensors, which one indexing takes: 20 times faster than row by row."""
        return (
            type(self.dataset) is TensorDataset
            and self.collate_fn is collate.default_collate
            and collate.default_collate_fn_map.get(Tensor) is collate.collate_tensor_fn
            and all(type(x) is Tensor and not (state.grad and x.requires_grad) for x in self.dataset.tensors)
        )


class StreamedBatches:
    """Loads the next samples of a stream; the indices only count them."""

    def __init__(self, dataset: Any, auto_collation: bool, collate_fn: Callable, drop_last: bool) -> None:
        self.samples = iter(dataset)
        self.auto_collation = auto_collation
        self.collate_fn = collate_fn
        self.drop_last = drop_last
        self.ended = False

    def fetch(self, index: Any) -> Any:
        """The next batch, or without batches the next sample; StopIteration after the last."""
        if self.ended:
            raise StopIteration
        if not self.auto_collation:
            return self.collate_fn(next(self.samples))
        batch: list = []
        for _ in index:
            try:
                batch.append(next(self.samples))
            except StopIteration:
                self.ended = True
                break
        if not batch or (self.drop_last and len(batch) < len(index)):
            raise StopIteration
        return self.collate_fn(batch)
