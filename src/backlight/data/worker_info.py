"""What code that runs in a worker of a DataLoader can ask about it."""

from __future__ import annotations

from typing import Any


class WorkerInfo:
    """Which worker this is (`id` of `num_workers`), the `seed` it started from, and its own copy of the `dataset`."""

    __slots__ = ("dataset", "id", "num_workers", "rng", "seed", "worker_method")

    id: int
    num_workers: int
    seed: int
    dataset: Any
    rng: Any
    worker_method: str | None

    def __init__(
        self,
        id: int,
        num_workers: int,
        seed: int,
        dataset: Any,
        rng: Any = None,
        worker_method: str | None = "multiprocessing",
    ) -> None:
        values = {"id": id, "num_workers": num_workers, "seed": seed, "dataset": dataset}
        for name, value in {**values, "rng": rng, "worker_method": worker_method}.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"cannot assign to field {name!r}: a WorkerInfo only tells")

    def __repr__(self) -> str:
        return (
            f"WorkerInfo(id={self.id!r}, num_workers={self.num_workers!r}, seed={self.seed!r}, "
            f"dataset={self.dataset!r}, rng={self.rng!r}, worker_method={self.worker_method!r})"
        )


_here: WorkerInfo | None = None


def get_worker_info() -> WorkerInfo | None:
    """The worker that this process is; None in the main process."""
    return _here


def set_worker_info(info: WorkerInfo) -> None:
    """Say, in a new worker, which one it is."""
    global _here
    _here = info
