"""Putting a function in the place of a parameter or buffer, asking for it, and taking it away again.

The module's class is replaced by a subclass of its own, in which the tensor's name is a property.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from backlight.autograd.grad_mode import no_grad
from backlight.core.variable import Variable
from backlight.nn.modules.containers import ModuleDict
from backlight.nn.modules.module import Module
from backlight.nn.parametrize.sequence import ParametrizationList, become, register, with_same
from backlight.tensor.parameter import Parameter

_regions = 0  # of `cached`, one in the other
_known: dict[tuple[int, str], Any] = {}


@contextmanager
def cached() -> Iterator[None]:
    """A block in which each parametrized tensor is computed once, at its first use, and then kept."""
    global _regions
    _regions += 1
    try:
        yield
    finally:
        _regions -= 1
        if not _regions:
            _known.clear()


def register_parametrization(
    module: Module, tensor_name: str, parametrization: Module, *, unsafe: bool = False
) -> Module:
    """Let `module.<tensor_name>` be `parametrization` of the tensor that is there now.

    That tensor is then `module.parametrizations.<tensor_name>.original`, which the optimizer changes. A second
    parametrization is applied to the result of the first. One that has a method `right_inverse(value)` can be assigned
    to; it is also called now, for the first original.

    Args:
        unsafe: whether shape and dtype may change; without it ValueError if they do.

    >>> class Positive(Module):
    ...     def forward(self, x):
    ...         return x.exp()
    >>> layer = register_parametrization(backlight.nn.Linear(2, 1), "weight", Positive())
    >>> bool((layer.weight > 0).all()), [name for name, _ in layer.named_parameters()]
    (True, ['bias', 'parametrizations.weight.original'])
    """
    parametrization.train(module.training)
    if is_parametrized(module, tensor_name):
        if not unsafe:
            _check_next(module, tensor_name, parametrization)
        sequence: Any = module.parametrizations[tensor_name]
        sequence.append(parametrization)
        sequence.unsafe |= unsafe
        return module
    if tensor_name not in module._buffers and tensor_name not in module._parameters:
        raise ValueError(
            f"Module '{module}' does not have a parameter, a buffer, or a parametrized element with name "
            f"'{tensor_name}'"
        )
    fresh = ParametrizationList([parametrization], getattr(module, tensor_name), unsafe=unsafe)
    delattr(module, tensor_name)
    if not is_parametrized(module):
        _with_own_class(module)
        module.parametrizations = ModuleDict()
    setattr(type(module), tensor_name, _property(tensor_name))
    module.parametrizations[tensor_name] = fresh
    return module


def _check_next(module: Module, name: str, parametrization: Any) -> None:
    """What is registered upon another must keep the tensor's kind, and so must its inverse."""
    now = getattr(module, name)
    x = with_same(parametrization(now), now.shape, now.dtype)
    if not hasattr(parametrization, "right_inverse"):
        return
    try:
        back = parametrization.right_inverse(x)
    except NotImplementedError:
        return
    if not isinstance(back, Variable):
        raise ValueError(f"parametrization.right_inverse must return a tensor. Got: {type(back).__name__}")
    found: Any = back
    for what, wanted, given in (("dtype", now.dtype, found.dtype), ("shape", now.shape, found.shape)):
        if wanted != given:
            raise ValueError(
                f"The tensor returned by parametrization.right_inverse must have the same {what} as module.{name}, "
                f"unless the `unsafe` flag is enabled.\nmodule.{name}.{what}: {wanted}\nreturned {what}: {given}"
            )


def _with_own_class(module: Module) -> None:
    kind = type(module)
    own: dict[str, Any] = {"torch_module": "torch.nn.utils.parametrize", "__getstate__": _no_state}
    if not hasattr(kind, "__deepcopy__"):
        own["__deepcopy__"] = _deepcopy
    module.__class__ = type(f"Parametrized{kind.__name__}", (kind,), own)


def _no_state(self: Any) -> Any:
    raise RuntimeError(
        "Serialization of parametrized modules is only supported through state_dict(): save that, or take the "
        "parametrizations away first with remove_parametrizations()."
    )


def _deepcopy(self: Any, memo: dict) -> Any:
    """A copy, which shares the class with its properties."""
    if id(self) not in memo:
        copy = memo[id(self)] = object.__new__(type(self))
        vars(copy).update(deepcopy(vars(self), memo))
    return memo[id(self)]


def _property(name: str) -> property:
    def parametrized(self: Any) -> Any:
        compute = self.parametrizations[name]
        if not _regions:
            return compute()
        key = id(self), name
        if key not in _known:
            _known[key] = compute()
        return _known[key]

    def assign(self: Any, value: Any) -> None:
        self.parametrizations[name].right_inverse(value)

    return property(parametrized, assign)


def is_parametrized(module: Module, tensor_name: str | None = None) -> bool:
    """Whether the tensor of that name, or without a name any tensor, is parametrized."""
    found = getattr(module, "parametrizations", None)
    if not isinstance(found, ModuleDict):
        return False
    return len(found) > 0 if tensor_name is None else tensor_name in found


def remove_parametrizations(module: Module, tensor_name: str, leave_parametrized: bool = True) -> Module:
    """Make the tensor an ordinary parameter or buffer again.

    Args:
        leave_parametrized: it keeps its value; else it becomes the original, of which there may only be one.

    ValueError if the tensor is not parametrized.
    """
    if not is_parametrized(module, tensor_name):
        raise ValueError(f"Module {module} does not have a parametrization on {tensor_name}")
    sequence: Any = module.parametrizations[tensor_name]
    if sequence.is_tensor:
        tensor = sequence.original
        if leave_parametrized:
            with no_grad():
                become(tensor, getattr(module, tensor_name))  # the tensor that the optimizer knows
    elif leave_parametrized:
        value = getattr(module, tensor_name)
        tensor = Parameter(value) if value.requires_grad else value
    else:
        raise ValueError(
            "Cannot leave unparametrized (`leave_parametrized=False`) a tensor that is parametrized in terms of a "
            "sequence of tensors."
        )
    delattr(type(module), tensor_name)
    del module.parametrizations[tensor_name]
    register(module, tensor_name, tensor)
    if not is_parametrized(module):
        del module.parametrizations
        module.__class__ = type(module).__bases__[0]
    return module


def type_before_parametrizations(module: Module) -> type:
    """The class that the module had before its first parametrization."""
    return type(module).__bases__[0] if is_parametrized(module) else type(module)


def transfer_parametrizations_and_params(
    from_module: Module, to_module: Module, tensor_name: str | None = None
) -> Module:
    """Parametrize `to_module` as `from_module` is, with the same originals; with a name, that tensor alone."""
    if not is_parametrized(from_module):
        return to_module
    for name in list(from_module.parametrizations) if tensor_name is None else [tensor_name]:
        if not hasattr(to_module, name):
            setattr(to_module, name, Parameter(getattr(from_module, name)))
        given = from_module.parametrizations[name]
        for parametrization in given:
            register_parametrization(to_module, name, parametrization)
        for part in ["original"] if given.is_tensor else [f"original{n}" for n in range(given.ntensors)]:
            setattr(to_module.parametrizations[name], part, getattr(given, part))
    return to_module
