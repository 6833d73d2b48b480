"""Rows of tables by the names in torch itself, the table first: single rows, then bags of them, and their lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from backlight.core.result import constant
from backlight.nn.functional.bags import bagged
from backlight.nn.functional.maps import bilinear as bilinear
from backlight.nn.functional.maps import embedding as lookup
from backlight.nn.functional.maps import expect_indices, renormalise

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def embedding(
    weight: Tensor, indices: Tensor, padding_idx: int = -1, scale_grad_by_freq: bool = False, sparse: bool = False
) -> Tensor:
    """`torch.nn.functional.embedding` with the table first; a padding_idx of −1 means none."""
    padding = None if padding_idx < 0 else padding_idx
    return lookup(indices, weight, padding, scale_grad_by_freq=scale_grad_by_freq, sparse=sparse)


def embedding_bag(
    weight: Tensor,
    indices: Tensor,
    offsets: Tensor,
    scale_grad_by_freq: bool = False,
    mode: int = 0,
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The sum, mean or maximum (mode 0, 1, 2) of each bag; the bag of each row, the bags' sizes, the rows of maxima."""
    given = (scale_grad_by_freq, mode, sparse, per_sample_weights, include_last_offset, padding_idx)
    out, bags, sizes, best = bagged(weight, indices, offsets, *given)
    if mode == 0:
        sizes = np.zeros_like(sizes)  # as in torch, which does not count them for a sum
        bags = bags if padding_idx is not None else bags[:0]
    return out, constant(bags), constant(sizes), constant(sizes) if best is None else best


def _embedding_bag(
    weight: Tensor,
    indices: Tensor,
    offsets: Tensor,
    scale_grad_by_freq: bool = False,
    mode: int = 0,
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int = -1,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """`embedding_bag`, where a padding_idx of −1 means none."""
    given = (scale_grad_by_freq, mode, sparse, per_sample_weights, include_last_offset)
    return embedding_bag(weight, indices, offsets, *given, None if padding_idx < 0 else padding_idx)


def embedding_renorm_(input: Tensor, indices: Tensor, max_norm: float, norm_type: float) -> Tensor:
    """Shorten, in place, those of the rows named by `indices` that are longer than `max_norm`."""
    expect_indices(indices._array, "embedding_renorm_")
    renormalise(input, indices._array, max_norm, norm_type)
    return input
