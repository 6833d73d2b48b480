"""What the parameters of distributions have in common: brought to one shape, clamped, computed when asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from backlight.autograd.grad_mode import enable_grad, no_grad
from backlight.core import dtypes, random
from backlight.core.limits import finfo
from backlight.core.modes import state
from backlight.core.random import default_generator
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.ops.random import draw
from backlight.tensor.data import tensor
from backlight.tensor.expanding import broadcast_shapes
from backlight.tensor.ranges import arange
from backlight.tensor.size import Size

if TYPE_CHECKING:
    import numpy as np

    from backlight.tensor.tensor import Tensor

Number = (bool, int, float)  # what stands for a parameter of no shape
euler_constant = 0.5772156649015329
NO_SHAPE = Size()


def broadcast_all(*values: Any) -> tuple[Tensor, ...]:
    """Tensors and numbers as tensors of one shape; numbers take the dtype of the first tensor, or the default one."""
    first = shape = None
    alike = True
    for value in values:
        if isinstance(value, Variable):
            if first is None:
                first, shape = value, value._array.shape
            elif value._array.shape != shape:
                alike = False
        elif isinstance(value, Number):
            alike = False
        elif not hasattr(type(value), "__torch_function__"):
            raise ValueError(
                "Input arguments must all be instances of Number, torch.Tensor or objects implementing "
                f"__torch_function__, but one is {type(value).__name__}: {value!r}"
            )
    if alike:
        return values
    kind = dtypes.get_default_dtype() if first is None else dtypes.of(first._array)
    tensors = [tensor(v, dtype=kind) if isinstance(v, Number) else v for v in values]
    whole = broadcast_shapes(*[x.shape for x in tensors])
    return tuple([expanded(x, whole) for x in tensors])


def expanded(x: Tensor, shape: tuple) -> Tensor:
    """`x` repeated to `shape`, or itself where it has it already."""
    return x if x._array.shape == shape else x.expand(shape)


def drawn(how: str, shape: tuple, like: Tensor, **about: Any) -> Tensor:
    """Random numbers of `shape` from the default stream, in the dtype of `like`."""
    return drawn_around(how, shape=shape, dtype=like._array.dtype, **about)


def drawn_around(how: str, *parameters: Tensor, **about: Any) -> Tensor:
    """A random number for each element of the parameters; no gradient goes through it."""
    if state.batching is None:
        return constant(getattr(random, how)(default_generator, *[x._array for x in parameters], **about))
    with no_grad():  # inside vmap the op says what a draw means there
        found = draw(*parameters, how=how, generator=default_generator, **about)
    return found if parameters else constant(found)


_limits: dict[np.dtype, finfo] = {}


def limits(x: Tensor) -> finfo:
    """The limits of a tensor's float type, made once per type."""
    kind = x._array.dtype
    found = _limits.get(kind)
    if found is None:
        found = _limits[kind] = finfo(dtypes.of(x._array))
    return found


def sum_rightmost(value: Tensor, dim: int) -> Tensor:
    """The sum over the last `dim` dimensions."""
    return value.reshape(value.shape[:-dim] + (-1,)).sum(-1) if dim else value


def logits_to_probs(logits: Tensor, is_binary: bool = False) -> Tensor:
    """Probabilities from log-odds (`is_binary`), or from logarithms that need not be normalised."""
    return logits.sigmoid() if is_binary else logits.softmax(-1)


def clamp_probs(probs: Tensor) -> Tensor:
    """Probabilities kept one step away from 0 and 1."""
    eps = limits(probs).eps
    return probs.clamp(eps, 1 - eps)


def probs_to_logits(probs: Tensor, is_binary: bool = False) -> Tensor:
    """The log-odds of probabilities (`is_binary`), or their logarithms."""
    probs = clamp_probs(probs)
    return probs.log() - (-probs).log1p() if is_binary else probs.log()


def given_one(probs: Any, logits: Any) -> str:
    """Which of the two was given; ValueError unless exactly one was."""
    if (probs is None) == (logits is None):
        raise ValueError("Either `probs` or `logits` must be specified, but not both.")
    return "logits" if probs is None else "probs"


class lazy_property:
    """An attribute computed when first asked for, with its gradient, and kept from then on."""

    def __init__(self, wrapped: Callable) -> None:
        self.wrapped = wrapped
        self.__name__, self.__doc__ = wrapped.__name__, wrapped.__doc__

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        if state.grad:
            value = self.wrapped(instance)
        else:
            with enable_grad():
                value = self.wrapped(instance)
        setattr(instance, self.__name__, value)
        return value


def tril_matrix_to_vec(mat: Tensor, diag: int = 0) -> Tensor:
    """The entries on and below the diagonal number `diag` of (…, n, n), row by row: (…, entries)."""
    n = mat.shape[-1]
    if not -n <= diag < n:
        raise ValueError(f"diag ({diag}) provided is outside [{-n}, {n - 1}].")
    return mat[..., _lower(n, diag)]


def vec_to_tril_matrix(vec: Tensor, diag: int = 0) -> Tensor:
    """The matrix (…, n, n) whose entries on and below the diagonal number `diag` are (…, entries), row by row."""
    entries, first = vec.shape[-1], 1 + 2 * diag
    n = (-first + (first**2 + 8 * entries + 4 * abs(diag) * (diag + 1)) ** 0.5) / 2
    if round(n) - n > limits(vec).eps:
        raise ValueError(
            f"The size of last dimension is {entries} which cannot be expressed as "
            "the lower triangular part of a square D x D matrix."
        )
    mat = vec.new_zeros(vec.shape[:-1] + (round(n), round(n)))
    mat[..., _lower(round(n), diag)] = vec
    return mat


def _lower(n: int, diag: int) -> Tensor:
    row = arange(n)
    return row < row.view(-1, 1) + (diag + 1)
