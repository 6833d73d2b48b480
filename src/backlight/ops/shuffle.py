"""Channels into pixels, pixels into channels, and channels among each other: a reshape, a transpose and a reshape."""

from __future__ import annotations

import numpy as np

from backlight.core.op import op


def _pixel_shuffle(x, factor):
    *lead, c, h, w = x.shape
    r = factor
    y = x.reshape(*lead, c // (r * r), r, r, h, w)  # (c·r·r, h, w) -> (c, r, r, h, w) -> (c, h, r, w, r)
    k = len(lead)
    y = y.transpose(*range(k + 1), k + 3, k + 1, k + 4, k + 2)
    return np.ascontiguousarray(y).reshape(*lead, c // (r * r), h * r, w * r)


def _pixel_unshuffle(x, factor):
    *lead, c, h, w = x.shape
    r = factor
    y = x.reshape(*lead, c, h // r, r, w // r, r)  # (c, h·r, w·r) -> (c, h, r, w, r) -> (c, r, r, h, w)
    k = len(lead)
    y = y.transpose(*range(k + 1), k + 2, k + 4, k + 1, k + 3)
    return np.ascontiguousarray(y).reshape(*lead, c * r * r, h // r, w // r)


def _channel_shuffle(x, groups):
    n, c, *rest = x.shape
    y = x.reshape(n, groups, c // groups, *rest).swapaxes(1, 2)  # (n, c, …) -> (n, g, c/g, …) -> (n, c/g, g, …)
    return np.ascontiguousarray(y).reshape(x.shape)


pixel_shuffle = op(
    _pixel_shuffle,
    lambda g, out, x, factor: pixel_unshuffle(g, factor=factor),
    name="pixel_shuffle",
    kind="gather",
    local=("1",),
)
pixel_unshuffle = op(
    _pixel_unshuffle,
    lambda g, out, x, factor: pixel_shuffle(g, factor=factor),
    name="pixel_unshuffle",
    kind="gather",
    local=("1",),
)
channel_shuffle = op(
    _channel_shuffle,
    lambda g, out, x, groups: channel_shuffle(g, groups=x.shape[1] // groups),
    name="channel_shuffle",
    kind="gather",
    local=("1",),
)
