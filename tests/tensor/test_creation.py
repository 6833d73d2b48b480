"""New tensors of a shape, and rows of numbers: as torch makes them."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
from backlight.core import layout
from tests.tensor.goldens import check, every


@every("creation")
def test_calls_come_to_what_torch_makes_of_them(call, expected):
    check(call, expected)


@pytest.mark.parametrize("shape", [(10**9, 10**9), (2**62, 2**62)])
def test_too_large_a_tensor_is_a_runtime_error(shape):
    with pytest.raises(RuntimeError, match="can't allocate memory"):
        backlight.empty(shape)


def test_too_long_a_row_is_a_runtime_error():
    with pytest.raises(RuntimeError, match="can't allocate memory"):
        backlight.arange(10**13)


def test_out_is_written_and_given_back():
    out = backlight.ones(2)
    memory = out.numpy()

    assert backlight.full((2,), 3.0, out=out) is out
    assert memory.tolist() == [3, 3]


def test_a_write_by_out_is_noticed_by_backward():
    w, x = backlight.ones(2, requires_grad=True), backlight.ones(2)
    y = (w * x).sum()
    backlight.zeros(2, out=x)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


def test_results_inside_inference_mode_stay_outside_of_graphs():
    with backlight.inference_mode():
        x = backlight.zeros(2)

    assert x.is_inference()


@pytest.mark.parametrize(
    ("strides", "expected"),
    [((24, 8, 1), (24, 8, 1)), ((0, 8, 1), (32, 8, 1)), ((1, 0, 8), (1, 32, 8)), ((0, 1, 4), (32, 1, 4))],
)
def test_a_copy_lies_in_memory_as_its_original_without_gaps(strides, expected):
    memory = np.zeros(1000, np.float32)
    x = np.ndarray((3, 4, 8) if strides[2] == 1 else (8, 4, 4), np.float32, memory, 0, tuple(4 * s for s in strides))
    steps = layout.empty_like(x, x.dtype).strides

    assert sorted(range(3), key=lambda i: -steps[i]) == sorted(range(3), key=lambda i: -expected[i])
    assert max(n * s for n, s in zip(x.shape, steps, strict=True)) == x.size * 4


def test_channels_last_lies_in_memory_by_pixels():
    x = backlight.zeros(2, 3, 4, 5).clone(memory_format=layout.channels_last)

    assert x.stride() == (60, 1, 15, 3)
    assert backlight.zeros_like(x).stride() == x.stride()


def test_linspace_ends_exactly():
    for steps in (2, 3, 7, 100):
        row = backlight.linspace(0.1, 0.7, steps)
        assert row[0].item() == np.float32(0.1)
        assert row[-1].item() == np.float32(0.7)


def test_memory_formats_and_layouts_are_known_by_name():
    import pickle

    for name in ("strided", "contiguous_format", "channels_last"):
        constant = getattr(layout, name)
        assert repr(constant) == f"torch.{name}"
        assert pickle.loads(pickle.dumps(constant)) is constant
