"""Windows by hand: symmetric ones, periodic ones, of one point and of none."""

from __future__ import annotations

import pytest

import backlight
from backlight.signal import windows

NAMES = ["bartlett", "blackman", "cosine", "exponential", "gaussian", "hamming", "hann", "kaiser", "nuttall"]


@pytest.mark.parametrize("name", NAMES)
def test_a_symmetric_window_reads_the_same_backwards(name):
    window = getattr(windows, name)(7, dtype=backlight.float64).tolist()

    assert window == pytest.approx(window[::-1])
    assert window[3] == max(window) == pytest.approx(1.0)


@pytest.mark.parametrize("name", NAMES)
def test_a_periodic_window_is_the_symmetric_one_of_a_point_more_without_its_last(name):
    call = getattr(windows, name)

    assert call(6, sym=False).tolist() == pytest.approx(call(7).tolist()[:-1])


@pytest.mark.parametrize("name", NAMES)
def test_windows_of_one_point_and_of_none(name):
    assert getattr(windows, name)(1).tolist() == [1.0]
    assert getattr(windows, name)(1, sym=False).tolist() == [1.0]
    assert getattr(windows, name)(0).shape == (0,)


@pytest.mark.parametrize("name", ["hann", "hamming", "blackman", "bartlett", "kaiser"])
def test_the_older_names_are_periodic(name):
    older, call = getattr(backlight, f"{name}_window"), getattr(windows, name)

    assert older(8).tolist() == pytest.approx(call(8, sym=False).tolist())
    assert older(8, False).tolist() == pytest.approx(call(8).tolist())


def test_figures_by_hand():
    assert windows.hann(5).tolist() == pytest.approx([0, 0.5, 1, 0.5, 0], abs=1e-7)
    assert windows.hamming(3).tolist() == pytest.approx([0.08, 1, 0.08])
    assert windows.general_cosine(3, a=[0.5, 0.3, 0.2]).tolist() == pytest.approx([0.4, 1, 0.4])
    assert windows.kaiser(3, beta=0.0).tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: windows.hann(-1), ValueError),
        (lambda: windows.hann(3, dtype=backlight.int64), ValueError),
        (lambda: windows.gaussian(3, std=0.0), ValueError),
        (lambda: windows.exponential(3, center=1.0), ValueError),
        (lambda: windows.general_cosine(3, a=[]), ValueError),
        (lambda: windows.general_cosine(3, a=0.5), TypeError),
        (lambda: backlight.hann_window(-1), RuntimeError),
        (lambda: backlight.hann_window(3, dtype=backlight.int64), RuntimeError),
        (lambda: backlight.hann_window(2.5), TypeError),
    ],
)
def test_mistakes_are_told(call, error):
    with pytest.raises(error):
        call()
