"""The distribution of what transforms make of a draw; the density follows by their slopes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from backlight.autograd.grad_mode import no_grad
from backlight.distributions import constraints
from backlight.distributions.distribution import Distribution
from backlight.distributions.independent import Independent
from backlight.distributions.parameters import NO_SHAPE, sum_rightmost
from backlight.distributions.transforms.base import ComposeTransform, Transform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


class TransformedDistribution(Distribution):
    """y = f(x) for a draw x of `base_distribution`: log p(y) = log p(x) − log|dy/dx|.

    >>> from backlight.torch.distributions import ExpTransform, Normal
    >>> TransformedDistribution(Normal(0.0, 1.0), [ExpTransform()]).log_prob(backlight.tensor(1.0))
    tensor(-0.9189)
    """

    arg_constraints: ClassVar[Any] = {}
    _varying: tuple[str, ...] = ()

    def __init__(
        self,
        base_distribution: Distribution,
        transforms: Transform | list[Transform],
        validate_args: bool | None = None,
    ) -> None:
        if isinstance(transforms, Transform):
            transforms = [transforms]
        elif not isinstance(transforms, list):
            raise ValueError(f"transforms must be a Transform or list, but was {transforms}")
        elif not all([isinstance(t, Transform) for t in transforms]):
            raise ValueError("transforms must be a Transform or a list of Transforms")
        self.transforms = transforms
        shape = base_distribution.batch_shape + base_distribution.event_shape
        base_dims = len(base_distribution.event_shape)
        whole = ComposeTransform(transforms)
        domain_dims, codomain_dims = whole.domain.event_dim, whole.codomain.event_dim
        if len(shape) < domain_dims:
            raise ValueError(
                f"base_distribution needs to have shape with size at least {domain_dims}, but got {shape}."
            )
        made = whole.forward_shape(shape)
        needed = whole.inverse_shape(made)
        if shape != needed:
            base_distribution = base_distribution.expand(needed[: len(needed) - base_dims])
        if domain_dims > base_dims:
            base_distribution = Independent(base_distribution, domain_dims - base_dims)
        self.base_dist: Any = base_distribution
        cut = len(made) - max(codomain_dims, base_dims + codomain_dims - domain_dims)
        super().__init__(made[:cut], made[cut:], validate_args=validate_args)

    def expand(self, batch_shape: Sequence[int], _instance: Any = None) -> Any:
        new = super().expand(batch_shape, _instance)
        shape = new._batch_shape + self._event_shape
        for t in reversed(self.transforms):
            shape = t.inverse_shape(shape)
        new.base_dist = self.base_dist.expand(shape[: len(shape) - len(self.base_dist.event_shape)])
        new.transforms = self.transforms
        return new

    has_rsample = property(lambda self: self.base_dist.has_rsample)

    if TYPE_CHECKING:  # in the classes below they are properties or plain values, as it comes
        support: Any
    else:

        @constraints.dependent_property(is_discrete=False)
        def support(self) -> constraints.Constraint:
            if not self.transforms:
                return self.base_dist.support
            support = self.transforms[-1].codomain
            extra = len(self._event_shape) - support.event_dim
            return constraints.independent(support, extra) if extra > 0 else support

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        with no_grad():
            return self._carried(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        return self._carried(self.base_dist.rsample(sample_shape))

    def _carried(self, x: Tensor) -> Tensor:
        for t in self.transforms:
            x = t(x)
        return x

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        event_dim, total, y = len(self._event_shape), 0.0, value
        for t in reversed(self.transforms):
            x = t.inv(y)
            domain_dims = t.domain.event_dim
            event_dim += domain_dims - t.codomain.event_dim
            total = total - sum_rightmost(t.log_abs_det_jacobian(x, y), event_dim - domain_dims)
            y = x
        return total + sum_rightmost(self.base_dist.log_prob(y), event_dim - len(self.base_dist.event_shape))

    def _monotonize_cdf(self, value: Tensor) -> Tensor:
        """A probability, turned around where the transforms fall together."""
        sign: Any = 1
        for t in self.transforms:
            sign = sign * t.sign
        return value if isinstance(sign, int) and sign == 1 else sign * (value - 0.5) + 0.5

    def cdf(self, value: Tensor) -> Tensor:
        for t in reversed(self.transforms):
            value = t.inv(value)
        if self._validate_args:
            self.base_dist._validate_sample(value)
        return self._monotonize_cdf(self.base_dist.cdf(value))

    def icdf(self, value: Tensor) -> Tensor:
        return self._carried(self.base_dist.icdf(self._monotonize_cdf(value)))
