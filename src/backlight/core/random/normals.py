"""Normal draws: fewer than 16 come in pairs of doubles, more in blocks of 16 that are made where they will stand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from backlight.core.random.box_muller import box_muller
from backlight.core.random.drawing import CHUNK, FLOAT32, FLOAT64, count, filled, mapped, narrow, require_floating, unit
from backlight.core.random.fused import multiply_add
from backlight.core.random.generator import Generator

LARGEST_EXPONENT = 709.782712893384  # exp of more overflows


def normal(
    generator: Generator,
    shape: Sequence[int],
    dtype: np.typing.DTypeLike,
    mean: float = 0.0,
    std: float = 1.0,
    contiguous: bool = True,
) -> np.ndarray:
    """Floats around `mean` with standard deviation `std`, as `randn` and `normal_` draw them.

    `contiguous=False` draws what `normal_` puts into a tensor that is not contiguous: pairs, whatever its size.
    RuntimeError if `std` < 0.

    >>> normal(Generator(0), (3,), np.float32)
    array([ 1.5409961, -0.2934289, -2.1787894], dtype=float32)
    """
    dtype = np.dtype(dtype)
    _check_std(std)
    if dtype.kind == "c":
        part = FLOAT32 if dtype.itemsize == 8 else FLOAT64
        parts = normal(generator, (*shape, 2), part, mean, std / math.sqrt(2), contiguous)
        return parts.view(dtype).reshape(shape)  # (..., 2) -> (...)
    require_floating(dtype, "normal_kernel_cpu")
    if contiguous and count(shape) >= 16:
        return _in_blocks(generator, count(shape), dtype, mean, std).reshape(shape)
    return filled(generator, shape, dtype, lambda n: multiply_add(_pairs(generator, n), std, mean))


def _check_std(std: float) -> None:
    if not std >= 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")


def _pairs(generator: Generator, n: int) -> np.ndarray:
    """`n` standard normal doubles by Box and Muller, two at a time; one left over is the first of the next call."""
    out = []
    if n and generator.spare is not None:
        out.append(generator.spare)
        generator.spare = None
    uniforms = iter(unit(generator, (n - len(out) + 1) // 2 * 2, FLOAT64).tolist())
    for angle, distance in zip(uniforms, uniforms, strict=True):
        radius, theta = math.sqrt(-2.0 * math.log1p(-distance)), 2.0 * math.pi * angle
        out += radius * math.cos(theta), radius * math.sin(theta)
    if len(out) > n:
        generator.spare = out.pop()
    return np.array(out, FLOAT64)


@np.errstate(all="ignore")
def _in_blocks(generator: Generator, n: int, dtype: np.dtype, mean: float, std: float) -> np.ndarray:
    """16 numbers from 16 uniforms, block by block; where `n` is no multiple of 16, the last 16 are drawn anew."""
    out = np.empty(n, dtype)
    work = FLOAT64 if dtype == FLOAT64 else FLOAT32
    whole = n // 16 * 16
    end = whole if whole == n else whole + 16
    with generator.lock:
        for start in range(0, end, CHUNK):
            stop = min(start + CHUNK, end)
            if stop <= whole:
                out[start:stop] = _blocks(unit(generator, stop - start, work), std, mean)
                continue
            u = unit(generator, whole - start, work)
            if dtype == work:
                unit(generator, n - whole, work)  # torch writes these where the last block will stand
            drawn = _blocks(np.concatenate([u, unit(generator, 16, work)]), std, mean)
            out[start:whole], out[-16:] = drawn[:-16], drawn[-16:]
    return out


def _blocks(u: np.ndarray, std: float, mean: float) -> np.ndarray:
    """In each 16 uniforms, the first eight give the distances and the others the angles of eight points."""
    blocks = u.reshape(-1, 2, 8)  # (n,) -> (blocks, distance or angle, 8)
    distance, angle = blocks[:, 0].reshape(-1), blocks[:, 1].reshape(-1)
    if u.dtype == FLOAT32:
        cosine, sine = box_muller(distance, angle)
    else:
        radius, theta = np.sqrt(-2.0 * mapped(math.log, 1.0 - distance)), 2.0 * math.pi * angle
        cosine, sine = radius * mapped(math.cos, theta), radius * mapped(math.sin, theta)
    blocks[:, 0], blocks[:, 1] = cosine.reshape(-1, 8), sine.reshape(-1, 8)
    return multiply_add(u, u.dtype.type(std), u.dtype.type(mean))


def normal_around(generator: Generator, mean: np.ndarray | float, std: np.ndarray | float) -> np.ndarray:
    """A draw for each element of `mean` and `std`, at least one of them a float array, as `torch.normal` makes it.

    The dtype is that of `mean`, or of `std` if `mean` is a number. RuntimeError if an element of `std` is negative.

    >>> normal_around(Generator(0), np.array([0.0, 100.0]), 0.5)
    array([ 0.77049805, 99.85328555])
    """
    if not isinstance(std, np.ndarray):
        mean = np.asarray(mean)
        with np.errstate(all="ignore"):
            return _in_dtype(np.add, normal(generator, mean.shape, mean.dtype, 0.0, std), mean)
    if not (std >= 0).all():
        raise RuntimeError("normal expects all elements of std >= 0.0")
    mean = mean if isinstance(mean, np.ndarray) else narrow(np.array(float(mean)), std.dtype)
    shape = mean.shape if mean.shape == std.shape else np.broadcast_shapes(mean.shape, std.shape)
    out = normal(generator, shape, mean.dtype)
    with np.errstate(all="ignore"):
        return _in_dtype(np.add, _in_dtype(np.multiply, out, std), mean)


def _in_dtype(ufunc: np.ufunc, out: np.ndarray, other: np.ndarray) -> np.ndarray:
    """What `out` becomes by an operation in place: computed in the wider type, rounded to its own."""
    work = FLOAT64 if FLOAT64 in (out.dtype, other.dtype) else FLOAT32
    return narrow(ufunc(out.astype(work, copy=False), other.astype(work, copy=False)), out.dtype)


def log_normal(
    generator: Generator, shape: Sequence[int], dtype: np.typing.DTypeLike, mean: float = 1.0, std: float = 2.0
) -> np.ndarray:
    """exp of a normal number, whatever the size by pairs. RuntimeError unless `std` > 0.

    >>> log_normal(Generator(0), (2,), np.float64, 0.0, 1.0)
    array([4.66923902, 0.74570224])
    """
    dtype = np.dtype(dtype)
    if not std > 0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std}")
    require_floating(dtype, "log_normal_cpu")
    return filled(generator, shape, dtype, lambda n: mapped(_exp, multiply_add(_pairs(generator, n), std, mean)))


def _exp(x: float) -> float:
    return math.inf if x > LARGEST_EXPONENT else math.exp(x)
