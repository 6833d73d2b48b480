"""Losses as one node each: distances of numbers first, then probabilities, then classes."""

from __future__ import annotations

from math import prod

import numpy as np

from backlight.core.op import op
from backlight.ops.functions import log, log1p, sigmoid
from backlight.ops.precision import in_float32
from backlight.ops.select import clip, clip_lower


def _reduced(loss, reduction):
    if reduction == "none":
        return loss
    total = np.add.reduce(loss, axis=None)
    return total / total.dtype.type(loss.size) if reduction == "mean" else total


def _share(g, x, reduction):
    """What one element's loss counts: g, and of a mean the n-th part."""
    return g / max(prod(x.shape), 1) if reduction == "mean" else g


def _over_n(text):
    """A local derivative, of a mean one n-th of it."""
    return lambda params: text + "/n" if params["reduction"] == "mean" else text.rstrip(", ")


mse_loss = op(
    in_float32(lambda x, y, reduction: _reduced(np.square(x - y), reduction)),
    lambda g, out, x, y, reduction: (x - y) * (2 * _share(g, x, reduction)),
    lambda g, out, x, y, reduction: (y - x) * (2 * _share(g, x, reduction)),
    name="mse_loss",
    kind="reduce",
    label="(x − y)²",
    local=(_over_n("2·(x − y)"), _over_n("−2·(x − y)")),
)


def _smooth_l1(x, y, beta, reduction):
    distance = np.abs(x - y)
    loss = np.where(distance < beta, distance * distance * 0.5 / beta, distance - 0.5 * beta)
    return _reduced(loss, reduction)


smooth_l1_loss = op(
    in_float32(_smooth_l1),
    lambda g, out, x, y, beta, reduction: clip((x - y) / beta, min=-1, max=1) * _share(g, x, reduction),
    lambda g, out, x, y, beta, reduction: clip((y - x) / beta, min=-1, max=1) * _share(g, x, reduction),
    name="smooth_l1_loss",
    kind="reduce",
    label="smooth |x − y|",
    local=(_over_n("(x − y)/β, at most ±1, "), _over_n("(y − x)/β, at most ±1, ")),
    grad_fn="SmoothL1LossBackward0",
)


def _huber(x, y, delta, reduction):
    distance = np.abs(x - y)
    loss = np.where(distance <= delta, distance * distance * 0.5, (distance - 0.5 * delta) * delta)
    return _reduced(loss, reduction)


huber_loss = op(
    in_float32(_huber),
    lambda g, out, x, y, delta, reduction: clip(x - y, min=-delta, max=delta) * _share(g, x, reduction),
    lambda g, out, x, y, delta, reduction: clip(y - x, min=-delta, max=delta) * _share(g, x, reduction),
    name="huber_loss",
    kind="reduce",
    label="huber(x − y)",
    local=(_over_n("x − y, at most ±δ, "), _over_n("y − x, at most ±δ, ")),
)
soft_margin_loss = op(
    in_float32(lambda x, y, reduction: _reduced(np.log1p(np.exp(-y * x)), reduction)),
    lambda g, out, x, y, reduction: -y * sigmoid(-y * x) * _share(g, x, reduction),
    None,
    name="soft_margin_loss",
    kind="reduce",
    label="log(1 + exp(−x·y))",
    local=(_over_n("−y·σ(−x·y)"), ""),
)


def _cross_entropy_of_two(x, y, w, reduction):
    loss = (y - 1) * np.maximum(np.log1p(-x), -100) - y * np.maximum(np.log(x), -100)
    return _reduced(loss if w is None else loss * w, reduction)


def _weighed(g, x, w, reduction):
    g = _share(g, x, reduction)
    return g if w is None else g * w


# y is the probability of yes that is wanted, x the one that was found; w, a weight for each element, may be None.
binary_cross_entropy = op(
    in_float32(_cross_entropy_of_two),
    lambda g, out, x, y, w, reduction: _weighed(g, x, w, reduction) * ((x - y) / clip_lower((1 - x) * x, 1e-12)),
    lambda g, out, x, y, w, reduction: _weighed(g, x, w, reduction) * (log1p(-x) - log(x)),
    None,
    name="binary_cross_entropy",
    kind="reduce",
    label="cross entropy",
    local=(_over_n("(x − y)/(x·(1 − x))"), _over_n("(log(1 − x) − log x)"), ""),
)


