"""Pipes by index: a source, then what changes items, their order and number, then several pipes together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from backlight.core.errors import warn
from backlight.data.pipes.base import (
    DataChunk,
    MapDataPipe,
    Shuffling,
    batches,
    check_batch,
    check_sources,
    functional_datapipe,
)
from backlight.data.sampler import drawn_seed


class SequenceWrapperMapDataPipe(MapDataPipe):
    """The items of a sequence or mapping, which is copied unless told otherwise."""

    def __init__(self, sequence: Any, deepcopy: bool = True) -> None:
        self.sequence = _copied(sequence) if deepcopy else sequence

    def __getitem__(self, index: Any) -> Any:
        return self.sequence[index]

    def __len__(self) -> int:
        return len(self.sequence)


def _copied(sequence: Any) -> Any:
    try:
        return deepcopy(sequence)
    except TypeError:
        warn(
            "The input sequence can not be deepcopied, please be aware of in-place modification would affect source "
            "data"
        )
        return sequence


def default_fn(data: Any) -> Any:
    """The item itself."""
    return data


@functional_datapipe("map")
class MapperMapDataPipe(MapDataPipe):
    """fn of each item."""

    def __init__(self, datapipe: Any, fn: Callable = default_fn) -> None:
        self.datapipe, self.fn = datapipe, fn

    def __getitem__(self, index: Any) -> Any:
        return self.fn(self.datapipe[index])

    def __len__(self) -> int:
        return len(self.datapipe)


class ShufflerIterDataPipe(Shuffling):
    """The items in random order, as a stream."""

    def __init__(self, datapipe: Any, *, indices: list | None = None) -> None:
        self.datapipe = datapipe
        self.indices = list(range(len(datapipe))) if indices is None else indices
        super().__init__()

    def reset(self) -> None:
        """A new order."""
        seed = drawn_seed() if self._enabled and self._seed is None else self._seed
        self._rng.seed(seed)
        self._seed = None
        self._order = self._rng.sample(self.indices, len(self.indices))

    def __iter__(self) -> Iterator[Any]:
        for index in reversed(self._order) if self._enabled else self.indices:
            yield self.datapipe[index]

    def __len__(self) -> int:
        return len(self.datapipe)


MapDataPipe.register_datapipe_as_function("shuffle", ShufflerIterDataPipe)


@functional_datapipe("batch")
class BatcherMapDataPipe(MapDataPipe):
    """Batches of the items."""

    def __init__(self, datapipe: Any, batch_size: int, drop_last: bool = False, wrapper_class: Any = DataChunk) -> None:
        check_batch(batch_size)
        self.datapipe, self.batch_size = datapipe, batch_size
        self.drop_last, self.wrapper_class = drop_last, wrapper_class

    def __getitem__(self, index: int) -> Any:
        batch: list[Any] = []
        try:
            for place in range(index * self.batch_size, (index + 1) * self.batch_size):
                batch.append(self.datapipe[place])
        except IndexError as error:
            if self.drop_last or not batch:
                raise IndexError(f"Index {index} is out of bound.") from error
        return self.wrapper_class(batch)

    def __len__(self) -> int:
        return batches(len(self.datapipe), self.batch_size, self.drop_last)


@functional_datapipe("concat")
class ConcaterMapDataPipe(MapDataPipe):
    """The items of one pipe after those of the other."""

    def __init__(self, *datapipes: Any) -> None:
        check_sources("concat", datapipes, MapDataPipe)
        self.datapipes = datapipes

    def __getitem__(self, index: int) -> Any:
        start = 0
        for pipe in self.datapipes:
            if index - start < len(pipe):
                return pipe[index - start]
            start += len(pipe)
        raise IndexError(f"Index {index} is out of range.")

    def __len__(self) -> int:
        return sum(map(len, self.datapipes))


@functional_datapipe("zip")
class ZipperMapDataPipe(MapDataPipe):
    """Tuples of an item of each pipe, as many as the shortest has."""

    def __init__(self, *datapipes: Any) -> None:
        check_sources("zip", datapipes, MapDataPipe)
        self.datapipes = datapipes

    def __getitem__(self, index: int) -> tuple[Any, ...]:
        try:
            return tuple([pipe[index] for pipe in self.datapipes])
        except IndexError as error:
            raise IndexError(f"Index {index} is out of range for one of the input MapDataPipes.") from error

    def __len__(self) -> int:
        return min(map(len, self.datapipes))
