"""What all pipes are: the steps are found as methods by name, and a stream has one iterator at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial, wraps
from random import Random
from typing import Any, ClassVar

from backlight.data.dataset import Dataset, IterableDataset


class DataChunk(list):
    """A batch as `batch()` makes it: a list."""

    def __init__(self, items: Iterable[Any]) -> None:
        super().__init__(items)
        self.items = list(self)

    def as_str(self, indent: str = "") -> str:
        """The items as text."""
        return indent + "[" + ", ".join(map(str, self)) + "]"

    def raw_iterator(self) -> Iterator[Any]:
        """The items one by one."""
        yield from self.items


class _Pipe:
    """The steps of one kind of pipe by the names of their methods."""

    functions: ClassVar[dict[str, Callable]]

    def __getattr__(self, name: str) -> Any:
        if name in self.functions:
            return partial(self.functions[name], self)
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    @classmethod
    def register_function(cls, function_name: str, function: Callable) -> None:
        """Let `pipe.<function_name>(…)` be `function(pipe, …)`."""
        cls.functions[function_name] = function

    @classmethod
    def register_datapipe_as_function(cls, function_name: str, cls_to_register: Any, *_: Any, **__: Any) -> None:
        """Let `pipe.<function_name>(…)` make a pipe of a class; the name must be free."""
        if function_name in cls.functions:
            raise Exception(f"Unable to add DataPipe function name {function_name} as it is already taken")
        cls.functions[function_name] = cls_to_register

    def __repr__(self) -> str:
        return type(self).__qualname__

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.functions]

    def __getstate__(self) -> Any:
        return vars(self)


class IterDataPipe(_Pipe, IterableDataset):
    """A stream made of another one: define `__iter__`, and `reset` where an iteration leaves something behind.

    A new iterator ends the one before it.
    """

    functions: ClassVar[dict[str, Callable]] = {}
    _valid_iterator_id: int | None = None

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__iter__" in vars(cls):
            cls.__iter__ = _one_at_a_time(cls.__iter__)

    def __iter__(self) -> Iterator[Any]:
        return self  # pyright: ignore[reportReturnType]

    def reset(self) -> None:
        """Called before each iteration."""


def _one_at_a_time(method: Callable) -> Any:
    @wraps(method)
    def __iter__(self: Any) -> Iterator[Any]:
        own = self._valid_iterator_id = 0 if self._valid_iterator_id is None else self._valid_iterator_id + 1
        self.reset()
        source = method(self)
        following = type(self).__next__ if source is self else next
        while True:
            if self._valid_iterator_id != own:
                raise RuntimeError(
                    "This iterator has been invalidated because another iterator has been created from the same "
                    f"IterDataPipe: {type(self).__name__}. This may be caused by multiple references to the same "
                    "IterDataPipe."
                )
            try:
                value = following(source)
            except StopIteration:
                return
            yield value

    return __iter__


class Shuffling(IterDataPipe):
    """What the shufflers share: whether they are on, the seed of the next iteration, a generator."""

    def __init__(self) -> None:
        self._enabled = True
        self._seed: int | None = None
        self._rng = Random()

    def set_shuffle(self, shuffle: bool = True) -> Any:
        """Whether the order is random at all."""
        self._enabled = shuffle
        return self

    def set_seed(self, seed: int) -> Any:
        """The seed of the next iteration."""
        self._seed = seed
        return self


class MapDataPipe(_Pipe, Dataset):
    """A dataset made of another one: define `__getitem__` and `__len__`."""

    functions: ClassVar[dict[str, Callable]] = {}


class functional_datapipe:
    """The decorator that makes a class of pipes a method of all pipes of its kind.

    >>> @functional_datapipe("twice")
    ... class Twice(IterDataPipe):
    ...     def __init__(self, source):
    ...         self.source = source
    ...     def __iter__(self):
    ...         return (2 * x for x in self.source)
    >>> from backlight.data.pipes.iterating import IterableWrapper
    >>> list(IterableWrapper(range(3)).twice())
    [0, 2, 4]
    """

    def __init__(self, name: str, enable_df_api_tracing: bool = False) -> None:
        self.name = name

    def __call__(self, cls: Any) -> Any:
        kind = next((k for k in (IterDataPipe, MapDataPipe) if isinstance(cls, type) and issubclass(cls, k)), None)
        if kind is None:
            raise TypeError("`functional_datapipe` can only decorate IterDataPipe or MapDataPipe")
        kind.register_datapipe_as_function(self.name, cls)
        return cls


def length(owner: Any, pipe: Any) -> int:
    """The length of the pipe that `owner` is made of; TypeError if it has none."""
    if hasattr(type(pipe), "__len__"):
        return len(pipe)
    raise TypeError(f"{type(owner).__name__} instance doesn't have valid length")


def batches(count: int, size: int, drop_last: bool) -> int:
    """How many batches there are."""
    return count // size if drop_last else -(-count // size)


def check_batch(size: int) -> None:
    """AssertionError for a size below 1."""
    if size <= 0:
        raise AssertionError("Batch size is required to be larger than 0!")


def check_sources(owner: str, pipes: tuple, kind: type, some: bool = True) -> None:
    """ValueError for no pipes, TypeError for what is no pipe of the kind."""
    if some and not pipes:
        raise ValueError("Expected at least one DataPipe, but got nothing")
    if not all(isinstance(pipe, kind) for pipe in pipes):
        raise TypeError(f"{owner}: expected all inputs to be `{kind.__name__}`")
