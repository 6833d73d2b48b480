"""Images, rows and volumes at another size."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any

from backlight.core.errors import warn
from backlight.nn.functional.adaptive import adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d
from backlight.nn.functional.arguments import is_floating, shown, unsupported
from backlight.ops.resampling import Resampling
from backlight.ops.resize import resize, resize_bytes

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

# mode -> how one axis is resampled, and torch's name of the node, by the number of axes that the mode is for
MODES = {
    "nearest": ("nearest", {1: "UpsampleNearest1D", 2: "UpsampleNearest2D", 3: "UpsampleNearest3D"}),
    "nearest-exact": (
        "nearest-exact",
        {1: "UpsampleNearestExact1D", 2: "UpsampleNearestExact2D", 3: "UpsampleNearestExact3D"},
    ),
    "linear": ("linear", {1: "UpsampleLinear1D"}),
    "bilinear": ("linear", {2: "UpsampleBilinear2D"}),
    "trilinear": ("linear", {3: "UpsampleTrilinear3D"}),
    "bicubic": ("cubic", {2: "UpsampleBicubic2D"}),
    "lanczos": ("lanczos", {2: "UpsampleLanczos2D"}),
}
AREA = {1: adaptive_avg_pool1d, 2: adaptive_avg_pool2d, 3: adaptive_avg_pool3d}


def interpolate(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """(n, c, w), (n, c, h, w) or (n, c, d, h, w) with its last dimensions of another size, given or by a factor.

    `mode`: nearest, nearest-exact, linear (3-D), bilinear, bicubic, lanczos (4-D), trilinear (5-D), area.
    `align_corners` lets the centres of the corner elements meet; `antialias` averages when an image shrinks.
    ValueError for sizes or options that contradict, NotImplementedError for a mode that the input has no axes for.

    >>> interpolate(backlight.tensor([[[1., 3.]]]), scale_factor=2, mode="linear")
    tensor([[[1.0000, 1.5000, 2.5000, 3.0000]]])
    """
    if align_corners is not None and mode in ("nearest", "area", "nearest-exact"):
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear"
        )
    shape = input._array.shape
    axes = len(shape) - 2
    sizes, scales = _wanted(shape, axes, size, scale_factor)
    if recompute_scale_factor and size is not None:
        raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
    if antialias and not (mode in ("bilinear", "bicubic", "lanczos") and axes == 2):
        raise ValueError(
            "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input"
        )
    if sizes is None:
        sizes = [int(n * s) for n, s in zip(shape[2:], scales, strict=True)]
        scales = None if recompute_scale_factor or mode == "area" else scales
    if mode == "area" and axes in AREA:
        return AREA[axes](input, tuple(sizes))
    how, forms = MODES.get(mode, ("", {}))
    if axes not in forms:
        raise NotImplementedError(_no_mode(mode, len(shape), forms))
    if how == "lanczos" and (align_corners or not antialias):
        what = "does not support align_corners=True" if align_corners else "requires antialias=True"
        raise ValueError(f"Lanczos mode {what}")
    form = forms[axes] + ("Aa" if antialias else "")
    return _resized(input, sizes, scales, f"smooth {how}" if antialias else how, bool(align_corners), form)


def _wanted(shape: tuple, axes: int, size: Any, scale_factor: Any) -> tuple[Any, Any]:
    """The sizes or the scales, one per axis; the other is None."""
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined")
    if size is None and scale_factor is None:
        raise ValueError("either size or scale_factor should be defined")
    given, name = (size, "output size") if size is not None else (scale_factor, "scale_factor")
    many = isinstance(given, (list, tuple))
    if many and len(given) != axes:
        raise ValueError(
            f"Input and {name} must have the same number of spatial dimensions, but got input with spatial dimensions "
            f"of {shown(shape[2:])} and {name} of {given}. Please provide input tensor in (N, C, d1, d2, ...,dK) "
            f"format and {name} in (o1, o2, ...,oK) format."
        )
    each: list[Any] = list(given) if many else [given] * axes
    if size is None:
        return None, [_number(s) for s in each]
    try:
        if any(isinstance(n, bool) for n in each):
            raise TypeError
        return [index(n) for n in each], None
    except TypeError:
        kinds = [type(n).__name__ for n in each]
        raise TypeError(
            "expected size to be one of int or Tuple[int] or Tuple[int, int] or Tuple[int, int, int], but got size "
            f"with types {kinds}"
        ) from None


def _number(scale: Any) -> float:
    if isinstance(scale, bool) or not hasattr(scale, "__float__") or hasattr(scale, "_array"):
        raise TypeError(
            f"interpolate(): argument 'scale_factor' must be float or tuple of floats, not {type(scale).__name__}"
        )
    return float(scale)


def _no_mode(mode: str, ndim: int, forms: dict) -> str:
    if forms and 3 <= ndim <= 5 and mode not in ("bicubic", "lanczos"):
        return f"Got {ndim}D input, but {mode} mode needs {min(forms) + 2}D input"
    return (
        f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {ndim}D) for the modes: nearest | linear | "
        f"bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got {mode})"
    )


def _resized(x: Any, sizes: list[int], scales: Any, how: str, align_corners: bool, form: str) -> Any:
    shape = x._array.shape
    if min(*sizes, *shape[2:]) <= 0:
        raise RuntimeError(
            f"Input and output sizes should be greater than 0, but got input {shown(shape[2:])} output {sizes}"
        )
    if not shape[1]:
        raise RuntimeError(f"Non-empty {len(shape)}D data tensor expected but got a tensor with sizes {shown(shape)}")
    scales = scales or [None] * len(sizes)
    scales = [s if s is None or s > 0 else None for s in scales]
    axes = tuple([Resampling(how, n, m, s, align_corners) for n, m, s in zip(shape[2:], sizes, scales, strict=True)])
    dtype: Any = x._array.dtype
    if dtype.char == "B" and (how.startswith("nearest") or len(axes) == 2):
        return (resize if how.startswith("nearest") else resize_bytes)(x, axes=axes, form=form)
    if not is_floating(x._array):
        raise unsupported(form, x._array)
    if how.startswith("smooth") and dtype.itemsize == 2:
        raise unsupported("compute_index_ranges_weights", x._array)
    return resize(x, axes=axes, form=form)


def upsample(
    input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest", align_corners: bool | None = None
) -> Tensor:
    """`interpolate`, under its former name."""
    warn("`nn.functional.upsample` is deprecated. Use `nn.functional.interpolate` instead.")
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """`interpolate` by the nearest element, under its former name."""
    warn("`nn.functional.upsample_nearest` is deprecated. Use `nn.functional.interpolate` instead.")
    return interpolate(input, size, scale_factor, mode="nearest")


def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """`interpolate` bilinearly with `align_corners=True`, under its former name."""
    warn("`nn.functional.upsample_bilinear` is deprecated. Use `nn.functional.interpolate` instead.")
    return interpolate(input, size, scale_factor, mode="bilinear", align_corners=True)
