"""A part of a dataset, and a dataset split into parts at random."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import floor, isclose
from typing import TYPE_CHECKING, Any

from backlight.core.errors import warn
from backlight.data.dataset import Dataset, T_co
from backlight.tensor.random import randperm

if TYPE_CHECKING:
    from backlight.tensor.generator import Generator


class Subset(Dataset[T_co]):
    """The samples of a dataset that `indices` names, in that order.

    Raises:
        NotImplementedError: a subclass has its own `__getitem__` and no `__getitems__`, which a DataLoader would ask.

    >>> Subset("abcdef", [4, 0])[0]
    'e'
    """

    dataset: Any
    indices: Sequence[int]

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset = dataset
        self.indices = indices
        kind = type(self)
        if kind.__getitem__ is not Subset.__getitem__ and kind.__getitems__ is Subset.__getitems__:
            raise NotImplementedError(
                f"{kind.__name__} overrides __getitem__ but not __getitems__, which a DataLoader uses. Add to it:\n\n"
                "    def __getitems__(self, indices):\n"
                "        return [self[index] for index in indices]"
            )

    def __getitem__(self, idx: Any) -> Any:
        if isinstance(idx, list):
            return self.dataset[[self.indices[i] for i in idx]]
        return self.dataset[self.indices[idx]]

    def __getitems__(self, indices: list[int]) -> list:
        """The samples of a batch, at once if the dataset can."""
        chosen = [self.indices[i] for i in indices]
        if callable(getattr(self.dataset, "__getitems__", None)):
            return self.dataset.__getitems__(chosen)
        return [self.dataset[index] for index in chosen]

    def __len__(self) -> int:
        return len(self.indices)


def random_split(dataset: Any, lengths: Sequence[int | float], generator: Generator | None = None) -> list[Subset]:
    """Split a dataset at random into parts of the given lengths, or fractions that add up to 1.

    What is left over by fractions goes to the parts in turn, one sample each.

    Raises:
        ValueError: the lengths do not add up to the length of the dataset, or a fraction is not between 0 and 1.

    >>> seed = backlight.manual_seed(0)
    >>> [part.indices for part in random_split(range(5), [3, 2])]
    [[4, 0, 1], [3, 2]]
    """
    size, total = len(dataset), sum(lengths)
    if isclose(total, 1) and total <= 1:
        lengths = _whole(size, lengths)
    if sum(lengths) != size:
        raise ValueError(
            f"Sum of input lengths does not equal the length of the input dataset: {list(lengths)} add up to "
            f"{sum(lengths)}, and there are {size} samples"
        )
    order = randperm(size, generator=generator).tolist()
    return [Subset(dataset, order[end - n : end]) for n, end in zip(lengths, accumulate(lengths))]  # type: ignore


def _whole(size: int, fractions: Sequence[float]) -> list[int]:
    for i, fraction in enumerate(fractions):
        if not 0 <= fraction <= 1:
            raise ValueError(f"Fraction at index {i} is not between 0 and 1: {fraction}")
    lengths = [floor(size * fraction) for fraction in fractions]
    for i in range(size - sum(lengths)):
        lengths[i % len(lengths)] += 1
    for i, length in enumerate(lengths):
        if length == 0:
            warn(f"Length of split at index {i} is 0. This might result in an empty dataset.")
    return lengths
