"""Values along one axis by their positions: how reductions and sorts that choose elements pass gradients back."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op


def positions(index, axis):
    """The key that picks, along `axis`, the element that `index` names at each place."""
    ndim = index.ndim
    return tuple(
        [
            index if i == axis % ndim else np.arange(n).reshape((n,) + (1,) * (ndim - i - 1))
            for i, n in enumerate(index.shape)
        ]
    )


def _pick_along(x, index, axis):
    return x[positions(index, axis)] if x.ndim else x.copy()


def _place_along(x, index, axis, size, repeats=False):
    if not x.ndim:
        return np.array(x)
    shape = list(x.shape)
    shape[axis] = size
    out = np.zeros(shape, x.dtype)
    if repeats:
        np.add.at(out, positions(index, axis), x)
    else:
        out[positions(index, axis)] = x
    return out


pick_along = op(
    _pick_along,
    lambda g, out, x, index, axis: place_along(g, index, axis=axis, size=x.shape[axis] if x.ndim else 1, repeats=True),
    None,
    name="pick_along",
    kind="gather",
    label="gather",
    local=("1 at the index", ""),
)
# Zeros along `axis`, and at the positions of `index` the values; where positions repeat, their sum.
place_along = op(
    _place_along,
    lambda g, out, x, index, axis, size, repeats=False: pick_along(g, index, axis=axis),
    None,
    name="place_along",
    kind="gather",
    label="scatter",
    local=("1", ""),
)
