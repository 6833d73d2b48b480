"""What a tensor becomes when all of it is overwritten: zeros, one value, or a copy of another tensor."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.select import zeros_like


def _fill(x, value):
    out = np.empty_like(x)
    out[...] = value
    return out


zero = op(
    lambda x: np.zeros_like(x),
    lambda g, out, x: zeros_like(g),
    name="zero",
    kind="elementwise",
    label="0",
    local=("0",),
)
fill = op(
    _fill,
    lambda g, out, x, value: zeros_like(g),
    lambda g, out, x, value: g,
    name="fill",
    kind="elementwise",
    local=("0", "1"),
    grad_fn="FillBackward2",
)
copy = op(
    _fill,
    lambda g, out, x, y: zeros_like(g),
    lambda g, out, x, y: g,
    name="copy",
    kind="elementwise",
    local=("0", "1"),
    grad_fn="CopyBackwards",
)
