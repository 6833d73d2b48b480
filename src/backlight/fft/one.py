"""Fourier transforms along one dimension: of complex numbers, of real ones, of real spectra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.fft.arguments import (
    complexes,
    count_of,
    direction,
    numbers,
    one_dim,
    points,
    refuse_half,
    resized,
    result,
)
from backlight.ops.complex import conjugate
from backlight.ops.fourier import OTHER, fft_c2c, fft_c2r, fft_r2c

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def fft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The Fourier transform Σⱼ x[j]·exp(−2πijk/n) along `dim`.

    Args:
        input: real or complex; real numbers of 32 bits give complex ones of 64.
        n: how many elements to take; the rest is cut off, or filled up with zeros.
        norm: "forward" divides by n, "ortho" by its square root, "backward" (the default) leaves that to `ifft`.

    >>> fft(backlight.tensor([1.0, 2.0, 0.0, 0.0]))
    tensor([ 3.+0.j,  1.-2.j, -1.+0.j,  1.+2.j])
    """
    return result(out, _forward("fft", input, n, dim, norm), "fft")


def _forward(name: str, input: Any, n: Any, dim: Any, norm: Any) -> Any:
    x, axis, norm = _prepared(name, input, n, dim, norm)
    if x._array.dtype.kind == "c":
        return fft_c2c(x, axes=(axis,), norm=norm)
    return fft_r2c(x, axes=(axis,), norm=norm, half=False)


def _prepared(name: str, input: Any, n: Any, dim: Any, norm: Any, real: bool = False) -> tuple[Any, int, str]:
    x = numbers(name, input, real)
    axis = one_dim(dim, x._array.ndim)
    refuse_half(name, x)
    size = points(x._array.shape[axis]) if n is None else count_of(name, "n", n)
    return resized(x, axis, size), axis, direction(norm)


def ifft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The inverse of `fft`: 1/n·Σₖ x[k]·exp(2πijk/n) along `dim`; "forward" leaves the division to `fft`.

    >>> ifft(backlight.tensor([4.0, 0.0, 0.0, 0.0]))
    tensor([1.-0.j, 1.-0.j, 1.-0.j, 1.-0.j])
    """
    x, axis, norm = _prepared("ifft", input, n, dim, norm)
    if x._array.dtype.kind == "c":
        found = fft_c2c(x, axes=(axis,), norm=norm, inverse=True)
    else:
        found = conjugate(fft_r2c(x, axes=(axis,), norm=OTHER[norm], half=False))
    return result(out, found, "ifft")


def rfft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The n//2 + 1 elements of `fft` of real numbers that determine the others; RuntimeError for complex ones.

    >>> rfft(backlight.tensor([1.0, 2.0, 0.0, 0.0]))
    tensor([ 3.+0.j,  1.-2.j, -1.+0.j])
    """
    x, axis, norm = _prepared("rfft", input, n, dim, norm, real=True)
    return result(out, fft_r2c(x, axes=(axis,), norm=norm), "rfft")


def irfft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The inverse of `rfft`: n real numbers, by default 2·(size − 1), from half of their spectrum.

    >>> irfft(backlight.tensor([3.0, 1 - 2j, -1.0]))
    tensor([1., 2., 0., 0.])
    """
    return result(out, _to_real("irfft", input, n, dim, direction(norm), False), "irfft")


def _to_real(name: str, input: Any, n: Any, dim: Any, norm: str, conjugated: bool) -> Any:
    x = numbers(name, input)
    axis = one_dim(dim, x._array.ndim)
    refuse_half(name, x)
    size = points(2 * (x._array.shape[axis] - 1)) if n is None else count_of(name, "n", n)
    half = resized(complexes(x), axis, size // 2 + 1)
    return fft_c2r(conjugate(half) if conjugated else half, axes=(axis,), norm=norm, size=size)


def hfft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The real `fft`, of size n, of a signal whose second half is the conjugate of its first, which is given.

    >>> hfft(backlight.tensor([1.0, 2.0, 3.0]))
    tensor([ 8., -2.,  0., -2.])
    """
    return result(out, _to_real("hfft", input, n, dim, OTHER[direction(norm)], True), "hfft")


def ihfft(
    input: Tensor, n: int | None = None, dim: int = -1, norm: str | None = None, *, out: Tensor | None = None
) -> Tensor:
    """The inverse of `hfft`: the first n//2 + 1 elements of `ifft` of real numbers.

    >>> ihfft(backlight.tensor([8.0, -2.0, 0.0, -2.0]))
    tensor([1.-0.j, 2.-0.j, 3.-0.j])
    """
    x, axis, norm = _prepared("ihfft", input, n, dim, norm, real=True)
    return result(out, conjugate(fft_r2c(x, axes=(axis,), norm=OTHER[norm])), "ihfft")
