"""Convolution and the patches of images next to torch itself: every form of the calls, large sizes, the mistakes."""

from __future__ import annotations

import numpy as np
import pytest

import backlight.torch
import backlight.torch.nn.functional
from tests.oracle.graphs import assert_same, lines

torch = pytest.importorskip("torch")

CALLS = """
F.conv1d(r(2, 3, 7), r(4, 3, 3))
F.conv1d(r(3, 7), r(4, 3, 3), r(4))
F.conv1d(r(2, 3, 7), r(4, 3, 3), r(4), 2, 1, 2)
F.conv1d(r(2, 4, 7), r(4, 2, 3), None, groups=2, padding='same')
F.conv1d(r(3, 8), r(4, 3, 3), padding='same', dilation=2)
F.conv1d(r(2, 3, 8), r(4, 3, 4), padding='same', dilation=3)
F.conv2d(r(2, 3, 5, 6), r(4, 3, 2, 3), r(4))
F.conv2d(r(3, 5, 6), r(4, 3, 2, 3), r(4), (2, 1), (1, 2))
F.conv2d(r(2, 3, 5, 6), r(4, 3, 2, 3), padding='same')
F.conv2d(r(2, 3, 5, 6), r(4, 3, 2, 3), padding='valid', stride=[2])
F.conv2d(input=r(2, 4, 5, 6), weight=r(4, 1, 3, 3), bias=r(4), groups=4, padding=torch.tensor(1))
F.conv2d(r(2, 4, 5, 6), r(8, 1, 3, 3), r(8), 2, 1, groups=4)
F.conv2d(r(2, 4, 7, 6), r(4, 1, 3, 2), r(4), (1, 3), 2, (2, 1), groups=4)
F.conv2d(r(1, 2, 30, 40), r(3, 2, 3, 3), r(3), 1, 1)
F.conv2d(r(1, 2, 4, 4)[..., 1:, 1:], r(3, 2, 2, 2).transpose(2, 3))
F.conv2d(r(2, 3, 5, 5).long(), torch.ones(2, 3, 2, 2, dtype=torch.int64))
F.conv2d(torch.ones(1, 2, 3, 3, dtype=torch.int32), torch.ones(2, 2, 2, 2, dtype=torch.int32))
F.conv2d(r(1, 3, 4, 4).expand(2, 3, 4, 4), r(2, 3, 2, 2))
F.conv3d(r(2, 2, 4, 3, 5), r(3, 2, 2, 2, 3), r(3))
F.conv3d(r(2, 4, 3, 5), r(3, 2, 2, 2, 3), None, (1, 2, 1), 1)
F.conv3d(r(1, 2, 4, 3, 5), r(3, 2, 2, 1, 3), padding='same')
F.conv_transpose1d(r(2, 3, 4), r(3, 2, 3))
F.conv_transpose1d(r(3, 4), r(3, 2, 3), r(2), 2, 1, 1)
F.conv_transpose1d(r(2, 4, 4), r(4, 2, 3), r(4), groups=2, dilation=2)
F.conv_transpose2d(r(2, 3, 4, 3), r(3, 2, 3, 2), r(2))
F.conv_transpose2d(r(3, 4, 3), r(3, 2, 3, 2), r(2), (2, 1), 1, (1, 0))
F.conv_transpose2d(r(2, 4, 3, 3), r(4, 1, 3, 3), r(4), 2, 1, 1, 4)
F.conv_transpose2d(r(2, 4, 3, 3), r(4, 1, 3, 3), r(4), 1, 1, 0, 4, 2)
F.conv_transpose2d(r(1, 2, 3, 3), r(2, 2, 3, 3), dilation=2, output_padding=1)
F.conv_transpose3d(r(1, 2, 2, 3, 2), r(2, 2, 2, 2, 2), None, 2)
F.conv_transpose3d(r(2, 2, 3, 2), r(2, 1, 2, 2, 2), r(1), 1, 1)
torch.conv1d(r(2, 3, 7), r(4, 3, 3))
torch.conv2d(r(2, 3, 5, 6), r(4, 3, 2, 3), r(4), 1, 'same')
torch.conv3d(r(1, 2, 3, 3, 3), r(3, 2, 2, 2, 2))
torch.conv_transpose1d(r(2, 3, 4), r(3, 2, 3))
torch.conv_transpose2d(r(2, 3, 4, 3), r(3, 2, 3, 2))
torch.conv_transpose3d(r(1, 2, 2, 3, 2), r(2, 2, 2, 2, 2))
torch.convolution(r(2, 3, 7), r(4, 3, 3), r(4), [2], [1], [1], False, [0], 1)
torch.convolution(r(2, 3, 4, 4), r(3, 2, 3, 3), r(2), (2, 2), (1,), (1, 1), True, (1, 0), 1)
F.unfold(r(2, 3, 5, 4), 2)
F.unfold(r(3, 5, 4), (2, 3), 1, (1, 0), (2, 1)).squeeze(0)
F.unfold(r(2, 3, 5, 4), (1, 1))
F.unfold(torch.ones(1, 2, 3, 3).bool(), 2, padding=1)
F.fold(r(2, 12, 12), (5, 4), 2)
F.fold(r(2, 12, 6), (4, 5), (2, 3), dilation=(1, 2), padding=1, stride=(2, 1))
"""

