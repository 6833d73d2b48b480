"""Losses that ask for a margin between the right classes and the others, as one node each."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.reduce import sum as total
from backlight.ops.select import where


def _reduced(loss, reduction):
    if reduction == "none":
        return loss
    sums = np.add.reduce(loss, axis=None)
    return sums / loss.size if reduction == "mean" else sums


def _per_row(g, rows, reduction):
    """The gradient of each row's loss, (n, 1)."""
    return g.reshape(-1, 1) / (rows if reduction == "mean" else 1)


def _excess(x, own, margin, minimum):
    """How much each wrong class is above the right one less the margin, at least 0; 0 for the right one."""
    return where(own, 0, where(minimum, margin - total(where(own, x, 0), axis=1, keepdims=True) + x, 0))


def _too_near(x, own, margin):
    x = getattr(x, "_array", x)
    return margin - np.add.reduce(np.where(own, x, 0), axis=1, keepdims=True) + x > 0


def _own(classes, x):
    return getattr(classes, "_array", classes)[:, None] == np.arange(x.shape[1])  # (n, 1) == (c,) -> (n, c)


def _multi_margin(x, classes, w, p, margin, reduction):
    own = _own(classes, x)
    loss = _excess(x, own, x.dtype.type(margin), _too_near(x, own, margin)) ** p
    loss = loss if w is None else loss * w[classes][:, None]
    return _reduced(np.add.reduce(loss, axis=1) / x.shape[1], reduction)


def _multi_margin_slope(g, x, classes, w, p, margin, reduction):
    own = _own(classes, x)
    near = _too_near(x, own, margin)
    slope = where(near & ~own, 1, 0) if p == 1 else 2 * _excess(x, own, margin, near)
    slope = slope * (_per_row(g, x.shape[0], reduction) / x.shape[1])
    if w is not None:
        slope = slope * w[classes].reshape(-1, 1)
    return where(own, 0, slope) - where(own, total(slope, axis=1, keepdims=True), 0)


# Σ max(0, margin − x[class] + xᵢ)ᵖ / c over the other classes of (n, c).
multi_margin_loss = op(
    _multi_margin,
    lambda g, out, x, classes, w, p, margin, reduction: _multi_margin_slope(g, x, classes, w, p, margin, reduction),
    None,
    None,
    name="multi_margin_loss",
    kind="reduce",
    label="margin",
    local=("w·p·(…)ᵖ⁻¹/c for classes too near, −Σ of them for the right one", "", ""),
)


def _pairs(x, classes):
    """How often each pair of a right class j and a wrong one i is too near, (n, j, i)."""
    x, classes = getattr(x, "_array", x), getattr(classes, "_array", classes)
    counted = np.logical_and.accumulate(classes >= 0, axis=1)  # a row ends at the first -1
    right = np.zeros(x.shape, x.dtype)
    np.add.at(right, (np.nonzero(counted)[0], classes[counted]), 1)
    pairs = right[:, :, None] * (right == 0)[:, None, :]  # (n, c, 1) * (n, 1, c) -> (n, c, c)
    return np.where(1 - x[:, :, None] + x[:, None, :] > 0, pairs, 0)


def _multilabel_margin(x, classes, reduction):
    pairs = _pairs(x, classes)
    loss = np.add.reduce(pairs * (1 - x[:, :, None] + x[:, None, :]), axis=(1, 2)) / x.shape[1]
    return _reduced(loss.astype(x.dtype, copy=False), reduction)


def _multilabel_margin_slope(g, x, classes, reduction):
    pairs = _pairs(x, classes)
    slope = np.add.reduce(pairs, axis=1) - np.add.reduce(pairs, axis=2)
    return _per_row(g, x.shape[0], reduction) * (slope / slope.dtype.type(x.shape[1]))


# Σ max(0, 1 − xⱼ + xᵢ) / c over right classes j and wrong ones i.
multilabel_margin_loss = op(
    _multilabel_margin,
    lambda g, out, x, classes, reduction: _multilabel_margin_slope(g, x, classes, reduction),
    None,
    name="multilabel_margin_loss",
    kind="reduce",
    label="margin",
    local=("±1/c per pair too near", ""),
)
