"""Images sampled at the points of a grid, and the grid of an affine map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.nn.functional.arguments import is_floating, shown, unsupported, whole
from backlight.ops import grid as cards
from backlight.tensor.out import scalar_type

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

MODES = ("bilinear", "nearest", "bicubic")  # torch's numbers for them
PADDINGS = ("zeros", "border", "reflection")


def grid_sample(
    input: Tensor,
    grid: Tensor,
    mode: str = "bilinear",
    padding_mode: str = "zeros",
    align_corners: bool | None = None,
) -> Tensor:
    """The image (n, c, h, w) at the points (n, i, j, 2) of a grid: (n, c, i, j); for volumes (n, i, j, k, 3).

    A point (x, y) is in [−1, 1] across the image; `mode`: bilinear, nearest or bicubic; `padding_mode` says what is
    outside: zeros, border or reflection. ValueError for another mode, RuntimeError for shapes that do not fit.

    >>> image = backlight.arange(4.).reshape(1, 1, 2, 2)
    >>> grid_sample(image, backlight.zeros(1, 1, 1, 2), align_corners=True)
    tensor([[[[1.5000]]]])
    """
    if mode not in MODES:
        raise ValueError(
            f"nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '{mode}'"
        )
    if padding_mode not in PADDINGS:
        raise ValueError(
            "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: "
            f"'{padding_mode}'"
        )
    return _sampled(input, grid, mode, padding_mode, _aligned(align_corners))


def _aligned(align_corners: bool | None) -> bool:
    if align_corners is None:
        warn(
            "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please "
            "specify align_corners=True if the old behavior is desired. See the documentation of grid_sample for "
            "details."
        )
    return bool(align_corners)


def _sampled(input: Any, grid: Any, mode: str, padding: str, align: bool) -> Any:
    x, points = input._array, grid._array
    if x.shape[:1] != points.shape[:1]:
        raise RuntimeError(
            "grid_sampler(): expected grid and input to have same batch size, but got input with sizes "
            f"{shown(x.shape)} and grid with sizes {shown(points.shape)}"
        )
    if points.shape[-1] != x.ndim - 2:
        raise RuntimeError(
            f"grid_sampler(): expected grid to have size {x.ndim - 2} in last dimension, but got grid with sizes "
            f"{shown(points.shape)}"
        )
    if x.ndim not in (4, 5) or x.ndim != points.ndim:
        raise RuntimeError(
            "grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got input with sizes "
            f"{shown(x.shape)} and grid with sizes {shown(points.shape)}"
        )
    if 0 in x.shape[2:]:
        raise RuntimeError(
            f"grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes {shown(x.shape)}"
        )
    if x.ndim == 5 and mode == "bicubic":
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")
    if not is_floating(x):
        raise unsupported(f"grid_sampler_{x.ndim - 2}d_cpu", x)
    if x.dtype != points.dtype:
        have, got = scalar_type(dtypes.of(x)), scalar_type(dtypes.of(points))
        raise RuntimeError(f"expected scalar type {have} but found {got}: input and grid must be of one dtype")
    return cards.grid_sample(input, grid, mode=mode, padding=padding, align=align, axes=x.ndim - 2)


def grid_sampler(
    input: Tensor, grid: Tensor, interpolation_mode: int, padding_mode: int, align_corners: bool
) -> Tensor:
    """`grid_sample` with numbers for the modes: 0 bilinear, 1 nearest, 2 bicubic; 0 zeros, 1 border, 2 reflection."""
    if interpolation_mode not in (0, 1, 2) or padding_mode not in (0, 1, 2):
        raise NotImplementedError(
            f"grid_sampler: interpolation_mode {interpolation_mode} and padding_mode {padding_mode} must be 0, 1 or 2"
        )
    return _sampled(input, grid, MODES[interpolation_mode], PADDINGS[padding_mode], bool(align_corners))


grid_sampler_2d = grid_sampler_3d = grid_sampler


def affine_grid(theta: Tensor, size: Any, align_corners: bool | None = None) -> Tensor:
    """The points, for `grid_sample`, that the maps `theta` (n, 2, 3) send an image of `size` (n, c, h, w) to.

    For volumes `theta` is (n, 3, 4) and the size has five numbers. ValueError for another shape.

    >>> affine_grid(backlight.tensor([[[1., 0., 0.], [0., 1., 0.]]]), (1, 1, 1, 2), align_corners=False)
    tensor([[[[-0.5000,  0.0000],
              [ 0.5000,  0.0000]]]])
    """
    align, x = _aligned(align_corners), theta._array
    if not is_floating(x):
        raise ValueError(f"Expected theta to have floating point type, but got {dtypes.of(x)}")
    sizes = tuple(size)
    if len(sizes) not in (4, 5):
        raise NotImplementedError(
            "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size "
            f"{size}."
        )
    axes = len(sizes) - 2
    if x.ndim != 3 or x.shape[1:] != (axes, axes + 1):
        raise ValueError(
            f"Expected a batch of {axes}D affine matrices of shape Nx{axes}x{axes + 1} for size {size}. Got "
            f"{shown(x.shape)}."
        )
    if align and min(sizes[2:]) == 1:
        warn(
            "Since version 1.3.0, affine_grid behavior has changed for unit-size grids when align_corners=True. This "
            "is not an intended use case of affine_grid. See the documentation of affine_grid for details."
        )
    elif min(sizes) <= 0:
        raise ValueError(f"Expected non-zero, positive output size. Got {size}")
    return affine_grid_generator(theta, sizes, align)


def affine_grid_generator(theta: Tensor, size: Any, align_corners: bool) -> Tensor:
    """`affine_grid` without its checks of the matrices."""
    sizes = whole("affine_grid_generator", "size", size)
    if theta._array.shape[:1] != sizes[:1]:
        raise RuntimeError(f"Expected theta to have the batch size of {sizes}, but got {shown(theta._array.shape)}")
    return cards.affine_grid(theta, size=sizes, align=bool(align_corners))
