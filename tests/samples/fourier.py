"""Samples for Fourier transforms, frames of signals, and complex numbers seen as pairs of real ones."""

from __future__ import annotations

import numpy as np

from tests.samples import OpSamples, Sample


def complexes(rng, shape):
    return np.asarray(rng.standard_normal(shape) + 1j * rng.standard_normal(shape))


def c2c(rng):
    x = complexes(rng, (4, 3, 5))
    return [
        Sample((x,), {"axes": (2,), "norm": "backward"}, "last"),
        Sample((x,), {"axes": (0,), "norm": "forward"}, "first"),
        Sample((x,), {"axes": (0, 2), "norm": "ortho", "inverse": True}, "two_inverse"),
        Sample((x,), {"axes": (1,), "norm": "backward", "inverse": True}, "inverse"),
        Sample((x.T,), {"axes": (0, 1, 2), "norm": "forward", "inverse": True}, "transposed"),
        Sample((complexes(rng, (1,)),), {"axes": (0,), "norm": "backward"}, "size_1"),
        Sample((complexes(rng, ()),), {"axes": (), "norm": "backward"}, "zero_dim"),
    ]


def r2c(rng):
    x = rng.standard_normal((4, 3, 6))
    return [
        Sample((x,), {"axes": (2,), "norm": "backward"}, "even"),
        Sample((x,), {"axes": (1,), "norm": "ortho"}, "odd"),
        Sample((x,), {"axes": (2, 0, 1), "norm": "forward"}, "three"),
        Sample((x,), {"axes": (2,), "norm": "backward", "half": False}, "whole"),
        Sample((rng.standard_normal(1),), {"axes": (0,), "norm": "backward"}, "size_1"),
    ]


def torch_r2c(t, x, axes, norm, half=True):
    return t.fft.rfftn(x, dim=axes, norm=norm) if half else t.fft.fft(x, dim=axes[0], norm=norm)


def c2r(rng):
    x = complexes(rng, (3, 4, 4))
    return [
        Sample((x,), {"axes": (2,), "norm": "backward", "size": 6}, "even"),
        Sample((x,), {"axes": (2,), "norm": "forward", "size": 7}, "odd"),
        Sample((x,), {"axes": (0, 1), "norm": "ortho", "size": 6}, "two"),
        Sample((complexes(rng, (1,)),), {"axes": (0,), "norm": "backward", "size": 1}, "size_1"),
    ]


def torch_c2r(t, x, axes, norm, size):
    return t.fft.irfftn(x, s=[*[x.shape[axis] for axis in axes[:-1]], size], dim=axes, norm=norm)


def signals(rng):
    return [
        Sample((rng.standard_normal((2, 11)),), {"size": 4, "step": 2}, "overlapping"),
        Sample((rng.standard_normal(9),), {"size": 3, "step": 4}, "apart"),
        Sample((complexes(rng, (5,)),), {"size": 5, "step": 1}, "one"),
    ]


def pieces(rng):
    return [
        Sample((rng.standard_normal((2, 4, 4)),), {"length": 11, "step": 2}, "overlapping"),
        Sample((rng.standard_normal((2, 3)),), {"length": 9, "step": 4}, "apart"),
    ]


SAMPLES = {
    "fft_c2c": OpSamples(
        c2c,
        lambda t, x, axes, norm, inverse=False: (t.fft.ifftn if inverse else t.fft.fftn)(x, dim=axes, norm=norm),
        half=False,
    ),
    "fft_r2c": OpSamples(r2c, torch_r2c, half=False),
    "fft_c2r": OpSamples(c2r, torch_c2r, half=False),
    "frames": OpSamples(signals, lambda t, x, size, step: x.unfold(-1, size, step)),
    "overlap_add": OpSamples(
        pieces,
        lambda t, x, length, step: t.ops.aten.unfold_backward(
            x, (*x.shape[:-2], length), x.ndim - 2, x.shape[-1], step
        ),
    ),
    "view_as_real": OpSamples(
        lambda rng: [
            Sample((complexes(rng, (2, 3)),)),
            Sample((complexes(rng, ()),), {}, "zero_dim"),
            Sample((complexes(rng, (3, 4)).T,), {}, "transposed"),
        ],
        lambda t, x: t.view_as_real(x),
    ),
    "view_as_complex": OpSamples(
        lambda rng: [Sample((rng.standard_normal((3, 2)),)), Sample((rng.standard_normal(2),), {}, "one")],
        lambda t, x: t.view_as_complex(x.contiguous()),
        half=False,
    ),
    "conj_physical": OpSamples(
        lambda rng: [Sample((complexes(rng, (2, 3)),)), Sample((complexes(rng, (3, 4)).T,), {}, "transposed")],
        lambda t, x: t.conj_physical(x),
    ),
}
ERRORS: dict = {}
