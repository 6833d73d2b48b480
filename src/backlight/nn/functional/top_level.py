"""What `torch` itself has of this family in another form than `torch.nn.functional`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.nn.functional import adaptive

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def adaptive_max_pool1d(input: Tensor, output_size: int | tuple[int]) -> tuple[Tensor, Tensor]:
    """The largest of `output_size` windows that cover (n, c, w) or (c, w), and where they stand: a pair."""
    return adaptive.adaptive_max_pool1d(input, output_size, return_indices=True)
