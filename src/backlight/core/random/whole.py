"""Whole numbers: `randint` and `random_` (integers, whole_range) and `randperm` (permutation)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from backlight.core.random.drawing import CHUNK, DIGITS, LARGEST, WIDE_UNSIGNED, count, filled
from backlight.core.random.generator import Generator

LEAST, MOST = -(2**63), 2**63 - 1


def integers(
    generator: Generator, low: int, high: int | None, shape: Sequence[int], dtype: np.typing.DTypeLike
) -> np.ndarray:
    """Integers in [low, high), as `randint` draws them; `high=None` goes up to the last one of `dtype`, inclusive.

    A number is a random word modulo the size of the range; from 2**28 on, of 64 bits instead of 32. RuntimeError
    for an empty range or one that `dtype` cannot hold.

    >>> integers(Generator(0), 0, 10, (6,), np.int64)
    array([4, 9, 3, 0, 3, 9])
    """
    dtype = np.dtype(dtype)
    if not LEAST <= low <= MOST or not (high is None or LEAST <= high <= MOST):
        raise ValueError(f"Overflow when unpacking long long: {low=}, {high=}, and a bound is of 64 bits")
    if high is None and low == LEAST:
        return _all_of_64_bits(generator, shape, dtype)
    last = _last(dtype) if high is None else high - 1
    if high is not None and low >= high:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    if dtype.char in DIGITS:
        low, last = _representable(low, last, dtype, adjust_last=high is not None)
    _check_range(low, last, dtype)
    size = last - low + 1
    draw = generator.doublewords if size >= 2**28 else generator.words

    def values(n: int) -> np.ndarray:
        drawn = _modulo(draw(n), size).view(np.int64)
        drawn += low  # wraps around, like torch's own sum, and only so fits
        return drawn

    return filled(generator, shape, dtype, values)


def whole_range(generator: Generator, shape: Sequence[int], dtype: np.typing.DTypeLike) -> np.ndarray:
    """Integers from 0 to the last one of `dtype`, as `random_()` draws them; for a float type, to 2**digits.

    >>> whole_range(Generator(0), (3,), np.uint8)
    array([172,  47, 117], dtype=uint8)
    """
    dtype = np.dtype(dtype)
    if dtype.char in WIDE_UNSIGNED or dtype.kind == "c":
        raise NotImplementedError(f'"random_kernel_cpu" not implemented for {dtype}')
    draw = generator.doublewords if dtype in (np.int64, np.float64) else generator.words
    return filled(generator, shape, dtype, lambda n: _modulo(draw(n), _last(dtype) + 1).view(np.int64))


def _all_of_64_bits(generator: Generator, shape: Sequence[int], dtype: np.dtype) -> np.ndarray:
    if dtype != np.int64 and dtype.char not in "Efd":
        raise NotImplementedError(f"a range of 2**64 is for int64, float64, float32 and bfloat16, not for {dtype}")
    return filled(generator, shape, dtype, lambda n: generator.doublewords(n).view(np.int64))


def _modulo(words: np.ndarray, size: int) -> np.ndarray:
    if size & (size - 1) == 0:
        words &= size - 1
    elif size < 2**64:
        words %= np.uint64(size)
    return words


def _last(dtype: np.dtype) -> int:
    """The last integer of `dtype`; of a float type, the last before which it has them all."""
    if dtype.char in DIGITS:
        return 2 ** DIGITS[dtype.char]
    return 1 if dtype.kind == "b" else 2 ** (8 * dtype.itemsize - (dtype.kind == "i")) - 1


def _representable(low: int, last: int, dtype: np.dtype, adjust_last: bool) -> tuple[int, int]:
    """Bounds moved inwards to what rounding to a float type cannot push beyond them."""

    def rounded(value: int) -> int:
        fits = abs(value) <= LARGEST[dtype.char]
        return int(np.int64(value).astype(dtype)) if fits else value

    def step(value: int) -> int:
        return 2 ** max(abs(value).bit_length() - DIGITS[dtype.char], 0)

    if rounded(low + 1) < low:
        low = rounded(low + 1) + step(low + 1)
    if adjust_last and rounded(last) > last:
        last = rounded(last) - step(last) - 1
    if low > last or (low == last and not adjust_last):
        raise RuntimeError(
            f"random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, "
            f"but got from={low} >= to={last + 1}"
        )
    return low, last


def _check_range(low: int, last: int, dtype: np.dtype) -> None:
    if dtype.kind == "c":
        raise RuntimeError("check_random_bounds handles only integral, floating-point and boolean types")
    if dtype.char in DIGITS:
        least, most = -LARGEST[dtype.char], LARGEST[dtype.char]
    else:
        least = 0 if dtype.kind in "bu" else -_last(dtype) - 1
        most = min(_last(dtype), MOST)
    for name, value in (("from", low), ("to - 1", last)):
        if not least <= value <= most:
            raise RuntimeError(f"{name} is out of bounds for {dtype}: {value} is not in [{least}, {most}]")
        if dtype.char in DIGITS and abs(value) > _last(dtype):
            warnings.warn(
                f"{name} is out of bounds [-(2^{DIGITS[dtype.char]}), 2^{DIGITS[dtype.char]}]: beyond it {dtype} "
                "does not hold every integer",
                UserWarning,
                stacklevel=3,
            )


def permutation(generator: Generator, n: int, dtype: np.typing.DTypeLike = np.int64) -> np.ndarray:
    """The numbers below `n` in random order, as `randperm` shuffles them.

    RuntimeError if `n` is negative or too large for `dtype`.

    >>> permutation(Generator(0), 5)
    array([4, 0, 1, 3, 2])
    """
    dtype = np.dtype(dtype)
    count((n,))
    _check_length(n, dtype)
    with generator.lock:
        if n >= 2**32 // 20:
            return _inside_out(generator, n, dtype)
        draws = generator.words(max(n - 1, 0)).view(np.int64)
    draws %= np.arange(n, 1, -1)  # step i takes one of the n - i that are left
    shuffle = _shuffled if n < 256 else _shuffled_at_once
    return shuffle(draws, n).astype(dtype, copy=False)


def _shuffled(draws: np.ndarray, n: int) -> np.ndarray:
    """The row 0..n-1 after swapping place i with place i + draws[i], for each i in turn (Fisher and Yates)."""
    row = list(range(n))
    for i, draw in enumerate(draws.tolist()):
        j = i + draw
        row[i], row[j] = row[j], row[i]
    return np.array(row, np.int64)


def _shuffled_at_once(draws: np.ndarray, n: int) -> np.ndarray:
    """The same without a loop over the steps, faster from some 200 on: 3 to 8 times."""
    steps = np.arange(n)
    targets = steps.copy()
    targets[:-1] += draws
    # What step i carries away was put into place i by the last earlier step aimed there, which had it from the one
    # before; a place at which no step aimed still holds its own number. Follow these back to their origins.
    movers = np.flatnonzero(targets != steps)
    origins = steps.copy()
    origins[targets[movers]] = movers
    while ((earlier := origins[origins]) != origins).any():
        origins = earlier
    # Step i takes what stands at its target: the number of that place, or what the step last aimed there has left.
    keys = targets << 32
    keys |= steps
    keys.sort()
    places, aimed = keys >> 32, keys & 0xFFFFFFFF
    again = places[1:] == places[:-1]
    targets[aimed[1:][again]] = origins[aimed[:-1][again]]
    return targets


def _inside_out(generator: Generator, n: int, dtype: np.dtype) -> np.ndarray:
    """For lengths where a 32-bit word modulo n would favour some places: 64-bit words, the row growing by one."""
    row = np.empty(n, dtype)
    for start in range(0, n, CHUNK):
        stop = min(start + CHUNK, n)
        draws = generator.doublewords(stop - start) % np.arange(start + 1, stop + 1, dtype=np.uint64)
        for i, j in zip(range(start, stop), draws.tolist(), strict=True):
            row[i] = row[j] if j < i else i
            row[j] = i
    return row


def _check_length(n: int, dtype: np.dtype) -> None:
    if dtype.char in WIDE_UNSIGNED or dtype.kind in "bc":
        raise NotImplementedError(f'"randperm" not implemented for {dtype}')
    most = _last(dtype) + 1
    if n > most and dtype.char != "E":  # for bfloat16 torch has no limit
        raise RuntimeError(f"n cannot be greater than {most} for {dtype}: got {n}")
