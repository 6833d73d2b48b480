"""What distributions ask for: the scaled error function, the normal distribution's logarithm and inverse, entropies."""

from __future__ import annotations

import math

import numpy as np

from backlight.core.op import elementwise
from backlight.ops.functions import exp, log, log1p
from backlight.ops.select import where
from backlight.ops.special import by_blocks, erfc_tail, erfcx_tail, refuse_complex

_ROOT2 = math.sqrt(2)


def _erfcx64(x):
    return np.where(x < 0, 2 * np.exp(x * x) - erfcx_tail(np.abs(x)), erfcx_tail(np.abs(x)))


erfcx = elementwise(
    lambda x: by_blocks(_erfcx64, x),
    lambda g, out, x: g * (2 * x * out - 2 / math.sqrt(math.pi)),
    name="erfcx",
    to_float=True,
    local=("2x·out − 2/√π",),
    grad_fn="SpecialErfcxBackward0",
)


def _log_ndtr64(x):
    t = np.abs(x) / _ROOT2
    tail = np.log(erfcx_tail(t) / 2) - t * t
    upper = erfc_tail(t) / 2
    return np.where(x < -1, tail, np.log1p(-np.where(x < 0, 1 - upper, upper)))


log_ndtr = elementwise(
    lambda x: by_blocks(_log_ndtr64, x),
    lambda g, out, x: g / erfcx(x / -_ROOT2) * math.sqrt(2 / math.pi),
    name="log_ndtr",
    to_float=True,
    label="log Φ",
    local=("√(2/π)/erfcx(−x/√2)",),
    grad_fn="SpecialLogNdtrBackward0",
)


def _ndtri64(p):
    """Newton's method on the logarithm of the smaller tail, q = erfc(t)/2, which is close to a parabola in t."""
    q = np.where(p > 0.5, 1 - p, p)
    aim = np.log(2 * q)
    # a first guess from erfc(t) ≈ exp(−t² − 1.1t)
    t = np.sqrt(np.maximum(0.3 - aim, 0)) - 0.55
    for _ in range(9):
        scaled = _erfcx64(t)
        t = t + (np.log(scaled) - t * t - aim) * scaled * (math.sqrt(math.pi) / 2)
    found = np.where(p > 0.5, t, -t) * _ROOT2
    found = np.where(p == 0.5, 0, np.where(p == 0, -np.inf, np.where(p == 1, np.inf, found)))
    return np.where((p < 0) | (p > 1), np.nan, found)


ndtri = elementwise(
    lambda x: by_blocks(_ndtri64, x),
    lambda g, out, x: g * (math.sqrt(2 * math.pi) * exp(out * out / 2)),
    name="ndtri",
    to_float=True,
    label="Φ⁻¹",
    local=("√2π·exp(out²/2)",),
    grad_fn="SpecialNdtriBackward0",
)


def _entr(x):
    refuse_complex(x)
    values = -x * np.log(np.where(x > 0, x, 1))
    return np.where(x != x, x, np.where(x >= 0, values, -np.inf)).astype(x.dtype)


entr = elementwise(
    _entr,
    lambda g, out, x: g * (-1 - log(x)),
    name="entr",
    to_float=True,
    label="−x·log x",
    local=("−1 − log x",),
    grad_fn="SpecialEntrBackward0",
)


def _xlog1py(x, y):
    refuse_complex(x, y)
    return np.where(y != y, y, np.where(x == 0, x.dtype.type(0), x * np.log1p(y)))


xlog1py = elementwise(
    _xlog1py,
    lambda g, out, x, y: where((x == 0) & (y <= -1), 0, g * log1p(y)),
    lambda g, out, x, y: g * (x / (y + 1)),
    name="xlog1py",
    to_float=True,
    label="x·log(1 + y)",
    local=("log(1 + y)", "x/(1 + y)"),
    grad_fn="SpecialXlog1PyBackward0",
)
