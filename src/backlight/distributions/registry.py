"""From a constraint to a transform that fulfils it: `biject_to` one to one, `transform_to` in any way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.core.public import Public
from backlight.distributions import constraints
from backlight.distributions import transforms as t
from backlight.distributions.parameters import Number


class ConstraintRegistry(metaclass=Public):
    """A table from kinds of constraints to functions that make transforms.

    >>> from backlight.torch.distributions import biject_to, constraints
    >>> biject_to(constraints.simplex)
    StickBreakingTransform()
    """

    torch_module = "torch.distributions.constraint_registry"

    def __init__(self) -> None:
        self._registry: dict[type, Callable] = {}
        super().__init__()

    def register(self, constraint: Any, factory: Callable | None = None) -> Callable:
        """Enter the function that makes a transform for constraints of this kind; a decorator without `factory`."""
        if factory is None:
            return lambda factory: self.register(constraint, factory)
        kind = type(constraint) if isinstance(constraint, constraints.Constraint) else constraint
        if not isinstance(kind, type) or not issubclass(kind, constraints.Constraint):
            raise TypeError(f"Expected constraint to be either a Constraint subclass or instance, but got {constraint}")
        self._registry[kind] = factory
        return factory

    def __call__(self, constraint: constraints.Constraint) -> t.Transform:
        """The transform whose values satisfy `constraint`; NotImplementedError where none is known."""
        factory = self._registry.get(type(constraint))
        if factory is None:
            raise NotImplementedError(f"Cannot transform {type(constraint).__name__} constraints")
        return factory(constraint)


biject_to = ConstraintRegistry()
transform_to = ConstraintRegistry()


def _both(*kinds: Any) -> Callable:
    def enter(make: Callable) -> None:
        for kind in kinds:
            for registry in (biject_to, transform_to):
                registry.register(kind, lambda constraint, registry=registry: make(constraint, registry))

    return enter


_both(constraints.real)(lambda c, to: t.identity_transform)
_both(constraints.independent)(lambda c, to: t.IndependentTransform(to(c.base_constraint), c.reinterpreted_batch_ndims))
_both(constraints.positive, constraints.nonnegative)(lambda c, to: t.ExpTransform())
_both(constraints.greater_than, constraints.greater_than_eq)(
    lambda c, to: t.ComposeTransform([t.ExpTransform(), t.AffineTransform(c.lower_bound, 1)])
)
_both(constraints.less_than)(lambda c, to: t.ComposeTransform([t.ExpTransform(), t.AffineTransform(c.upper_bound, -1)]))


@_both(constraints.interval, constraints.half_open_interval)
def _to_interval(c: Any, to: ConstraintRegistry) -> t.Transform:
    low, high = c.lower_bound, c.upper_bound
    if isinstance(low, Number) and isinstance(high, Number) and low == 0 and high == 1:
        return t.SigmoidTransform()
    return t.ComposeTransform([t.SigmoidTransform(), t.AffineTransform(low, high - low)])


biject_to.register(constraints.simplex, lambda c: t.StickBreakingTransform())
transform_to.register(constraints.simplex, lambda c: t.SoftmaxTransform())
transform_to.register(constraints.lower_cholesky, lambda c: t.LowerCholeskyTransform())
for _kind in (constraints.positive_definite, constraints.positive_semidefinite):
    transform_to.register(_kind, lambda c: t.PositiveDefiniteTransform())
_both(constraints.corr_cholesky)(lambda c, to: t.CorrCholeskyTransform())
_both(constraints.cat)(lambda c, to: t.CatTransform([to(part) for part in c.cseq], c.dim, c.lengths))
_both(constraints.stack)(lambda c, to: t.StackTransform([to(part) for part in c.cseq], c.dim))
