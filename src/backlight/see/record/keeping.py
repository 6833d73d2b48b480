"""Which steps are kept in detail: all at first, then every second, every fourth …, as room asks for it."""

from __future__ import annotations

from backlight.see.record.detail import Detail
from backlight.see.record.values import Statistics, Values


class Keeping:
    """The kept steps. `keep` is how many there may be, `room` how many bytes their numbers may take."""

    def __init__(self, keep: int, room: int, pinned: frozenset[int] = frozenset()) -> None:
        self.keep, self.room, self.pinned = keep, room, pinned
        self.stride = 1
        self.details: list[Detail] = []
        self._bytes = 0

    def wants(self, step: int) -> bool:
        """Whether this step would be kept; steps count from 1."""
        return (step - 1) % self.stride == 0 or step in self.pinned

    def add(self, detail: Detail) -> bool:
        """Keep a step; when there are too many, every second one goes, but not the new one, which is the last.

        Returned is whether some went.
        """
        before = len(self.details)
        self.details.append(detail)
        self._bytes += weight(detail)
        while (len(self.details) > self.keep or self._bytes > self.room) and len(self.details) > 2 + len(self.pinned):
            self.stride *= 2
            self.details = [one for one in self.details if one is detail or self.wants(one.step)]
            self._bytes = sum([weight(one) for one in self.details])
        return len(self.details) <= before

    def remove(self, detail: Detail) -> None:
        """Keep a step no longer, if it was not dropped already."""
        if detail in self.details:
            self.details.remove(detail)
            self._bytes -= weight(detail)


def weight(detail: Detail) -> int:
    """About how many bytes the numbers of a step take when they are written."""
    lists = (detail.values, detail.gradients, detail.contributions, list(detail.jacobians.values()))
    return sum([_weight(values) for part in lists for values in part])


def _weight(values: Values | None) -> int:
    if values is None:
        return 5
    if isinstance(values, Statistics):
        return 90 + (0 if values.full is None else 11 * values.full.size)
    return 8 + 11 * values.size