# torch has nodes of other kinds here: it turns complex numbers into real ones, and squeezes inside of unfold.
UNNAMED = """
F.conv2d(r(2, 3, 4, 4) * (1 + 2j), r(2, 3, 2, 2) * (2 - 1j), r(2) * (1 + 1j)).real
F.conv_transpose2d(r(2, 3, 4, 4) * (1 + 2j), r(3, 2, 2, 2) * (2 - 1j), stride=2).imag
torch.conv_tbc(r(5, 2, 3), r(2, 3, 4), r(4))
F.conv_tbc(r(5, 2, 3), r(2, 3, 4), r(4), 1)
F.unfold(r(3, 5, 4), 2)
F.fold(r(12, 12), (5, 4), 2)
"""

ERRORS = """
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), stride=(1, 2, 3))
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), stride=0)
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), padding=-1)
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), dilation=0)
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), padding='same', stride=2)
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), padding='full')
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), 1.5)
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), padding=True)
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), 3)
F.conv2d(r(2, 3, 5, 5), None)
F.conv2d([1.0], r(4, 3, 3, 3))
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), groups=0)
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), groups=1.0)
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), groups=2)
F.conv2d(r(2, 4, 5, 5), r(5, 2, 3, 3), groups=2)
F.conv2d(r(2, 2, 5, 5), r(4, 3, 3, 3))
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), r(5))
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), r(4, 1))
F.conv2d(r(2, 3, 5, 2), r(4, 3, 3, 3))
F.conv2d(r(5, 5), r(4, 3, 3, 3))
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3))
F.conv1d(r(2, 3, 5, 5), r(4, 3, 3, 3))
F.conv2d(r(2, 3, 0, 5), r(4, 3, 3, 3), padding=3)
F.conv2d(r(2, 3, 5, 5), r(0, 3, 3, 3))
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3).half())
F.conv2d(r(2, 3, 5, 5), r(4, 3, 3, 3), r(4).long())
F.conv2d(torch.ones(1, 1, 2, 2).bool(), torch.ones(1, 1, 2, 2).bool())
F.conv_transpose2d(r(2, 3, 4, 4), r(3, 2, 3, 3), output_padding=1)
F.conv_transpose2d(r(2, 3, 4, 4), r(3, 2, 3, 3), output_padding=-1)
F.conv_transpose2d(r(2, 3, 4, 4), r(3, 2, 3, 3), padding='same')
F.conv_transpose2d(r(2, 3, 4, 4), r(3, 2, 3, 3), padding=9)
F.conv_transpose2d(r(2, 3, 4, 4), r(3, 2, 3, 3), r(3))
F.conv_transpose2d(r(2, 2, 4, 4), r(3, 2, 3, 3))
torch.convolution(r(3, 4, 4), r(3, 2, 3, 3), None, [1], [0], [1], True, [0], 1)
torch.conv_tbc(r(5, 3), r(2, 3, 4), r(4))
torch.conv_tbc(r(5, 2, 3), r(2, 2, 4), r(4))
F.unfold(r(2, 3, 5, 4), 6)
F.unfold(r(2, 3, 5, 4), (1, 2, 3))
F.unfold(r(2, 3, 5, 4), 2, stride=0)
F.unfold(r(2, 3, 5, 4), 2, padding=-1)
F.unfold(r(2, 3, 5, 4), 2, dilation=0)
F.unfold(r(2, 3, 5, 4), 0)
F.unfold(r(2, 0, 5, 4), 2)
F.unfold(r(2, 3, 5, 4).long(), 2)
F.unfold(r(2, 3, 5, 4), 2.5)
F.unfold([1.0], 2)
F.fold(r(2, 12, 11), (5, 4), 2)
F.fold(r(2, 11, 12), (5, 4), 2)
F.fold(r(12), (5, 4), 2)
F.fold(r(2, 12, 12).int(), (5, 4), 2)
F.fold(r(2, 12, 12), (5, 4), 2, stride=(0, 1))
"""

