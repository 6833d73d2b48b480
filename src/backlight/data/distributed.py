"""The share of a dataset that belongs to one of several processes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backlight.data.sampler import Sampler
from backlight.tensor.generator import Generator
from backlight.tensor.random import randperm


class DistributedSampler(Sampler[int]):
    """Every `num_replicas`-th index from `rank` on, of an order that is the same for all ranks.

    Args:
        num_replicas, rank: how many processes share the dataset, and which of them this is.
        shuffle: shuffle with the seed `seed + epoch`; `set_epoch` gives each epoch an order of its own.
        drop_last: drop the samples that are too few for all; otherwise the first ones are given again.

    Raises:
        ValueError: `rank` is not below `num_replicas`, or one of them is not given: there is no process group here.

    >>> list(DistributedSampler("abcde", num_replicas=2, rank=1, shuffle=False))
    [1, 3, 0]
    """

    def __init__(
        self,
        dataset: Any,
        num_replicas: int | None = None,
        rank: int | None = None,
        shuffle: bool = True,
        seed: int = 0,
        drop_last: bool = False,
    ) -> None:
        if num_replicas is None or rank is None:
            raise ValueError("Default process group has not been initialized: give num_replicas and rank")
        if not 0 <= rank < num_replicas:
            raise ValueError(f"Invalid rank {rank}, rank should be in the interval [0, {num_replicas - 1}]")
        self.dataset = dataset
        self.num_replicas = num_replicas
        self.rank = rank
        self.epoch = 0
        self.drop_last = drop_last
        size = len(dataset)
        self.num_samples = size // num_replicas if drop_last else -(-size // num_replicas)
        self.total_size = self.num_samples * num_replicas
        self.shuffle = shuffle
        self.seed = seed

    def __iter__(self) -> Iterator[int]:
        order = list(range(len(self.dataset)))
        if self.shuffle:
            generator = Generator()
            generator.manual_seed(self.seed + self.epoch)
            order = randperm(len(order), generator=generator).tolist()
        if not self.drop_last and order:
            order *= -(-self.total_size // len(order))
        return iter(order[self.rank : self.total_size : self.num_replicas])

    def __len__(self) -> int:
        return self.num_samples

    def set_epoch(self, epoch: int) -> None:
        """Make the next pass's order that of `epoch`."""
        self.epoch = epoch
