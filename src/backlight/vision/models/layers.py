"""What the files of this folder share: how weights begin, widths that hardware likes, the layers of a part."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from backlight import nn


def _make_divisible(v: float, divisor: int, min_value: int | None = None) -> int:
    """The multiple of `divisor` that is nearest to `v` and no more than a tenth below it."""
    rounded = max(divisor if min_value is None else min_value, int(v + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * v else rounded


def begin(model: nn.Module, linear: Callable[[nn.Linear], object]) -> None:
    """First weights of the small networks: convolutions by their fan out, `linear` fills a linear layer, no biases."""
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out")
        elif isinstance(layer, nn.Linear):
            linear(layer)
        if isinstance(layer, (nn.Conv2d, nn.Linear)) and layer.bias is not None:
            nn.init.zeros_(layer.bias)


def small_linear(layer: nn.Linear) -> None:
    """Weights from N(0, 0.01²)."""
    nn.init.normal_(layer.weight, 0, 0.01)


class IntermediateLayerGetter(nn.ModuleDict):
    """The first layers of a model, up to the last one named; its output is a dictionary of what the named ones give.

    Args:
        model: its children must be used in the order in which they stand.
        return_layers: the name of a child, and the name of what it gives in the output.

    >>> row = nn.Sequential(nn.Identity(), nn.ReLU(), nn.Tanh())
    >>> IntermediateLayerGetter(row, {"0": "x", "1": "relu"})(backlight.tensor([-1.0]))
    OrderedDict(...)
    """

    torch_module = "torchvision.models._utils"
    _version = 2

    def __init__(self, model: nn.Module, return_layers: dict[str, str]) -> None:
        names = [name for name, _ in model.named_children()]
        if not set(return_layers) <= set(names):
            raise ValueError("return_layers are not present in model")
        last = max([names.index(str(name)) for name in return_layers], default=0)
        super().__init__(OrderedDict([(name, getattr(model, name)) for name in names[: last + 1]]))
        self.return_layers = return_layers

    def forward(self, x: Any) -> OrderedDict[str, Any]:
        found = OrderedDict()
        for name, layer in self.items():
            x = layer(x)
            if name in self.return_layers:
                found[self.return_layers[name]] = x
        return found
