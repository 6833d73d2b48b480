"""Fourier transforms along several dimensions, and along the last two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.fft.arguments import axes_and_sizes, complexes, direction, numbers, points, resized, result
from backlight.ops.complex import conjugate
from backlight.ops.fourier import OTHER, fft_c2c, fft_c2r, fft_r2c

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def fftn(
    input: Tensor,
    s: int | tuple[int, ...] | None = None,
    dim: int | tuple[int, ...] | None = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The Fourier transform along each of the dimensions `dim`, by default all, or the last ones if sizes are given.

    Args:
        s: the size of each of them: the rest is cut off, or filled up with zeros; −1 keeps what there is.
        norm: "forward" divides by the number of points, "ortho" by its square root, "backward" not at all.

    >>> fftn(backlight.tensor([[1.0, 0.0], [0.0, 1.0]]))
    tensor([[2.+0.j, 0.+0.j],
            [0.+0.j, 2.+0.j]])
    """
    return result(out, _complex("fftn", input, s, dim, norm, False), "fftn")


def ifftn(
    input: Tensor,
    s: int | tuple[int, ...] | None = None,
    dim: int | tuple[int, ...] | None = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of `fftn`, with the same arguments.

    >>> ifftn(backlight.tensor([[2.0, 0.0], [0.0, 2.0]]))
    tensor([[1.+0.j, 0.+0.j],
            [0.+0.j, 1.+0.j]])
    """
    return result(out, _complex("ifftn", input, s, dim, norm, True), "ifftn")


def _complex(name: str, input: Any, s: Any, dim: Any, norm: Any, inverse: bool) -> Any:
    x = numbers(name, input)
    axes, sizes = axes_and_sizes(name, x, s, dim)
    x = complexes(x)
    return fft_c2c(_cut(x, axes, sizes), axes=tuple(axes), norm=direction(norm), inverse=inverse)


def _cut(x: Any, axes: list[int], sizes: list[int | None]) -> Any:
    for axis, size in zip(axes, sizes, strict=True):
        x = resized(x, axis, points(x._array.shape[axis] if size is None else size))
    return x


def _some(name: str, axes: list[int]) -> None:
    if not axes:
        raise RuntimeError(f"{name} must transform at least one axis")


def rfftn(
    input: Tensor,
    s: int | tuple[int, ...] | None = None,
    dim: int | tuple[int, ...] | None = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The elements of `fftn` of real numbers that determine the others: half of the last of the dimensions.

    >>> rfftn(backlight.tensor([[1.0, 0.0], [0.0, 1.0]]))
    tensor([[2.+0.j, 0.+0.j],
            [0.+0.j, 2.+0.j]])
    """
    x = numbers("rfftn", input)
    _refuse_complex(x, "rfftn expects a real-valued input tensor, but got {}")
    axes, sizes = axes_and_sizes("rfftn", x, s, dim)
    _some("rfftn", axes)
    return result(out, fft_r2c(_cut(x, axes, sizes), axes=tuple(axes), norm=direction(norm)), "rfftn")


def _refuse_complex(x: Any, refusal: str) -> None:
    kind = dtypes.of(x._array)
    if kind.is_complex:
        raise RuntimeError(refusal.format(dtypes.scalar_type(kind)))


def irfftn(
    input: Tensor,
    s: int | tuple[int, ...] | None = None,
    dim: int | tuple[int, ...] | None = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of `rfftn`: real numbers; the last dimension has 2·(size − 1) of them unless `s` says otherwise.

    >>> irfftn(backlight.tensor([[2.0, 0.0], [0.0, 2.0]]))
    tensor([[1., 0.],
            [0., 1.]])
    """
    x, axes, size = _half_spectrum("irfftn", input, s, dim)
    return result(out, fft_c2r(x, axes=axes, norm=direction(norm), size=size), "irfftn")


def _half_spectrum(name: str, input: Any, s: Any, dim: Any) -> tuple[Any, tuple[int, ...], int]:
    """The complex input cut to size, the dimensions, and the size of the last one in the result."""
    x = numbers(name, input)
    axes, sizes = axes_and_sizes(name, x, s, dim)
    x = complexes(x)
    _some(name, axes)
    last = sizes[-1]
    size = points(2 * (x._array.shape[axes[-1]] - 1) if last is None else last)
    return _cut(x, axes, [*sizes[:-1], size // 2 + 1]), tuple(axes), size


def hfftn(
    input: Tensor,
    s: int | tuple[int, ...] | None = None,
    dim: int | tuple[int, ...] | None = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The real `fftn` of a signal that is its own conjugate when reversed; half of the last dimension is given.

    >>> hfftn(backlight.tensor([[1.0, 2.0, 3.0]]))
    tensor([[ 8., -2.,  0., -2.]])
    """
    x, axes, size = _half_spectrum("hfftn", input, s, dim)
    norm = direction(norm)
    if len(axes) > 1:
        x = fft_c2c(x, axes=axes[:-1], norm=norm)
    return result(out, fft_c2r(conjugate(x), axes=axes[-1:], norm=OTHER[norm], size=size), "hfftn")


def ihfftn(
    input: Tensor,
    s: int | tuple[int, ...] | None = None,
    dim: int | tuple[int, ...] | None = None,
    norm: str | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """The inverse of `hfftn`: of real numbers, half of the last dimension of `ifftn`.

    >>> ihfftn(backlight.tensor([[8.0, -2.0, 0.0, -2.0]]))
    tensor([[1.-0.j, 2.-0.j, 3.-0.j]])
    """
    x = numbers("ihfftn", input)
    axes, sizes = axes_and_sizes("ihfftn", x, s, dim)
    _refuse_complex(x, "Only supports floating-point dtypes, but found: {}")
    _some("ihfftn", axes)
    norm = direction(norm)
    found = conjugate(fft_r2c(_cut(x, axes, sizes), axes=tuple(axes[-1:]), norm=OTHER[norm]))
    if len(axes) > 1:
        found = fft_c2c(found, axes=tuple(axes[:-1]), norm=norm, inverse=True)
    return result(out, found, "ihfftn")


def _last_two(several: Any, name: str, sentence: str) -> Any:
    def call(
        input: Tensor,
        s: int | tuple[int, ...] | None = None,
        dim: int | tuple[int, ...] = (-2, -1),
        norm: str | None = None,
        *,
        out: Tensor | None = None,
    ) -> Tensor:
        return several(input, s, dim, norm, out=out)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = sentence
    return call


fft2 = _last_two(fftn, "fft2", "`fftn` of the last two dimensions.")
ifft2 = _last_two(ifftn, "ifft2", "`ifftn` of the last two dimensions.")
rfft2 = _last_two(rfftn, "rfft2", "`rfftn` of the last two dimensions.")
irfft2 = _last_two(irfftn, "irfft2", "`irfftn` of the last two dimensions.")
hfft2 = _last_two(hfftn, "hfft2", "`hfftn` of the last two dimensions.")
ihfft2 = _last_two(ihfftn, "ihfft2", "`ihfftn` of the last two dimensions.")
