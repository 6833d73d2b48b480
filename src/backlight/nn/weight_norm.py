"""Weight normalisation by a hook, torch's older form; new programs use `nn.parametrize.weight_norm`."""

from __future__ import annotations

from typing import Any

from backlight.core.errors import warn
from backlight.core.public import Public
from backlight.nn.modules.module import Module
from backlight.tensor.parameter import Parameter, is_lazy


class WeightNorm(metaclass=Public):
    """The hook that computes `<name>` of `<name>_g` and `<name>_v` before each call."""

    torch_module = "torch.nn.utils.weight_norm"

    def __init__(self, name: str, dim: int | None) -> None:
        self.name = name
        self.dim = -1 if dim is None else dim

    def compute_weight(self, module: Module) -> Any:
        """w = g v / |v|."""
        from backlight.nn.native.normalisation import _weight_norm

        return _weight_norm(getattr(module, self.name + "_v"), getattr(module, self.name + "_g"), self.dim)

    @staticmethod
    def apply(module: Module, name: str, dim: int | None) -> WeightNorm:
        """Register the hook."""
        from backlight.linalg.norms import norm_except_dim

        warn(
            "`torch.nn.utils.weight_norm` is deprecated in favor of `torch.nn.utils.parametrizations.weight_norm`.",
            FutureWarning,
        )
        refuse_second(WeightNorm, "weight_norm", module, name)
        hook = WeightNorm(name, dim)
        weight = getattr(module, name)
        refuse_lazy("WeightNorm", "weight", weight)
        del module._parameters[name]
        module.register_parameter(name + "_g", Parameter(norm_except_dim(weight, 2, hook.dim).data))
        module.register_parameter(name + "_v", Parameter(weight.data))
        setattr(module, name, hook.compute_weight(module))
        module.register_forward_pre_hook(hook)
        return hook

    def remove(self, module: Module) -> None:
        """Make the weight an ordinary parameter again."""
        weight = self.compute_weight(module)
        for name in (self.name, self.name + "_g", self.name + "_v"):
            delattr(module, name)
        setattr(module, self.name, Parameter(weight.data))

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self.name, self.compute_weight(module))


def weight_norm(module: Module, name: str = "weight", dim: int | None = 0) -> Module:
    """Learn a weight as its length `<name>_g` and direction `<name>_v`; deprecated in torch.

    Args:
        dim: each index along it has a length of its own; None for one length in all.
    """
    WeightNorm.apply(module, name, dim)
    return module


def remove_weight_norm(module: Module, name: str = "weight") -> Module:
    """Make a weight that `weight_norm` has split an ordinary parameter; ValueError if it has not."""
    return remove_hook(WeightNorm, "weight_norm", module, name)


def refuse_second(kind: type, what: str, module: Module, name: str) -> None:
    """RuntimeError where a parameter has such a hook already."""
    if any(isinstance(hook, kind) and hook.name == name for hook in module._forward_pre_hooks.values()):  # pyright: ignore
        raise RuntimeError(f"Cannot register two {what} hooks on the same parameter {name}")


def refuse_lazy(kind: str, what: str, weight: Any) -> None:
    """ValueError for a parameter whose shape is not known yet."""
    if is_lazy(weight):
        raise ValueError(
            f"The module passed to `{kind}` can't have uninitialized parameters. Make sure to run the dummy forward "
            f"before applying {what} normalization"
        )


def remove_hook(kind: type, what: str, module: Module, name: str) -> Module:
    """Take such a hook of a parameter away, after its own `remove`."""
    for number, hook in module._forward_pre_hooks.items():  # pyright: ignore[reportAttributeAccessIssue]
        if isinstance(hook, kind) and hook.name == name:  # pyright: ignore[reportAttributeAccessIssue]
            hook.remove(module)  # pyright: ignore[reportAttributeAccessIssue]
            del module._forward_pre_hooks[number]  # pyright: ignore[reportAttributeAccessIssue]
            return module
    raise ValueError(f"{what} of '{name}' not found in {module}")
