"""x·Φ(x), Φ the normal distribution's cumulative function: exactly, in a fast form for float32, and by tanh.

Φ(x) is 1 − t for x > 0 and t for x < 0, where t is the tail beyond |x|; so x·Φ(x) = max(x, 0) − |x|·t, and nothing
cancels. The tail is exp(−x²/2)·p(1/(1 + 0.303·|x|)), p a polynomial (tests/golden/make_special.py computes it).
"""

from __future__ import annotations

import math

import numpy as np

from backlight.core.op import op
from backlight.ops.functions import exp, tanh
from backlight.ops.precision import in_float32
from backlight.ops.special import BLOCK, erf
from backlight.ops.twofold import twofold

_ROOT_HALF, _ROOT_2_PI = math.sqrt(0.5), math.sqrt(2 * math.pi)
_SLOPE, _CUBE = math.sqrt(2 / math.pi), 0.044715

_BEND = 0.303
_TAIL = (
    0.03687160289506266,
    -0.15704232477212218,
    0.19780437803453169,
    -0.04759466430633114,
    0.1257563229905285,
    0.10151242188821229,
    0.12186190526808512,
    0.12083036883338098,
)


def _tails(x, *others):
    """Piece by piece: where it is, |x| (at most 20), the tail beyond |x|, and exp(−x²/2); float32."""
    size, tail, bell = [np.empty(min(len(x), BLOCK), np.float32) for _ in range(3)]
    for start in range(0, len(x), BLOCK):
        part = slice(start, start + BLOCK)
        a = np.abs(x[part], out=size[: len(x[part])])
        t, e = tail[: len(a)], bell[: len(a)]
        np.minimum(a, 20, out=a)
        np.multiply(a, a, out=e)
        e *= -0.5
        np.exp(e, out=e)
        near = 1 / (1 + a * _BEND)
        np.multiply(near, _TAIL[0], out=t)
        for c in _TAIL[1:]:
            t += c
            t *= near
        t *= e
        yield part, a, t, e


def _gelu_float32(x):
    out = np.empty(x.shape, x.dtype)
    source, target = x.reshape(-1), out.reshape(-1)  # (…) -> (n,)
    for part, a, t, _ in _tails(source):
        t *= a
        np.subtract(np.maximum(source[part], 0), t, out=target[part])
    return out


def _gelu(x, approximate):
    if approximate == "tanh":
        return 0.5 * x * (1 + np.tanh(_SLOPE * (x + _CUBE * (x * x * x))))
    if x.dtype == np.float32:
        return _gelu_float32(x)
    return 0.5 * x * (1 + erf(x * _ROOT_HALF))


def _slope_of_arrays(g, x, approximate):
    """g·(Φ(x) + x·φ(x)), where φ(x) = exp(−x²/2)/√(2π)."""
    if approximate == "tanh" or not x.dtype == g.dtype == np.float32:
        return _slope_by_ops(g, x, approximate)
    out = np.empty(x.shape, x.dtype)
    source, given, target = x.reshape(-1), g.reshape(-1), out.reshape(-1)  # (…) -> (n,)
    for part, a, t, e in _tails(source):
        e *= a
        e *= 1 / _ROOT_2_PI
        t -= e  # the slope at −|x|; at |x| it is 1 less this
        above = np.greater(source[part], 0, out=a)
        t *= np.subtract(1, 2 * above, out=e)
        t += above
        np.multiply(t, given[part], out=target[part])
    return out


def _slope_by_ops(g, x, approximate):
    if approximate == "tanh":
        t = tanh(_SLOPE * (x + _CUBE * (x * x * x)))
        inner = _SLOPE * (1 + 3 * _CUBE * (x * x))
        return g * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner)
    return g * (0.5 * (1 + erf(x * _ROOT_HALF)) + x * exp(-0.5 * (x * x)) / _ROOT_2_PI)


_slope = twofold(_slope_of_arrays, _slope_by_ops)

_BY_TANH = "(1 + t)/2 + x·(1 − t²)·√(2/π)·(1/2 + 0.0670725x²), t = tanh(√(2/π)·(x + 0.044715x³))"

gelu = op(
    in_float32(_gelu),
    lambda g, out, x, approximate: _slope(g, x, approximate=approximate),
    name="gelu",
    kind="elementwise",
    label="x·Φ(x)",
    local=(lambda params: "Φ(x) + x·φ(x)" if params["approximate"] == "none" else _BY_TANH,),
)
