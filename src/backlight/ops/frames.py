"""A signal cut into overlapping frames, and frames added up to a signal; each is the gradient of the other."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op


def _frames(x, size, step):
    count = (x.shape[-1] - size) // step + 1
    return np.lib.stride_tricks.sliding_window_view(x, size, axis=-1)[..., : (count - 1) * step + 1 : step, :].copy()


def _overlap_add(x, length, step):
    *lead, count, size = x.shape
    out = np.zeros((*lead, length), x.dtype)
    for i in range(count):
        out[..., i * step : i * step + size] += x[..., i, :]
    return out


# (…, length) -> (…, count, size)
frames = op(
    _frames,
    lambda g, out, x, size, step: overlap_add(g, length=x.shape[-1], step=step),
    name="frames",
    kind="gather",
    local=("1",),
    grad_fn="UnfoldBackward0",
)
overlap_add = op(
    _overlap_add,
    lambda g, out, x, length, step: frames(g, size=x.shape[-1], step=step),
    name="overlap_add",
    kind="gather",
    label="Σ of frames",
    local=("1",),
    grad_fn="UnfoldBackwardBackward0",
)
