"""A copy of a tensor, in the graph."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op

clone = op(
    lambda x: np.array(x),
    lambda g, out, x: g,
    name="clone",
    kind="elementwise",
    label="copy",
    local=("1",),
    grad_fn="CloneBackward0",
)
