"""Pictures side by side in one picture, and tensors as picture files."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from backlight.autograd.grad_mode import no_grad
from backlight.core import dtypes
from backlight.core.variable import Variable
from backlight.tensor.joining import cat, stack
from backlight.vision.transforms.pictures import pillow

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


@no_grad()
def make_grid(
    tensor: Tensor | list[Tensor],
    nrow: int = 8,
    padding: int = 2,
    normalize: bool = False,
    value_range: tuple[float, float] | None = None,
    scale_each: bool = False,
    pad_value: float = 0.0,
) -> Tensor:
    """Pictures (n, c, h, w) as one picture (3 or c, H, W), row by row.

    Args:
        tensor: a batch, one picture, or a list of pictures of one shape; those of one channel become grey RGB.
        nrow: pictures in a row.
        padding, pad_value: how wide the lines between are, and their colour.
        normalize: bring values to 0…1, from `value_range` or else from their minimum and maximum.
        scale_each: normalize each picture by itself.

    >>> make_grid(backlight.zeros(5, 1, 4, 4), nrow=3, padding=1).shape
    torch.Size([3, 11, 16])
    """
    x = _batch(tensor)
    if normalize is True:
        x = x.clone()
        if value_range is not None and not isinstance(value_range, tuple):
            raise TypeError("value_range has to be a tuple (min, max) if specified. min and max are numbers")
        for part in x if scale_each is True else [x]:
            low, high = value_range or (float(part.min()), float(part.max()))
            part.clamp_(min=low, max=high).sub_(low).div_(max(high - low, 1e-5))
    count, channels, h, w = x.shape
    if count == 1:
        return x.squeeze(0)
    columns = min(nrow, count)
    h, w = h + padding, w + padding
    grid = x.new_full((channels, h * math.ceil(count / columns) + padding, w * columns + padding), pad_value)
    for n in range(count):
        top, left = n // columns * h + padding, n % columns * w + padding
        grid[:, top : top + h - padding, left : left + w - padding] = x[n]
    return grid


def _batch(tensor: Any) -> Tensor:
    """Pictures as (n, c, h, w), those of one channel three times over."""
    if isinstance(tensor, list):
        for x in tensor:
            if not isinstance(x, Variable):
                raise TypeError(f"tensor or list of tensors expected, got a list containing {type(x)}")
        tensor = stack(tensor)
    elif not isinstance(tensor, Variable):
        raise TypeError(f"tensor or list of tensors expected, got {type(tensor)}")
    x: Any = tensor
    if x.dim() == 2:
        x = x.unsqueeze(0)
    if x.dim() == 3:
        x = x.unsqueeze(0)
    if x.dim() != 4:
        raise ValueError(f"pictures have the shape (n, c, h, w), (c, h, w) or (h, w), not {list(x.shape)}")
    return cat((x, x, x), 1) if x.size(1) == 1 else x


@no_grad()
def save_image(tensor: Tensor | list[Tensor], fp: Any, format: str | None = None, **kwargs: Any) -> None:
    """Write a picture, or several side by side, to a file; values are from 0 to 1.

    Args:
        tensor: as for `make_grid`, which also takes the other keywords.
        fp: a path or an open file.
        format: of the file, such as "png"; by default the path's ending says it.
    """
    grid = make_grid(tensor, **kwargs)
    pixels = grid.mul(255).add_(0.5).clamp_(0, 255).permute(1, 2, 0).to(dtypes.uint8).numpy()  # (c, h, w) -> (h, w, c)
    pillow().fromarray(pixels).save(fp, format=format)
