"""Counts: successes in n tosses, tosses before one success or before several, events in a span of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from backlight.autograd.grad_mode import no_grad
from backlight.core import dtypes
from backlight.distributions import constraints
from backlight.distributions.binary import ByProbsOrLogits
from backlight.distributions.categorical import enumerated
from backlight.distributions.distribution import Distribution, ExponentialFamily
from backlight.distributions.parameters import (
    NO_SHAPE,
    broadcast_all,
    drawn,
    drawn_around,
    expanded,
    lazy_property,
    limits,
)
from backlight.nn.functional.activation import logsigmoid
from backlight.nn.functional.classification import binary_cross_entropy_with_logits
from backlight.tensor.functions import xlogy
from backlight.tensor.ranges import arange

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.distributions.gamma import Gamma
    from backlight.tensor.tensor import Tensor


class Binomial(ByProbsOrLogits, Distribution):
    """How many of `total_count` tosses succeed.

    >>> Binomial(4, probs=backlight.tensor(0.5)).log_prob(backlight.tensor(2.0)).exp()
    tensor(0.3750)
    """

    arg_constraints: ClassVar[Any] = {
        "total_count": constraints.nonnegative_integer,
        "probs": constraints.unit_interval,
        "logits": constraints.real,
    }
    has_enumerate_support = True
    _varying = ("total_count", "probs", "logits", "_param")

    def __init__(
        self,
        total_count: Tensor | int = 1,
        probs: Tensor | None = None,
        logits: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        (self.total_count,) = self._take(probs, logits, total_count)
        Distribution.__init__(self, self._param.shape, validate_args=validate_args)

    @constraints.dependent_property(is_discrete=True, event_dim=0)
    def support(self) -> constraints.Constraint:
        return constraints.integer_interval(0, self.total_count)

    mean = property(lambda self: self.total_count * self.probs)
    mode = property(lambda self: ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count))
    variance = property(lambda self: self.total_count * self.probs * (1 - self.probs))

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        shape = self._extended_shape(sample_shape)
        return drawn_around("binomial", expanded(self.total_count, shape), expanded(self.probs, shape))

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        n, logits = self.total_count, self.logits
        # max(logits, 0), with the mean of both slopes at 0
        positive = (logits.clamp(min=0) + logits - logits.clamp(max=0)) / 2
        whole = n * positive + n * (-logits.abs()).exp().log1p() - (n + 1).lgamma()
        return value * logits - (value + 1).lgamma() - (n - value + 1).lgamma() - whole

    def _one_count(self, function: str) -> int:
        n = int(self.total_count.max())
        if not self.total_count.min() == n:
            raise NotImplementedError(f"Inhomogeneous total count not supported by `{function}`.")
        return n

    def entropy(self) -> Tensor:
        self._one_count("entropy")
        log_prob = self.log_prob(self.enumerate_support(False))
        return -(log_prob.exp() * log_prob).sum(0)

    def enumerate_support(self, expand: bool = True) -> Tensor:
        values = arange(1 + self._one_count("enumerate_support"), dtype=dtypes.of(self._param._array))
        return enumerated(values, self._batch_shape, expand)


class Geometric(ByProbsOrLogits, Distribution):
    """How many tosses fail before the first success.

    >>> Geometric(0.25).mean
    tensor(3.)
    """

    arg_constraints: ClassVar[Any] = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.nonnegative_integer
    _varying = ("probs", "logits")

    def __init__(
        self,
        probs: Tensor | float | None = None,
        logits: Tensor | float | None = None,
        validate_args: bool | None = None,
    ) -> None:
        self._take(probs, logits)
        Distribution.__init__(self, self._param.shape, validate_args=validate_args)
        if self._validate_args and logits is None:
            valid = self.probs > 0
            if not valid.all():
                raise ValueError(
                    f"Expected parameter probs ({type(self.probs).__name__} of shape {tuple(self.probs.shape)}) of "
                    f"distribution {self!r} to be positive but found invalid values:\n{self.probs.data[~valid]}"
                )

    mean = property(lambda self: 1.0 / self.probs - 1.0)
    mode = property(lambda self: self.probs.new_zeros(self.probs.shape))
    variance = property(lambda self: (1.0 / self.probs - 1.0) / self.probs)

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        low = limits(self.probs).tiny
        with no_grad():
            u = drawn("uniform", self._extended_shape(sample_shape), self.probs, low=low, high=1)
            return (u.log() / (-self.probs).log1p()).floor()

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        value, probs = broadcast_all(value, self.probs)
        probs = probs.masked_fill((probs == 1) & (value == 0), 0)  # type: ignore[arg-type]
        return value * (-probs).log1p() + self.probs.log()

    def entropy(self) -> Tensor:
        return binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none") / self.probs


class NegativeBinomial(ByProbsOrLogits, Distribution):
    """How many tosses succeed, with probability `probs`, before `total_count` have failed.

    >>> NegativeBinomial(2.0, probs=backlight.tensor(0.5)).mean
    tensor(2.)
    """

    arg_constraints: ClassVar[Any] = {
        "total_count": constraints.greater_than_eq(0),
        "probs": constraints.half_open_interval(0.0, 1.0),
        "logits": constraints.real,
    }
    support = constraints.nonnegative_integer
    _varying = ("total_count", "probs", "logits", "_param")

    def __init__(
        self,
        total_count: Tensor | float,
        probs: Tensor | None = None,
        logits: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        (self.total_count,) = self._take(probs, logits, total_count)
        Distribution.__init__(self, self._param.shape, validate_args=validate_args)

    mean = property(lambda self: self.total_count * self.logits.exp())
    mode = property(lambda self: ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0.0))
    variance = property(lambda self: self.mean / (-self.logits).sigmoid())

    @lazy_property
    def _gamma(self) -> Gamma:
        from backlight.distributions.gamma import Gamma

        return Gamma(self.total_count, (-self.logits).exp(), validate_args=False)

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        return drawn_around("poisson", self._gamma.sample(sample_shape))

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        n, logits = self.total_count, self.logits
        ways = -(n + value).lgamma() + (1.0 + value).lgamma() + n.lgamma()
        ways = ways.masked_fill(n + value == 0.0, 0.0)
        return n * logsigmoid(-logits) + value * logsigmoid(logits) - ways


class Poisson(ExponentialFamily):
    """How many events happen where `rate` are expected: rateᵏ·exp(−rate) / k!.

    >>> Poisson(2.0).log_prob(backlight.tensor(0.0))
    tensor(-2.)
    """

    arg_constraints: ClassVar[Any] = {"rate": constraints.nonnegative}
    support = constraints.nonnegative_integer
    _varying = ("rate",)

    def __init__(self, rate: Tensor | float, validate_args: bool | None = None) -> None:
        (self.rate,) = broadcast_all(rate)
        super().__init__(self.rate.shape, validate_args=validate_args)

    mean = variance = property(lambda self: self.rate)
    mode = property(lambda self: self.rate.floor())

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        return drawn_around("poisson", expanded(self.rate, self._extended_shape(sample_shape)))

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        rate, value = broadcast_all(self.rate, value)
        return xlogy(value, rate) - rate - (value + 1).lgamma()

    @property
    def _natural_params(self) -> tuple[Tensor]:
        return (self.rate.log(),)

    def _log_normalizer(self, x: Tensor) -> Tensor:  # type: ignore[override]
        return x.exp()
