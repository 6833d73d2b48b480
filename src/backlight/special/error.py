"""The error function's kin: the scaled one, the normal distribution with its logarithm and inverse, and entropies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from backlight.ops import normal as cards
from backlight.ops.special import erfc
from backlight.tensor.surface import binary, floating, given, tensor_in, unary

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

erfcx = unary("special_erfcx", cards.erfcx, "exp(x²)·erfc(x) of each element x, without overflow.")
log_ndtr = unary("special_log_ndtr", cards.log_ndtr, "The logarithm of `ndtr` of each element, exact far below 0, too.")
ndtri = unary("special_ndtri", cards.ndtri, "The number whose `ndtr` is the element: the normal quantile.")
entr = unary("special_entr", cards.entr, "−x·log x of each element x; 0 at 0, −∞ below.")
xlog1py = binary("special_xlog1py", cards.xlog1py, "input · log(1 + other); 0 where input is 0.")


def ndtr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The share of the standard normal distribution below each element: (1 + erf(x/√2))/2.

    >>> ndtr(backlight.tensor([0.0, 1.96]))
    tensor([0.5000, 0.9750])
    """
    x = floating(tensor_in("special_ndtr", input))
    return given(out, erfc(x * -math.sqrt(0.5)) * 0.5, "special_ndtr")
