"""Modules that torch deprecates."""

from __future__ import annotations

from typing import Any

from backlight.core.errors import warn
from backlight.nn.modules.loss import NLLLoss
from backlight.nn.modules.module import Module


class NLLLoss2d(NLLLoss):
    """`NLLLoss`, which takes images too."""

    def __init__(
        self,
        weight: Any = None,
        size_average: Any = None,
        ignore_index: int = -100,
        reduce: Any = None,
        reduction: str = "mean",
    ) -> None:
        warn("`NLLLoss2d` has been deprecated. Please use `NLLLoss` instead as a drop-in replacement.", FutureWarning)
        super().__init__(weight, size_average, ignore_index, reduce, reduction)


class Container(Module):
    """A module with the modules that it is given by name; `Module` itself does all that."""

    torch_module = "torch.nn.modules.container"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__()
        warn(
            "`nn.Container` is deprecated. All of its functionality is now implemented in `nn.Module`. Subclass that "
            "instead.",
            FutureWarning,
        )
        for name, module in kwargs.items():
            self.add_module(name, module)
