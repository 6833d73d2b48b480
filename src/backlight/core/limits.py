"""What the number types can hold: finfo for floating and complex ones, iinfo for integers."""

from __future__ import annotations

from math import log10

from backlight.core.dtypes import BITS, FLOAT, INTEGER, QUANTISED, dtype, expect_dtype, get_default_dtype

_FRACTION_BITS = {"float16": 10, "bfloat16": 7, "float32": 23, "float64": 52}
_SMALL = {  # those of 8 bits end each in a way of its own: eps, largest, smallest of full precision
    "float8_e4m3fn": (2.0**-3, 448.0, 2.0**-6),
    "float8_e4m3fnuz": (2.0**-3, 240.0, 2.0**-7),
    "float8_e5m2": (2.0**-2, 57344.0, 2.0**-14),
    "float8_e5m2fnuz": (2.0**-3, 57344.0, 2.0**-15),
    "float8_e8m0fnu": (1.0, 2.0**127, 2.0**-127),
}


class finfo:
    """The limits of a floating type; of a complex type, those of its parts.

    Args:
        type: the type; the default dtype where left out. TypeError for bool and integers.

    >>> from backlight.core.dtypes import float32
    >>> finfo(float32).eps == 2**-23, finfo(float32).bits
    (True, 32)
    """

    __slots__ = ("bits", "dtype", "eps", "max", "min", "resolution", "smallest_normal", "tiny")

    def __init__(self, type: dtype | None = None) -> None:
        kind = get_default_dtype() if type is None else type
        expect_dtype(kind, "finfo", "type")
        if kind.category < FLOAT:
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'; "
                f"got {kind}"
            )
        kind = kind.to_real()
        self.dtype: str = kind.name
        self.bits: int = 8 * kind.itemsize
        if kind.name in _SMALL:
            self.eps, self.max, self.tiny = _SMALL[kind.name]
            self.min: float = self.tiny if kind.name == "float8_e8m0fnu" else -self.max
            self.resolution: float = 1.0
        else:
            fraction = _FRACTION_BITS[kind.name]
            exponents = 2 ** (self.bits - fraction - 2)  # as many above 1 as below
            self.eps: float = 2.0**-fraction
            self.max: float = (2.0 - self.eps) * 2.0 ** (exponents - 1)
            self.min = -self.max
            self.tiny: float = 2.0 ** (2 - exponents)
            self.resolution = float(f"1e-{int(fraction * log10(2))}")  # of the decimal digits that survive
        self.smallest_normal: float = self.tiny

    def __eq__(self, other: object) -> bool:
        return self.dtype == other.dtype if isinstance(other, finfo) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        names = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
        return f"finfo({', '.join(f'{name}={getattr(self, name):g}' for name in names)}, dtype={self.dtype})"


class iinfo:
    """The limits of an integer type.

    Args:
        type: the type. TypeError for bool, floating and complex types.

    >>> from backlight.core.dtypes import uint8
    >>> iinfo(uint8)
    iinfo(min=0, max=255, dtype=uint8)
    """

    __slots__ = ("bits", "dtype", "max", "min")

    def __init__(self, type: dtype) -> None:
        expect_dtype(type, "iinfo", "type")
        if type.category > INTEGER or type.category == BITS:
            raise TypeError(
                f"torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'; got {type}"
            )
        if type.category == QUANTISED:
            raise NotImplementedError(f"\"dtype\" not implemented for '{type.name}'")
        if type.category < INTEGER:
            raise TypeError(f"{type} is not supported by torch.iinfo")
        self.dtype: str = type.name
        self.bits: int = 8 * type.itemsize
        self.min: int = -(2 ** (self.bits - 1)) if type.is_signed else 0
        self.max: int = self.min + 2**self.bits - 1

    def __eq__(self, other: object) -> bool:
        return self.dtype == other.dtype if isinstance(other, iinfo) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"
