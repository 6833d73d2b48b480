"""Padding, resizing, warping and shuffling of images by figures that are found by hand, and what the mistakes say."""

from __future__ import annotations

import pytest

import backlight
import backlight.nn.functional as F

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("constant", [0, 0, 1, 2, 3, 0]),
        ("reflect", [3, 2, 1, 2, 3, 2]),
        ("replicate", [1, 1, 1, 2, 3, 3]),
        ("circular", [2, 3, 1, 2, 3, 1]),
    ],
)
def test_padding_of_a_row(mode, expected):
    x = backlight.tensor([[1.0, 2.0, 3.0]], requires_grad=True)
    y = F.pad(x, (2, 1), mode=mode)
    y.sum().backward()

    assert y.tolist() == [expected]
    assert x.grad.tolist() == [[expected.count(n) for n in (1, 2, 3)]]


def test_negative_padding_cuts_off():
    x = backlight.arange(4)

    assert F.pad(x, (-1, 1), value=9).tolist() == [1, 2, 3, 9]
    assert F.pad(x.reshape(1, 4), (-1, 2), mode="circular").tolist() == [[1, 2, 3, 1, 2]]


def test_the_first_pair_is_for_the_last_dimension():
    assert F.pad(backlight.zeros(2, 3, 4), (1, 0, 0, 2)).shape == (2, 5, 5)


def test_resizing_by_the_nearest_element():
    x = backlight.tensor([[[1.0, 2.0]]], requires_grad=True)
    y = F.interpolate(x, scale_factor=2)
    y.backward(backlight.tensor([[[1.0, 2.0, 3.0, 4.0]]]))

    assert y.tolist() == [[[1, 1, 2, 2]]]
    assert x.grad.tolist() == [[[3, 7]]]


def test_resizing_along_straight_lines():
    x = backlight.tensor([[[0.0, 2.0]]])

    assert F.interpolate(x, 4, mode="linear").tolist() == [[[0, 0.5, 1.5, 2]]]
    assert F.interpolate(x, 3, mode="linear", align_corners=True).tolist() == [[[0, 1, 2]]]


def test_a_constant_image_stays_constant():
    x = backlight.full((1, 2, 7, 9), 3.0)
    for mode in ("bilinear", "bicubic", "area", "nearest-exact"):
        assert F.interpolate(x, (11, 5), mode=mode).flatten().tolist() == pytest.approx([3] * 110)


def test_infinity_and_nan_stay_with_their_neighbours():
    x = backlight.tensor([[[INF, 1.0, 1.0, NAN]]])
    y = F.interpolate(x, 8, mode="linear")

    assert y[0, 0, 2:6].tolist() == pytest.approx([INF, 1, 1, NAN], nan_ok=True)


def test_shrinking_with_antialias_averages():
    x = backlight.tensor([[[[0.0, 0.0, 8.0, 8.0, 0.0, 0.0]]]])
    smooth = F.interpolate(x, (1, 3), mode="bilinear", antialias=True)

    assert smooth.flatten().tolist() == pytest.approx([8 / 7, 6, 8 / 7])


def test_images_of_bytes_are_rounded_to_bytes():
    x = backlight.tensor([[[[0, 255]]]], dtype=backlight.uint8)
    y = F.interpolate(x, (1, 4), mode="bilinear")

    assert y.dtype == backlight.uint8
    assert y.flatten().tolist() == [0, 64, 191, 255]


def test_the_former_names_warn():
    x = backlight.zeros(1, 1, 2, 2)
    with pytest.warns(UserWarning, match="deprecated"):
        assert F.upsample_bilinear(x, 3).shape == (1, 1, 3, 3)


def test_an_untouched_grid_gives_the_image_itself():
    x = backlight.arange(12.0).reshape(1, 1, 3, 4)
    same = backlight.tensor([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
    for align in (True, False):
        grid = F.affine_grid(same, (1, 1, 3, 4), align_corners=align)
        assert F.grid_sample(x, grid, align_corners=align).flatten().tolist() == pytest.approx(
            list(range(12)), abs=1e-5
        )


def test_the_slope_of_an_image_is_the_gradient_of_the_grid():
    x = backlight.arange(4.0).reshape(1, 1, 1, 4)
    grid = backlight.tensor([[[[0.2, 0.0]]]], requires_grad=True)
    F.grid_sample(x, grid, align_corners=True, padding_mode="border").sum().backward()

    assert grid.grad.tolist() == [[[[1.5, 0]]]]


@pytest.mark.parametrize(("padding", "expected"), [("zeros", 0), ("border", 3), ("reflection", 1)])
def test_points_outside_of_the_image(padding, expected):
    x = backlight.arange(4.0).reshape(1, 1, 1, 4)
    outside = backlight.tensor([[[[7 / 3, 0.0]]]])

    assert F.grid_sample(x, outside, padding_mode=padding, align_corners=True).item() == pytest.approx(expected)


def test_channels_become_pixels_and_come_back():
    x = backlight.arange(24.0).reshape(1, 8, 1, 3)
    y = F.pixel_shuffle(x, 2)

    assert y[0, 0].tolist() == [[0, 3, 1, 4, 2, 5], [6, 9, 7, 10, 8, 11]]
    assert F.pixel_unshuffle(y, 2).tolist() == x.tolist()
    assert backlight.channel_shuffle(x, 4)[0, :, 0, 0].tolist() == [0, 6, 12, 18, 3, 9, 15, 21]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda x: F.pad(x, (1,)), RuntimeError, "divisible by 2"),
        (lambda x: F.pad(x, (4, 0, 0, 0), mode="reflect"), RuntimeError, r"padding \(4, 0\) at dimension 3"),
        (lambda x: F.pad(x, (5, 0, 0, 0), mode="circular"), RuntimeError, "around more than once"),
        (lambda x: F.pad(x, (1, 1), mode="mirror"), NotImplementedError, "Unrecognised padding mode mirror"),
        (lambda x: F.pad(x, (1, 1, 1, 1), mode="reflect", value=1), RuntimeError, "doesn't take in value"),
        (lambda x: F.pad(x.long(), (1, 1), value=INF), RuntimeError, "without overflow"),
        (lambda x: F.interpolate(x), ValueError, "either size or scale_factor"),
        (lambda x: F.interpolate(x, 2, 2), ValueError, "only one of size or scale_factor"),
        (lambda x: F.interpolate(x, 2, mode="linear"), NotImplementedError, "linear mode needs 3D input"),
        (lambda x: F.interpolate(x, 2, align_corners=True), ValueError, "align_corners option"),
        (lambda x: F.interpolate(x.long(), 2), NotImplementedError, "not implemented for 'Long'"),
        (lambda x: F.interpolate(x, 0), RuntimeError, "should be greater than 0"),
        (lambda x: F.grid_sample(x, x, align_corners=False), RuntimeError, "size 2 in last dimension"),
        (lambda x: F.grid_sample(x, x, "cubic"), ValueError, "'bilinear', 'nearest' or 'bicubic'"),
        (lambda x: F.pixel_shuffle(x, 2), RuntimeError, "not divisible by 4"),
        (lambda x: F.channel_shuffle(x, 2), RuntimeError, "divisible by groups"),
    ],
)
def test_mistakes_are_told(call, error, words):
    with pytest.raises(error, match=words):
        call(backlight.zeros(1, 1, 4, 4))
