"""Gamma draws, one at a time by rejection, and what is made of them: points of a simplex (Dirichlet)."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from backlight.core.random.counts import doubles_of
from backlight.core.random.drawing import FLOAT32, FLOAT64
from backlight.core.random.generator import Generator

# Constants that torch writes in single precision, whatever it computes in.
THIRD, SQUEEZE = float(np.float32(1) / np.float32(3)), float(np.float32(0.0331))


def standard_gamma(generator: Generator, shape: np.ndarray) -> np.ndarray:
    """A gamma number of scale 1 for each element of `shape`, which is float32 or float64.

    >>> standard_gamma(Generator(0), np.array([0.5, 2.0, 30.0]))
    array([7.89358206e-04, 6.31540605e-01, 3.05488192e+01])
    """
    _require_wide(shape.dtype, "gamma_cpu")
    return np.fmax(_draws(generator, shape).astype(shape.dtype), np.finfo(shape.dtype).tiny)


def dirichlet(generator: Generator, shape: np.ndarray) -> np.ndarray:
    """Gamma numbers divided by their sum along the last axis, kept inside (0, 1).

    >>> dirichlet(Generator(0), np.array([0.5, 2.0]))
    array([0.00124833, 0.99875167])
    """
    _require_wide(shape.dtype, "dirichlet")
    limits, one = np.finfo(shape.dtype), shape.dtype.type(1)
    gamma = np.fmax(_draws(generator, shape.astype(FLOAT64)), np.finfo(FLOAT64).tiny)
    part = (gamma / _row_sums(gamma)).astype(shape.dtype)
    return np.fmin(np.fmax(part, limits.tiny), np.nextafter(one, shape.dtype.type(0)))


def _require_wide(dtype: np.dtype, name: str) -> None:
    if dtype != FLOAT32 and dtype != FLOAT64:
        raise NotImplementedError(f'"{name}" not implemented for {dtype}: it draws float32 and float64')


def _row_sums(x: np.ndarray) -> np.ndarray:
    """Sums along the last axis, added up in the order of torch's kernel: 4 lanes of 4 doubles each, then the rest.

    (Of more than 256 numbers torch adds in deeper levels, which float64 may show in the last bit.)
    """
    n = x.shape[-1] if x.ndim else 1
    if n < 4:
        return x.sum(-1, keepdims=True) if x.ndim else x
    blocks = n // 16
    lanes = x[..., : blocks * 16].reshape(*x.shape[:-1], blocks, 4, 4)  # (…, n) -> (…, blocks, lane, 4)
    lanes = np.add.accumulate(lanes, -3)[..., -1, :, :] if blocks else np.zeros((*x.shape[:-1], 4, 4))
    first = lanes[..., 0, :].copy()
    for start in range(blocks * 16, n - n % 4, 4):
        first += x[..., start : start + 4]
    four = first + lanes[..., 1, :] + lanes[..., 2, :] + lanes[..., 3, :]
    in_order = np.concatenate([x[..., n - n % 4 :], four], -1)
    return np.add.accumulate(in_order, -1)[..., -1:]


@np.errstate(all="ignore")
def _draws(generator: Generator, shape: np.ndarray) -> np.ndarray:
    one = shape.dtype.type(1)
    d = np.where(shape < 1, shape + one, shape) - shape.dtype.type(THIRD)
    todo = zip(shape.ravel().tolist(), (one / shape).ravel().tolist(), d.ravel().tolist(), strict=True)
    with generator.lock:
        doubles = doubles_of(generator)
        drawn = [_one(a, power, d, generator, doubles) for a, power, d in todo]
    return np.array(drawn, FLOAT64).reshape(shape.shape)


def _one(alpha: float, power: float, d: float, generator: Generator, doubles: Iterator[float]) -> float:
    """Marsaglia and Tsang's rejection; below 1 the shape is raised by one, and a power of a uniform makes up for it."""
    scale = 1.0
    if alpha < 1:
        if alpha == 0:
            return 0.0
        scale = (1 - next(doubles)) ** power
    c = 1 / math.sqrt(9 * d) if d > 0 else math.nan
    while True:
        x = _normal(generator, doubles)
        y = 1 + c * x
        if y <= 0:
            continue
        v = y * y * y
        u = 1 - next(doubles)
        xx = x * x
        if u < 1 - SQUEEZE * xx * xx or math.log(u) < 0.5 * xx + d * (1 - v + math.log(v)):
            return scale * d * v


def _normal(generator: Generator, doubles: Iterator[float]) -> float:
    if generator.spare is not None:
        spare, generator.spare = generator.spare, None
        return spare
    theta = 2 * math.pi * next(doubles)
    radius = math.sqrt(-2 * math.log1p(-next(doubles)))
    generator.spare = radius * math.sin(theta)
    return radius * math.cos(theta)
