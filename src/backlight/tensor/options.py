"""The keyword arguments and the sizes that all makers of tensors share."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from operator import index
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from backlight.core import dtypes
from backlight.core.device import on
from backlight.core.layout import expect_layout
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.tensor.out import into

if TYPE_CHECKING:
    from backlight.core.device import device as Device
    from backlight.core.dtypes import dtype as DType
    from backlight.core.layout import layout as Layout
    from backlight.core.layout import memory_format as MemoryFormat
    from backlight.tensor.generator import Generator
    from backlight.tensor.tensor import Tensor


class Options(TypedDict, total=False):
    """What every maker takes: `dtype` and `requires_grad` have an effect, the others are checked."""

    dtype: DType | None
    layout: Layout | None
    device: Device | str | None
    pin_memory: bool
    requires_grad: bool


class LikeOptions(Options, total=False):
    """What makers of a tensor like another one take."""

    memory_format: MemoryFormat | None


class OutOptions(Options, total=False):
    """What makers take that can write into a tensor that is there already."""

    out: Tensor | None


class SizeOptions(OutOptions, total=False):
    """What makers take whose size may be a keyword, too."""

    size: Any


class EmptyOptions(SizeOptions, total=False):
    """What `empty` takes."""

    memory_format: MemoryFormat | None


class RangeOptions(OutOptions, total=False):
    """What `arange` takes."""

    start: float
    end: float
    step: float


class DrawnOptions(SizeOptions, total=False):
    """What makers of random numbers take."""

    generator: Generator | None


class IntegerOptions(DrawnOptions, total=False):
    """What makers of random integers take."""

    low: int
    high: int


class DrawnLikeOptions(LikeOptions, total=False):
    """What makers of random numbers like another tensor take."""

    generator: Generator | None


class IntegerLikeOptions(DrawnLikeOptions, total=False):
    """What makers of random integers like another tensor take."""

    low: int
    high: int


class ToOptions(TypedDict, total=False):
    """What `Tensor.to` takes."""

    dtype: DType | None
    device: Device | str | None
    other: Tensor
    non_blocking: bool
    copy: bool
    memory_format: MemoryFormat | None


class NumpyNames(TypedDict, total=False):
    """NumPy's words for `dim` and `keepdim`, which torch takes too."""

    axis: Any
    keepdims: bool


PLAIN = frozenset(Options.__annotations__)
LIKE = PLAIN | {"memory_format"}
OUT = PLAIN | {"out"}

_OF_PYTHON = {
    builtins.bool: dtypes.bool,
    builtins.int: dtypes.int64,
    builtins.float: dtypes.float64,
    builtins.complex: dtypes.complex128,
}


def numpy_dtype(dtype: Any, function: str) -> np.dtype:
    """The NumPy dtype for the argument `dtype=` of a `function`, which may be Python's float, int, bool or complex."""
    kind = _OF_PYTHON.get(dtype, dtype) if isinstance(dtype, type) else dtype
    if not isinstance(kind, dtypes.dtype):
        meant = f"; did you mean torch.{kind}?" if isinstance(kind, str) and kind in dtypes.TABLE else ""
        raise TypeError(f"{function}(): argument 'dtype' must be torch.dtype, not {type(kind).__name__}{meant}")
    return dtypes.to_numpy(kind)


def made(function: str, build: Callable, options: Any, kind: np.dtype | None = None, takes: frozenset = PLAIN) -> Any:
    """The tensor of `build(NumPy dtype)`, by the options that were given to `function`, which takes those in `takes`.

    `kind` is the dtype when no option names one (default: the default dtype).
    """
    out = checked(function, options, takes) if options else None
    kind = chosen(function, options, kind, out)
    try:
        result = constant(build(kind))
    except (MemoryError, ValueError) as error:
        raise RuntimeError(f"{function}: can't allocate memory: {error}") from error
    if out is not None:
        result = written(out, result, function)
    return needing_grad(result) if options and options.get("requires_grad") else result


