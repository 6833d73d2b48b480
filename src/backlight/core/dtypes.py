"""The number types of a tensor, and torch's rules for which one two of them make together.

First the types, then their place in NumPy, the default type, and promotion. The public names `bool`, `int` and `float`
are number types here; Python's own are `builtins.bool` and so on.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

BOOLEAN, INTEGER, FLOAT, COMPLEX = range(4)
BITS, QUANTISED = -1, -2  # of types that have only a name here


class dtype:
    """One number type, such as `backlight.float32`; there is exactly one object per type."""

    __slots__ = ("category", "itemsize", "name", "numpy")

    def __init__(self, name: str, numpy: np.dtype | None, category: builtins.int, itemsize: builtins.int) -> None:
        self.name, self.numpy, self.category, self.itemsize = name, numpy, category, itemsize

    @property
    def is_floating_point(self) -> builtins.bool:
        return self.category == FLOAT

    @property
    def is_complex(self) -> builtins.bool:
        return self.category == COMPLEX

    @property
    def is_signed(self) -> builtins.bool:
        if self.category == QUANTISED:
            raise RuntimeError("isSignedType not supported for quantized types")
        if self.name.startswith("bits"):
            raise RuntimeError("Bits types are undefined")
        return self.name[0] == "i" or (self.category >= FLOAT and self.name != "float8_e8m0fnu")

    def to_complex(self) -> dtype:
        """The complex type of parts as wide as this one; RuntimeError for bool and integers.

        NumPy has no complex type of two halves, so float16 becomes complex64, not torch's complex32.
        """
        if self.category < FLOAT or self.name[:6] in ("float8", "float4"):
            raise RuntimeError(f"Unknown Complex ScalarType for {self.name}: only floating types have a complex one")
        return {float64: complex128, complex128: complex128, complex32: complex32}.get(self, complex64)

    def to_real(self) -> dtype:
        """The type of a complex type's parts; any other type is its own."""
        return {complex64: float32, complex128: float64, complex32: float16}.get(self, self)

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:  # pickled and copied by name, so that identity survives
        return self.name


def _plain(name: str, category: builtins.int) -> dtype:
    numpy = np.dtype(name)
    return dtype(name, numpy, category, numpy.itemsize)


bool = _plain("bool", BOOLEAN)
uint8, int8, int16, int32, int64 = (_plain(n, INTEGER) for n in ("uint8", "int8", "int16", "int32", "int64"))
uint16, uint32, uint64 = (_plain(n, INTEGER) for n in ("uint16", "uint32", "uint64"))
float16, float32, float64 = (_plain(n, FLOAT) for n in ("float16", "float32", "float64"))
complex64, complex128 = (_plain(n, COMPLEX) for n in ("complex64", "complex128"))
bfloat16 = dtype("bfloat16", None, FLOAT, 2)  # its NumPy type comes from ml_dtypes, at first use

# Types that programs name and of which no tensor can be made here.
complex32 = dtype("complex32", None, COMPLEX, 4)
float8_e4m3fn, float8_e4m3fnuz, float8_e5m2, float8_e5m2fnuz, float8_e8m0fnu, float4_e2m1fn_x2 = (
    dtype(f"float{n}", None, FLOAT, 1)
    for n in ("8_e4m3fn", "8_e4m3fnuz", "8_e5m2", "8_e5m2fnuz", "8_e8m0fnu", "4_e2m1fn_x2")
)
qint8, qint32, quint8, quint4x2, quint2x4 = (
    dtype(n, None, QUANTISED, 4 if n == "qint32" else 1) for n in ("qint8", "qint32", "quint8", "quint4x2", "quint2x4")
)
int1, int2, int3, int4, int5, int6, int7 = (dtype(f"int{n}", None, BITS, 1) for n in range(1, 8))
uint1, uint2, uint3, uint4, uint5, uint6, uint7 = (dtype(f"uint{n}", None, BITS, 1) for n in range(1, 8))
bits8, bits16, bits1x8, bits2x4, bits4x2 = (
    dtype(f"bits{n}", None, BITS, 2 if n == "16" else 1) for n in ("8", "16", "1x8", "2x4", "4x2")
)

