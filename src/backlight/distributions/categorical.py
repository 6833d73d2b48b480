"""One of n things: by number, by a one-hot vector, and how often each came in several draws."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

from backlight.core import dtypes, random
from backlight.core.modes import state
from backlight.core.random import default_generator
from backlight.core.result import constant
from backlight.distributions import constraints
from backlight.distributions.distribution import Distribution
from backlight.distributions.parameters import (
    NO_SHAPE,
    broadcast_all,
    drawn_around,
    given_one,
    lazy_property,
    limits,
    logits_to_probs,
    probs_to_logits,
)
from backlight.nn.functional.maps import one_hot
from backlight.tensor.creation import eye, full
from backlight.tensor.expanding import broadcast_tensors
from backlight.tensor.ranges import arange
from backlight.tensor.size import Size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


class Categorical(Distribution):
    """The number i with probability `probs[..., i]`, or in proportion to exp(`logits[..., i]`).

    >>> Categorical(probs=backlight.tensor([0.25, 0.75])).log_prob(backlight.tensor(1))
    tensor(-0.2877)
    """

    arg_constraints: ClassVar[Any] = {"probs": constraints.simplex, "logits": constraints.real_vector}
    has_enumerate_support = True
    _varying = ("probs", "logits", "_param")

    def __init__(
        self, probs: Tensor | None = None, logits: Tensor | None = None, validate_args: bool | None = None
    ) -> None:
        given = given_one(probs, logits)
        param: Any = probs if logits is None else logits
        if param.ndim < 1:
            raise ValueError(f"`{given}` parameter must be at least one-dimensional.")
        if logits is None:
            self.probs = param = param / param.sum(-1, keepdim=True)
        else:
            self.logits = param = param - param.logsumexp(-1, keepdim=True)
        self._param = param
        shape = param.shape
        self._num_events = shape[-1]
        super().__init__(shape[:-1], validate_args=validate_args)

    def expand(self, batch_shape: Sequence[int], _instance: Any = None) -> Any:
        new = super().expand(batch_shape, _instance)
        new._num_events = self._num_events
        return new

    def _new(self, *args: Any, **kwargs: Any) -> Tensor:
        return self._param.new(*args, **kwargs)

    @constraints.dependent_property(is_discrete=True, event_dim=0)
    def support(self) -> constraints.Constraint:
        return constraints.integer_interval(0, self._num_events - 1)

    @lazy_property
    def logits(self) -> Tensor:
        """The logarithms of the probabilities."""
        return probs_to_logits(self.probs)

    @lazy_property
    def probs(self) -> Tensor:
        """The probabilities, which sum to 1."""
        return logits_to_probs(self.logits)

    param_shape = property(lambda self: self._param.shape)
    mean = variance = property(lambda self: self.probs.new_full(self._extended_shape(), math.nan))
    mode = property(lambda self: self.probs.argmax(-1))

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        shape = self._extended_shape(sample_shape)
        probs, about = self.probs, {"n": math.prod(sample_shape), "replacement": True}
        if state.batching is None:  # on the arrays alone, for programs draw at every step
            rows = probs._array.reshape(-1, self._num_events)  # (batch, n)
            drawn = random.multinomial(default_generator, rows, **about)  # (batch, draws)
            return constant(drawn.T.reshape(shape))
        return drawn_around("multinomial", probs.reshape(-1, self._num_events), **about).T.reshape(shape)

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        logits, value = self.logits, value.long().unsqueeze(-1)
        if value._array.shape[:-1] != logits._array.shape[:-1]:
            value, logits = broadcast_tensors(value, logits)
            value = value[..., :1]
        return logits.gather(-1, value).squeeze(-1)

    def entropy(self) -> Tensor:
        logits = self.logits.clamp(min=limits(self.logits).min)
        return -(logits * self.probs).sum(-1)

    def enumerate_support(self, expand: bool = True) -> Tensor:
        return enumerated(arange(self._num_events), self._batch_shape, expand)


def enumerated(values: Tensor, batch_shape: Size, expand: bool) -> Tensor:
    """The values along a first dimension, beside those of the batch."""
    values = values.view((-1,) + (1,) * len(batch_shape))
    return values.expand((-1, *batch_shape)) if expand else values


class _OfCategorical(Distribution):
    """What is told by a Categorical, in a vector of n entries."""

    _categorical: Categorical
    probs = property(lambda self: self._categorical.probs)
    logits = property(lambda self: self._categorical.logits)
    param_shape = property(lambda self: self._categorical.param_shape)

    def _of(self, categorical: Categorical, validate_args: bool | None) -> None:
        self._categorical = categorical
        Distribution.__init__(self, categorical.batch_shape, categorical.param_shape[-1:], validate_args=validate_args)

    def _new(self, *args: Any, **kwargs: Any) -> Tensor:
        return self._categorical._new(*args, **kwargs)


class OneHotCategorical(_OfCategorical):
    """A vector of zeros with a one at the place that a `Categorical` draws.

    >>> OneHotCategorical(probs=backlight.tensor([0.25, 0.75])).mode
    tensor([0., 1.])
    """

    arg_constraints: ClassVar[Any] = {"probs": constraints.simplex, "logits": constraints.real_vector}
    support = constraints.one_hot
    has_enumerate_support = True
    _varying = ("_categorical",)

    def __init__(
        self, probs: Tensor | None = None, logits: Tensor | None = None, validate_args: bool | None = None
    ) -> None:
        self._of(Categorical(probs, logits), validate_args)

    _param = property(lambda self: self._categorical._param)
    mean = property(lambda self: self.probs)
    variance = property(lambda self: self.probs * (1 - self.probs))
    mode = property(lambda self: one_hot(self.probs.argmax(-1), self.probs.shape[-1]).to(self.probs))

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        places = self._categorical.sample(sample_shape)
        return one_hot(places, self._categorical._num_events).to(self.probs)

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        return self._categorical.log_prob(value.max(-1)[1])

    def entropy(self) -> Tensor:
        return self._categorical.entropy()

    def enumerate_support(self, expand: bool = True) -> Tensor:
        n, batch = self._event_shape[0], self._batch_shape
        values = eye(n, dtype=dtypes.of(self._param._array)).view((n,) + (1,) * len(batch) + (n,))
        return values.expand((n, *batch, n)) if expand else values


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """A `OneHotCategorical` whose draws pass their gradient on to `probs` as if they were `probs`."""

    has_rsample = True

    def rsample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        drawn, probs = self.sample(sample_shape), self.probs
        return drawn + (probs - probs.detach())


class Multinomial(_OfCategorical):
    """How often each of n things came in `total_count` draws.

    >>> Multinomial(10, probs=backlight.tensor([0.5, 0.5])).mean
    tensor([5., 5.])
    """

    arg_constraints: ClassVar[Any] = {"probs": constraints.simplex, "logits": constraints.real_vector}
    _varying = ("_categorical",)

    def __init__(
        self,
        total_count: int = 1,
        probs: Tensor | None = None,
        logits: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        from backlight.distributions.counts import Binomial

        self.total_count = total_count
        categorical = Categorical(probs, logits)
        self._binomial = Binomial(total_count, probs=categorical.probs)
        self._of(categorical, validate_args)

    def expand(self, batch_shape: Sequence[int], _instance: Any = None) -> Any:
        new = super().expand(batch_shape, _instance)
        new.total_count = self.total_count
        return new

    @constraints.dependent_property(is_discrete=True, event_dim=1)
    def support(self) -> constraints.Constraint:
        return constraints.multinomial(self.total_count)

    mean = property(lambda self: self.probs * self.total_count)
    variance = property(lambda self: self.total_count * self.probs * (1 - self.probs))

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        places = self._categorical.sample((self.total_count, *sample_shape)).movedim(0, -1)
        counts = places.new_zeros(self._extended_shape(sample_shape))
        counts.scatter_add_(-1, places, places.new_ones(places.shape))
        return counts.type_as(self.probs)

    def entropy(self) -> Tensor:
        n, binomial = self.total_count, self._binomial
        counts = binomial.enumerate_support(expand=False)[1:]
        weighted = binomial.log_prob(counts).exp() * (counts + 1).lgamma()
        return n * self._categorical.entropy() - full((), n + 1.0).lgamma() + weighted.sum([0, -1])

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        logits = logits.masked_fill((value == 0) & logits.isneginf(), 0)
        whole, parts = (value.sum(-1) + 1).lgamma(), (value + 1).lgamma().sum(-1)
        return whole - parts + (logits * value).sum(-1)
