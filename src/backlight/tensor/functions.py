"""Functions of each element: roots and exponentials, the circle, the hyperbola, steps, then special functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.core import dtypes
from backlight.core.card import known_as
from backlight.core.inplace import inplace
from backlight.core.later import later_method
from backlight.ops import division, select, special
from backlight.ops import functions as cards
from backlight.ops.order import expect_order
from backlight.tensor.arithmetic import power_of
from backlight.tensor.surface import binary, by_number, floating, given, tensor_in, unary

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

sqrt = unary("sqrt", cards.sqrt, "The square root of each element; NaN where it is negative.")
rsqrt = unary("rsqrt", cards.rsqrt, "One over the square root of each element.")
exp = unary("exp", cards.exp, "e to the power of each element.")
exp2 = unary("exp2", cards.exp2, "2 to the power of each element.")
expm1 = unary("expm1", cards.expm1, "exp(x) − 1 of each element x, exact where x is small.")
log = unary("log", cards.log, "The natural logarithm of each element.")
log2 = unary("log2", cards.log2, "The logarithm of each element to base 2.")
log10 = unary("log10", cards.log10, "The logarithm of each element to base 10.")
log1p = unary("log1p", cards.log1p, "log(1 + x) of each element x, exact where x is small.")
sigmoid = unary("sigmoid", cards.sigmoid, "1 / (1 + exp(−x)) of each element x.")
relu = unary("relu", select.relu, "Each element where it is positive, else 0.")
sin = unary("sin", cards.sin, "The sine of each element, in radians.")
cos = unary("cos", cards.cos, "The cosine of each element, in radians.")
tan = unary("tan", cards.tan, "The tangent of each element, in radians.")
asin = arcsin = unary("asin", cards.arcsin, "The angle in [−π/2, π/2] whose sine is the element.")
acos = arccos = unary("acos", cards.arccos, "The angle in [0, π] whose cosine is the element.")
atan = arctan = unary("atan", cards.arctan, "The angle in (−π/2, π/2) whose tangent is the element.")
sinh = unary("sinh", cards.sinh, "The hyperbolic sine of each element.")
cosh = unary("cosh", cards.cosh, "The hyperbolic cosine of each element.")
tanh = unary("tanh", cards.tanh, "The hyperbolic tangent of each element.")
asinh = arcsinh = unary("asinh", cards.arcsinh, "The inverse of sinh for each element.")
acosh = arccosh = unary("acosh", cards.arccosh, "The inverse of cosh for each element.")
atanh = arctanh = unary("atanh", cards.arctanh, "The inverse of tanh for each element.")
sinc = unary("sinc", cards.sinc, "sin(πx)/(πx) of each element x; 1 at 0.")
deg2rad = unary("deg2rad", cards.deg2rad, "Each element, an angle in degrees, in radians.")
rad2deg = unary("rad2deg", cards.rad2deg, "Each element, an angle in radians, in degrees.")
ceil = unary("ceil", cards.ceil, "The smallest whole number that is not below the element.")
floor = unary("floor", cards.floor, "The largest whole number that is not above the element.")
trunc = fix = unary("trunc", cards.trunc, "Each element without its digits after the point.")
frac = unary("frac", cards.fraction, "The digits after the point of each element, with its sign.")
erf = unary("erf", special.erf, "2/√π times the integral of exp(−t²) from 0 to the element.")
erfc = unary("erfc", special.erfc, "1 − erf of each element, exact where that is small.")
erfinv = unary("erfinv", special.erfinv, "The number whose erf is the element.")
lgamma = unary("lgamma", special.lgamma, "The logarithm of the size of the gamma function at each element.")
digamma = unary("digamma", special.digamma, "The derivative of lgamma at each element.")


def logit(input: Tensor, eps: float | None = None, *, out: Tensor | None = None) -> Tensor:
    """log(x / (1 − x)) of each element x, which `eps` first brings within [eps, 1 − eps].

    >>> logit(backlight.tensor([0.25, 0.5]))
    tensor([-1.0986,  0.0000])
    """
    return given(out, special.logit(floating(tensor_in("logit", input)), eps=eps), "logit")


def polygamma(n: int, input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The n-th derivative of digamma at each element; RuntimeError for negative n.

    >>> polygamma(1, backlight.tensor([1.0]))
    tensor([1.6449])
    """
    if n < 0:
        raise RuntimeError(f"polygamma(n, x) does not support negative n, got {n}")
    x = floating(tensor_in("polygamma", input))
    return given(out, special.digamma(x) if n == 0 else special.polygamma(x, n=n), "polygamma")


def round(input: Tensor, *, decimals: int = 0, out: Tensor | None = None) -> Tensor:
    """Each element rounded to `decimals` digits after the point; halves go to the even neighbour.

    >>> round(backlight.tensor([0.5, 1.5, -2.25]))
    tensor([ 0.,  2., -2.])
    >>> round(backlight.tensor([0.126]), decimals=2)
    tensor([0.1300])
    """
    x = tensor_in("round", input)
    expect_order(x._array, "round")
    if decimals and x._array.dtype.kind in "biu":
        raise NotImplementedError(f'"round" with decimals is not implemented for {dtypes.of(x._array)}; use .float()')
    return given(out, division.round_decimals(x, decimals=decimals) if decimals else cards.rint(x), "round")


