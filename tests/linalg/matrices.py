"""Matrices to try things on: random, far from singular, real or complex, as leaves that want a gradient."""

from __future__ import annotations

import numpy as np

import backlight

REAL, COMPLEX = "float64", "complex128"


def random(*shape: int, kind: str = REAL, seed: int = 0):
    """Random matrices with singular values from 1 to 2, well apart."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal(shape)
    if kind == COMPLEX:
        x = x + 1j * rng.standard_normal(shape)
    u, s, vh = np.linalg.svd(x, full_matrices=False)
    return leaf((u * np.linspace(2, 1, s.shape[-1])) @ vh)


def leaf(array):
    return backlight.from_numpy(np.ascontiguousarray(array)).requires_grad_()


def value(tensor) -> np.ndarray:
    return tensor.detach().numpy()


def adjoint(x):
    return x.mT.conj()
