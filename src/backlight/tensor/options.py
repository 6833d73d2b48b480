"""The keyword arguments that all makers of tensors share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np

from backlight.core import dtypes
from backlight.core.device import device as Device
from backlight.core.device import on
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.tensor.data import refuse_integers

if TYPE_CHECKING:
    from backlight.core.dtypes import dtype as DType


class Options(TypedDict, total=False):
    """`dtype`, `device` and `requires_grad` have an effect; the others are accepted as torch's scripts pass them."""

    dtype: DType | None
    device: Device | str | int | None
    requires_grad: bool
    out: Any
    layout: Any
    pin_memory: bool
    memory_format: Any
    names: Any
    generator: Any


_KNOWN = frozenset(Options.__annotations__)


def made(name: str, build: Callable, options: Any, kind: np.dtype | None = None) -> Any:
    """The tensor of `build(numpy dtype)`, by the options given to the maker called `name`.

    `kind` is the dtype when no option names one (default: the default dtype).
    """
    if not options:
        return constant(build(dtypes.default_numpy() if kind is None else kind))
    for option in options:
        if option not in _KNOWN:
            raise TypeError(f"{name}() got an unexpected keyword argument '{option}'")
    on(options.get("device"))
    dtype = options.get("dtype")
    if dtype is not None and not isinstance(dtype, dtypes.dtype):
        raise TypeError(f"{name}(): argument 'dtype' must be torch.dtype, not {type(dtype).__name__}")
    if dtype is not None:
        kind = dtypes.to_numpy(dtype)
    out = options.get("out")
    if out is not None:
        from backlight.tensor.out import into

        return into(out, constant(build(out._array.dtype if dtype is None else kind)))
    array = build(dtypes.default_numpy() if kind is None else kind)
    result = constant(array)
    if options.get("requires_grad"):
        refuse_integers(array)
        result._needs_grad = True
    return result


def shape_of(name: str, size: tuple, options: dict | None = None) -> tuple[int, ...]:
    """The shape meant by `zeros(2, 3)`, `zeros((2, 3))`, `zeros([2, 3])` or `zeros(size=(2, 3))`."""
    if not size and options and "size" in options:
        size = (options.pop("size"),)
    if len(size) == 1 and not isinstance(size[0], (int, np.integer)):
        if isinstance(size[0], (list, tuple)):
            size = tuple(size[0])
        elif not isinstance(size[0], Variable):
            kind = type(size[0]).__name__
            raise TypeError(f"{name}(): argument 'size' (position 1) must be tuple of ints, not {kind}")
    try:
        shape = tuple([n.__index__() for n in size])
    except (AttributeError, TypeError):
        kinds = ", ".join(type(n).__name__ for n in size)
        raise TypeError(f"{name}(): argument 'size' must be tuple of ints, but found ({kinds})") from None
    if any(n < 0 for n in shape):
        raise RuntimeError(f"{name}: Dimension size must be non-negative; got {shape}")
    return shape
