"""Activation functions: those of straight pieces first, then the smooth ones, then those with a second operand."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.functions import exp, sigmoid, tanh
from backlight.ops.join import concatenate
from backlight.ops.order import expect_order
from backlight.ops.precision import in_float32
from backlight.ops.select import chosen, where


def _threshold(x, threshold, value):
    expect_order(x, "threshold")
    return np.where(x <= threshold, x.dtype.type(value), x)


def _hardtanh(x, min, max):
    expect_order(x, "hardtanh")
    return np.minimum(np.maximum(x, min), max)


threshold = op(
    _threshold,
    lambda g, out, x, threshold, value: where(x <= threshold, 0, g),
    name="threshold",
    kind="elementwise",
    local=("1 where x > t",),
)
leaky_relu = op(
    in_float32(lambda x, slope: chosen(x > 0, x, x * slope)),
    lambda g, out, x, slope: where(x > 0, g, g * slope),
    name="leaky_relu",
    kind="elementwise",
    local=("1 where x > 0, else slope",),
)
hardtanh = op(
    in_float32(_hardtanh),
    lambda g, out, x, min, max: where((x <= min) | (x >= max), 0, g),
    name="hardtanh",
    kind="elementwise",
    local=("1 where min < x < max",),
)
hardsigmoid = op(
    in_float32(lambda x: np.minimum(np.maximum(x + 3, 0), 6) / 6),
    lambda g, out, x: where((x > -3) & (x < 3), g / 6, 0),
    name="hardsigmoid",
    kind="elementwise",
    local=("1/6 where −3 < x < 3",),
)
hardswish = op(
    in_float32(lambda x: x * np.minimum(np.maximum(x + 3, 0), 6) / 6),
    lambda g, out, x: where(x <= -3, 0, where(x < 3, g * (x / 3 + 0.5), g)),
    name="hardswish",
    kind="elementwise",
    local=("x/3 + 1/2 where −3 < x < 3, 1 above",),
)
hardshrink = op(
    lambda x, size: np.where((x >= -size) & (x <= size), x.dtype.type(0), x),
    lambda g, out, x, size: where((x >= -size) & (x <= size), 0, g),
    name="hardshrink",
    kind="elementwise",
    local=("1 where |x| > λ",),
)
softshrink = op(
    in_float32(lambda x, size: np.where(x > size, x - size, np.where(x < -size, x + size, x * 0))),
    lambda g, out, x, size: where((x >= -size) & (x <= size), 0, g),
    name="softshrink",
    kind="elementwise",
    local=("1 where |x| > λ",),
)


def _elu(x, alpha, scale, rate, form):
    below = np.expm1(np.minimum(x, 0) * rate)
    return chosen(x <= 0, below * (alpha * scale), x * scale)


def _elu_slope(g, x, alpha, scale, rate):
    below = exp(where(x > 0, 0, x) * rate)
    return where(x <= 0, g * below * (alpha * scale * rate), g * scale)


def _elu_text(alpha, scale, rate, form):
    """The local derivative, for those who read."""
    if form == "celu" and scale == 1:
        return "1 where x > 0, else exp(x/α)"
    if rate != 1:
        return "λ where x > 0, else λ·α·r·exp(r·x)"
    return "1 where x > 0, else α·exp x" if scale == 1 else "λ where x > 0, else λ·α·exp x"


# scale·x above 0, scale·alpha·(exp(rate·x) − 1) below: elu, selu and celu.
elu = op(
    in_float32(_elu),
    lambda g, out, x, alpha, scale, rate, form: _elu_slope(g, x, alpha, scale, rate),
    name="elu",
    kind="elementwise",
    local=(lambda params: _elu_text(**params),),
    grad_fn=lambda params: f"{params['form'].title()}Backward0",
)


def _softplus(x, beta, threshold):
    scaled = x * beta
    return chosen(scaled > threshold, x, np.log1p(np.exp(np.minimum(scaled, threshold))) / beta)


softplus = op(
    in_float32(_softplus),
    lambda g, out, x, beta, threshold: where(x * beta > threshold, g, g * sigmoid(x * beta)),
    name="softplus",
    kind="elementwise",
    label="log(1 + eˣ)",
    local=("σ(β·x) where β·x ≤ t, else 1",),
)
log_sigmoid = op(
    in_float32(lambda x: np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))),
    lambda g, out, x: g * sigmoid(-x),
    name="log_sigmoid",
    kind="elementwise",
    label="log σ",
    local=("σ(−x)",),
)


def _silu_slope(g, x):
    s = sigmoid(x)
    return g * (s * (1 + x * (1 - s)))


silu = op(
    in_float32(lambda x: x / (1 + np.exp(-x))),
    lambda g, out, x: _silu_slope(g, x),
    name="silu",
    kind="elementwise",
    label="x·σ(x)",
    local=("σ(x)·(1 + x·(1 − σ(x)))",),
)


def _mish_slope(g, x):
    t = tanh(softplus(x, beta=1, threshold=20))
    return g * (t + x * sigmoid(x) * (1 - t * t))


mish = op(
    in_float32(lambda x: x * np.tanh(_softplus(x, 1, 20))),
    lambda g, out, x: _mish_slope(g, x),
    name="mish",
    kind="elementwise",
    local=("t + x·σ(x)·(1 − t²), t = tanh(log(1 + eˣ))",),
)

# x where it is positive, else its product with w: learnt for prelu, drawn for rrelu.
prelu = op(
    in_float32(lambda x, w, form: chosen(x > 0, x, w * x)),
    lambda g, out, x, w, form: where(x > 0, g, w * g),
    lambda g, out, x, w, form: where(x > 0, 0, x * g),
    name="prelu",
    kind="elementwise",
    local=("1 where x > 0, else w", "x where x ≤ 0"),
    grad_fn=lambda params: "PreluKernelBackward0" if params["form"] == "prelu" else "RreluWithNoiseBackward0",
)


def _halves(x, axis):
    half = x.shape[axis] // 2
    lead = (slice(None),) * axis
    return x[(*lead, slice(half))], x[(*lead, slice(half, None))]


def _glu(x, axis):
    a, b = _halves(x, axis)
    return a * (1 / (1 + np.exp(-b)))


def _glu_slope(g, x, axis):
    a, b = _halves(x, axis)
    s = sigmoid(b)
    return concatenate(g * s, g * a * s * (1 - s), axis=axis)


glu = op(
    in_float32(_glu),
    lambda g, out, x, axis: _glu_slope(g, x, axis),
    name="glu",
    kind="reduce",
    label="a·σ(b)",
    local=("σ(b) for a, a·σ′(b) for b",),
)
