"""Conversions and random draws next to torch itself: every call of the tables, then each dtype to each."""

from __future__ import annotations

import numpy as np
import pytest

from backlight.core import dtypes
from backlight.tensor import generator
from backlight.tensor.data import from_numpy
from tests.samples.calls import calls_of, ours, outcome, same

torch = pytest.importorskip("torch")
OURS = ours()
KINDS = ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64", "complex64", "complex128"]


@pytest.mark.parametrize("call", [*calls_of("conversion"), *calls_of("random")])
def test_calls_come_to_what_torch_makes_of_them(call):
    torch.manual_seed(0)
    generator.manual_seed(0)
    expected, actual = outcome(call, torch), outcome(call, OURS)

    assert same(actual, expected), (actual, expected)


def values_of(kind: str) -> np.ndarray:
    rng = np.random.default_rng(1)
    dtype = np.dtype(kind)
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        return rng.integers(info.min, info.max, 200, dtype, endpoint=True)
    if dtype.kind == "b":
        return rng.random(50) < 0.5
    plain = np.concatenate(
        [rng.normal(size=300) * 10.0 ** rng.integers(-6, 9, 300), [0.0, -0.0, 1e-8, 65504.0, 65520.0]]
    )
    with np.errstate(all="ignore"):
        return plain.astype(dtype)


@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.filterwarnings("ignore:Casting complex values")
@pytest.mark.filterwarnings("ignore:overflow encountered", "ignore:invalid value encountered")
def test_each_dtype_becomes_each_other_as_in_torch(kind, target):
    values = values_of(kind)
    if values.dtype.kind in "fc" and np.dtype(target).kind in "iu":  # beyond its range the hardware decides
        limits = np.iinfo(target)
        values = values[(values.real > float(limits.min) + 1) & (values.real < float(limits.max) * 0.999)]
    actual = from_numpy(values).to(getattr(dtypes, target)).numpy()
    expected = torch.from_numpy(values).to(getattr(torch, target)).numpy()

    assert actual.dtype == expected.dtype
    assert actual.tobytes() == expected.tobytes()


LAYOUTS = [
    "x.T", "x[::2]", "x[:, ::2].T", "x[0].expand(3, 8)", "x[:, :1].expand(6, 5)", "x[:, None].expand(6, 4, 8)",
    "x.reshape(2, 3, 8).permute(2, 0, 1)", "x.reshape(2, 3, 8)[:, 1]", "x[:, 0]", "x[0, 0].expand(2, 3)",
]  # fmt: skip


@pytest.mark.parametrize("part", LAYOUTS)
@pytest.mark.parametrize("call", ["clone()", "double()", "to(torch.int32)", "to(x.dtype, copy=True)"])
def test_copies_lie_in_memory_as_in_torch(part, call):
    strides = []
    for module in (torch, OURS):
        x = module.arange(48.0).reshape(6, 8)
        y = eval(f"({part}).{call}", {"x": x, "torch": module})
        strides.append([s for n, s in zip(y.shape, y.stride(), strict=True) if n > 1])

    assert strides[0] == strides[1]