OURS = backlight.torch, backlight.torch.nn.functional
THEIRS = torch, torch.nn.functional


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("line", lines(CALLS))
def test_calls_are_those_of_torch(line, dtype):
    assert_same(OURS, THEIRS, line, dtype)


@pytest.mark.parametrize("line", lines(UNNAMED))
def test_calls_of_other_nodes_have_the_values_of_torch(line):
    assert_same(OURS, THEIRS, line, named=False)


@pytest.mark.parametrize("line", lines(ERRORS))
def test_mistakes_raise_as_in_torch(line):
    assert_same(OURS, THEIRS, line)


# Sizes at which work is done in several blocks, in every layout: N, C, O, (H, W), kernel, stride, padding, groups
LARGE = [
    (3, 40, 24, (40, 40), 3, 1, 1, 1),  # an image in parts
    (70, 16, 32, (7, 7), 3, 1, 1, 1),  # images side by side
    (5, 1, 8, (28, 28), 5, 1, 0, 1),
    (4, 48, 130, (20, 20), 3, 1, 1, 1),  # many more results than channels
    (3, 3, 16, (90, 90), 7, 2, 3, 1),
    (3, 64, 32, (30, 30), 3, 2, 1, 2),
    (4, 32, 32, (40, 40), 3, 1, 1, 32),
    (4, 32, 64, (41, 40), 5, 2, 2, 32),
    (2, 8, 8, (9, 3000), 3, 1, 2, 1),
]


@pytest.mark.parametrize("sizes", LARGE, ids=[f"{n}x{c}x{s[0]}x{s[1]}" for n, c, _, s, *_ in LARGE])
@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_large_images_are_convolved_as_in_torch(sizes, dtype):
    n, c, o, size, k, stride, padding, groups = sizes
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(s).astype("float32") for s in ((n, c, *size), (o, c // groups, k, k), (o,))]
    found = []
    for nx, functional in (OURS, THEIRS):
        x, w, b = (nx.from_numpy(a.copy()).to(getattr(nx, dtype)).requires_grad_() for a in arrays)
        y = functional.conv2d(x, w, b, stride, padding, 1, groups)
        weights = np.random.default_rng(1).standard_normal(tuple(y.shape)).astype("float32")
        y.backward(nx.from_numpy(weights).to(y.dtype))
        found.append([t.detach().float().numpy() for t in (y, x.grad, w.grad, b.grad)])
    digits = {"float32": 2e-6, "float16": 1e-3, "bfloat16": 8e-3}[dtype]
    for ours, theirs in zip(*found, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=digits, atol=6 * digits * np.abs(theirs).max())
