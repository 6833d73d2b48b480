"""Fourier transforms and windows under torch's names, line by line next to torch."""

from __future__ import annotations

import pytest

from tests.oracle.calls import assert_same, lines

torch = pytest.importorskip("torch")

ONE = ("fft", "ifft", "rfft", "irfft", "hfft", "ihfft")
SEVERAL = ("fftn", "ifftn", "rfftn", "irfftn", "hfftn", "ihfftn", "fft2", "ifft2", "rfft2", "irfft2", "hfft2", "ihfft2")

OF_ONE = """
torch.fft.F(x)
torch.fft.F(x, 3)
torch.fft.F(x, 7, 0)
torch.fft.F(x, norm='ortho')
torch.fft.F(x, norm='forward', dim=-2)
torch.fft.F(i)
torch.fft.F(b)
torch.fft.F(d)
torch.fft.F(c)
torch.fft.F(h)
torch.fft.F(s)
torch.fft.F(g)
torch.fft.F(x, n=0)
torch.fft.F(x, n=-1)
torch.fft.F(x, n=1.5)
torch.fft.F(x, dim=2)
torch.fft.F(x, norm='none')
torch.fft.F([1.0])
torch.fft.F(x, out=torch.empty(0))
torch.fft.F(x, out=torch.empty(0, dtype=torch.complex64))
"""

OF_SEVERAL = """
torch.fft.F(x)
torch.fft.F(x, (3, 6))
torch.fft.F(x, s=(5,), dim=(0,))
torch.fft.F(x, dim=(1, 0))
torch.fft.F(x, norm='ortho')
torch.fft.F(x, norm='forward')
torch.fft.F(x, s=(-1, 3))
torch.fft.F(x, s=(0, 3))
torch.fft.F(x, s=(1, 2, 3))
torch.fft.F(x, s=(2,), dim=(0, 1))
torch.fft.F(x, dim=(0, 0))
torch.fft.F(x, dim=(0, 3))
torch.fft.F(x, s=1.5)
torch.fft.F(c)
torch.fft.F(i)
torch.fft.F(s)
torch.fft.F(h)
"""

OTHERS = """
torch.fft.fftfreq(5)
torch.fft.fftfreq(4, 0.5)
torch.fft.fftfreq(4, d=2, dtype=torch.float64)
torch.fft.fftfreq(4, dtype=torch.int64)
torch.fft.fftfreq(3, out=torch.empty(0))
torch.fft.rfftfreq(5)
torch.fft.rfftfreq(4, 0.5)
torch.fft.fftshift(x)
torch.fft.fftshift(x, 0)
torch.fft.fftshift(x, (0, 1))
torch.fft.ifftshift(x)
torch.fft.ifftshift(x, -1)
torch.fft.fftshift(x, 2)
torch.fft.fftshift(g)
torch.hann_window(5)
torch.hann_window(5, False)
torch.hann_window(5, periodic=False, dtype=torch.float64)
torch.hann_window(0)
torch.hann_window(1)
torch.hann_window(-1)
torch.hann_window(3, dtype=torch.int64)
torch.hann_window(3, requires_grad=True)
torch.hamming_window(5)
torch.hamming_window(5, True, 0.6)
torch.hamming_window(5, False, 0.6, 0.3)
torch.hamming_window(5, periodic=True, alpha=0.6, beta=0.3)
torch.blackman_window(6)
torch.bartlett_window(6)
torch.bartlett_window(5, False)
torch.kaiser_window(6)
torch.kaiser_window(6, False, 3.0)
torch.kaiser_window(5, True, beta=2.0)
torch.signal.windows.hann(5)
torch.signal.windows.hann(5, sym=False)
torch.signal.windows.gaussian(5, std=0.7)
torch.signal.windows.exponential(5, tau=2.0)
torch.signal.windows.exponential(5, center=1.0, sym=False)
torch.signal.windows.exponential(5, center=1.0)
torch.signal.windows.general_cosine(5, a=[0.4, 0.3, 0.3])
torch.signal.windows.general_hamming(5, alpha=0.7)
torch.signal.windows.kaiser(5, beta=3.0)
torch.signal.windows.cosine(5, sym=False)
torch.signal.windows.cosine(-1)
"""

PIECES = """
torch.stft(x[0], 4, return_complex=True)
torch.stft(x, 4, 1, return_complex=True)
torch.stft(x, 4, 2, 3, return_complex=True)
torch.stft(x, 4, 1, window=torch.hann_window(4), return_complex=True)
torch.stft(x, 4, 1, window=torch.hann_window(4), return_complex=False)
torch.stft(x, 4, 1, center=False, return_complex=True)
torch.stft(x, 4, 1, pad_mode='constant', return_complex=True)
torch.stft(x, 4, 1, pad_mode='replicate', return_complex=True)
torch.stft(x, 4, 1, pad_mode='circular', return_complex=True)
torch.stft(x, 4, 1, normalized=True, return_complex=True)
torch.stft(x, 4, 1, onesided=False, return_complex=True)
torch.stft(torch.complex(x, y), 4, 1, return_complex=True)
torch.stft(torch.complex(x, y), 4, 1, onesided=True, return_complex=True)
torch.stft(x, 4)
torch.stft(x, 9, center=False, return_complex=True)
torch.stft(x, 4, 0, return_complex=True)
torch.stft(x, 4, 1, 5, return_complex=True)
torch.stft(i, 2, return_complex=True)
x.stft(4, 1, return_complex=True)
torch.istft(torch.stft(x, 4, 1, return_complex=True), 4, 1)
torch.istft(torch.stft(x, 4, 1, return_complex=True), 4, 1, length=3)
torch.istft(torch.stft(x, 4, 1, return_complex=True), 4, 1, length=6)
torch.istft(torch.stft(x, 4, 1, return_complex=True), 4, 1, center=False)
torch.istft(torch.stft(x, 4, 1, onesided=False, return_complex=True), 4, 1, onesided=False)
torch.istft(torch.stft(torch.complex(x, y), 4, 1, return_complex=True), 4, 1, return_complex=True)
torch.istft(torch.stft(x, 4, 1, return_complex=True), 4, 1, return_complex=True)
torch.istft(torch.stft(x, 4, 1, return_complex=True), 6, 1)
torch.istft(x, 4, 1)
torch.stft(x, 4, 1, return_complex=True).istft(4, 1)
"""


@pytest.mark.parametrize("line", [line.replace("F(", f"{name}(") for line in lines(OF_ONE) for name in ONE])
def test_transforms_along_one_dimension_do_as_in_torch(line):
    assert_same(torch, line)


@pytest.mark.parametrize("line", [line.replace("F(", f"{name}(") for line in lines(OF_SEVERAL) for name in SEVERAL])
def test_transforms_along_several_do_as_in_torch(line):
    assert_same(torch, line)


@pytest.mark.parametrize("line", lines(OTHERS))
def test_frequencies_and_windows_are_those_of_torch(line):
    assert_same(torch, line)


@pytest.mark.parametrize("line", lines(PIECES))
def test_transforms_of_pieces_do_as_in_torch(line):
    assert_same(torch, line)