def _cross_entropy_of_logits(x, y, w, p, reduction):
    tail = np.log1p(np.exp(-np.abs(x))) - np.minimum(x, 0)
    loss = (1 - y) * x + (tail if p is None else tail * ((p - 1) * y + 1))
    return _reduced(loss if w is None else loss * w, reduction)


def _logit_slope(x, y, p):
    return sigmoid(x) - y if p is None else (p * y + 1 - y) * sigmoid(x) - p * y


def _target_slope(x, p):
    return -x if p is None else -x + (p - 1) * -log(sigmoid(x))


# The same for x before the sigmoid; p weighs yes against no, and may be None.
binary_cross_entropy_with_logits = op(
    in_float32(_cross_entropy_of_logits),
    lambda g, out, x, y, w, p, reduction: _weighed(g, x, w, reduction) * _logit_slope(x, y, p),
    lambda g, out, x, y, w, p, reduction: _weighed(g, x, w, reduction) * _target_slope(x, p),
    None,
    None,
    name="binary_cross_entropy_with_logits",
    kind="reduce",
    label="cross entropy of σ",
    local=(_over_n("(σ(x) − y)"), _over_n("−x"), "", ""),
)


def _all_count_one(target, w, count, ignored) -> bool:
    """Whether each element has a class in range and the weight 1, as nearly always; found in one pass."""
    if w is not None or target.dtype != np.int64 or 0 <= ignored < count:
        return False
    return np.maximum.reduce(target.view(np.uint64), axis=None, initial=0) < count  # a negative one is huge


def _class_weights(target, w, count, ignored, dtype):
    """Which class to look up for each element, and what it counts."""
    counted = target != ignored
    classes = np.where(counted, target, 0).astype(np.intp, copy=False)
    for worst in (classes.min(initial=0), classes.max(initial=0)):
        if not 0 <= worst < count:
            raise IndexError(f"Target {worst} is out of bounds: there are {count} classes, numbered from 0")
    weights = counted.astype(dtype) if w is None else np.where(counted, w[classes], 0).astype(dtype, copy=False)
    return classes, weights


def _places(classes, ndim):
    """The index that picks, for every element, the entry of its class along dimension 1 (0 of a vector)."""
    if ndim == 1:
        return (classes,)
    if ndim == 2:
        return np.arange(len(classes)), classes
    grid = np.ix_(*[np.arange(n) for n in classes.shape])
    return (grid[0], classes, *grid[1:])


def _nll(x, target, w, ignored, reduction, spatial=False):
    count = x.shape[min(x.ndim, 2) - 1]
    if _all_count_one(target, w, count, ignored):
        loss, total = -x[_places(target, x.ndim)], x.dtype.type(target.size)
    else:
        classes, weights = _class_weights(target, w, count, ignored, x.dtype)
        loss = np.where(weights == 0, weights, -weights * x[_places(classes, x.ndim)])
        total = np.add.reduce(weights, axis=None)
    if reduction == "none":
        return loss
    return np.add.reduce(loss, axis=None) / total if reduction == "mean" else np.add.reduce(loss, axis=None)


def _nll_spread(g, target, w, shape, ignored, reduction):
    gradient = np.zeros(shape, g.dtype)
    count = shape[min(len(shape), 2) - 1]
    if _all_count_one(target, w, count, ignored):
        share = g / g.dtype.type(target.size) if reduction == "mean" else g
        gradient[_places(target, len(shape))] = -share
        return gradient
    classes, weights = _class_weights(target, w, count, ignored, g.dtype)
    share = g / np.add.reduce(weights, axis=None) if reduction == "mean" else g
    gradient[_places(classes, len(shape))] = np.where(weights == 0, weights, -weights * share)
    return gradient


# Minus the log-probability of the right class. It is linear: its gradient and itself are each other's.
nll_loss = op(
    in_float32(_nll),
    lambda g, out, x, target, w, ignored, reduction, spatial=False: nll_spread(
        g, target, w, shape=x.shape, ignored=ignored, reduction=reduction
    ),
    None,
    None,
    name="nll_loss",
    kind="gather",
    label="−x[class]",
    local=("−1/n at the class", "", ""),
    grad_fn=lambda params: "NllLoss2DBackward0" if params.get("spatial") else "NllLossBackward0",
)
nll_spread = op(
    in_float32(_nll_spread),
    lambda g, out, x, target, w, shape, ignored, reduction: nll_loss(
        g, target, w, ignored=ignored, reduction=reduction
    ),
    None,
    None,
    name="nll_spread",
    kind="gather",
    label="at class",
    local=("−1/n at the class", "", ""),
)