half, float, double, chalf = float16, float32, float64, complex32
short, int, long = int16, int32, int64
cfloat, cdouble = complex64, complex128

TABLE: dict[str, dtype] = {
    d.name: d
    for d in (bool, uint8, int8, int16, int32, int64, uint16, uint32, uint64)
    + (float16, bfloat16, float32, float64, complex64, complex128)
}
_of_numpy: dict[np.dtype, dtype] = {d.numpy: d for d in TABLE.values() if d.numpy is not None}


def of(array: np.ndarray | np.generic) -> dtype:
    """The type of an array's elements."""
    return of_numpy(array.dtype)


def of_numpy(numpy: np.dtype) -> dtype:
    """The type that a NumPy dtype stands for, in either byte order; TypeError for one that no tensor can hold."""
    found = _of_numpy.get(numpy)
    if found is None:
        found = bfloat16 if numpy.name == "bfloat16" else _of_numpy.get(numpy.newbyteorder("="))
    if found is None:
        raise TypeError(
            f"can't convert np.ndarray of type {numpy.type.__module__}.{numpy.type.__name__}. The only supported types "
            f"are: {', '.join(TABLE)}. Convert it first, for instance array.astype('float32')."
        )
    return found


def to_numpy(kind: dtype) -> np.dtype:
    """The NumPy dtype that stores `kind`.

    ModuleNotFoundError for bfloat16 without ml_dtypes; NotImplementedError for a type that has only a name here.
    """
    if kind.numpy is None:
        if kind is not bfloat16:
            raise NotImplementedError(
                f"backlight has no tensors of {kind}: NumPy has no such numbers. The types are {', '.join(TABLE)}."
            )
        try:
            from ml_dtypes import bfloat16 as stored
        except ModuleNotFoundError as missing:
            raise ModuleNotFoundError(
                "bfloat16 needs the package ml_dtypes, which is not installed: pip install 'backlight[bfloat16]'"
            ) from missing
        kind.numpy = np.dtype(stored)
        _of_numpy[kind.numpy] = kind
    return kind.numpy


def expect_dtype(given: object, function: str, argument: str, position: builtins.int = 1) -> None:
    """TypeError, in torch's words, where the `argument` of a public `function` is no dtype."""
    if not isinstance(given, dtype):
        meant = f"; did you mean torch.{given}?" if isinstance(given, str) and given in TABLE else ""
        raise TypeError(
            f"{function}(): argument '{argument}' (position {position}) must be torch.dtype, "
            f"not {type(given).__name__}{meant}"
        )


_default = float32


def get_default_dtype() -> dtype:
    """The floating type that Python floats become; float32 until changed."""
    return _default


def set_default_dtype(d: dtype, /) -> None:
    """Make `d`, a floating type, the type that Python floats become.

    TypeError for anything else; ModuleNotFoundError for bfloat16 without ml_dtypes.

    >>> set_default_dtype(float64)
    >>> get_default_dtype()
    torch.float64
    >>> set_default_dtype(float32)
    """
    global _default
    allowed = "only floating-point types are supported as the default type"
    if not isinstance(d, dtype):
        raise TypeError(f"invalid dtype object: {allowed}, such as torch.float64; got {d!r}")
    if not d.is_floating_point:
        raise TypeError(f"{allowed}; got {d}")
    to_numpy(d)
    _default = d


def default_numpy() -> np.dtype:
    return to_numpy(_default)


def of_number(value: object) -> dtype:
    """The type that a Python number would have as a tensor."""
    if isinstance(value, builtins.bool):
        return bool
    if isinstance(value, builtins.int):
        return int64
    return _default.to_complex() if isinstance(value, complex) else _default


def result_type(tensor: object, other: object) -> dtype:
    """The type in which two operands, tensors or Python numbers, are computed together."""
    operands = [getattr(x, "_array", x) for x in (tensor, other)]
    for word, position, x in zip(("tensor", "other"), (1, 2), operands, strict=True):
        if not isinstance(x, (np.ndarray, np.generic, builtins.bool, builtins.int, builtins.float, complex)):
            raise TypeError(
                f"result_type(): argument '{word}' (position {position}) must be Tensor or Number, "
                f"not {type(x).__name__}"
            )
    return common(operands)