atan2 = arctan2 = binary("atan2", cards.arctan2, "The angle of the point with y = input and x = other.", "none")
hypot = binary("hypot", cards.hypot, "√(input² + other²).", "none")
copysign = binary(
    "copysign", by_number(cards.copysign, "CopysignBackward1"), "The size of input with the sign of other.", "other"
)
nextafter = binary("nextafter", cards.nextafter, "The number next to input on the way to other.", "none")
heaviside = binary("heaviside", cards.heaviside, "0 where input is negative, 1 where positive, other where 0.", "none")
logaddexp = binary("logaddexp", special.logaddexp, "log(exp(input) + exp(other)), without overflow.", "none")
logaddexp2 = binary(
    "logaddexp2", special.logaddexp2, "log₂(2 to the input + 2 to the other), without overflow.", "none"
)
xlogy = binary("xlogy", special.xlogy, "input · log(other); 0 where input is 0.")


def ldexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """input · 2 to the power of other.

    >>> ldexp(backlight.tensor([1.0, 3.0]), backlight.tensor([2, -1]))
    tensor([4.0000, 1.5000])
    """
    product = tensor_in("ldexp", input) * power_of(floating(tensor_in("ldexp", other)), 2)
    return given(out, known_as(product, "LdexpBackward0"), "ldexp")


sqrt_, rsqrt_ = inplace(cards.sqrt), inplace(cards.rsqrt)
exp_, exp2_, expm1_ = inplace(cards.exp), inplace(cards.exp2), inplace(cards.expm1)
log_, log2_, log10_, log1p_ = inplace(cards.log), inplace(cards.log2), inplace(cards.log10), inplace(cards.log1p)
sigmoid_, relu_ = inplace(cards.sigmoid), inplace(select.relu)
sin_, cos_, tan_ = inplace(cards.sin), inplace(cards.cos), inplace(cards.tan)
asin_ = arcsin_ = inplace(cards.arcsin, "asin_")
acos_ = arccos_ = inplace(cards.arccos, "acos_")
atan_ = arctan_ = inplace(cards.arctan, "atan_")
sinh_, cosh_, tanh_ = inplace(cards.sinh), inplace(cards.cosh), inplace(cards.tanh)
asinh_ = arcsinh_ = inplace(cards.arcsinh, "asinh_", second=True)
acosh_ = arccosh_ = inplace(cards.arccosh, "acosh_", second=True)
atanh_ = arctanh_ = inplace(cards.arctanh, "atanh_", second=True)
sinc_, deg2rad_, rad2deg_ = inplace(cards.sinc), inplace(cards.deg2rad), inplace(cards.rad2deg)
ceil_, floor_, frac_ = inplace(cards.ceil), inplace(cards.floor), inplace(cards.fraction, "frac_")
trunc_ = fix_ = inplace(cards.trunc)
round_ = inplace(round)
erf_, erfc_, erfinv_ = inplace(special.erf), inplace(special.erfc), inplace(special.erfinv)
xlogy_, ldexp_ = inplace(xlogy), inplace(ldexp)
lgamma_, digamma_, logit_ = inplace(special.lgamma), inplace(special.digamma), inplace(logit)


class FunctionMethods:
    """The methods of this family; `Tensor` inherits them."""

    sqrt, sqrt_, rsqrt, rsqrt_ = cards.sqrt, sqrt_, cards.rsqrt, rsqrt_
    exp, exp_, exp2, exp2_, expm1, expm1_ = cards.exp, exp_, cards.exp2, exp2_, cards.expm1, expm1_
    log, log_, log2, log2_ = cards.log, log_, cards.log2, log2_
    log10, log10_, log1p, log1p_ = cards.log10, log10_, cards.log1p, log1p_
    sigmoid, sigmoid_, relu, relu_ = cards.sigmoid, sigmoid_, select.relu, relu_
    sin, sin_, cos, cos_, tan, tan_ = cards.sin, sin_, cards.cos, cos_, cards.tan, tan_
    asin = arcsin = cards.arcsin
    acos = arccos = cards.arccos
    atan = arctan = cards.arctan
    asin_ = arcsin_ = asin_
    acos_ = arccos_ = acos_
    atan_ = arctan_ = atan_
    sinh, sinh_, cosh, cosh_, tanh, tanh_ = cards.sinh, sinh_, cards.cosh, cosh_, cards.tanh, tanh_
    asinh = arcsinh = cards.arcsinh
    acosh = arccosh = cards.arccosh
    atanh = arctanh = cards.arctanh
    asinh_ = arcsinh_ = asinh_
    acosh_ = arccosh_ = acosh_
    atanh_ = arctanh_ = atanh_
    sinc, sinc_ = cards.sinc, sinc_
    deg2rad, deg2rad_, rad2deg, rad2deg_ = cards.deg2rad, deg2rad_, cards.rad2deg, rad2deg_
    ceil, ceil_, floor, floor_, frac, frac_ = cards.ceil, ceil_, cards.floor, floor_, cards.fraction, frac_
    trunc = fix = cards.trunc
    trunc_ = fix_ = trunc_
    round, round_ = round, round_
    erf, erf_, erfc, erfc_, erfinv, erfinv_ = special.erf, erf_, special.erfc, erfc_, special.erfinv, erfinv_
    lgamma, lgamma_, digamma, digamma_ = special.lgamma, lgamma_, special.digamma, digamma_
    logit, logit_ = logit, logit_
    atan2 = arctan2 = atan2
    atan2_ = arctan2_ = inplace(atan2)
    hypot, hypot_, copysign, copysign_ = hypot, inplace(hypot), copysign, inplace(copysign)
    nextafter, nextafter_, heaviside, heaviside_ = nextafter, inplace(nextafter), heaviside, inplace(heaviside)
    logaddexp, logaddexp2, xlogy, xlogy_ = logaddexp, logaddexp2, xlogy, xlogy_
    ldexp, ldexp_ = ldexp, ldexp_
    frexp = later_method("backlight.tensor.bits", "frexp")

    def polygamma(self, n: int) -> Tensor:
        """The n-th derivative of digamma at each element."""
        return polygamma(n, self)  # type: ignore[arg-type]
