"""Rows of a table looked up by number, and the rows of a gradient summed back to where they came from."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op


def _embedding_sum(g, index, shape, padding, by_frequency):
    width = shape[1]
    rows, index = g.reshape(index.size, width), index.reshape(-1)  # (…, d) -> (n, d)
    if by_frequency:
        rows = rows / np.bincount(index)[index][:, None].astype(g.dtype)
    if padding is not None:
        rows, index = rows[index != padding], index[index != padding]
    total = np.zeros(shape, g.dtype)
    cells = index[:, None] * width + np.arange(width)  # (n, 1) + (d,) -> (n, d): places in the flat table
    np.add.at(total.reshape(-1), cells.reshape(-1), rows.reshape(-1))
    return total


def _embedding_spread(g, index, padding, by_frequency):
    """The gradient of `embedding_sum`: each row looked up, with the weight that it was summed with."""
    rows = g[index]
    if by_frequency:
        counts = np.bincount(index.reshape(-1), minlength=1)[index]
        rows = rows / counts[..., None].astype(g.dtype)
    if padding is not None:
        rows[index == padding] = 0
    return rows


def _embedding(w, index, padding, by_frequency):
    if index.size and not (index.min() >= 0 and index.max() < w.shape[0]):
        raise IndexError(
            f"index out of range in self: indices from {index.min()} to {index.max()} for {w.shape[0]} embeddings"
        )
    return w[index]


embedding = op(
    _embedding,
    lambda g, out, w, index, padding, by_frequency: embedding_sum(
        g, index, shape=w.shape, padding=padding, by_frequency=by_frequency
    ),
    None,
    name="embedding",
    kind="gather",
    label="w[index]",
    local=("1 for the rows looked up", ""),
)
embedding_sum = op(
    _embedding_sum,
    lambda g, out, x, index, shape, padding, by_frequency: embedding_spread(
        g, index, padding=padding, by_frequency=by_frequency
    ),
    None,
    name="embedding_sum",
    kind="gather",
    label="Σ of rows",
    local=("1", ""),
    grad_fn="EmbeddingDenseBackward0",
)
embedding_spread = op(
    _embedding_spread,
    lambda g, out, x, index, padding, by_frequency: embedding_sum(
        g, index, shape=x.shape, padding=padding, by_frequency=by_frequency
    ),
    None,
    name="embedding_spread",
    kind="gather",
    label="rows",
    local=("1", ""),
    grad_fn="EmbeddingBackward0",
)
