"""Padding with a constant, by reflection, with the edge repeated, or in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.nn.functional.arguments import shown, unsupported, whole
from backlight.ops import pad as cards

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """More elements at both ends of the last dimensions: `pad` is (before, after) for the last, then the one before it.

    `mode` says which: "constant" (`value`, else 0), "reflect" (mirrored at the edge), "replicate" (the edge itself)
    or "circular" (from the other end). Negative numbers cut off. RuntimeError for sizes that do not fit,
    NotImplementedError for dimensions that a mode has no kernel for.

    >>> pad(backlight.tensor([1., 2., 3.]), (1, 2))
    tensor([0., 1., 2., 3., 0., 0.])
    >>> pad(backlight.tensor([[1., 2., 3.]]), (1, 2), mode="reflect")
    tensor([[2., 1., 2., 3., 2., 1.]])
    """
    x = input._array
    if mode not in ("constant", "reflect", "replicate", "circular"):
        raise NotImplementedError(f"Unrecognised padding mode {mode}: take constant, reflect, replicate or circular")
    sizes = _expect_pairs("pad", pad, x.ndim)
    if mode == "constant":
        return constant_pad_nd(input, sizes, 0 if value is None else value)
    if value:
        raise RuntimeError(f'Padding mode "{mode}" doesn\'t take in value argument')
    axes = len(sizes) // 2
    if not 1 <= axes <= 3 or x.ndim not in (axes + 1, axes + 2):
        raise NotImplementedError(
            f"Padding size {len(sizes)} is not supported for {x.ndim}D input tensor. Supported combinations for "
            "non-constant padding: 2D or 3D input: padding size = 2, 3D or 4D input: padding size = 4, "
            "4D or 5D input: padding size = 6"
        )
    pads = _from_first(sizes)
    if mode == "circular":
        _check_circle(x.shape, pads)
    else:
        _check_own(x, pads, mode)
    return cards.pad_own(input, pads=pads, mode=mode)


def _expect_pairs(function: str, pad: Any, ndim: int) -> tuple[int, ...]:
    if not isinstance(pad, (list, tuple)):
        raise TypeError(f"{function}(): argument 'pad' (position 2) must be tuple of ints, not {type(pad).__name__}")
    sizes = whole(function, "pad", pad)
    if len(sizes) % 2:
        raise RuntimeError(f"Padding length must be divisible by 2, got {len(sizes)} numbers")
    if len(sizes) > 2 * ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(sizes)} and input of dimension {ndim}"
        )
    return sizes


def _from_first(sizes: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """(before, after) of each padded axis, the first one first."""
    return tuple(zip(sizes[-2::-2], sizes[-1::-2], strict=True))


def _check_circle(shape: tuple, pads: tuple) -> None:
    for n, (before, after) in zip(shape[-len(pads) :], pads, strict=True):
        if before > n or after > n:
            raise RuntimeError(f"Padding value causes wrapping around more than once: {(before, after)} for size {n}.")
        if n + before + after < 0:
            raise RuntimeError(
                f"Negative padding value is resulting in an empty dimension: {(before, after)} for size {n}"
            )


def _check_own(x: np.ndarray, pads: tuple, mode: str) -> None:
    shape, axes = x.shape, len(pads)
    if 0 in (shape[1:] if x.ndim == axes + 2 else shape):
        raise RuntimeError(
            f"Expected {axes + 1}D or {axes + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero "
            f"dimensions for input, but got: {shown(shape)}"
        )
    for axis, (n, (before, after)) in enumerate(zip(shape[-axes:], pads, strict=True), x.ndim - axes):
        if mode == "reflect" and (before >= n or after >= n):
            raise RuntimeError(
                "Padding size should be less than the corresponding input dimension, but got: padding "
                f"({before}, {after}) at dimension {axis} of input {shown(shape)}"
            )
        if n + before + after < 0:
            raise RuntimeError(f"input of size {n} is too small for padding ({before}, {after}) at dimension {axis}")
    if x.dtype.kind == "b":
        raise unsupported(f"{'reflection' if mode == 'reflect' else 'replication'}_pad{axes}d", x)


def constant_pad_nd(input: Tensor, pad: Sequence[int], value: float = 0) -> Tensor:
    """More elements, all `value`, at both ends of the last dimensions; negative numbers cut off.

    >>> constant_pad_nd(backlight.tensor([1, 2]), (1, -1), 9)
    tensor([9, 1])
    """
    x = input._array
    sizes = _expect_pairs("constant_pad_nd", pad, x.ndim)
    pads = _from_first(sizes)
    for n, (before, after) in zip(x.shape[x.ndim - len(pads) :], pads, strict=True):
        if min(n + before, n + after, n + before + after) < 0:
            raise RuntimeError(
                f"The input size {n}, plus negative padding {before} and {after}, resulted in a negative output size"
            )
    fill = getattr(value, "_array", value)
    fill = fill.item() if isinstance(fill, np.ndarray) else fill
    return cards.pad(input, pads=pads, value=_fitting(fill, x))


def _fitting(value: Any, x: np.ndarray) -> Any:
    """The value as a number of the tensor's type; RuntimeError where it has none."""
    if x.dtype.kind != "c" and value.imag:
        raise RuntimeError(f"value cannot be converted to type {x.dtype} without overflow")
    value = value if x.dtype.kind == "c" else value.real
    if x.dtype.kind == "b":
        return bool(value)
    if x.dtype.kind in "iu":
        limits = np.iinfo(x.dtype)
        if not limits.min <= value <= limits.max:
            raise RuntimeError(f"value cannot be converted to type {x.dtype} without overflow: {value}")
        return int(value)
    return value
