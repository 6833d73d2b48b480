"""SWALR: rates that go over to a constant one, at which the parameters are averaged."""

from __future__ import annotations

import math
from typing import Any

from backlight.optim.lr_scheduler.scheduler import LRScheduler


class SWALR(LRScheduler):
    """From the rate as it is to `swa_lr` in `anneal_epochs` epochs, along a cosine or a line; then constant.

    >>> w = backlight.ones(1, requires_grad=True)
    >>> optimizer = backlight.optim.SGD([w], lr=0.1)
    >>> SWALR(optimizer, swa_lr=0.05, anneal_epochs=2).get_last_lr()
    [0.1]
    """

    torch_module = "torch.optim.swa_utils"

    def __init__(
        self, optimizer: Any, swa_lr: Any, anneal_epochs: int = 10, anneal_strategy: str = "cos", last_epoch: int = -1
    ) -> None:
        groups = optimizer.param_groups
        targets = list(swa_lr) if isinstance(swa_lr, (list, tuple)) else [swa_lr] * len(groups)
        if len(targets) != len(groups):
            raise ValueError(
                f"swa_lr must have the same length as optimizer.param_groups. swa_lr has {len(targets)} values, "
                f"param_groups has {len(groups)}."
            )
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}")
        for group, target in zip(groups, targets, strict=True):
            group["swa_lr"] = target
        self._anneal_strategy = anneal_strategy
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _share(self, step: int) -> float:
        """How much of the way is gone after a step."""
        part = max(0, min(1, step / max(1, self.anneal_epochs)))
        return (1 - math.cos(math.pi * part)) / 2 if self._anneal_strategy == "cos" else part

    def get_lr(self) -> list[Any]:
        """The rates of this epoch, from those of the last: another scheduler may have changed them."""
        self._warn_outside_step()
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = self._share(step - 1), self._share(step)
        rates = []
        for group in self.optimizer.param_groups:
            target = group["swa_lr"]
            start = target if before == 1 else (group["lr"] - before * target) / (1 - before)
            rates.append(target * now + start * (1 - now))
        return rates
