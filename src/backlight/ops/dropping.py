"""Dropout with a mask that is known: what was kept, times a number."""

from __future__ import annotations

from backlight.core.op import op
from backlight.ops.precision import in_float32

masked_dropout = op(
    in_float32(lambda x, kept, scale: x * kept * x.dtype.type(scale)),
    lambda g, out, x, kept, scale: masked_dropout(g, kept, scale=scale),
    None,
    name="masked_dropout",
    kind="elementwise",
    label="dropout",
    local=("1/(1 − p) where kept", ""),
    grad_fn="NativeDropoutBackward0",
)
