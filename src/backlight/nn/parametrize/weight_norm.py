"""Weight normalisation: a weight's length and its direction are learned apart."""

from __future__ import annotations

from typing import Any

from backlight.linalg.norms import norm_except_dim
from backlight.nn.modules.module import Module
from backlight.nn.native.normalisation import _weight_norm as product
from backlight.nn.parametrize.registering import register_parametrization


class _WeightNorm(Module):
    """w = g v / |v|, the norm taken along all dimensions but `dim`."""

    torch_module = "torch.nn.utils.parametrizations"

    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Any, weight_v: Any) -> Any:
        """The weight of its length and direction."""
        return product(weight_v, weight_g, self.dim)

    def right_inverse(self, weight: Any) -> tuple[Any, Any]:
        """Length and direction of a weight."""
        return norm_except_dim(weight, 2, self.dim), weight


def weight_norm(module: Module, name: str = "weight", dim: int | None = 0) -> Module:
    """Learn a weight as w = g v / |v|: its length g and direction v (Salimans and Kingma, 2016).

    Args:
        name: the parameter.
        dim: each index along it has a length of its own; None for one length in all.

    They are `parametrizations.<name>.original0` and `original1`; files with `<name>_g` and `<name>_v` load too.
    """
    register_parametrization(module, name, _WeightNorm(dim), unsafe=True)

    def take_older_names(state_dict: dict, prefix: str, *_: Any) -> None:
        older = f"{prefix}{name}_g", f"{prefix}{name}_v"
        if all(key in state_dict for key in older):
            for place, key in enumerate(older):
                state_dict[f"{prefix}parametrizations.{name}.original{place}"] = state_dict.pop(key)

    module._register_load_state_dict_pre_hook(take_older_names)
    return module