def can_cast(from_: dtype, to: dtype) -> builtins.bool:
    """Whether a tensor may be cast in place: never to a lower one of bool, integer, floating, complex.

    >>> can_cast(int64, int8), can_cast(float32, int64)
    (True, False)
    """
    expect_dtype(from_, "can_cast", "from_")
    expect_dtype(to, "can_cast", "to", 2)
    return from_.category <= to.category


_promoted: dict[tuple[dtype, dtype], dtype] = {}


def promote_types(type1: dtype, type2: dtype) -> dtype:
    """The smallest type that holds both, by torch's table (int64 with float16 is float16).

    RuntimeError where torch has none: uint16, uint32 and uint64 join floating types and themselves only.

    >>> promote_types(int64, float16), promote_types(uint8, int8), promote_types(float16, bfloat16)
    (torch.float16, torch.int16, torch.float32)
    """
    found = _promoted.get((type1, type2))
    if found is None:
        found = _promoted[type1, type2] = _join(type1, type2)
    return found


def _join(type1: dtype, type2: dtype) -> dtype:
    expect_dtype(type1, "promote_types", "type1")
    expect_dtype(type2, "promote_types", "type2", 2)
    if type1 is type2:
        return type1
    pair = (type1, type2)
    low, high = sorted(pair, key=lambda d: d.category)
    if high.category == FLOAT:
        if low.category < FLOAT:
            return high
        return float64 if float64 in pair else float32
    if not {uint16, uint32, uint64}.isdisjoint(pair):
        raise RuntimeError(
            "Promotion for uint16, uint32, uint64 types is not supported, "
            f"attempted to promote {type1} and {type2}. Convert one of them first, for instance x.to(torch.int64)."
        )
    if high.category == COMPLEX:
        return complex128 if complex128 in pair or float64 in pair else complex64
    return _of_numpy[np.promote_types(to_numpy(low), to_numpy(high))]


def combine(stronger: dtype | None, weaker: dtype | None) -> dtype | None:
    """torch's category rule: the weaker operand counts only when its category is higher."""
    if stronger is None or weaker is None:
        return stronger or weaker
    if stronger.category >= weaker.category:
        return stronger
    if stronger.category == FLOAT:
        return stronger.to_complex()
    return weaker if weaker.category >= FLOAT else promote_types(stronger, weaker)


def common(operands: Iterable[object]) -> dtype:
    """The type in which arrays and Python numbers are computed together.

    Arrays with dimensions count most, then 0-dim arrays, then Python numbers.
    """
    shaped = zero_dim = number = None
    for x in operands:
        if isinstance(x, (np.ndarray, np.generic)):
            kind = _of_numpy.get(x.dtype) or of_numpy(x.dtype)
            if x.ndim:
                shaped = kind if shaped is None else promote_types(shaped, kind)
            else:
                zero_dim = kind if zero_dim is None else promote_types(zero_dim, kind)
        else:
            kind = of_number(x)
            number = kind if number is None else promote_types(number, kind)
    result = combine(shaped, combine(zero_dim, number))
    assert result is not None, "a type was asked for no operands at all"
    return result


_SCALAR_TYPES = {
    "bool": "Bool",
    "uint8": "Byte",
    "int8": "Char",
    "int16": "Short",
    "int32": "Int",
    "int64": "Long",
    "float16": "Half",
    "bfloat16": "BFloat16",
    "float32": "Float",
    "float64": "Double",
    "complex64": "ComplexFloat",
    "complex128": "ComplexDouble",
}


def scalar_type(kind: dtype) -> str:
    """The name that torch's messages have for a dtype: Float for float32.

    >>> scalar_type(int64)
    'Long'
    """
    return _SCALAR_TYPES.get(kind.name, kind.name.replace("ui", "UI").replace("int", "Int"))
