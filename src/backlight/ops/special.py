"""Special functions that NumPy lacks: the error function and its kin, then logarithms, then the gamma family.

The coefficients are from mpmath: tests/golden/make_special.py computes them and the figures that test them.
"""

from __future__ import annotations

import math

import numpy as np

from backlight.core.op import elementwise, op
from backlight.ops.functions import LOG2, exp, log, sigmoid
from backlight.ops.order import expect_order
from backlight.ops.select import where

BLOCK = 1 << 15  # numbers at a time, so that the dozens of passes over them stay in the cache


def refuse_complex(*arrays):
    """NotImplementedError for complex numbers, of which the kernels would lose a part."""
    if "c" in [x.dtype.kind for x in arrays]:
        raise NotImplementedError("this function is not implemented for complex numbers: take their .real, or .abs()")


def by_blocks(kernel, x):
    """`kernel`, which takes and gives float64, applied to all of x; the result has the dtype of x."""
    refuse_complex(x)
    out = np.empty(x.shape, x.dtype)
    source, target = x.reshape(-1), out.reshape(-1)  # (…) -> (n,)
    for start in range(0, x.size, BLOCK):
        target[start : start + BLOCK] = kernel(source[start : start + BLOCK].astype(np.float64))
    return out


def chebyshev(coefficients, x):
    """The sum of cₖ·Tₖ(x) for x in [−1, 1], by Clenshaw's recurrence."""
    after, now, twice = np.zeros_like(x), np.zeros_like(x), 2 * x
    for c in coefficients[:0:-1]:
        after, now = now, twice * now - after + c
    return x * now - after + coefficients[0]


def polynomial(coefficients, x):
    total = np.full_like(x, coefficients[-1])
    for c in coefficients[-2::-1]:
        total *= x
        total += c
    return total


# erf(x)/x for x in [0, 1], in powers of 2x² − 1; and (1 + 2x)·exp(x²)·erfc(x) for x ≥ 0, in powers of (x − 3)/(x + 3).
_NEAR = (
    0.9654687386698673,
    -0.1405360890227171,
    0.019852496688984218,
    -0.0022854855611440855,
    0.00021751715603563488,
    -1.75371694412802e-05,
    1.2233827638093572e-06,
    -7.51156925108609e-08,
    4.115751500265885e-09,
    -2.035231956483527e-10,
    9.21125018742823e-12,
    -3.80659122412214e-13,
)
_TAIL = (
    1.2530080582697296,
    -0.1356211061245812,
    -0.04756229435341897,
    0.12964515870276264,
    -0.11927366341681594,
    0.06830802734392144,
    -0.023770514890662273,
    0.002529391816799663,
    0.0018886900908332905,
    -0.0007798322772742547,
    -0.00010515828085467254,
    0.00012509937435915822,
    4.944031214882928e-06,
    -2.0100627664406107e-05,
    -7.186149396303622e-07,
    3.472520280065519e-06,
    3.3649033965298255e-07,
    -6.167709493550964e-07,
    -1.2038713923616526e-07,
    1.0195717375790894e-07,
    2.7779061599708634e-08,
    -1.3361953304404018e-08,
    -3.169592039553522e-09,
    9.948820947537195e-10,
)
# The same ratio erf(x)/x for |x| < 3.92 as a quotient of polynomials in x², to the precision of float32.
_ABOVE = (
    1.1283791461394972,
    0.19040762793427837,
    0.05274887588465377,
    0.0037656653485410056,
    0.0002848835182564506,
    2.050074921836478e-06,
)
_BELOW = (
    1.0,
    0.5020771075866837,
    0.11410959038617334,
    0.014969315407031888,
    0.0011625466070958699,
    3.809162779816988e-05,
)


def _erf_near(x):
    return x * polynomial(_NEAR, 2 * x * x - 1)


def erfcx_tail(x):
    """exp(x²)·erfc(x) of x ≥ 0."""
    return polynomial(_TAIL, 1 - 6 / (x + 3)) / (1 + 2 * x)


def erfc_tail(x):
    """erfc of x ≥ 0; what rounds off in x² counts, so that exp takes it in two parts."""
    x = np.minimum(x, 28)
    high = np.trunc(x * 1048576) / 1048576  # the square of so few digits is exact
    return np.exp(-high * high) * np.exp((high - x) * (high + x)) * erfcx_tail(x)


