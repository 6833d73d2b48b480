"""Softmax and its kin: numbers made positive, with the sum 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.errors import warn
from backlight.core.random import default_generator
from backlight.core.result import constant
from backlight.ops import functions
from backlight.ops.random import draw
from backlight.tensor import activation as family
from backlight.tensor.activation import floating
from backlight.tensor.dims import dim_of

if TYPE_CHECKING:
    from backlight.core.dtypes import dtype as DType
    from backlight.tensor.tensor import Tensor


def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> Tensor:
    """exp(xᵢ) / Σⱼ exp(xⱼ) along `dim`: positive numbers that sum to 1.

    >>> softmax(backlight.tensor([[1., 1.]]), dim=1)
    tensor([[0.5000, 0.5000]])
    """
    return family.softmax(input, _implicit(input, "softmax") if dim is None else dim, dtype)


def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> Tensor:
    """The softmax of −x along `dim`.

    >>> softmin(backlight.tensor([0., 0.]), dim=0)
    tensor([0.5000, 0.5000])
    """
    return family.softmax(-input, _implicit(input, "softmin") if dim is None else dim, dtype)


def log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> Tensor:
    """log(softmax(x)) along `dim`, with all its digits.

    >>> log_softmax(backlight.tensor([0., 0.]), dim=0)
    tensor([-0.6931, -0.6931])
    """
    return family.log_softmax(input, _implicit(input, "log_softmax") if dim is None else dim, dtype)


def _implicit(input: Any, name: str) -> int:
    warn(f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.")
    return 0 if input._array.ndim in (0, 1, 3) else 1


def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Tensor:
    """A sample of the Gumbel-softmax distribution along `dim`: softmax((x + noise) / τ).

    `hard` gives one-hot samples whose gradient is that of the soft ones.
    """
    if eps != 1e-10:
        warn("`eps` parameter is deprecated and has no effect.")
    array = floating(logits, "gumbel_softmax")._array
    noise = constant(draw(how="exponential", generator=default_generator, shape=array.shape, dtype=array.dtype))
    soft: Any = family.softmax((logits - functions.log(noise)) / tau, dim)
    if not hard:
        return soft
    values = soft._array
    axis = dim_of(dim, values.ndim)
    sharp = np.zeros_like(values)
    np.put_along_axis(sharp, np.expand_dims(values.argmax(axis), axis), 1, axis)
    return constant(sharp) - soft.detach() + soft
