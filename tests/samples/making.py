"""Samples for the cards behind making and copying tensors: copies, complex numbers put together, random draws."""

from __future__ import annotations

import numpy as np

from backlight.core.layout import contiguous_format
from backlight.core.random import Generator
from tests.samples import ErrorSample, OpSamples, Sample


def clone(rng):
    x = rng.standard_normal((2, 3))
    return [
        Sample((x,)),
        Sample((x.T,), name="transposed"),
        Sample((x[:, ::2],), name="with_gaps"),
        Sample((np.broadcast_to(x[0], (4, 3)),), name="expanded"),
        Sample((x.T,), {"memory_format": contiguous_format}, "made_contiguous"),
        Sample((np.array(1.5),), name="zero_dim"),
        Sample((np.zeros((0, 2)),), name="empty"),
        Sample((x + 1j,), name="complex"),
        Sample((np.arange(3),), name="int"),
    ]


def _torch_clone(torch, x, memory_format=None):
    return x.clone() if memory_format is None else x.clone(memory_format=torch.contiguous_format)


def parts(rng):
    """Two real tensors; radii above zero, for torch has no gradient elsewhere."""
    return [
        Sample((abs(rng.standard_normal((2, 3))) + 0.1, rng.standard_normal((2, 3)))),
        Sample((abs(rng.standard_normal((2, 1))) + 0.1, rng.standard_normal(3)), name="broadcast"),
        Sample((np.array(2.0), np.array(0.5)), name="zero_dim"),
        Sample((np.zeros((0, 2)), np.zeros((0, 2))), name="empty"),
    ]


def draw(rng):
    p = rng.random((3, 4))
    toss = {"how": "bernoulli", "dtype": np.dtype("f8"), "node": "BernoulliBackward0"}
    count = {"how": "poisson", "node": "PoissonBackward0"}
    around = {"how": "normal_around", "node": "NormalBackward3"}
    pick = {"how": "multinomial", "n": 2}
    samples = [
        Sample((p,), {**toss, "shape": (3, 4)}, "coins"),
        Sample((np.array(0.5),), {**toss, "shape": ()}, "one_coin"),
        Sample((np.zeros((0, 2)),), {**toss, "shape": (0, 2)}, "no_coins"),
        Sample((20 * p,), count, "counts"),
        Sample((rng.standard_normal((2, 3)), rng.random(3)), around, "normal_numbers", differentiable=False),
        Sample((p,), pick, "places", differentiable=False),
    ]
    return [Sample(s.arrays, {**s.params, "generator": Generator(7)}, s.name, s.differentiable) for s in samples]


def _torch_draw(torch, *arrays, how, generator, shape=None, dtype=None, node="", n=0):
    source = torch.Generator().manual_seed(generator.initial_seed())
    if how == "multinomial":
        return torch.multinomial(*arrays, n, generator=source)
    if how == "normal_around":
        return torch.normal(*arrays, generator=source)
    drawn = getattr(torch, how)(*arrays, generator=source)
    return drawn if dtype is None else drawn.to(getattr(torch, dtype.name))


def redraw(rng):
    node = {"node": "NormalBackward0"}
    return [
        Sample((rng.standard_normal((2, 3)), rng.standard_normal((2, 3))), node),
        Sample((rng.standard_normal((2, 3)), np.arange(6).reshape(2, 3)), node, "whole_numbers"),
        Sample((np.array(1.5), np.array(2.5)), node, "zero_dim"),
    ]


SAMPLES = {
    "clone": OpSamples(clone, _torch_clone),
    "complex": OpSamples(parts, lambda torch, x, y: torch.complex(x, y), half=False),
    "polar": OpSamples(parts, lambda torch, x, y: torch.polar(x, y), half=False),
    "draw": OpSamples(draw, _torch_draw, own_name=True),
    "redraw": OpSamples(redraw, lambda torch, x, values, node: x.clone().copy_(values), own_name=True),
}

ERRORS = {
    "draw": [
        ErrorSample(
            (np.array([1.5]),),
            {"how": "bernoulli", "generator": Generator(0), "shape": (1,), "dtype": np.dtype("f4")},
            RuntimeError,
            r"p_in >= 0 && p_in <= 1",
        )
    ],
    "complex": [ErrorSample((np.ones(2), np.ones(3)), {}, RuntimeError, r"size of tensor a \(2\) must match")],
}
