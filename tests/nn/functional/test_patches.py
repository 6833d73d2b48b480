"""Patches of images as columns, and their sums, by figures that are found by hand."""

from __future__ import annotations

import pytest

import backlight
import backlight.nn.functional as F


def test_each_patch_becomes_a_column():
    x = backlight.arange(6.0).reshape(1, 1, 2, 3)

    assert F.unfold(x, 2).tolist() == [[[0, 1], [1, 2], [3, 4], [4, 5]]]
    assert F.unfold(x, (1, 2), padding=(0, 1), stride=3).tolist() == [[[0, 2], [0, 0]]]
    assert F.unfold(x[0], (2, 1), dilation=1, stride=2).tolist() == [[0, 2], [3, 5]]


def test_the_patches_are_a_copy():
    x = backlight.ones(1, 1, 2, 2)
    F.unfold(x, 1).zero_()

    assert x.sum().item() == 4


def test_folding_what_was_unfolded_counts_each_place():
    ones = backlight.ones(1, 1, 3, 3)

    assert F.fold(F.unfold(ones, 2), (3, 3), 2).tolist() == [[[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]]


def test_unfolding_times_weights_is_a_convolution():
    rng = backlight.manual_seed(0)
    x = backlight.randn(2, 3, 6, 5, generator=rng, requires_grad=True)
    w = backlight.randn(4, 3, 2, 3, generator=rng)
    columns = w.reshape(4, -1) @ F.unfold(x, (2, 3), padding=1)
    y = F.conv2d(x, w, padding=1)

    assert backlight.allclose(columns.reshape(y.shape), y, atol=1e-5)
    seeds = backlight.randn(*y.shape, generator=rng)
    (one,) = backlight.autograd.grad(columns, x, seeds.reshape(columns.shape))
    (other,) = backlight.autograd.grad(y, x, seeds)
    assert backlight.allclose(one, other, atol=1e-5)


@pytest.mark.parametrize(
    ("call", "kind", "told"),
    [
        (lambda x: F.unfold(x, 4), RuntimeError, "components must be at least one"),
        (lambda x: F.unfold(x, (1, 2, 3)), RuntimeError, "kernel_size equals to 2, but got size 3"),
        (lambda x: F.unfold(x.long(), 2), NotImplementedError, "'Long'.*convert the tensor first"),
        (lambda x: F.fold(x[0], (5, 5), 2), RuntimeError, "divisible by the product of kernel_size"),
        (lambda x: F.fold(x.reshape(1, 4, 9), (5, 5), 2), RuntimeError, r"sliding blocks 4 \* 4 = 16, but got .*9"),
    ],
)
def test_mistakes_are_told(call, kind, told):
    with pytest.raises(kind, match=told):
        call(backlight.ones(1, 4, 3, 3))
