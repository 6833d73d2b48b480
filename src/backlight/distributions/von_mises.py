"""The normal distribution's counterpart on a circle."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

from backlight.autograd.grad_mode import no_grad
from backlight.core.dtypes import float64
from backlight.distributions import constraints
from backlight.distributions.distribution import Distribution
from backlight.distributions.parameters import NO_SHAPE, broadcast_all, drawn, lazy_property
from backlight.tensor.selection import where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor

# Abramowitz and Stegun 9.8.1 to 9.8.4: polynomials for the Bessel functions I0 and I1, below and above 3.75.
SMALL = (
    [1.0, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.360768e-1, 0.45813e-2],
    [0.5, 0.87890594, 0.51498869, 0.15084934, 0.2658733e-1, 0.301532e-2, 0.32411e-3],
)
LARGE = (
    [0.39894228, 0.1328592e-1, 0.225319e-2, -0.157565e-2, 0.916281e-2]
    + [-0.2057706e-1, 0.2635537e-1, -0.1647633e-1, 0.392377e-2],
    [0.39894228, -0.3988024e-1, -0.362018e-2, 0.163801e-2, -0.1031555e-1]
    + [0.2282967e-1, -0.2895312e-1, 0.1787654e-1, -0.420059e-2],
)


def _polynomial(coefficients: list[float], y: Tensor) -> Any:
    total: Any = coefficients[-1]
    for c in reversed(coefficients[:-1]):
        total = c + y * total
    return total


def _log_bessel(x: Tensor, order: int) -> Tensor:
    """log I0(x) or log I1(x), for x > 0, to about seven digits."""
    small = _polynomial(SMALL[order], (x / 3.75) * (x / 3.75))
    if order == 1:
        small = x.abs() * small
    large = x - 0.5 * x.log() + _polynomial(LARGE[order], 3.75 / x).log()
    return where(x < 3.75, small.log(), large)


class VonMises(Distribution):
    """An angle, of density exp(concentration·cos(x − loc)) / (2π·I0(concentration))."""

    arg_constraints: ClassVar[Any] = {"loc": constraints.real, "concentration": constraints.positive}
    support = constraints.real
    has_rsample = False

    def __init__(self, loc: Tensor | float, concentration: Tensor | float, validate_args: bool | None = None) -> None:
        self.loc, self.concentration = broadcast_all(loc, concentration)
        super().__init__(self.loc.shape, NO_SHAPE, validate_args)

    def expand(self, batch_shape: Sequence[int], _instance: Any = None) -> Any:
        if _instance is not None:
            return super().expand(batch_shape, _instance)
        loc, concentration = self.loc.expand(batch_shape), self.concentration.expand(batch_shape)
        return type(self)(loc, concentration, validate_args=self.__dict__.get("_validate_args"))

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        k = self.concentration
        return k * (value - self.loc).cos() - math.log(2 * math.pi) - _log_bessel(k, 0)

    mean = mode = property(lambda self: self.loc)

    @lazy_property
    def variance(self) -> Tensor:
        """The circular variance, 1 − I1/I0."""
        return 1 - (_log_bessel(self.concentration, 1) - _log_bessel(self.concentration, 0)).exp()

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        """By rejection from a wrapped Cauchy distribution (Best and Fisher), in double precision."""
        shape = self._extended_shape(sample_shape)
        with no_grad():
            loc, k = self.loc.to(float64), self.concentration.to(float64)
            tau = 1 + (1 + 4 * k**2).sqrt()
            rho = (tau - (2 * tau).sqrt()) / (2 * k)
            r = where(k < 1e-5, 1 / k + k, (1 + rho**2) / (2 * rho))
            x = loc.new_zeros(shape)
            done: Any = x != 0
            while not done.all():
                u1, u2, u3 = drawn("uniform", (3, *shape), loc).unbind()
                z = (math.pi * u1).cos()
                f = (1 + r * z) / (r + z)
                c = k * (r - f)
                accept = (c * (2 - c) - u2 > 0) | ((c / u2).log() + 1 - c >= 0)
                x = where(accept, (u3 - 0.5).sign() * f.acos(), x)
                done = done | accept
            return ((x + math.pi + loc) % (2 * math.pi) - math.pi).to(self.loc.dtype)
