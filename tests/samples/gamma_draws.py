"""Samples for the cards behind gamma and Dirichlet draws, and behind the gradients of those."""

from __future__ import annotations

import numpy as np

from backlight.core.random import Generator
from tests.samples import ErrorSample, OpSamples, Sample


def shapes(rng):
    """Parameters small and large; the gradient is not that of the numbers drawn, but of their distribution."""
    arrays = {
        "plain": rng.random((2, 3)) * 3 + 0.1,
        "large": rng.random(4) * 50 + 5,
        "zero_dim": np.array([1.5]),
        "empty": np.zeros((0, 2)),
    }
    return [Sample((x,), {"generator": Generator(7)}, name, differentiable=False) for name, x in arrays.items()]


def _seeded(torch, generator):
    return torch.Generator().manual_seed(generator.initial_seed())


def gamma_numbers(rng):
    """Concentrations and numbers, so that each expansion has its turn."""
    a = np.array([0.2, 0.7, 2.0, 5.0, 20.0, 20.0, 20.0, 300.0])
    x = np.array([0.05, 1.0, 0.5, 7.0, 20.5, 10.0, 30.0, 290.0])
    return [
        Sample((a, x), name="each_expansion", differentiable=False),
        Sample((a[:, None], x[3:4]), name="broadcast", differentiable=False),
        Sample((np.zeros((0, 2)), np.zeros((0, 2))), name="empty", differentiable=False),
    ]


def beta_numbers(rng):
    """A number, its concentration and the sum of all, so that each expansion has its turn."""
    x = np.array([0.01, 0.99, 0.4, 0.5, 0.3, 0.6])
    a = np.array([0.5, 2.0, 20.0, 20.0, 3.0, 1.2])
    total = np.array([1.5, 3.0, 50.0, 40.0, 8.0, 9.0])
    return [
        Sample((x, a, total), name="each_expansion", differentiable=False),
        Sample((np.zeros((0, 2)),) * 3, name="empty", differentiable=False),
    ]


SAMPLES = {
    "standard_gamma": OpSamples(
        shapes, lambda torch, x, generator: torch._standard_gamma(x, _seeded(torch, generator)), half=False
    ),
    "dirichlet": OpSamples(
        shapes,
        lambda torch, x, generator: torch._sample_dirichlet(x, _seeded(torch, generator)),
        half=False,
        own_name=True,
    ),
    "standard_gamma_grad": OpSamples(
        gamma_numbers,
        lambda torch, a, x: torch._standard_gamma_grad(*torch.broadcast_tensors(a, x)),
        half=False,
        own_name=True,
        double=1e-9,
    ),
    "dirichlet_grad": OpSamples(
        beta_numbers,
        lambda torch, x, a, total: torch._dirichlet_grad(x, a, total),
        tolerance=1e-3,
        half=False,
        own_name=True,
        double=1e-9,
    ),
}
ERRORS = {
    "standard_gamma": [
        ErrorSample((np.ones(2, np.float16),), {"generator": Generator(0)}, NotImplementedError, "float32 and float64")
    ],
}