def _erf64(x):
    size = np.abs(x)
    inner = np.minimum(size, 1)
    return np.copysign(np.where(size < 1, _erf_near(inner), 1 - erfc_tail(size)), x)


def _erf32(x):
    x = np.minimum(np.maximum(x, -3.92), 3.92)
    square = x * x
    return x * polynomial(_ABOVE, square) / polynomial(_BELOW, square)


def _erfc64(x):
    size = np.abs(x)
    tail = erfc_tail(size)
    return np.where(size < 0.5, 1 - _erf_near(np.minimum(np.maximum(x, -1), 1)), np.where(x < 0, 2 - tail, tail))


def _erfinv64(y):
    size = np.abs(y)
    product = np.log1p(-size) + np.log1p(size)
    middle = 2 / (math.pi * 0.147) + product / 2
    x = np.sqrt(np.sqrt(middle * middle - product / 0.147) - middle)  # Winitzki's guess, to three digits
    for _ in range(2):  # each step of Halley's triples them
        excess = np.where(size < 0.5, _erf64(x) - size, (1 - size) - erfc_tail(x))
        step = excess * np.exp(x * x) * (math.sqrt(math.pi) / 2)
        x = x - step / (1 + x * step)
    return np.copysign(np.where(size == 1, np.inf, x), y)


_TO_SLOPE = 2 / math.sqrt(math.pi)

erf = elementwise(
    lambda x: by_blocks(_erf64 if x.dtype == np.float64 else _erf32, x),
    lambda g, out, x: g * (_TO_SLOPE * exp(-x * x)),
    name="erf",
    to_float=True,
    local=("2/√π·exp(−x²)",),
)
erfc = elementwise(
    lambda x: by_blocks(_erfc64, x),
    lambda g, out, x: g * (-_TO_SLOPE * exp(-x * x)),
    name="erfc",
    to_float=True,
    local=("−2/√π·exp(−x²)",),
)
erfinv = elementwise(
    lambda x: by_blocks(_erfinv64, x),
    lambda g, out, x: g * (exp(out * out) / _TO_SLOPE),
    name="erfinv",
    to_float=True,
    local=("√π/2·exp(out²)",),
)


def _logit(x, eps):
    if eps is not None:
        x = np.minimum(np.maximum(x, x.dtype.type(eps)), x.dtype.type(1 - eps))
    return np.log(x / (1 - x))


def _logit_slope(x, eps):
    low = 0 if eps is None else eps
    return where((x >= low) & (x <= 1 - low), 1 / (x * (1 - x)), math.nan if eps is None else 0)


logit = op(
    _logit,
    lambda g, out, x, eps: g * _logit_slope(x, eps),
    name="logit",
    kind="elementwise",
    local=("1/(x·(1 − x))",),
)


def log_of_sum(x, y):
    """log(eˣ + eʸ) of complex numbers, counted from the one with the larger real part."""
    low = x.real < y.real
    large, small = np.where(low, y, x), np.where(low, x, y)
    same = ~np.isfinite(small.real) & (small.real == large.real)
    plain = np.where(small.real < 0, small, np.log(np.exp(small) + np.exp(large)))
    total = np.where(same, plain, np.log1p(np.exp(np.where(same, 0, small - large))) + large)
    return np.where(np.isnan(x) | np.isnan(y), np.nan * (1 + 1j), total).astype(x.dtype)


logaddexp = elementwise(
    lambda x, y: log_of_sum(x, y) if x.dtype.kind == "c" else np.logaddexp(x, y),
    lambda g, out, x, y: g * sigmoid(x - y),
    lambda g, out, x, y: g * sigmoid(y - x),
    name="logaddexp",
    label="log(eˣ + eʸ)",
    local=("σ(x − y)", "σ(y − x)"),
)
logaddexp2 = elementwise(
    np.logaddexp2,
    lambda g, out, x, y: g * sigmoid(LOG2 * (x - y)),
    lambda g, out, x, y: g * sigmoid(LOG2 * (y - x)),
    label="log₂(2ˣ + 2ʸ)",
    local=("2ˣ/(2ˣ + 2ʸ)", "2ʸ/(2ˣ + 2ʸ)"),
)


