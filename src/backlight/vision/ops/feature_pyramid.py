"""A feature pyramid: what deep layers found is added to the finer maps of early ones (Lin et al., 2017)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from backlight import nn
from backlight.nn.functional import interpolate, max_pool2d, relu
from backlight.vision.ops.layers import Conv2dNormActivation


class ExtraFPNBlock(nn.Module):
    """The base of what adds coarser maps."""

    torch_module = "torchvision.ops.feature_pyramid_network"

    def forward(self, results: list[Any], x: list[Any], names: list[str]) -> tuple[list[Any], list[str]]:
        raise NotImplementedError(f"{type(self).__name__} has no forward")


class LastLevelMaxPool(ExtraFPNBlock):
    """Every second pixel of the coarsest map."""

    def forward(self, results: list[Any], x: list[Any], names: list[str]) -> tuple[list[Any], list[str]]:
        return [*results, max_pool2d(results[-1], kernel_size=1, stride=2, padding=0)], [*names, "pool"]


class LastLevelP6P7(ExtraFPNBlock):
    """Two coarser maps, by convolutions."""

    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.p6 = nn.Conv2d(in_channels, out_channels, 3, 2, 1)
        self.p7 = nn.Conv2d(out_channels, out_channels, 3, 2, 1)
        _begin(self)
        self.use_P5 = in_channels == out_channels

    def forward(self, results: list[Any], x: list[Any], names: list[str]) -> tuple[list[Any], list[str]]:
        p6 = self.p6(results[-1] if self.use_P5 else x[-1])
        return [*results, p6, self.p7(relu(p6))], [*names, "p6", "p7"]


def _begin(model: nn.Module) -> None:
    for layer in model.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_uniform_(layer.weight, a=1)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)


class FeaturePyramidNetwork(nn.Module):
    """Maps of one width from maps of several, given and returned in a dictionary from fine to coarse.

    Args:
        in_channels_list: the widths that come in.
        out_channels: the width that goes out.
        extra_blocks: adds coarser maps.
        norm_layer: after each convolution; none by default.
    """

    torch_module = "torchvision.ops.feature_pyramid_network"
    _version = 2

    def __init__(
        self,
        in_channels_list: list[int],
        out_channels: int,
        extra_blocks: ExtraFPNBlock | None = None,
        norm_layer: Callable[..., nn.Module] | None = None,
    ) -> None:
        super().__init__()
        self.inner_blocks = nn.ModuleList()
        self.layer_blocks = nn.ModuleList()
        usual: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": None}
        for channels in in_channels_list:
            if channels == 0:
                raise ValueError("in_channels=0 is currently not supported")
            self.inner_blocks.append(Conv2dNormActivation(channels, out_channels, 1, padding=0, **usual))
            self.layer_blocks.append(Conv2dNormActivation(out_channels, out_channels, 3, **usual))
        _begin(self)
        if extra_blocks is not None and not isinstance(extra_blocks, ExtraFPNBlock):
            raise TypeError(f"extra_blocks should be of type ExtraFPNBlock not {type(extra_blocks)}")
        self.extra_blocks = extra_blocks

    def _load_from_state_dict(self, state_dict: Any, prefix: str, local_metadata: Any, *rest: Any) -> None:  # pyright: ignore
        if (local_metadata.get("version") or 1) < 2:  # a block was the convolution alone
            for n in range(len(self.inner_blocks)):
                for name in (f"{block}.{n}." for block in ("inner_blocks", "layer_blocks")):
                    for kind in ("weight", "bias"):
                        if f"{prefix}{name}{kind}" in state_dict:
                            state_dict[f"{prefix}{name}0.{kind}"] = state_dict.pop(f"{prefix}{name}{kind}")
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *rest)

    def forward(self, x: dict[str, Any]) -> dict[str, Any]:
        names, maps = list(x), list(x.values())
        inner = self.inner_blocks[len(maps) - 1](maps[-1])
        results = [self.layer_blocks[len(maps) - 1](inner)]
        for n in range(len(maps) - 2, -1, -1):
            side = self.inner_blocks[n](maps[n])
            inner = side + interpolate(inner, size=side.shape[-2:], mode="nearest")
            results.insert(0, self.layer_blocks[n](inner))
        if self.extra_blocks is not None:
            results, names = self.extra_blocks(results, maps, names)
        return OrderedDict(zip(names, results))
