"""A pass through a DataLoader with workers: who loads which batch, and in which order batches are given out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import TYPE_CHECKING, Any

from backlight.data.crew import Crew
from backlight.data.failure import Failure
from backlight.data.iteration import _BaseDataLoaderIter
from backlight.data.worker import Ended, Job, Resumed

if TYPE_CHECKING:
    from backlight.data.loader import DataLoader


class _MultiProcessingDataLoaderIter(_BaseDataLoaderIter):
    """Keeps `prefetch_factor` batches per worker under way.

    Batches are numbered in the order of the sampler. They go to the workers in turn and are given out by number, so
    that the result does not depend on which worker is faster; unless `in_order=False`.
    """

    def __init__(self, loader: DataLoader) -> None:
        super().__init__(loader)
        self._limit = loader.prefetch_factor * self._num_workers  # type: ignore[operator]
        if self._limit <= 0:
            raise AssertionError("prefetch_factor must be greater than 0 for a DataLoader with workers")
        self._in_order = loader.in_order
        self._persistent = loader.persistent_workers
        self._crew = Crew(loader.multiprocessing_context or _context(), Job(loader, self._base_seed), loader.timeout)
        self._begin(loader)

    def _reset(self, loader: DataLoader) -> None:
        """Begin another pass with the same workers; what is left of the last one is thrown away."""
        self._tried(self._crew.resume)
        waiting = set(range(self._num_workers))
        while waiting:
            number, (_, answer) = self._tried(self._crew.hear)
            if isinstance(answer, Resumed):
                waiting.discard(number)
        self._begin(loader)

    def _begin(self, loader: DataLoader) -> None:
        super()._reset(loader)
        self._asked = 0  # the number of the next batch to ask a worker for
        self._due = 0  # the number of the next batch to give out
        self._worker_of: dict[int, int] = {}
        self._early: dict[int, Any] = {}  # batches that came before it was their turn
        self._active = [True] * self._num_workers  # whose streams have not ended
        self._load = [0] * self._num_workers  # batches asked for and not given out
        self._turn = cycle(range(self._num_workers))
        for _ in range(self._limit):
            self._ask()

    @property
    def _shutdown(self) -> bool:
        return self._crew.ended

    def _tried(self, call: Callable, *arguments: Any) -> Any:
        """`call(*arguments)`, which talks with the crew; where that cannot go on, the crew is ended."""
        try:
            return call(*arguments)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                self._crew.grace = 0.0
            if not self._crew.grace:
                self._crew.end()
            raise

    def _next_data(self) -> Any:
        while self._find_due():
            if self._due in self._early:
                return self._given(self._due, self._early.pop(self._due))
            number, (place, answer) = self._tried(self._crew.hear)
            if isinstance(answer, Ended):
                self._active[number] = False
                if not self._persistent:
                    self._tried(self._crew.dismiss, number)
                self._ask()
            elif self._in_order and place != self._due:
                self._early[place] = answer
            else:
                return self._given(place, answer)
        if not self._persistent:
            self._crew.end()
        raise StopIteration

    def _find_due(self) -> bool:
        """Go to the next batch that will come: not those of workers whose streams have ended before."""
        while self._due < self._asked:
            worker = self._worker_of.get(self._due)
            if worker is not None and (self._due in self._early or self._active[worker]):
                return not self._shutdown
            self._worker_of.pop(self._due, None)
            self._due += 1
        return False

    def _given(self, place: int, batch: Any) -> Any:
        self._load[self._worker_of.pop(place)] -= 1
        if place == self._due:
            self._due += 1
        self._ask()
        if isinstance(batch, Failure):
            batch.reraise()
        return batch

    def _ask(self) -> None:
        """Ask the next worker in turn for the next batch, if there are both."""
        try:
            index = next(self._sampler_iter)
        except StopIteration:
            return
        worker = self._next_worker()
        if worker is None:
            return
        self._tried(self._crew.ask, worker, (self._asked, index))
        self._worker_of[self._asked] = worker
        self._load[worker] += 1
        self._asked += 1

    def _next_worker(self) -> int | None:
        """The next worker whose stream has not ended, and who is not behind the others if the order is free."""
        for _ in range(self._num_workers):
            worker = next(self._turn)
            if self._active[worker] and (self._in_order or self._load[worker] < self._limit // sum(self._active)):
                return worker
        return None

    def __del__(self) -> None:
        crew = self.__dict__.get("_crew")
        if crew is not None:
            crew.end()


def _context() -> Any:
    """multiprocessing's own choice of how to start processes."""
    from multiprocessing import get_context

    return get_context()
