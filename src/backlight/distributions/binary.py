"""Yes or no: the coin toss, and its relative that takes all values between."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

from backlight.autograd.grad_mode import no_grad
from backlight.core import dtypes
from backlight.distributions import constraints
from backlight.distributions.categorical import enumerated
from backlight.distributions.distribution import ExponentialFamily
from backlight.distributions.parameters import (
    NO_SHAPE,
    broadcast_all,
    clamp_probs,
    drawn,
    drawn_around,
    expanded,
    given_one,
    lazy_property,
    logits_to_probs,
    probs_to_logits,
)
from backlight.nn.functional.classification import binary_cross_entropy_with_logits
from backlight.tensor.ranges import arange
from backlight.tensor.selection import where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


class ByProbsOrLogits:
    """Tells a probability by itself or by its log-odds; the other one is computed when asked for."""

    _param: Tensor

    def _take(self, probs: Any, logits: Any, *others: Any) -> tuple[Tensor, ...]:
        """Keep the parameter that was given, in one shape with `others`; return those, in its dtype."""
        given = given_one(probs, logits)
        *rest, self._param = broadcast_all(*others, probs if logits is None else logits)
        setattr(self, given, self._param)
        return tuple([x.type_as(self._param) for x in rest])

    @lazy_property
    def logits(self) -> Tensor:
        """The log-odds."""
        return probs_to_logits(self.probs, is_binary=True)

    @lazy_property
    def probs(self) -> Tensor:
        """The probability."""
        return logits_to_probs(self.logits, is_binary=True)

    param_shape = property(lambda self: self._param.shape)

    def _new(self, *args: Any, **kwargs: Any) -> Tensor:
        return self._param.new(*args, **kwargs)


class Bernoulli(ByProbsOrLogits, ExponentialFamily):
    """1 with probability `probs` (log-odds `logits`), else 0.

    >>> Bernoulli(0.25).log_prob(backlight.tensor(1.0))
    tensor(-1.3863)
    """

    arg_constraints: ClassVar[Any] = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.boolean
    has_enumerate_support = True
    _mean_carrier_measure = 0
    _varying = ("probs", "logits", "_param")

    def __init__(
        self,
        probs: Tensor | float | None = None,
        logits: Tensor | float | None = None,
        validate_args: bool | None = None,
    ) -> None:
        self._take(probs, logits)
        ExponentialFamily.__init__(self, self._param.shape, validate_args=validate_args)

    mean = property(lambda self: self.probs)
    variance = property(lambda self: self.probs * (1 - self.probs))

    @property
    def mode(self) -> Tensor:
        mode = (self.probs >= 0.5).to(self.probs)
        mode[self.probs == 0.5] = math.nan
        return mode

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        shape, probs = self._extended_shape(sample_shape), self.probs
        return drawn_around("bernoulli", expanded(probs, shape), shape=shape, dtype=probs._array.dtype)

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        return -binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self) -> Tensor:
        return binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")

    def enumerate_support(self, expand: bool = True) -> Tensor:
        return enumerated(arange(2, dtype=dtypes.of(self._param._array)), self._batch_shape, expand)

    @property
    def _natural_params(self) -> tuple[Tensor]:
        return (self.probs.logit(),)

    def _log_normalizer(self, x: Tensor) -> Tensor:  # type: ignore[override]
        return x.exp().log1p()


class ContinuousBernoulli(ByProbsOrLogits, ExponentialFamily):
    """A density proportional to pˣ·(1 − p)¹⁻ˣ on [0, 1].

    Between the two `lims`, where the closed forms lose all digits, their Taylor series about ½ are taken.
    """

    arg_constraints: ClassVar[Any] = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.unit_interval
    has_rsample = True
    _mean_carrier_measure = 0
    _varying = ("probs", "logits", "_param")

    def __init__(
        self,
        probs: Tensor | float | None = None,
        logits: Tensor | float | None = None,
        lims: tuple[float, float] = (0.499, 0.501),
        validate_args: bool | None = None,
    ) -> None:
        self._take(probs, logits)
        if logits is None:
            if validate_args is not None and not constraints.unit_interval.holds(self.probs):
                raise ValueError(f"The parameter probs has invalid values:\n{self.probs}")
            self._param = clamp_probs(self.probs)
            self.probs = self._param  # type: ignore[assignment]
        self._lims = lims
        ExponentialFamily.__init__(self, self._param.shape, validate_args=validate_args)

    def expand(self, batch_shape: Sequence[int], _instance: Any = None) -> Any:
        new = super().expand(batch_shape, _instance)
        new._lims = self._lims
        return new

    @lazy_property
    def probs(self) -> Tensor:
        """The parameter p, as a probability kept away from 0 and 1."""
        return clamp_probs(logits_to_probs(self.logits, is_binary=True))

    def _away(self, p: Any) -> Any:
        """Where the closed forms can be trusted."""
        return (p <= self._lims[0]) | (p > self._lims[1])

    def _cut(self) -> tuple[Tensor, Tensor]:
        away = self._away(self.probs)
        return away, where(away, self.probs, self._lims[0])

    def _cont_bern_log_norm(self) -> Tensor:
        """The logarithm of the factor that makes the density integrate to 1."""
        away, p = self._cut()
        below, above = where(p <= 0.5, p, 0.0), where(p >= 0.5, p, 1.0)
        slope = where(p <= 0.5, (-2.0 * below).log1p(), (2.0 * above - 1.0).log())
        x = (self.probs - 0.5).pow(2)
        taylor = math.log(2.0) + (4.0 / 3.0 + 104.0 / 45.0 * x) * x
        return where(away, ((-p).log1p() - p.log()).abs().log() - slope, taylor)

    @property
    def mean(self) -> Tensor:
        away, p = self._cut()
        x = self.probs - 0.5
        taylor = 0.5 + (1.0 / 3.0 + 16.0 / 45.0 * x.pow(2)) * x
        return where(away, p / (2.0 * p - 1.0) + 1.0 / ((-p).log1p() - p.log()), taylor)

    @property
    def variance(self) -> Tensor:
        away, p = self._cut()
        x = (self.probs - 0.5).pow(2)
        taylor = 1.0 / 12.0 - (1.0 / 15.0 - 128.0 / 945.0 * x) * x
        exact = p * (p - 1.0) / (1.0 - 2.0 * p).pow(2) + 1.0 / ((-p).log1p() - p.log()).pow(2)
        return where(away, exact, taylor)

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        return self.icdf(drawn("uniform", self._extended_shape(sample_shape), self.probs))

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        return -binary_cross_entropy_with_logits(logits, value, reduction="none") + self._cont_bern_log_norm()

    def cdf(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        away, p = self._cut()
        exact = (p.pow(value) * (1.0 - p).pow(1.0 - value) + p - 1.0) / (2.0 * p - 1.0)
        inside = where(away, exact, value)
        return where(value <= 0.0, 0.0, where(value >= 1.0, 1.0, inside))

    def icdf(self, value: Tensor) -> Tensor:
        away, p = self._cut()
        other = (-p).log1p()
        return where(away, ((-p + value * (2.0 * p - 1.0)).log1p() - other) / (p.log() - other), value)

    def entropy(self) -> Tensor:
        zero, one = (-self.probs).log1p(), self.probs.log()
        return self.mean * (zero - one) - self._cont_bern_log_norm() - zero

    @property
    def _natural_params(self) -> tuple[Tensor]:
        return (self.logits,)

    def _log_normalizer(self, x: Tensor) -> Tensor:  # type: ignore[override]
        away = self._away(x + 0.5)
        cut = where(away, x, self._lims[0] - 0.5)
        taylor = 0.5 * x + x.pow(2) / 24.0 - x.pow(4) / 2880.0
        return where(away, cut.expm1().abs().log() - cut.abs().log(), taylor)
