"""Functions of one number: roots and exponentials, then the circle and the hyperbola, then steps and signs."""

from __future__ import annotations

import math

import numpy as np

from backlight.core.op import elementwise
from backlight.ops.select import where, zeros_like

LOG2, LOG10, PI = math.log(2), math.log(10), math.pi

sqrt = elementwise(
    np.sqrt,
    lambda g, out, x: g / (2 * out),
    to_float=True,
    label="√",
    local=("1/(2√x)",),
)
rsqrt = elementwise(
    lambda x: 1 / np.sqrt(x),
    lambda g, out, x: -0.5 * g * (out * out * out),
    name="rsqrt",
    to_float=True,
    label="1/√",
    local=("−1/(2x√x)",),
)
exp = elementwise(np.exp, lambda g, out, x: g * out, to_float=True, local=("exp x",))
exp2 = elementwise(np.exp2, lambda g, out, x: g * out * LOG2, to_float=True, label="2ˣ", local=("2ˣ·log 2",))
expm1 = elementwise(np.expm1, lambda g, out, x: g * (out + 1), to_float=True, label="exp x − 1", local=("exp x",))
log = elementwise(np.log, lambda g, out, x: g / x, to_float=True, local=("1/x",))
log2 = elementwise(np.log2, lambda g, out, x: g / (x * LOG2), to_float=True, local=("1/(x·log 2)",))
log10 = elementwise(np.log10, lambda g, out, x: g / (x * LOG10), to_float=True, local=("1/(x·log 10)",))
log1p = elementwise(
    np.log1p,
    lambda g, out, x: g / (x + 1),
    to_float=True,
    label="log(1 + x)",
    local=("1/(1 + x)",),
    grad_fn="Log1PBackward0",
)
sigmoid = elementwise(
    lambda x: 1 / (1 + np.exp(-x)),
    lambda g, out, x: g * (1 - out) * out,
    name="sigmoid",
    to_float=True,
    label="σ",
    local=("out·(1 − out)",),
)

sin = elementwise(np.sin, lambda g, out, x: g * cos(x), to_float=True, local=("cos x",))
cos = elementwise(np.cos, lambda g, out, x: g * -sin(x), to_float=True, local=("−sin x",))
tan = elementwise(np.tan, lambda g, out, x: g * (1 + out * out), to_float=True, local=("1 + tan² x",))
arcsin = elementwise(
    np.arcsin, lambda g, out, x: g * rsqrt(1 - x * x), to_float=True, local=("1/√(1 − x²)",), grad_fn="AsinBackward0"
)
arccos = elementwise(
    np.arccos, lambda g, out, x: g * -rsqrt(1 - x * x), to_float=True, local=("−1/√(1 − x²)",), grad_fn="AcosBackward0"
)
arctan = elementwise(
    np.arctan, lambda g, out, x: g / (x * x + 1), to_float=True, local=("1/(1 + x²)",), grad_fn="AtanBackward0"
)
arctan2 = elementwise(
    np.arctan2,
    lambda g, out, x, y: g * (y / (x * x + y * y)),
    lambda g, out, x, y: g * (-x / (x * x + y * y)),
    to_float=True,
    local=("y/(x² + y²)", "−x/(x² + y²)"),
    grad_fn="Atan2Backward0",
)
hypot = elementwise(
    np.hypot,
    lambda g, out, x, y: g * (x / out),
    lambda g, out, x, y: g * (y / out),
    to_float=True,
    local=("x/out", "y/out"),
)

sinh = elementwise(np.sinh, lambda g, out, x: g * cosh(x), to_float=True, local=("cosh x",))
cosh = elementwise(np.cosh, lambda g, out, x: g * sinh(x), to_float=True, local=("sinh x",))
tanh = elementwise(np.tanh, lambda g, out, x: g * (1 - out * out), to_float=True, local=("1 − out²",))
arcsinh = elementwise(
    np.arcsinh, lambda g, out, x: g * rsqrt(x * x + 1), to_float=True, local=("1/√(x² + 1)",), grad_fn="AsinhBackward0"
)
arccosh = elementwise(
    np.arccosh, lambda g, out, x: g * rsqrt(x * x - 1), to_float=True, local=("1/√(x² − 1)",), grad_fn="AcoshBackward0"
)
arctanh = elementwise(
    np.arctanh, lambda g, out, x: g / (1 - x * x), to_float=True, local=("1/(1 − x²)",), grad_fn="AtanhBackward0"
)


def _sinc(x):
    one = x.dtype.type(1)
    angle = x.dtype.type(PI) * np.where(x == 0, one, x)
    return np.where(x == 0, one, np.sin(angle) / angle)


def _sinc_slope(x):
    angle = PI * x
    return where(x == 0, 0, (angle * cos(angle) - sin(angle)) / (angle * x))


sinc = elementwise(
    _sinc, lambda g, out, x: g * _sinc_slope(x), name="sinc", to_float=True, local=("(cos πx − sinc x)/x",)
)

deg2rad = elementwise(
    lambda x: x * x.dtype.type(PI / 180),
    lambda g, out, x: g * (PI / 180),
    name="deg2rad",
    to_float=True,
    label="° → rad",
    local=("π/180",),
    grad_fn="Deg2RadBackward0",
)
rad2deg = elementwise(
    lambda x: x * x.dtype.type(180 / PI),
    lambda g, out, x: g * (180 / PI),
    name="rad2deg",
    to_float=True,
    label="rad → °",
    local=("180/π",),
    grad_fn="Rad2DegBackward0",
)

ceil = elementwise(np.ceil, lambda g, out, x: zeros_like(g), label="⌈x⌉", local=("0",))
floor = elementwise(np.floor, lambda g, out, x: zeros_like(g), label="⌊x⌋", local=("0",))
trunc = elementwise(np.trunc, lambda g, out, x: zeros_like(g), local=("0",))
rint = elementwise(
    lambda x: x.copy() if x.dtype.kind in "iu" else np.rint(x),
    lambda g, out, x: zeros_like(g),
    name="rint",
    label="round",
    local=("0",),
    grad_fn="RoundBackward0",
)
fraction = elementwise(
    lambda x: x - np.trunc(x), lambda g, out, x: g, name="fraction", local=("1",), grad_fn="FracBackward0"
)
copysign = elementwise(
    np.copysign,
    lambda g, out, x, y: where(x == 0, 0, g * (out / x)),
    lambda g, out, x, y: zeros_like(g),
    to_float=True,
    local=("±1", "0"),
)
nextafter = elementwise(
    np.nextafter,
    lambda g, out, x, y: where(x != y, g, 0),
    lambda g, out, x, y: zeros_like(g),
    local=("1 where x ≠ y", "0"),
)
heaviside = elementwise(
    lambda x, y: np.where(x == 0, y, x > 0).astype(x.dtype), None, None, name="heaviside", label="step"
)
