"""The transforms of the pieces of a signal, and the way back."""

from __future__ import annotations

import math

import numpy as np
import pytest

import backlight
from backlight.autograd import gradcheck

SIGNAL = np.random.default_rng(0).standard_normal(40)


def test_every_column_is_the_transform_of_a_piece():
    x = backlight.tensor(SIGNAL)
    spectrum = backlight.stft(x, 8, hop_length=3, center=False, return_complex=True)

    expected = np.stack([np.fft.rfft(SIGNAL[i : i + 8]) for i in range(0, 33, 3)], axis=1)
    np.testing.assert_allclose(spectrum.numpy(), expected, atol=1e-13)


@pytest.mark.parametrize(("onesided", "normalized"), [(True, False), (False, True)])
def test_there_and_back_is_where_it_started(onesided, normalized):
    x, window = backlight.tensor(SIGNAL), backlight.hann_window(16, dtype=backlight.float64)
    how = {"hop_length": 4, "window": window, "normalized": normalized, "onesided": onesided}
    back = backlight.istft(x.stft(16, return_complex=True, **how), 16, length=40, **how)

    np.testing.assert_allclose(back.numpy(), SIGNAL, atol=1e-13)


def test_parts_of_the_spectrum_come_in_a_last_dimension_of_two():
    x = backlight.ones(2, 12)
    whole = backlight.stft(x, 4, return_complex=True)
    parts = backlight.stft(x, 4, return_complex=False)

    assert parts.shape == (*whole.shape, 2)
    assert parts[..., 0].tolist() == whole.real.tolist()


def test_gradients_are_slopes_for_signal_and_window():
    x = backlight.tensor(SIGNAL[:10], requires_grad=True)
    window = backlight.tensor(SIGNAL[10:14] + 3, requires_grad=True)

    assert gradcheck(lambda x, w: backlight.stft(x, 6, 2, 4, w, return_complex=True), (x, window))
    spectrum = backlight.stft(x, 4, 2, return_complex=True).detach().requires_grad_()
    assert gradcheck(lambda s, w: backlight.istft(s, 4, 2, window=w), (spectrum, window))


@pytest.mark.parametrize(
    ("call", "error", "match"),
    [
        (lambda x: backlight.stft(x, 8), RuntimeError, "return_complex"),
        (lambda x: backlight.stft(x, 80, center=False, return_complex=True), RuntimeError, "n_fft"),
        (lambda x: backlight.stft(x, 8, hop_length=0, return_complex=True), RuntimeError, "hop_length"),
        (lambda x: backlight.stft(x, 8, window=backlight.ones(5), return_complex=True), RuntimeError, "window"),
        (lambda x: backlight.stft(x, 8, pad_mode="odd", return_complex=True), NotImplementedError, "odd"),
        (lambda x: backlight.stft(x.long(), 8, return_complex=True), RuntimeError, "floating point"),
        (lambda x: backlight.istft(x, 8), RuntimeError, "complex-valued"),
        (lambda x: backlight.istft(backlight.ones(4, 3) * 1j, 8), RuntimeError, "frequency dimension"),
    ],
)
def test_mistakes_are_told(call, error, match):
    with pytest.raises(error, match=match):
        call(backlight.tensor(SIGNAL))


def test_a_window_that_leaves_gaps_cannot_be_undone():
    spectrum = backlight.stft(backlight.tensor(SIGNAL), 8, window=backlight.zeros(8), return_complex=True)

    with pytest.raises(RuntimeError, match="window overlap add min"):
        backlight.istft(spectrum, 8, window=backlight.zeros(8))


def test_a_tone_stands_in_one_row():
    x = backlight.tensor([math.cos(2 * math.pi * k / 4) for k in range(32)])
    size = backlight.stft(x, 8, center=False, return_complex=True).abs()

    assert size.argmax(0).tolist() == [2] * size.shape[1]