def _xlogy(x, y):
    expect_order(x, "xlogy")
    return np.where(y != y, y, np.where(x == 0, x.dtype.type(0), x * np.log(y)))


xlogy = elementwise(
    _xlogy,
    lambda g, out, x, y: where((x == 0) & (y <= 0), 0, g * log(y)),
    lambda g, out, x, y: g * (x / y),
    name="xlogy",
    to_float=True,
    label="x·log y",
    local=("log y", "x/y"),
)


def _lgamma64(x):
    return np.array([_lgamma_of(value) for value in x.tolist()], np.float64)


def _lgamma_of(value):
    try:
        return math.lgamma(value)
    except (ValueError, OverflowError):  # a pole; or more than a float can hold
        return math.inf


def _digamma64(x):
    y = np.where(x < 0, 1 - x, x)
    total = np.zeros_like(y)
    for _ in range(10):  # ψ(y) = ψ(y + 1) − 1/y
        low = y < 10
        total -= np.where(low, 1 / np.where(low, y, 1), 0)
        y = np.where(low, y + 1, y)
    square = 1 / (y * y)
    total += np.log(y) - 0.5 / y - square * polynomial(_DIGAMMA, square)
    total -= np.where(x < 0, math.pi / np.tan(math.pi * (x - np.rint(x))), 0)
    return np.where(x == 0, np.copysign(np.inf, -x), np.where((x < 0) & (x == np.floor(x)), np.nan, total))


_DIGAMMA = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12)  # B₂ₖ/2k
# B₂ₖ/(2k)!
_MACLAURIN = (
    1 / 12,
    -1 / 720,
    1 / 30240,
    -1 / 1209600,
    1 / 47900160,
    -691 / 1307674368000,
    1 / 74724249600,
    -3617 / 10670622842880000,
    43867 / 5109094217170944000,
    -174611 / 802857662698291200000,
)


def hurwitz(s, q):
    """Σ 1/(q + k)ˢ over k ≥ 0: the first terms one by one, the rest by Euler and Maclaurin (DLMF 25.11.5)."""
    y = np.where(q < -1e4, np.nan, q)  # that many terms are too many
    total = np.zeros_like(y * s)
    first = True
    while first or (y < 10).any():
        for _ in range(10 if first else 1):
            low = first | (y < 10)
            total += np.where(low, np.where(low, y, 1) ** -s, 0)
            y = np.where(low, y + 1, y)
        first = False
    total += y ** (1 - s) / (s - 1) + y**-s / 2
    rising = s * y ** (-s - 1)
    for k, c in enumerate(_MACLAURIN, 1):
        total += c * rising
        rising = rising * (s + 2 * k - 1) * (s + 2 * k) / (y * y)
    return total


def _polygamma64(n, x):
    """±n! times Hurwitz' zeta function of n + 1; left of 0, ψ′ by reflection (DLMF 5.15.6)."""
    if n == 1:
        found = hurwitz(2.0, np.where(x < 0, 1 - x, x))
        return np.where(x < 0, (math.pi / np.sin(math.pi * (x - np.rint(x)))) ** 2 - found, found)
    factorial = float(math.factorial(n)) if n < 171 else math.inf
    return hurwitz(float(n + 1), x) * factorial * (-1) ** (n + 1)


lgamma = elementwise(
    lambda x: by_blocks(_lgamma64, x),
    lambda g, out, x: g * digamma(x),
    name="lgamma",
    to_float=True,
    label="log Γ",
    local=("ψ(x)",),
)
digamma = elementwise(
    lambda x: by_blocks(_digamma64, x),
    lambda g, out, x: g * polygamma(x, n=1),
    name="digamma",
    to_float=True,
    label="ψ",
    local=("ψ′(x)",),
)
polygamma = op(
    lambda x, n: by_blocks(lambda block: _polygamma64(n, block), x),
    lambda g, out, x, n: g * polygamma(x, n=n + 1),
    name="polygamma",
    kind="elementwise",
    label="ψ⁽ⁿ⁾",
    local=("ψ⁽ⁿ⁺¹⁾(x)",),
)
