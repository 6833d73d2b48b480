"""The modules through which a parametrized tensor is computed, and the tensors that are learned in its place."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from backlight.autograd.grad_mode import no_grad
from backlight.core.variable import Variable
from backlight.nn.modules.containers import ModuleList
from backlight.nn.modules.module import Module
from backlight.tensor.parameter import Parameter


class ParametrizationList(ModuleList):
    """f₁, f₂, … with the tensor `original` that they are applied to: calling it gives … f₂(f₁(original)).

    Where the `right_inverse` of f₁ gives several tensors, they are `original0`, `original1`, … and all go to f₁. It is
    made by `register_parametrization`.

    Args:
        modules: the parametrizations, at least one.
        original: the parameter or buffer in whose place they stand.
        unsafe: whether they may change its shape and dtype; without it that is checked at once.
    """

    torch_module = "torch.nn.utils.parametrize"
    original: Any

    def __init__(self, modules: Sequence[Module], original: Any, unsafe: bool = False) -> None:
        if len(modules) == 0:
            raise ValueError("ParametrizationList requires one or more modules.")
        super().__init__(modules)
        self.unsafe = unsafe
        shape, dtype = original.shape, original.dtype
        new = original
        with no_grad():
            for module in reversed(list(self)):
                if hasattr(module, "right_inverse"):
                    with suppress(NotImplementedError):  # it cannot be assigned to
                        new = module.right_inverse(new)  # pyright: ignore
        if not isinstance(new, (Variable, Sequence)):
            raise ValueError(
                "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). "
                f"Got {type(new).__name__}"
            )
        self.is_tensor = isinstance(new, Variable)
        self.ntensors = 1 if isinstance(new, Variable) else len(new)
        if isinstance(new, Variable):
            self._keep_one(original, new)
        else:
            self._keep_several(original, new)
        if not unsafe:
            with_same(self(), shape, dtype)

    def _keep_one(self, original: Any, new: Any) -> None:
        if original.dtype != new.dtype:
            raise ValueError(
                "When `right_inverse` outputs one tensor, it may not change the dtype.\n"
                f"original.dtype: {original.dtype}\nright_inverse(original).dtype: {new.dtype}"
            )
        become(original, new)
        register(self, "original", original)

    def _keep_several(self, original: Any, parts: Sequence[Any]) -> None:
        for place, part in enumerate(parts):
            if not isinstance(part, Variable):
                raise ValueError(
                    "'right_inverse' must return a Tensor or a Sequence of tensors (list, tuple...). "
                    f"Got element {place} of the sequence with type {type(part).__name__}."
                )
            one: Any = part
            if isinstance(original, Parameter):
                one = Parameter(one, original.requires_grad)
            register(self, f"original{place}", one.requires_grad_(original.requires_grad))

    def right_inverse(self, value: Any) -> None:
        """Set the originals so that the parametrized tensor becomes `value`.

        RuntimeError where one of the parametrizations has no `right_inverse`.
        """
        with no_grad():
            for module in reversed(list(self)):
                if not hasattr(module, "right_inverse"):
                    raise RuntimeError(
                        f"parametrization {type(module).__name__} does not implement right_inverse, so the tensor "
                        "cannot be assigned to."
                    )
                value = module.right_inverse(value)  # pyright: ignore
        if not self.is_tensor:
            self._set_several(value)
            return
        if not isinstance(value, Variable):
            raise ValueError(f"`right_inverse` should return a tensor. Got {type(value).__name__}")
        self._set("original", value, "The tensor")

    def _set_several(self, value: Any) -> None:
        if not isinstance(value, Sequence):
            raise ValueError(f"'right_inverse' must return a sequence of tensors. Got {type(value).__name__}.")
        if len(value) != self.ntensors:
            raise ValueError(
                f"'right_inverse' must return a sequence of tensors of length {self.ntensors}. "
                f"Got a sequence of length {len(value)}."
            )
        for place, part in enumerate(value):
            if not isinstance(part, Variable):
                raise ValueError(
                    f"'right_inverse' must return a sequence of tensors. Got element {place} of type "
                    f"{type(part).__name__}."
                )
            self._set(f"original{place}", part, f"Tensor {place}")

    def _set(self, name: str, value: Any, what: str) -> None:
        known = getattr(self, name)
        if value.dtype != known.dtype:
            raise ValueError(
                f"{what} returned by `right_inverse` has dtype {value.dtype} while `{name}` has dtype {known.dtype}"
            )
        become(known, value)

    def forward(self) -> Any:
        """The parametrized tensor."""
        first, *rest = self
        names = ["original"] if self.is_tensor else [f"original{n}" for n in range(self.ntensors)]
        x = first(*[getattr(self, name) for name in names])
        for module in rest:
            x = module(x)
        return x


def become(x: Any, other: Any) -> None:
    """Let the tensor x, which optimizers and modules know, have the memory of another one."""
    if other is not x:
        x.data = other.detach()


def register(module: Module, name: str, tensor: Any) -> None:
    """A parameter as a parameter, any other tensor as a buffer."""
    if isinstance(tensor, Parameter):
        module.register_parameter(name, tensor)  # pyright: ignore[reportArgumentType]
    else:
        module.register_buffer(name, tensor)


def with_same(x: Any, shape: Any, dtype: Any) -> Any:
    """x, if it is a tensor of the shape and dtype; ValueError otherwise."""
    if not isinstance(x, Variable):
        raise ValueError(f"A parametrization must return a tensor. Got {type(x).__name__}.")
    found: Any = x
    for what, wanted, given in (("dtype", dtype, found.dtype), ("shape", shape, found.shape)):
        if given != wanted:
            raise ValueError(
                f"Registering a parametrization may not change the {what} of the tensor, unless `unsafe` flag is "
                f"enabled.\nunparametrized {what}: {wanted}\nparametrized {what}: {given}"
            )
    return x
