"""Pipes of streams: a source, then what changes items, their order and number, then several streams together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from typing import Any

from backlight.core.errors import warn
from backlight.data.collate import default_collate
from backlight.data.pipes.base import (
    DataChunk,
    IterDataPipe,
    Shuffling,
    batches,
    check_batch,
    check_sources,
    functional_datapipe,
    length,
)
from backlight.data.sampler import SequentialSampler, drawn_seed
from backlight.data.worker_info import get_worker_info


class IterableWrapperIterDataPipe(IterDataPipe):
    """The items of an iterable, which is copied for each iteration unless told otherwise."""

    def __init__(self, iterable: Iterable[Any], deepcopy: bool = True) -> None:
        self.iterable: Any = iterable
        self.deepcopy = deepcopy

    def __iter__(self) -> Iterator[Any]:
        source = self.iterable
        if self.deepcopy:
            try:
                source = deepcopy(source)
            except TypeError:
                warn(
                    "The input iterable can not be deepcopied, please be aware of in-place modification would affect "
                    "source data."
                )
        yield from source

    def __len__(self) -> int:
        return len(self.iterable)


def _called(function: Callable, data: Any, columns: Any) -> Any:
    if columns is None:
        return function(data)
    if isinstance(columns, (list, tuple)):
        return function(*[data[column] for column in columns])
    return function(data[columns])


@functional_datapipe("map")
class MapperIterDataPipe(IterDataPipe):
    """fn of each item, or of its columns `input_col`, put in the column `output_col` (-1: appended)."""

    def __init__(self, datapipe: Any, fn: Callable, input_col: Any = None, output_col: Any = None) -> None:
        if input_col is None and output_col is not None:
            raise ValueError("`output_col` must be None when `input_col` is None.")
        if isinstance(output_col, (list, tuple)):
            if len(output_col) != 1:
                raise ValueError("`output_col` must be a single-element list or tuple")
            output_col = next(iter(output_col))
        self.datapipe, self.fn = datapipe, fn
        self.input_col, self.output_col = input_col, output_col

    def _apply_fn(self, data: Any) -> Any:
        result = _called(self.fn, data, self.input_col)
        if self.input_col is None:
            return result
        item = list(data) if isinstance(data, tuple) else data
        if self.output_col == -1:
            item.append(result)
        elif self.output_col is not None:
            item[self.output_col] = result
        elif isinstance(self.input_col, (list, tuple)):
            item[self.input_col[0]] = result
            for column in sorted(self.input_col[1:], reverse=True):
                del item[column]
        else:
            item[self.input_col] = result
        return tuple(item) if isinstance(data, tuple) else item

    def __iter__(self) -> Iterator[Any]:
        for data in self.datapipe:
            yield self._apply_fn(data)

    def __len__(self) -> int:
        return length(self, self.datapipe)


@functional_datapipe("collate")
class CollatorIterDataPipe(MapperIterDataPipe):
    """Each batch of items as a batch of tensors."""

    def __init__(self, datapipe: Any, conversion: Any = default_collate, collate_fn: Any = None) -> None:
        if collate_fn is None and not callable(conversion):
            raise NotImplementedError("collate: a conversion by columns is for data frames, which are not available")
        super().__init__(datapipe, fn=collate_fn or conversion)


@functional_datapipe("filter")
class FilterIterDataPipe(IterDataPipe):
    """The items for which filter_fn says True."""

    def __init__(self, datapipe: Any, filter_fn: Callable, input_col: Any = None) -> None:
        self.datapipe, self.filter_fn, self.input_col = datapipe, filter_fn, input_col

    def __iter__(self) -> Iterator[Any]:
        for data in self.datapipe:
            wanted = _called(self.filter_fn, data, self.input_col)
            if not isinstance(wanted, bool):
                raise ValueError(
                    f"Boolean output is required for `filter_fn` of FilterIterDataPipe, got {type(wanted).__name__}"
                )
            if wanted:
                yield data


@functional_datapipe("shuffle")
class ShufflerIterDataPipe(Shuffling):
    """The items in random order: each is drawn from a buffer of the next `buffer_size` ones."""

    def __init__(self, datapipe: Any, *, buffer_size: int = 10000, unbatch_level: int = 0) -> None:
        if buffer_size <= 0:
            raise AssertionError("buffer_size should be larger than 0")
        self.datapipe = datapipe if unbatch_level == 0 else datapipe.unbatch(unbatch_level=unbatch_level)
        self.buffer_size = buffer_size
        super().__init__()

    def reset(self) -> None:
        """A new seed, from the stream unless it was set."""
        if self._enabled:
            self._rng.seed(drawn_seed() if self._seed is None else self._seed)
            self._seed = None

    def __iter__(self) -> Iterator[Any]:
        if not self._enabled:
            yield from self.datapipe
            return
        buffer: list[Any] = []
        for item in self.datapipe:
            if len(buffer) < self.buffer_size:
                buffer.append(item)
                continue
            place = self._rng.randint(0, len(buffer) - 1)
            drawn, buffer[place] = buffer[place], item
            yield drawn
        while buffer:
            yield buffer.pop(self._rng.randint(0, len(buffer) - 1))

    def __len__(self) -> int:
        return length(self, self.datapipe)


class SamplerIterDataPipe(IterDataPipe):
    """What a sampler gives for a pipe of known length: indices, as in torch."""

    def __init__(
        self, datapipe: Any, sampler: Any = SequentialSampler, sampler_args: Any = None, sampler_kwargs: Any = None
    ) -> None:
        if not hasattr(type(datapipe), "__len__"):
            raise AssertionError("Sampler class requires input datapipe implemented `__len__`")
        self.datapipe = datapipe
        self.sampler = sampler(*(sampler_args or ()), **{**(sampler_kwargs or {}), "data_source": datapipe})

    def __iter__(self) -> Iterator[Any]:
        return iter(self.sampler)

    def __len__(self) -> int:
        return length(self, self.sampler)


@functional_datapipe("batch")
class BatcherIterDataPipe(IterDataPipe):
    """Batches of the items."""

    def __init__(self, datapipe: Any, batch_size: int, drop_last: bool = False, wrapper_class: Any = DataChunk) -> None:
        check_batch(batch_size)
        self.datapipe, self.batch_size = datapipe, batch_size
        self.drop_last, self.wrapper_class = drop_last, wrapper_class

    def __iter__(self) -> Iterator[Any]:
        batch: list[Any] = []
        for item in self.datapipe:
            batch.append(item)
            if len(batch) == self.batch_size:
                yield self.wrapper_class(batch)
                batch = []
        if batch and not self.drop_last:
            yield self.wrapper_class(batch)

    def __len__(self) -> int:
        return batches(length(self, self.datapipe), self.batch_size, self.drop_last)


@functional_datapipe("unbatch")
class UnBatcherIterDataPipe(IterDataPipe):
    """The items of batches, `unbatch_level` deep; -1 for all the way."""

    def __init__(self, datapipe: Any, unbatch_level: int = 1) -> None:
        self.datapipe, self.unbatch_level = datapipe, unbatch_level

    def __iter__(self) -> Iterator[Any]:
        for element in self.datapipe:
            yield from self._items(element, self.unbatch_level)

    def _items(self, element: Any, level: int) -> Iterator[Any]:
        if level < -1:
            raise ValueError("unbatch_level must be -1 or >= 0")
        if level == 0 or (level == -1 and not isinstance(element, list)):
            yield element
        elif not isinstance(element, list):
            raise IndexError(f"unbatch_level {self.unbatch_level} exceeds the depth of the DataPipe")
        else:
            for item in element:
                yield from self._items(item, max(level - 1, -1))


@functional_datapipe("sharding_filter")
class ShardingFilterIterDataPipe(IterDataPipe):
    """In each of n worker processes every n-th item, so that together they have each once."""

    def __init__(self, source_datapipe: Any, sharding_group_filter: Any = None) -> None:
        self.source_datapipe = source_datapipe
        self._given: tuple[int, int] | None = None

    def is_shardable(self) -> bool:
        """True."""
        return True

    def apply_sharding(self, num_of_instances: int, instance_id: int, sharding_group: Any = None) -> None:
        """Take every `num_of_instances`-th item, beginning with that of number `instance_id`."""
        if instance_id >= num_of_instances:
            raise ValueError(f"instance_id({instance_id}) should be smaller than num_of_instances({num_of_instances})")
        self._given = num_of_instances, instance_id

    def _share(self) -> tuple[int, int]:
        worker: Any = get_worker_info()
        return self._given or ((1, 0) if worker is None else (worker.num_workers, worker.id))

    def __iter__(self) -> Iterator[Any]:
        count, own = self._share()
        for place, item in enumerate(self.source_datapipe):
            if place % count == own:
                yield item

    def __len__(self) -> int:
        count, own = self._share()
        return (length(self, self.source_datapipe) - own + count - 1) // count


@functional_datapipe("concat")
class ConcaterIterDataPipe(IterDataPipe):
    """One stream after the other."""

    def __init__(self, *datapipes: Any) -> None:
        check_sources("concat", datapipes, IterDataPipe)
        self.datapipes = datapipes

    def __iter__(self) -> Iterator[Any]:
        for pipe in self.datapipes:
            yield from pipe

    def __len__(self) -> int:
        return sum(length(self, pipe) for pipe in self.datapipes)


@functional_datapipe("zip")
class ZipperIterDataPipe(IterDataPipe):
    """Tuples of an item of each stream, as many as the shortest has."""

    def __init__(self, *datapipes: Any) -> None:
        check_sources("zip", datapipes, IterDataPipe, some=False)
        self.datapipes = datapipes

    def __iter__(self) -> Iterator[Any]:
        yield from zip(*self.datapipes, strict=False)

    def __len__(self) -> int:
        return min(length(self, pipe) for pipe in self.datapipes)


@functional_datapipe("mux")
class MultiplexerIterDataPipe(IterDataPipe):
    """An item of each stream in turn, until the shortest ends."""

    def __init__(self, *datapipes: Any) -> None:
        self.datapipes = datapipes

    def __iter__(self) -> Iterator[Any]:
        for items in zip(*self.datapipes, strict=False):
            yield from items

    def __len__(self) -> int:
        return min(length(self, pipe) for pipe in self.datapipes) * len(self.datapipes)


IterableWrapper = IterableWrapperIterDataPipe
