"""A copy of a tensor, in the graph."""

from __future__ import annotations

from backlight.core.layout import copied
from backlight.core.op import op

clone = op(
    lambda x, memory_format=None: copied(x, x.dtype, memory_format),
    lambda g, out, x, memory_format=None: g,
    name="clone",
    kind="elementwise",
    label="copy",
    local=("1",),
    grad_fn="CloneBackward0",
)
