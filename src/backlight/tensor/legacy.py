"""The constructors from before `torch.tensor`: `Tensor(2, 3)` makes a shape, `Tensor([2, 3])` makes data."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.device import device as Device
from backlight.core.errors import warn
from backlight.core.layout import strided
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.ops.index import getitem
from backlight.tensor.data import array_of, memory_of
from backlight.tensor.options import shape_of
from backlight.tensor.size import Size


def legacy(arguments: tuple, kind: np.dtype, device: Any = None, named: dict | None = None) -> Any:
    """The tensor of a legacy constructor call.

    Sizes give zeros (torch: whatever the memory held), one sequence or array gives data, a tensor a view of itself.
    """
    if device is not None and Device(device).type != "cpu":
        raise RuntimeError(
            f"legacy constructor expects device type: cpu but device type: {Device(device).type} was passed"
        )
    for name, value in (named or {}).items():
        if name not in ("data", "size", "other") or arguments:
            raise TypeError(f"new() received an invalid combination of arguments: {name}={value!r}; use torch.tensor")
        arguments = (Size(value) if name == "size" else value,)
    if len(arguments) == 1:
        (data,) = arguments
        if isinstance(data, Variable):
            return getitem(data, key=(...,))
        if not _is_size(data):
            return constant(_of_sequence(data, kind))
    return constant(np.zeros(shape_of("new", arguments) if arguments else (0,), kind))


def _is_size(data: Any) -> bool:
    if isinstance(data, np.ndarray):
        return not data.ndim and data.dtype.kind in "iu"
    return isinstance(data, (int, np.integer, Size)) and not isinstance(data, bool)


def _of_sequence(data: Any, kind: np.dtype) -> np.ndarray:
    if isinstance(data, (str, bytes)):
        raise TypeError(f"new(): invalid data type '{type(data).__name__}': {data!r} is no number")
    if isinstance(data, (dict, np.generic)) or (memory_of(data) is None and not hasattr(data, "__len__")):
        raise TypeError(f"new(): data must be a sequence (got {type(data).__name__}); use torch.tensor for a number")
    return array_of(data, kind)


class TypedTensor(type):
    """The class of `FloatTensor`, `LongTensor` and so on: calls make tensors, isinstance asks for the dtype."""

    dtype: dtypes.dtype
    is_cuda: bool
    is_sparse = False
    layout = strided

    def __call__(cls, *arguments: Any, device: Any = None, **named: Any) -> Any:
        if cls.is_cuda:
            raise TypeError(
                f"type {cls.__module__}.{cls.__name__} not available. Torch not compiled with CUDA enabled."
            )
        if len(arguments) == 1 and isinstance(arguments[0], Variable) and not isinstance(arguments[0], cls):
            raise TypeError(
                f"expected a tensor of {cls.dtype} (got {dtypes.of(arguments[0]._array)}); use .to({cls.dtype})"
            )
        return legacy(arguments, dtypes.to_numpy(cls.dtype), device, named)

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, Variable) and dtypes.of(value._array) is cls.dtype and not cls.is_cuda

    def __repr__(cls) -> str:
        return f"<class '{cls.__module__}.{cls.__name__}'>"


def _typed(kind: dtypes.dtype, name: str, module: str) -> TypedTensor:
    about = f"Makes a tensor of {kind}, by torch's legacy rules."
    return TypedTensor(name, (), {"dtype": kind, "is_cuda": "cuda" in module, "__module__": module, "__doc__": about})


NAMES = {kind: f"{dtypes.scalar_type(kind)}Tensor" for kind in dtypes.TABLE.values()}
TYPES = {f"{m}.{name}": _typed(kind, name, m) for m in ("torch", "torch.cuda") for kind, name in NAMES.items()}

FloatTensor, DoubleTensor = TYPES["torch.FloatTensor"], TYPES["torch.DoubleTensor"]
HalfTensor, BFloat16Tensor = TYPES["torch.HalfTensor"], TYPES["torch.BFloat16Tensor"]
ByteTensor, CharTensor, ShortTensor = (TYPES[f"torch.{name}Tensor"] for name in ("Byte", "Char", "Short"))
IntTensor, LongTensor, BoolTensor = (TYPES[f"torch.{name}Tensor"] for name in ("Int", "Long", "Bool"))


def set_default_tensor_type(t: Any) -> None:
    """Make the dtype of a legacy type such as `torch.DoubleTensor`, or of its name, the default; deprecated."""
    warn(
        "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use torch.set_default_dtype() and "
        "torch.set_default_device() as alternatives.",
    )
    found = TYPES.get(t) if isinstance(t, str) else t
    if not isinstance(found, TypedTensor):
        raise TypeError(f"invalid type object: only floating-point types are supported as the default type; got {t!r}")
    dtypes.set_default_dtype(found.dtype)
