"""Subclasses of Tensor that users write: what their methods and operators return is of the subclass again.

The methods of a subclass are wrapped when the class is made, so that the ordinary tensor pays nothing. Each call goes
through `__torch_function__(func, types, args, kwargs)`, which a subclass may override.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from backlight.core import result
from backlight.core.modes import state
from backlight.core.variable import Variable

# What makes, names or shows the object itself.
_NAMES = (
    "__new__ __init__ __init_subclass__ __class_getitem__ __getattribute__ __getattr__ __setattr__ __delattr__ __dir__ "
    "__hash__ __repr__ __str__ __format__ __reduce__ __reduce_ex__ __getstate__ __setstate__ __deepcopy__ __copy__ "
    "__subclasshook__ __sizeof__ __len__ __bool__ __int__ __float__ __complex__ __index__ __array__ __array_wrap__ "
    "__dlpack__ __dlpack_device__ __torch_function__ as_subclass backward item tolist numpy requires_grad_ size stride "
    "dim register_hook retain_grad"
)
_OWN = frozenset(_NAMES.split())


def prepare(cls: type) -> None:
    """Let the methods that `cls` inherits from Tensor go through its `__torch_function__`."""
    for name in dir(result.Tensor):
        inherited = getattr(result.Tensor, name)
        if name in _OWN or not isinstance(inherited, FunctionType) or getattr(cls, name) is not inherited:
            continue
        setattr(cls, name, _dispatching(inherited, name))


def _dispatching(method: Callable, name: str) -> Callable:
    @wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        if state.dispatched:
            return method(*args, **kwargs)
        kinds = tuple(dict.fromkeys([type(x) for x in (*args, *kwargs.values()) if isinstance(x, Variable)]))
        own = [kind for kind in kinds if kind is not result.Tensor and hasattr(kind, "__torch_function__")]
        youngest: Any = next(k for k in own if not any(issubclass(other, k) and other is not k for other in own))
        return youngest.__torch_function__(method, kinds, args, kwargs)

    return call


def torch_function(cls: type, func: Callable, types: tuple, args: tuple = (), kwargs: dict | None = None) -> Any:
    """Call `func`, and make tensors of `cls` of the tensors that it returns."""
    before, state.dispatched = state.dispatched, True
    try:
        return _as(cls, func(*args, **(kwargs or {})), args)
    finally:
        state.dispatched = before


def _as(cls: type, value: Any, args: tuple) -> Any:
    if type(value) is result.Tensor and cls is not result.Tensor:
        if any(value is x for x in args):
            return value.as_subclass(cls)
        value.__class__ = cls  # it is fresh, and nobody else has it
        return value
    if type(value) in (tuple, list):
        return type(value)([_as(cls, one, args) for one in value])
    if isinstance(value, tuple):  # (values, indices): both are fresh
        for one in value:
            _as(cls, one, args)
    return value