def checked(function: str, options: Any, takes: frozenset) -> Any:
    """Refuse options that a `function` does not take, and values that they cannot have; returns `out`."""
    for option in options:
        if option not in takes:
            raise TypeError(f"{function}() got an unexpected keyword argument '{option}'")
    on(options.get("device"), function)
    expect_layout(options.get("layout"), function)
    expect_flag(options.get("requires_grad", False), function, "requires_grad")
    if options.get("pin_memory"):
        raise RuntimeError(
            "pin_memory=True requires a CUDA or other accelerator backend; no pinned memory allocator is available on "
            "this system. Leave pin_memory away: it speeds up copies to a GPU only."
        )
    out = options.get("out")
    if out is not None and not isinstance(out, Variable):
        raise TypeError(f"{function}(): argument 'out' must be Tensor, not {type(out).__name__}")
    return out


def expect_flag(given: object, function: str, argument: str) -> None:
    """TypeError where a flag is neither True nor False."""
    if given is not True and given is not False:
        raise TypeError(f"{function}(): argument '{argument}' must be bool, not {type(given).__name__}")


def chosen(function: str, options: Any, kind: np.dtype | None, out: Any) -> np.dtype:
    """The dtype that the options ask for: the option, or that of `out`, or `kind`, or the default dtype."""
    if not options or options.get("dtype") is None:
        return out._array.dtype if out is not None else dtypes.default_numpy() if kind is None else kind
    asked = numpy_dtype(options["dtype"], function)
    if out is not None and asked != out._array.dtype:
        have, want = dtypes.of_numpy(asked), dtypes.of(out._array)
        raise RuntimeError(
            f"dtype {dtypes.scalar_type(have)} does not match dtype of out parameter ({dtypes.scalar_type(want)})"
        )
    return asked


def written(out: Any, result: Any, function: str) -> Any:
    """`out` with the values of `result`; makers of tensors give it their size without a warning."""
    if out._array.shape != result._array.shape and not out._needs_grad:
        out._array = np.empty(result._array.shape, out._array.dtype)
    return into(out, result, function)


def needing_grad(result: Any) -> Any:
    """The tensor as a leaf that needs a gradient; RuntimeError for a dtype that has none."""
    if result._array.dtype.kind in "biu":
        raise RuntimeError(
            "Only Tensors of floating point and complex dtype can require gradients; this one holds "
            f"{dtypes.of(result._array)}: write 1.0 instead of 1, or pass dtype=torch.float32"
        )
    result._needs_grad = True
    return result


def shape_of(function: str, size: tuple, options: Any = None) -> tuple[int, ...]:
    """The shape meant by `zeros(2, 3)`, `zeros((2, 3))`, `zeros([2, 3])` or `zeros(size=(2, 3))`."""
    if options and "size" in options:
        if size:
            raise TypeError(f"{function}() got multiple values for argument 'size'")
        size = (options.pop("size"),)
        if isinstance(size[0], int):
            raise TypeError(f"{function}(): argument 'size' must be tuple of ints, not int")
    if len(size) == 1:
        (only,) = size
        if isinstance(only, (tuple, list)):
            size = tuple(only)
    elif not size:
        raise TypeError(f'{function}() missing 1 required positional arguments: "size"')
    for n in size:
        if n.__class__ is not int or n < 0:
            return _converted(function, size)
    return size


def tuple_of(function: str, size: Any, position: int = 1) -> tuple[int, ...]:
    """The shape for an argument `size` that has to be a tuple or list."""
    if not isinstance(size, (tuple, list)):
        raise TypeError(
            f"{function}(): argument 'size' (position {position}) must be tuple of ints, not {type(size).__name__}"
        )
    return shape_of(function, (size,))


def _converted(function: str, size: tuple) -> tuple[int, ...]:
    shape = []
    for position, n in enumerate(size):
        try:
            if isinstance(n, bool):
                raise TypeError
            shape.append(index(n))
        except TypeError:
            raise TypeError(
                f"{function}(): argument 'size' (position 1) must be tuple of ints, but found element of type "
                f"{type(n).__name__} at pos {position}"
            ) from None
    if min(shape) < 0:
        if function == "zeros":
            raise RuntimeError(f"zeros: Dimension size must be non-negative; got {shape}")
        raise RuntimeError(f"Trying to create tensor with negative dimension {min(shape)}: {shape}")
    return tuple(shape)
