"""Rows of a table looked up in bags: their sum or mean for each bag, then the largest of each column."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.embedding import embedding, embedding_sum
from backlight.ops.gather import gather_sum
from backlight.ops.precision import in_float32
from backlight.ops.reduce import sum as total
from backlight.ops.select import where


def _starts(bags, count):
    """Where the rows of each bag that has any begin, and which bags those are; `bags` is in ascending order."""
    found = np.bincount(bags, minlength=count)
    (some,) = np.nonzero(found)
    return (np.cumsum(found) - found)[some], some


def _embedding_bag(w, p, index, bags, count, mean, by_frequency):
    rows = w[index]
    if p is not None:
        rows *= p[:, None]
    out = np.zeros((count, w.shape[1]), w.dtype)
    starts, some = _starts(bags, count)
    if len(some):
        sums = np.add.reduceat(rows, starts, axis=0)
        out[some] = sums / np.bincount(bags)[some][:, None].astype(w.dtype) if mean else sums
    return out


def _spread(g, p, bags, mean):
    """The gradient of each row: that of its bag, times what the row counts."""
    rows = embedding(g, bags, padding=None, by_frequency=False)
    if mean:
        rows = rows * (1 / np.bincount(bags)[bags])[:, None].astype(getattr(g.dtype, "numpy", g.dtype))
    return rows if p is None else rows * p.reshape(-1, 1)  # (n, d) * (n, 1)


# Σ p·w[index] over each bag; `bags` holds the number of each row's bag, `p` may be None.
embedding_bag = op(
    in_float32(_embedding_bag),
    lambda g, out, w, p, index, bags, count, mean, by_frequency: embedding_sum(
        _spread(g, p, getattr(bags, "_array", bags), mean),
        index,
        shape=w.shape,
        padding=None,
        by_frequency=by_frequency,
    ),
    lambda g, out, w, p, index, bags, count, mean, by_frequency: total(
        embedding(g, bags, padding=None, by_frequency=False) * embedding(w, index, padding=None, by_frequency=False),
        axis=1,
        keepdims=False,
    ),
    None,
    None,
    name="embedding_bag",
    kind="gather",
    label="Σ w[index]",
    local=("1 for the rows looked up", "w[index]", "", ""),
)


def _embedding_bag_max(w, index, bags, count):
    rows = w[index]
    out, best = np.zeros((count, w.shape[1]), w.dtype), np.full((count, w.shape[1]), -1)
    starts, some = _starts(bags, count)
    if len(some):
        out[some] = np.maximum.reduceat(rows, starts, axis=0)
        first = np.where(rows == out[bags], np.arange(len(rows))[:, None], len(rows))
        first = np.minimum.reduceat(first, starts, axis=0)
        best[some] = index[np.minimum(first, len(rows) - 1)]  # of NaN no row is the first
    return out, best


# The largest of each column, and the row that it is from; -1 for an empty bag.
embedding_bag_max = op(
    _embedding_bag_max,
    joint=lambda g, out, w, index, bags, count: (
        gather_sum(where(out[1] >= 0, g[0], 0), where(out[1] >= 0, out[1], 0), shape=w.shape, axis=0),
        None,
        None,
    ),
    results=(1,),
    name="embedding_bag_max",
    kind="gather",
    label="max w[index]",
    local=("1 for the largest", "", ""),
    grad_fn="EmbeddingBagBackward0",
)
