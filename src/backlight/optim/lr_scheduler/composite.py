"""Schedulers made of schedulers: one after the other, or all at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from backlight.optim.lr_scheduler.plateau import ReduceLROnPlateau
from backlight.optim.lr_scheduler.scheduler import LRScheduler, rates_of, set_rate

if TYPE_CHECKING:
    from backlight.optim.optimizer import Optimizer


class _OfSchedulers(LRScheduler):
    """What both share: schedulers of one optimizer, and the state of all of them."""

    _schedulers: Sequence[LRScheduler]

    def _expect(self, schedulers: Sequence[Any], optimizer: Optimizer | None) -> None:
        """An error unless there are schedulers, and all are of the one optimizer."""
        name = type(self).__name__
        if len(schedulers) < 1:
            raise ValueError(f"{name} expects at least one scheduler to be chained, but got no scheduler.")
        for place, scheduler in enumerate(schedulers):
            if not hasattr(scheduler, "optimizer"):
                raise TypeError(f"{name} at index {place} should have `optimizer` as its attribute.")
            if isinstance(scheduler, ReduceLROnPlateau):
                raise ValueError(
                    f"{name} does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to be "
                    f"specified when calling `step`, but got one at index {place} in the given schedulers sequence."
                )
            if optimizer is not scheduler.optimizer:
                raise ValueError(
                    f"{name} expects all schedulers to belong to the same optimizer, but got scheduler "
                    f"{type(scheduler).__name__} at index {place} has {scheduler.optimizer}, which is different from "
                    f"{type(optimizer).__name__}."
                )

    def state_dict(self) -> dict[str, Any]:
        """The state of all schedulers."""
        state = {k: v for k, v in vars(self).items() if k not in ("optimizer", "_schedulers")}
        return {**state, "_schedulers": [inner.state_dict() for inner in self._schedulers]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what `state_dict()` gave."""
        state = dict(state_dict)
        inner = state.pop("_schedulers")
        vars(self).update(state)
        for own, saved in zip(self._schedulers, inner, strict=True):
            own.load_state_dict(saved)


class SequentialLR(_OfSchedulers):
    """One scheduler after the other; each begins at its milestone.

    >>> optimizer = backlight.optim.SGD([backlight.ones(1, requires_grad=True)], lr=1.0)
    >>> warm = backlight.optim.lr_scheduler.ConstantLR(optimizer, factor=0.1, total_iters=2)
    >>> fall = backlight.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
    >>> SequentialLR(optimizer, [warm, fall], milestones=[2]).get_last_lr()
    [0.1]
    """

    def __init__(
        self, optimizer: Optimizer, schedulers: list[LRScheduler], milestones: list[int], last_epoch: int = -1
    ) -> None:
        self._expect(schedulers, optimizer)
        if len(milestones) != len(schedulers) - 1:
            raise ValueError(
                "Sequential Schedulers expects number of schedulers provided to be one more than the number of "
                f"milestone points, but got number of schedulers {len(schedulers)} and the number of milestones to be "
                f"equal to {len(milestones)}"
            )
        self._schedulers = schedulers
        self._milestones = milestones
        self.last_epoch = last_epoch + 1
        self.optimizer = optimizer
        for group in optimizer.param_groups:  # each scheduler has begun already: start over with the first alone
            set_rate(group, group["initial_lr"])
        for scheduler in schedulers:
            scheduler.last_epoch -= 1
        schedulers[0]._initial_step()
        self._last_lr = schedulers[0].get_last_lr()

    def step(self) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Go one epoch on, with the scheduler whose turn it is."""
        self.last_epoch += 1
        place = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[place]
        if place > 0 and self._milestones[place - 1] == self.last_epoch:
            scheduler._update_lr(0)
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()


class ChainedScheduler(_OfSchedulers):
    """All schedulers step at once; each changes the rate that the one before has set."""

    def __init__(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None) -> None:
        optimizer = optimizer or (schedulers[0].optimizer if len(schedulers) else None)
        self._expect(schedulers, optimizer)
        self._schedulers = schedulers
        self.optimizer = optimizer
        self._last_lr = rates_of(optimizer)

    def step(self) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Go one epoch on, with all schedulers."""
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = rates_of(self.optimizer)
