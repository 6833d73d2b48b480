"""The constructors from before `torch.tensor`: `Tensor(2, 3)` makes a shape, `Tensor([2, 3])` makes data."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.tensor.data import array_of
from backlight.tensor.options import shape_of
from backlight.tensor.size import Size


def legacy_array(arguments: tuple, kind: np.dtype) -> np.ndarray:
    """The array of a legacy constructor call: sizes give uninitialised memory, one sequence or array gives data."""
    if len(arguments) == 1:
        (data,) = arguments
        if isinstance(data, Variable):
            return data._array
        if isinstance(data, Size):
            return np.zeros(tuple(data), kind)
        if not isinstance(data, (int, np.integer)):
            if not isinstance(data, (list, tuple, range, np.ndarray)):
                raise TypeError(f"new(): data must be a sequence (got {type(data).__name__})")
            return array_of(data).astype(kind)
    return np.zeros(shape_of("new", arguments) if arguments else (0,), kind)


class TypedTensor(type):
    """The class of `FloatTensor`, `LongTensor` and so on: calls make tensors, isinstance asks for the dtype."""

    dtype: dtypes.dtype

    def __call__(cls, *arguments: Any) -> Any:
        return constant(legacy_array(arguments, dtypes.to_numpy(cls.dtype)).astype(dtypes.to_numpy(cls.dtype)))

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, Variable) and dtypes.of(value._array) is cls.dtype

    def __repr__(cls) -> str:
        return f"<class 'torch.{cls.__name__}'>"


NAMES = {
    dtypes.float32: "FloatTensor",
    dtypes.float64: "DoubleTensor",
    dtypes.float16: "HalfTensor",
    dtypes.bfloat16: "BFloat16Tensor",
    dtypes.uint8: "ByteTensor",
    dtypes.int8: "CharTensor",
    dtypes.int16: "ShortTensor",
    dtypes.int32: "IntTensor",
    dtypes.int64: "LongTensor",
    dtypes.bool: "BoolTensor",
    dtypes.complex64: "ComplexFloatTensor",
    dtypes.complex128: "ComplexDoubleTensor",
}
TYPES: dict[str, TypedTensor] = {
    name: TypedTensor(name, (), {"dtype": kind, "__doc__": f"Makes a tensor of {kind}, by torch's legacy rules."})
    for kind, name in NAMES.items()
}
FloatTensor, DoubleTensor, HalfTensor, BFloat16Tensor = (TYPES[f"{n}Tensor"] for n in ("Float", "Double", "Half", "BFloat16"))
ByteTensor, CharTensor, ShortTensor = (TYPES[f"{n}Tensor"] for n in ("Byte", "Char", "Short"))
IntTensor, LongTensor, BoolTensor = (TYPES[f"{n}Tensor"] for n in ("Int", "Long", "Bool"))
