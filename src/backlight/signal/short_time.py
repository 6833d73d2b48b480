"""The Fourier transform of the pieces of a signal, one after the other, and the signal from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.fft.arguments import complexes, resized
from backlight.ops.fourier import fft_c2c, fft_c2r, fft_r2c, first
from backlight.ops.frames import frames, overlap_add
from backlight.ops.index import getitem, index, place
from backlight.tensor.complex import view_as_real
from backlight.tensor.surface import tensor_in

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def stft(
    input: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    pad_mode: str = "reflect",
    normalized: bool = False,
    onesided: bool | None = None,
    return_complex: bool | None = None,
    align_to_window: bool | None = None,
) -> Tensor:
    """The Fourier transforms of the pieces of a signal: (frequencies, pieces), or (batch, frequencies, pieces).

    Args:
        input: signal (n,), or signals (batch, n).
        n_fft: the size of a piece; `hop_length` (n_fft // 4) the distance of their starts.
        window: what each piece is multiplied by, (win_length,), in the middle of zeros up to n_fft; default: ones.
        center: whether to pad the signal by n_fft // 2 on both sides, by `pad_mode`.
        normalized: whether to divide by √n_fft.
        onesided: whether to leave out the negative frequencies; default: if all numbers are real.
        return_complex: has to be given for real signals; False gives the parts in a last dimension of size 2.

    >>> stft(backlight.ones(8), 4, center=False, return_complex=True)
    tensor([[4.+0.j, 4.+0.j, 4.+0.j, 4.+0.j, 4.+0.j],
            [0.+0.j, 0.+0.j, 0.+0.j, 0.+0.j, 0.+0.j],
            [0.+0.j, 0.+0.j, 0.+0.j, 0.+0.j, 0.+0.j]])
    """
    x = tensor_in("stft", input)
    kind, ndim = dtypes.of(x._array), x._array.ndim
    if kind.category < dtypes.FLOAT:
        raise RuntimeError(f"stft: expected a tensor of floating point or complex values, got {kind}")
    if ndim not in (1, 2):
        raise RuntimeError(f"stft: expected a 1D or 2D tensor, but got {ndim}D tensor")
    complex_in = kind.is_complex or (window is not None and dtypes.of(window._array).is_complex)
    if return_complex is None:
        if not complex_in:
            raise RuntimeError(
                "stft requires the return_complex parameter be given for real inputs, and will further require that "
                "return_complex=True in a future PyTorch release."
            )
        return_complex = True
    if center and align_to_window is not None:
        raise RuntimeError("stft align_to_window should only be set when center = false")
    if onesided is None:
        onesided = not complex_in
    if onesided and complex_in:
        raise RuntimeError("Cannot have onesided output if window or input is complex")
    x = x.reshape(1, -1) if ndim == 1 else x  # (n,) -> (1, n)
    if center:
        x = _padded(x, n_fft // 2, pad_mode)
    length = x._array.shape[1]
    hop, width = _sizes("stft", n_fft, hop_length, win_length, window)
    if not 0 < n_fft <= length:
        raise RuntimeError(f"stft: expected 0 < n_fft <= {length}, but got n_fft={n_fft}")
    if not center and align_to_window:
        x = _padded(x, 0, "constant", (n_fft - width) // 2)
    pieces = frames(x, size=n_fft, step=hop)
    if window is not None or width < n_fft:
        pieces = pieces * _window_of(window, width, n_fft, x._array.dtype)
    norm = "ortho" if normalized else "backward"
    if pieces._array.dtype.kind == "c":
        found = fft_c2c(pieces, axes=(2,), norm=norm)
    else:
        found = fft_r2c(pieces, axes=(2,), norm=norm, half=onesided)
    found = found.transpose(1, 2)  # (b, pieces, frequencies) -> (b, frequencies, pieces)
    found = found.squeeze(0) if ndim == 1 else found
    return found if return_complex else view_as_real(found)


def _sizes(name: str, n_fft: int, hop: int | None, width: int | None, window: Any) -> tuple[int, int]:
    hop = n_fft // 4 if hop is None else hop
    width = n_fft if width is None else width
    if hop <= 0:
        raise RuntimeError(f"{name}: expected hop_length > 0, but got hop_length={hop}")
    if not 0 < width <= n_fft:
        raise RuntimeError(f"{name}: expected 0 < win_length <= n_fft, but got win_length={width}, n_fft={n_fft}")
    if window is not None and tensor_in(name, window)._array.shape != (width,):
        raise RuntimeError(
            f"{name}: expected a 1D window tensor of size equal to win_length={width}, "
            f"but got window with size {list(window._array.shape)}"
        )
    return hop, width


def _window_of(window: Any, width: int, n_fft: int, dtype: np.dtype) -> Any:
    """The window, or ones, in the middle of zeros up to n_fft."""
    if window is None:
        window = constant(np.ones(width, dtype if dtype.kind == "f" else dtype.type(0).real.dtype))
    if width == n_fft:
        return window
    left = (n_fft - width) // 2
    return place(window, shape=(n_fft,), key=(slice(left, left + width), ...))


def _padded(x: Any, count: int, mode: str, left: int | None = None) -> Any:
    """The signals (batch, n) with `count` more numbers on both sides, or `left` on one."""
    n = x._array.shape[1]
    if mode == "constant":
        before = count if left is None else left
        after = count if left is None else 0
        return place(x, shape=(len(x._array), n + before + after), key=(slice(None), slice(before, before + n), ...))
    how: Any = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}.get(mode)
    if how is None:
        raise NotImplementedError(f"Unrecognised padding mode {mode}: it is constant, reflect, replicate or circular")
    if mode == "reflect" and count >= n:
        raise RuntimeError(
            f"Argument #4: Padding size should be less than the corresponding input dimension, but got: padding "
            f"({count}, {count}) at dimension 1 of input {[1, *x._array.shape]}"
        )
    return index(x, np.pad(np.arange(n), count, how), axes=(1,))


def istft(
    input: Tensor,
    n_fft: int,
    hop_length: int | None = None,
    win_length: int | None = None,
    window: Tensor | None = None,
    center: bool = True,
    normalized: bool = False,
    onesided: bool | None = None,
    length: int | None = None,
    return_complex: bool = False,
) -> Tensor:
    """The signal from the transforms of its pieces: the inverse of `stft`, with the same arguments.

    The pieces are added where they lie, and divided by the sum of the squared windows there; `length` cuts the result
    or fills it up with zeros. RuntimeError where that sum is 0.

    >>> x = backlight.arange(8.0)
    >>> istft(stft(x, 4, return_complex=True), 4)
    tensor([0., 1., 2., 3., 4., 5., 6., 7.])
    """
    x = tensor_in("istft", input)
    shape, ndim = x._array.shape, x._array.ndim
    if x._array.dtype.kind != "c":
        raise RuntimeError(
            "istft requires a complex-valued input tensor matching the output from stft with return_complex=True."
        )
    if not x._array.size:
        raise RuntimeError("istft: input tensor cannot be empty.")
    if ndim not in (2, 3):
        raise RuntimeError(f"istft: expected a tensor with 2 or 3 dimensions, but got {ndim}")
    hop, width = _sizes("istft", n_fft, hop_length, win_length, window)
    if hop > width:
        raise RuntimeError(f"istft: expected 0 < hop_length <= win_length, but got hop_length={hop}")
    onesided = n_fft != shape[-2] if onesided is None else onesided
    expected = n_fft // 2 + 1 if onesided else n_fft
    if shape[-2] != expected:
        raise RuntimeError(
            f"istft: expected the frequency dimension (3rd to the last) of the input tensor to match n_fft "
            f"{'// 2 + 1 ' if onesided else ''}when onesided={onesided}, but got {shape[-2]} instead of {expected}"
        )
    if return_complex and onesided:
        raise RuntimeError("Cannot have onesided output if window or input is complex")
    if window is not None and not return_complex and window._array.dtype.kind == "c":
        raise RuntimeError("Complex windows are incompatible with return_complex=False")
    x = (x.unsqueeze(0) if ndim == 2 else x).transpose(1, 2)  # (b, frequencies, pieces) -> (b, pieces, frequencies)
    norm = "ortho" if normalized else "backward"
    if return_complex:
        pieces = fft_c2c(complexes(x), axes=(2,), norm=norm, inverse=True)
    else:
        pieces = fft_c2r(resized(x, 2, n_fft // 2 + 1), axes=(2,), norm=norm, size=n_fft)
    weights = _window_of(window, width, n_fft, pieces._array.dtype)
    count = pieces._array.shape[1]
    total = n_fft + hop * (count - 1)
    y = overlap_add(pieces * weights, length=total, step=hop)  # (b, pieces, n_fft) -> (b, total)
    squares = (weights * weights).reshape(1, 1, -1).expand(1, count, n_fft)
    sums = overlap_add(squares, length=total, step=hop)
    start = n_fft // 2 if center else 0
    end = start + length if length is not None else total - start
    part = (slice(None), slice(start, end), ...)
    y, sums = getitem(y, key=part), getitem(sums, key=part)
    lowest = np.abs(sums._array).min(initial=np.inf)
    if not lowest > 1e-11:
        raise RuntimeError(f"istft: the windows do not cover the signal: window overlap add min: {lowest}")
    y = y / sums
    if end > total:
        _warn_of_zeros()
        y = place(y, shape=(len(y._array), end - start), key=first(1, y._array.shape[1]))
    return y.squeeze(0) if ndim == 2 else y


def _warn_of_zeros() -> None:
    import warnings

    warnings.warn(
        "The length of signal is shorter than the length parameter. Result is being padded with zeros in the tail. "
        "Please check your center and hop_length settings",
        UserWarning,
        stacklevel=3,
    )
