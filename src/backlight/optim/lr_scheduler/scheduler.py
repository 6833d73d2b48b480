"""What all schedulers are: they count epochs and set the rate of each group of an optimizer."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from backlight.core.errors import warn
from backlight.core.public import Public
from backlight.core.variable import Variable

if TYPE_CHECKING:
    from backlight.optim.optimizer import Optimizer

EPOCH_DEPRECATED = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. "
    "Please use `scheduler.step()` to step the scheduler."
)


class LRScheduler(metaclass=Public):
    """The base of the schedulers: `get_lr` says the rates, `step` sets them.

    Args:
        optimizer: whose rates are set.
        last_epoch: where to go on; -1 begins.
    """

    torch_module = "torch.optim.lr_scheduler"
    _is_initial = False
    _get_lr_called_within_step = False

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        from backlight.optim.optimizer import Optimizer

        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        self.optimizer = optimizer
        for place, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", _copied(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(
                    f"param 'initial_lr' is not specified in param_groups[{place}] when resuming scheduler with "
                    f"last_epoch >= 0.\nThis typically happens when:\n1. You're trying to resume training from a "
                    "checkpoint but haven't properly loaded the optimizer state\n2. You're using last_epoch >= 0 for a "
                    "fresh training run (not recommended)"
                )
        self.base_lrs: list[Any] = [_copied(group["initial_lr"]) for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        vars(optimizer).setdefault("_opt_called", False)
        self._initial_step()

    def state_dict(self) -> dict[str, Any]:
        """All that the scheduler remembers, without the optimizer."""
        return {name: value for name, value in vars(self).items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from what `state_dict()` gave."""
        vars(self).update(state_dict)

    def get_last_lr(self) -> list[Any]:
        """The rates that are set now, one for each group."""
        return self._last_lr

    def get_lr(self) -> list[Any]:
        """The rates for `last_epoch`; every scheduler has its own."""
        raise NotImplementedError(f"{type(self).__name__} has no get_lr()")

    def step(self, epoch: int | None = None) -> None:
        """Go one epoch on, and set the rates; call it after `optimizer.step()`."""
        if self._step_count == 1 and not vars(self.optimizer).get("_opt_called", False):
            warn(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you "
                "should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to "
                "do this will result in PyTorch skipping the first value of the learning rate schedule."
            )
        self._step_count += 1
        if epoch is not None:
            warn(EPOCH_DEPRECATED)
        self._update_lr(epoch)

    def _initial_step(self) -> None:
        """The step that sets the rates of the first epoch."""
        self._step_count = 0
        self._is_initial = True
        self.step()
        self._is_initial = False

    def _update_lr(self, epoch: int | None = None) -> None:
        if epoch is None:
            self.last_epoch += 1
            self._set(self.get_lr)
        else:
            self.last_epoch = epoch
            self._set(getattr(self, "_get_closed_form_lr", self.get_lr))

    def _set(self, rates_now: Callable[[], list[Any]]) -> None:
        """Give each group its rate."""
        self._get_lr_called_within_step = True
        try:
            rates = rates_now()
        finally:
            self._get_lr_called_within_step = False
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            set_rate(group, rate)
        self._last_lr: list[Any] = rates_of(self.optimizer)

    def _current(self) -> list[Any]:
        return [group["lr"] for group in self.optimizer.param_groups]

    def _warn_outside_step(self) -> None:
        if not self._get_lr_called_within_step:
            warn("To get the last learning rate computed by the scheduler, please use `get_last_lr()`.")


def _copied(rate: Any) -> Any:
    return rate.clone() if isinstance(rate, Variable) else rate  # pyright: ignore


def set_rate(group: dict[str, Any], rate: Any, name: str = "lr") -> None:
    """Set a group's rate; one that is a tensor stays that tensor."""
    if isinstance(group[name], Variable):
        group[name].fill_(float(rate))  # pyright: ignore
    else:
        group[name] = float(rate) if isinstance(rate, Variable) else rate  # pyright: ignore


def state_of(function: Any) -> dict[str, Any] | None:
    """What a state keeps of a function: nothing, or the attributes of an object that can be called."""
    return None if isinstance(function, types.FunctionType) else function.__dict__.copy()


def rates_of(optimizer: Any) -> list[Any]:
    """The rates of all groups."""
    return [_copied(group["lr"]) for group in optimizer.param_groups]


_LRScheduler = LRScheduler
