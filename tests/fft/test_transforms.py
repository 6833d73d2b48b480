"""Fourier transforms: figures by hand, inverses, gradients, names of nodes, mistakes."""

from __future__ import annotations

import math

import numpy as np
import pytest

import backlight
from backlight import fft
from backlight.autograd import grad, gradcheck, gradgradcheck

PAIRS = [
    ("fft", "ifft"),
    ("rfft", "irfft"),
    ("ihfft", "hfft"),
    ("fftn", "ifftn"),
    ("rfftn", "irfftn"),
    ("fft2", "ifft2"),
]


def reals(*shape):
    return backlight.tensor(np.random.default_rng(0).standard_normal(shape))


def complexes(*shape):
    rng = np.random.default_rng(1)
    return backlight.tensor(rng.standard_normal(shape) + 1j * rng.standard_normal(shape))


def close(a, b):
    np.testing.assert_allclose(a.detach().numpy(), b.detach().numpy(), rtol=1e-12, atol=1e-12)


def test_a_wave_has_one_frequency():
    wave = backlight.tensor([math.cos(2 * math.pi * 3 * k / 16) for k in range(16)], dtype=backlight.float64)
    spectrum = fft.rfft(wave)

    expected = np.zeros(9)
    expected[3] = 8
    np.testing.assert_allclose(spectrum.numpy(), expected, atol=1e-14)


@pytest.mark.parametrize("norm", [None, "backward", "forward", "ortho"])
@pytest.mark.parametrize(("there", "back"), PAIRS)
def test_there_and_back_is_where_it_started(there, back, norm):
    x = reals(4, 6)

    close(getattr(fft, back)(getattr(fft, there)(x, norm=norm), norm=norm).real, x)


@pytest.mark.parametrize("norm", ["forward", "backward"])
def test_ortho_keeps_lengths_and_the_others_divide_once(norm):
    x = complexes(5)
    scale = 5.0 if norm == "backward" else 0.2

    assert fft.fft(x, norm="ortho").abs().square().sum().item() == pytest.approx(x.abs().square().sum().item())
    assert fft.fft(x, norm=norm).abs().square().sum().item() == pytest.approx(x.abs().square().sum().item() * scale)


def test_single_precision_stays_single():
    assert fft.fft(backlight.ones(4)).dtype is backlight.complex64
    assert fft.irfft(backlight.ones(3)).dtype is backlight.float32
    assert fft.fft(reals(4)).dtype is backlight.complex128
    assert fft.fft(backlight.arange(4)).dtype is backlight.complex64


@pytest.mark.parametrize(
    ("name", "real", "node"),
    [
        ("fft", True, "FftR2CBackward0"),
        ("fft", False, "FftC2CBackward0"),
        ("ifft", True, "ConjBackward0"),
        ("rfft", True, "FftR2CBackward0"),
        ("irfft", False, "FftC2RBackward0"),
        ("hfft", True, "FftC2RBackward0"),
        ("fftn", True, "FftC2CBackward0"),
    ],
)
def test_nodes_are_named_as_in_torch(name, real, node):
    x = (reals if real else complexes)(3, 4).requires_grad_()

    assert getattr(fft, name)(x).grad_fn.name() == node


@pytest.mark.parametrize("name", ["fft", "ifft", "rfft", "irfft", "hfft", "ihfft", "fftn", "rfftn", "irfftn", "ihfftn"])
@pytest.mark.parametrize("size", [3, 5])
def test_gradients_are_slopes_of_first_and_second_order(name, size):
    one = name in ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")
    x = reals(2, 4).requires_grad_()
    call = lambda x: getattr(fft, name)(x, **({"n": size} if one else {"s": (2, size)}))

    assert gradcheck(call, (x,))
    assert gradgradcheck(call, (x,))


@pytest.mark.parametrize("name", ["fft", "ifft", "irfft", "hfft"])
def test_gradients_of_complex_input_are_slopes(name):
    x = complexes(2, 4).requires_grad_()

    assert gradcheck(getattr(fft, name), (x,))


def test_the_gradient_of_the_energy_is_by_parseval_the_signal():
    x = complexes(6).requires_grad_()
    (g,) = grad(fft.fft(x, norm="ortho").abs().square().sum(), x)

    close(g, 2 * x)


def test_frequencies_and_shifts():
    assert fft.fftfreq(5).tolist() == pytest.approx([0, 0.2, 0.4, -0.4, -0.2])
    assert fft.rfftfreq(4, d=0.5).tolist() == [0.0, 0.5, 1.0]
    assert fft.fftshift(fft.fftfreq(4)).tolist() == [-0.5, -0.25, 0.0, 0.25]
    for n in (4, 5):
        x = backlight.arange(n)
        assert fft.ifftshift(fft.fftshift(x)).tolist() == x.tolist()


@pytest.mark.parametrize(
    ("call", "error", "match"),
    [
        (lambda: fft.fft(backlight.ones(3), n=0), RuntimeError, "data points"),
        (lambda: fft.fft(backlight.ones(3), n=2.5), TypeError, "must be int"),
        (lambda: fft.fft(backlight.ones(3).half()), RuntimeError, "Unsupported dtype Half"),
        (lambda: fft.fft(backlight.ones(3), norm="abc"), RuntimeError, "forward, backward, ortho"),
        (lambda: fft.rfft(complexes(3)), RuntimeError, "real input"),
        (lambda: fft.fft(backlight.tensor(1.0)), IndexError, "no dimensions"),
        (lambda: fft.fftn(backlight.ones(3, 3), dim=(0, 0)), RuntimeError, "unique"),
        (lambda: fft.rfftn(backlight.ones(3), dim=()), RuntimeError, "at least one axis"),
        (lambda: fft.fft(backlight.ones(3), out=backlight.empty(3)), RuntimeError, "complex output"),
        (lambda: fft.fftfreq(4, dtype=backlight.int64), RuntimeError, "floating point"),
        (lambda: fft.fft([1.0]), TypeError, "must be Tensor"),
    ],
)
def test_mistakes_are_told(call, error, match):
    with pytest.raises(error, match=match):
        call()
