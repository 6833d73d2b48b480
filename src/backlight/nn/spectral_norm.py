"""Spectral normalisation by a hook, torch's older form; new programs use `nn.parametrize.spectral_norm`."""

from __future__ import annotations

from typing import Any

from backlight.autograd.grad_mode import no_grad
from backlight.core.public import Public
from backlight.nn.functional.distance import normalize
from backlight.nn.modules.module import Module
from backlight.nn.parametrize.spectral_norm import as_matrix, check_iterations, output_dim, random_unit
from backlight.nn.weight_norm import refuse_lazy, refuse_second, remove_hook
from backlight.tensor.parameter import Parameter


class SpectralNorm(metaclass=Public):
    """The hook that divides `<name>_orig` by its norm before each call, by way of `<name>_u` and `<name>_v`."""

    torch_module = "torch.nn.utils.spectral_norm"
    _version = 1

    def __init__(self, name: str = "weight", n_power_iterations: int = 1, dim: int = 0, eps: float = 1e-12) -> None:
        check_iterations(n_power_iterations)
        self.name, self.dim = name, dim
        self.n_power_iterations, self.eps = n_power_iterations, eps

    def reshape_weight_to_matrix(self, weight: Any) -> Any:
        """A row for each output."""
        return as_matrix(weight, self.dim)

    def compute_weight(self, module: Module, do_power_iteration: bool) -> Any:
        """The weight divided by its norm; with `do_power_iteration` the singular vectors move on first."""
        weight, u, v = [getattr(module, self.name + part) for part in ("_orig", "_u", "_v")]
        matrix = self.reshape_weight_to_matrix(weight)
        if do_power_iteration:
            with no_grad():
                for _ in range(self.n_power_iterations):
                    v.copy_(normalize(matrix.t().mv(u), dim=0, eps=self.eps))
                    u.copy_(normalize(matrix.mv(v), dim=0, eps=self.eps))
                u, v = u.clone(), v.clone()  # the next iteration must not change what backward needs
        return weight / u.dot(matrix.mv(v))

    def remove(self, module: Module) -> None:
        """Make the weight an ordinary parameter again."""
        with no_grad():
            weight = self.compute_weight(module, do_power_iteration=False)
        for part in ("", "_u", "_v", "_orig"):
            delattr(module, self.name + part)
        module.register_parameter(self.name, Parameter(weight.detach()))

    def __call__(self, module: Module, inputs: Any) -> None:
        setattr(module, self.name, self.compute_weight(module, do_power_iteration=module.training))

    @staticmethod
    def apply(module: Module, name: str, n_power_iterations: int, dim: int, eps: float) -> SpectralNorm:
        """Register the hook."""
        refuse_second(SpectralNorm, "spectral_norm", module, name)
        hook = SpectralNorm(name, n_power_iterations, dim, eps)
        weight: Any = module._parameters[name]
        if weight is None:
            raise ValueError(f"`SpectralNorm` cannot be applied as parameter `{name}` is None")
        refuse_lazy("SpectralNorm", "spectral", weight)
        with no_grad():
            height, width = hook.reshape_weight_to_matrix(weight).shape
            u, v = random_unit(weight, height, eps), random_unit(weight, width, eps)
        delattr(module, name)
        module.register_parameter(name + "_orig", weight)
        setattr(module, name, weight.data)  # a value from the start, though no parameter
        module.register_buffer(name + "_u", u)
        module.register_buffer(name + "_v", v)
        module.register_forward_pre_hook(hook)
        module._register_state_dict_hook(SpectralNormStateDictHook(hook))
        module._register_load_state_dict_pre_hook(SpectralNormLoadStateDictPreHook(hook))
        return hook


class SpectralNormLoadStateDictPreHook(metaclass=Public):
    """Finds `<name>_v` for files of torch 0.4, which do not have it."""

    torch_module = "torch.nn.utils.spectral_norm"

    def __init__(self, fn: SpectralNorm) -> None:
        self.fn = fn

    def __call__(
        self, state_dict: Any, prefix: str, local_metadata: dict, strict: bool, missing_keys: list[str], *_: Any
    ) -> None:
        hook = self.fn
        version = local_metadata.get("spectral_norm", {}).get(hook.name + ".version")
        key = prefix + hook.name
        if version is not None and version >= 1:
            return
        if version is None and key not in state_dict and all(key + p in state_dict for p in ("_orig", "_u", "_v")):
            return
        missing = [key + part for part in ("_orig", "", "_u") if key + part not in state_dict]
        if missing:
            missing_keys.extend(missing if strict else ())
            return
        with no_grad():
            weight, u = state_dict[key + "_orig"], state_dict[key + "_u"]
            norm = (weight / state_dict.pop(key)).mean()
            matrix = hook.reshape_weight_to_matrix(weight)
            v = ((matrix.t() @ matrix).pinverse() @ (matrix.t() @ u.unsqueeze(1))).squeeze(1)  # (w, 1) -> (w)
            state_dict[key + "_v"] = v * (norm / u.dot(matrix.mv(v)))


class SpectralNormStateDictHook(metaclass=Public):
    """Writes the version of the state into its metadata."""

    torch_module = "torch.nn.utils.spectral_norm"

    def __init__(self, fn: SpectralNorm) -> None:
        self.fn = fn

    def __call__(self, module: Module, state_dict: Any, prefix: str, local_metadata: dict) -> None:
        local_metadata.setdefault("spectral_norm", {})[self.fn.name + ".version"] = self.fn._version


def spectral_norm(
    module: Module, name: str = "weight", n_power_iterations: int = 1, eps: float = 1e-12, dim: int | None = None
) -> Module:
    """Divide a weight by its largest singular value before each call (Miyato et al., 2018).

    Args:
        name: the parameter, which becomes `<name>_orig`.
        n_power_iterations: how many at each call in training.
        dim: the dimension of the outputs; 1 for transposed convolutions, 0 otherwise.
    """
    SpectralNorm.apply(module, name, n_power_iterations, output_dim(module) if dim is None else dim, eps)
    return module


def remove_spectral_norm(module: Module, name: str = "weight") -> Module:
    """Make a weight that `spectral_norm` divides an ordinary parameter; ValueError if there is none."""
    remove_hook(SpectralNorm, "spectral_norm", module, name)
    homes: tuple[Any, ...] = (module._state_dict_hooks, module._load_state_dict_pre_hooks)  # pyright: ignore
    for home in homes:
        for number, found in list(home.items()):
            hook = getattr(found, "hook", found)
            mine = isinstance(hook, (SpectralNormStateDictHook, SpectralNormLoadStateDictPreHook))
            if mine and hook.fn.name == name:
                del home[number]
    return module
