"""Making tensors next to torch itself: every call of the tables, then rows of numbers bit for bit."""

from __future__ import annotations

import numpy as np
import pytest

from backlight.core import dtypes
from backlight.tensor import ranges
from backlight.tensor.data import tensor
from tests.samples.calls import calls_of, ours, outcome, same

torch = pytest.importorskip("torch")
OURS = ours()
FLOATS = ["float32", "float64", "float16", "bfloat16"]


@pytest.mark.parametrize(
    "call", [c for f in ("data", "creation", "legacy", "device", "parameter") for c in calls_of(f)]
)
def test_calls_come_to_what_torch_makes_of_them(call):
    torch.set_default_dtype(torch.float32)
    expected, actual = outcome(call, torch), outcome(call, OURS)
    torch.set_default_dtype(torch.float32)
    dtypes.set_default_dtype(dtypes.float32)

    assert same(actual, expected), (actual, expected)


def bits(x) -> bytes:
    if hasattr(x, "_array"):
        return np.ascontiguousarray(x._array).tobytes()
    return x.contiguous().view(torch.uint8).numpy().tobytes() if x.numel() else b""


def compare(name: str, kind: str, *arguments) -> None:
    if kind == "bfloat16":
        pytest.importorskip("ml_dtypes")
    actual = getattr(ranges, name)(*arguments, dtype=getattr(dtypes, kind))
    expected = getattr(torch, name)(*arguments, dtype=getattr(torch, kind))

    assert actual.shape == tuple(expected.shape), (name, arguments)
    assert bits(actual) == bits(expected), (name, arguments)


@pytest.mark.parametrize("kind", FLOATS)
def test_rows_of_floats_are_torchs_bit_for_bit(kind):
    rng = np.random.default_rng(3)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    for _ in range(300):
        start, step = (float(rng.normal() * 10.0 ** rng.integers(-3, 3)) for _ in range(2))
        count = int(rng.integers(1, 200))
        end = start + step * count
        compare("arange", kind, start, end, step)
        compare("linspace", kind, start, end, count)
        compare("logspace", kind, float(rng.normal()), float(rng.normal()), count, float(rng.choice([2.0, 10.0])))
    torch.set_num_threads(threads)


@pytest.mark.parametrize("kind", ["uint8", "int8", "int16", "int32", "int64"])
def test_rows_of_integers_are_torchs(kind):
    rng = np.random.default_rng(4)
    for _ in range(200):
        low, high = sorted(int(rng.integers(0 if kind == "uint8" else -120, 120)) for _ in range(2))
        compare("linspace", kind, low, high, int(rng.integers(1, 60)))
        compare("linspace", kind, high, low, int(rng.integers(1, 60)))
        compare("logspace", kind, 0, int(rng.integers(0, 5)), int(rng.integers(1, 30)), 2.5)
        step = int(rng.integers(1, 9))
        compare("arange", kind, low, high, step)
        compare("arange", kind, high, low, -step)


def numbers(rng, kind) -> list:
    """Numbers of all kinds, as they stand in lists; torch does not read a np.float32 as an integer."""
    pool = [
        0,
        1,
        -1,
        255,
        2**31,
        0.5,
        -2.5,
        1e30,
        True,
        False,
        3.7,
        1e-40,
        np.float32(0.1),
        np.int8(3),
        np.float64(0.1),
    ]
    if kind in ("bool", "uint8", "int32", "int64"):
        pool = [n for n in pool if type(n) is not np.float32]
    return [pool[i] for i in rng.integers(0, len(pool), int(rng.integers(1, 6)))]


@pytest.mark.parametrize(
    "kind", [None, "bool", "uint8", "int32", "int64", "float16", "float32", "float64", "complex64"]
)
def test_lists_of_mixed_numbers_become_what_they_become_in_torch(kind):
    rng = np.random.default_rng(5)
    for _ in range(300):
        data = numbers(rng, kind)
        data = [data, data] if rng.random() < 0.3 else data
        results = []
        for make, types in ((tensor, dtypes), (torch.tensor, torch)):
            try:
                made = make(data, dtype=None if kind is None else getattr(types, kind))
                results.append((str(made.dtype), tuple(made.shape), bits(made)))
            except Exception as error:
                results.append((type(error).__name__,))

        assert results[0] == results[1], data
