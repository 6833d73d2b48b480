"""One pass through a DataLoader: what all passes share, then the pass in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from backlight.core.errors import warn
from backlight.data.fetch import _DatasetKind
from backlight.data.sampler import drawn_seed

if TYPE_CHECKING:
    from backlight.data.loader import DataLoader


class _BaseDataLoaderIter:
    """Draws the seed of its workers from the stream, as torch does with workers and without."""

    def __init__(self, loader: DataLoader) -> None:
        self._dataset = loader.dataset
        self._num_workers = loader.num_workers
        self._kind = loader._dataset_kind
        self._index_sampler = loader._index_sampler
        if loader.pin_memory:
            warn(
                "'pin_memory' argument is set as true but no accelerator is found, then device pinned memory won't be "
                "used."
            )
        if self._kind == _DatasetKind.Iterable and hasattr(self._dataset, "register_datapipe_as_function"):
            from backlight.data.pipes.graph import seed_all

            seed_all(self._dataset, loader.generator)
        self._sampler_iter = iter(self._index_sampler)
        self._base_seed = drawn_seed(loader.generator)
        self._num_yielded = 0
        self._expected = loader._IterableDataset_len_called

    def __iter__(self) -> _BaseDataLoaderIter:
        return self

    def _reset(self, loader: DataLoader) -> None:
        self._sampler_iter = iter(self._index_sampler)
        self._num_yielded = 0
        self._expected = loader._IterableDataset_len_called

    def _next_data(self) -> Any:
        raise NotImplementedError

    def __next__(self) -> Any:
        batch = self._next_data()
        self._num_yielded += 1
        if self._expected is not None and self._num_yielded > self._expected:
            self._warn_of_length()
        return batch

    def _warn_of_length(self) -> None:
        text = (
            f"Length of IterableDataset {self._dataset} was reported to be {self._expected} (when accessing "
            f"len(dataloader)), but {self._num_yielded} samples have been fetched."
        )
        if self._num_workers:
            text += (
                " Every worker goes through the whole stream: divide it by get_worker_info() in __iter__ or in the "
                "worker_init_fn."
            )
        warn(text)

    def __len__(self) -> int:
        return len(self._index_sampler)

    def __getstate__(self) -> NoReturn:
        raise NotImplementedError(f"{type(self).__name__} cannot be pickled; pickle the DataLoader")


class _SingleProcessDataLoaderIter(_BaseDataLoaderIter):
    """Loads each batch when it is asked for."""

    def __init__(self, loader: DataLoader) -> None:
        super().__init__(loader)
        if loader.timeout:
            raise AssertionError("timeout needs num_workers > 0: without workers there is nothing to wait for")
        self._fetcher = _DatasetKind.create_fetcher(
            self._kind, loader.dataset, loader._auto_collation, loader.collate_fn, loader.drop_last
        )

    def _next_data(self) -> Any:
        return self._fetcher.fetch(next(self._sampler_iter))
