"""A mixture: one of several distributions of a family, chosen by a `Categorical`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from backlight.autograd.grad_mode import no_grad
from backlight.distributions import constraints
from backlight.distributions.categorical import Categorical
from backlight.distributions.distribution import Distribution
from backlight.distributions.parameters import NO_SHAPE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


class MixtureSameFamily(Distribution):
    """The components lie along the last batch dimension of `component_distribution`.

    >>> from backlight.torch.distributions import Normal
    >>> mixture = Categorical(backlight.tensor([0.5, 0.5]))
    >>> MixtureSameFamily(mixture, Normal(backlight.tensor([0.0, 4.0]), 1.0)).mean
    tensor(2.)
    """

    arg_constraints: ClassVar[Any] = {}
    has_rsample = False
    _varying = ("_mixture_distribution",)

    def __init__(
        self,
        mixture_distribution: Categorical,
        component_distribution: Distribution,
        validate_args: bool | None = None,
    ) -> None:
        if not isinstance(mixture_distribution, Categorical):
            raise ValueError(
                "The Mixture distribution needs to be an instance of torch.distributions.Categorical, "
                f"not {type(mixture_distribution).__name__}"
            )
        if not isinstance(component_distribution, Distribution):
            raise ValueError(
                "The Component distribution needs to be an instance of torch.distributions.Distribution, "
                f"not {type(component_distribution).__name__}"
            )
        self._mixture_distribution, self._component_distribution = mixture_distribution, component_distribution
        mixed, batch = mixture_distribution.batch_shape, component_distribution.batch_shape[:-1]
        for a, b in zip(reversed(mixed), reversed(batch), strict=False):
            if a != 1 and b != 1 and a != b:
                raise ValueError(
                    f"`mixture_distribution.batch_shape` ({mixed}) is not compatible with "
                    f"`component_distribution.batch_shape` ({batch})"
                )
        n, components = mixture_distribution.logits.shape[-1], component_distribution.batch_shape[-1]
        if n != components:
            raise ValueError(
                f"`mixture_distribution component` ({n}) does not equal "
                f"`component_distribution.batch_shape[-1]` ({components})"
            )
        self._num_component = n
        event = component_distribution.event_shape
        self._event_ndims = len(event)
        super().__init__(batch, event, validate_args=validate_args)

    def expand(self, batch_shape: Sequence[int], _instance: Any = None) -> Any:
        new = super().expand(batch_shape, _instance)
        new._component_distribution = self._component_distribution.expand((*new._batch_shape, self._num_component))
        new._num_component, new._event_ndims = self._num_component, self._event_ndims
        return new

    @constraints.dependent_property
    def support(self) -> constraints.Constraint:
        return constraints.MixtureSameFamilyConstraint(self._component_distribution.support)

    mixture_distribution = property(lambda self: self._mixture_distribution)
    component_distribution = property(lambda self: self._component_distribution)

    def _weighted(self, value: Tensor) -> Tensor:
        """The mean over the components of (…, n, event)."""
        probs, events = self.mixture_distribution.probs, self._event_ndims
        missing = len(self._batch_shape) - len(self.mixture_distribution.batch_shape)
        between = 0 if len(self.mixture_distribution.batch_shape) == 1 else missing
        shape = probs.shape[:-1] + (1,) * between + probs.shape[-1:] + (1,) * events
        return (probs.reshape(shape) * value).sum(-1 - events)

    mean = property(lambda self: self._weighted(self.component_distribution.mean))

    @property
    def variance(self) -> Tensor:
        away = (self.component_distribution.mean - self._pad(self.mean)).pow(2.0)
        return self._weighted(self.component_distribution.variance) + self._weighted(away)

    def _pad(self, x: Tensor) -> Tensor:
        return x.unsqueeze(-1 - self._event_ndims)

    def cdf(self, value: Tensor) -> Tensor:
        return (self.component_distribution.cdf(self._pad(value)) * self.mixture_distribution.probs).sum(-1)

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        weights = self.mixture_distribution.logits.log_softmax(-1)
        return (self.component_distribution.log_prob(self._pad(value)) + weights).logsumexp(-1)

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        with no_grad():
            dim, event = len(sample_shape) + len(self._batch_shape), self._event_shape
            which = self.mixture_distribution.sample(sample_shape)
            all_ = self.component_distribution.sample(sample_shape)
            which = which.reshape(which.shape + (1,) * (len(event) + 1))
            return all_.gather(dim, which.repeat((1,) * (which.ndim - len(event)) + event)).squeeze(dim)

    def __repr__(self) -> str:
        return f"MixtureSameFamily(\n  {self.mixture_distribution},\n  {self.component_distribution})"
