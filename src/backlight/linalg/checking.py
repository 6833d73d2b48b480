"""What every function here asks of its matrices, and how several results go to the user."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.dtypes import scalar_type
from backlight.core.variable import Variable
from backlight.ops.linalg import LinAlgError
from backlight.tensor.out import into
from backlight.tensor.results import Named
from backlight.tensor.surface import tensor_in


def kind_of(x: Any) -> str:
    """The name that messages have for the dtype of a tensor: Float."""
    return scalar_type(dtypes.of(x._array))


def matrices_in(name: str, x: Any, word: str = "A") -> Any:
    """A tensor of one or more matrices of floating or complex numbers; RuntimeError if it is none."""
    tensor_in(name, x)
    if x._array.ndim < 2:
        raise RuntimeError(f"{name}: The input tensor {word} must have at least 2 dimensions.")
    return floating_in(name, x)


def squares_in(name: str, x: Any, word: str = "A") -> Any:
    """The same, where the matrices must be square."""
    tensor_in(name, x)
    expect_square(name, x, word)
    return floating_in(name, x)


def expect_square(name: str, x: Any, word: str = "A") -> None:
    """RuntimeError for a tensor that does not hold square matrices."""
    shape = x._array.shape
    if len(shape) < 2:
        raise RuntimeError(f"{name}: The input tensor {word} must have at least 2 dimensions.")
    if shape[-1] != shape[-2]:
        raise RuntimeError(
            f"{name}: {word} must be batches of square matrices, but they are {shape[-2]} by {shape[-1]} matrices"
        )


def floating_in(name: str, x: Any) -> Any:
    """A tensor of float32, float64 or complex numbers, which are what LAPACK knows."""
    kind = x._array.dtype.kind
    if kind in "biu":
        raise RuntimeError(
            f"{name}: Expected a floating point or complex tensor as input. Got {kind_of(x)}; convert it with .float()"
        )
    if kind != "c" and x._array.dtype.itemsize < 4:
        raise NotImplementedError(
            f"{name}: Low precision dtypes not supported. Got {kind_of(x)}; convert the tensor with .float()"
        )
    return x


def expect_same_dtype(name: str, x: Any, y: Any, words: tuple[str, str] = ("A", "B")) -> None:
    """RuntimeError where two tensors that are computed together differ in dtype."""
    if x._array.dtype != y._array.dtype:
        raise RuntimeError(
            f"{name}: Expected {words[0]} and {words[1]} to have the same dtype, but found {words[0]} of type "
            f"{kind_of(x)} and {words[1]} of type {kind_of(y)} instead"
        )


def expect_batches(name: str, x: tuple, y: tuple) -> tuple[int, ...]:
    """The shape that two batches broadcast to."""
    try:
        return np.broadcast_shapes(x, y)
    except ValueError:
        pass
    dim = next(i for i in range(1, min(len(x), len(y)) + 1) if x[-i] != y[-i] and 1 not in (x[-i], y[-i]))
    raise RuntimeError(
        f"{name}: The size of tensor a ({x[-dim]}) must match the size of tensor b ({y[-dim]}) at non-singleton "
        f"dimension {max(len(x), len(y)) - dim}; the batches are {list(x)} and {list(y)}"
    )


def told_of(info: Any, name: str, why: str) -> None:
    """LinAlgError for the first matrix whose `info` is not 0; {} in `why` stands for that number."""
    while hasattr(info._array, "physical"):  # inside vmap: that of all examples
        info = info._array.physical
    found = np.atleast_1d(info._array)
    if not found.any():
        return
    place = tuple(int(i) for i in np.argwhere(found)[0])
    which = f"(Batch element {np.ravel_multi_index(place, found.shape)}): " if info._array.ndim else ""
    raise LinAlgError(f"{name}: {which}{why.format(found[place])}")


def given_all(out: Sequence[Any] | None, results: Sequence[Any], kind: type[Named], name: str) -> Any:
    """Several results as one named tuple: those computed, or the tensors of `out` that took them."""
    if out is None:
        return kind(results)
    if not isinstance(out, tuple | list) or not all(isinstance(o, Variable) for o in out):
        raise TypeError(f"{name}(): argument 'out' must be tuple of Tensors, not {type(out).__name__}")
    return kind([into(o, r, name) for o, r in zip(out, results, strict=True)])
