"""Sets of values that a parameter must lie in, or a sample: `check(value)` says where it does.

Those of numbers first, then of vectors and matrices, then those made of others. Most checks are written with
operators and methods that arrays have too, and validation hands them the arrays alone: it runs with every call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.public import Public

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class Constraint(metaclass=Public):
    """A set of values; subclasses of users define `check`, which gives a bool tensor, one entry per event.

    `event_dim` is how many dimensions at the right make one value (0: a number, 1: a vector).
    """

    torch_module = "torch.distributions.constraints"
    is_discrete: bool = False
    event_dim: int = 0
    _checks_arrays = False

    def check(self, value: Tensor) -> Tensor:
        """Where `value` lies in the set."""
        raise NotImplementedError

    def holds(self, value: Tensor) -> bool:
        """Whether all of `value` lies in the set."""
        return bool(self.check(value._array if self._checks_arrays else value).all())  # type: ignore[arg-type]

    def __repr__(self) -> str:
        return type(self).__name__[1:] + "()"


def is_dependent(constraint: Any) -> bool:
    """Whether a constraint is known only with the other parameters."""
    return isinstance(constraint, _Dependent)


class _Dependent(Constraint):
    """A constraint that depends on other values; it checks nothing itself."""

    def __init__(self, *, is_discrete: Any = NotImplemented, event_dim: Any = NotImplemented) -> None:
        self._is_discrete, self._event_dim = is_discrete, event_dim
        super().__init__()

    def _known(self, name: str) -> Any:
        value = getattr(self, "_" + name)
        if value is NotImplemented:
            raise NotImplementedError(f".{name} cannot be determined statically")
        return value

    is_discrete = property(lambda self: self._known("is_discrete"))  # type: ignore[assignment]
    event_dim = property(lambda self: self._known("event_dim"))  # type: ignore[assignment]

    def __call__(self, *, is_discrete: Any = NotImplemented, event_dim: Any = NotImplemented) -> _Dependent:
        return _Dependent(
            is_discrete=self._is_discrete if is_discrete is NotImplemented else is_discrete,
            event_dim=self._event_dim if event_dim is NotImplemented else event_dim,
        )

    def check(self, value: Any) -> Any:
        raise ValueError("Cannot determine validity of dependent constraint")


class _DependentProperty(property, _Dependent):
    """A property of an object, and on its class the constraint that says what is known beforehand."""

    def __init__(self, fn: Any = None, *, is_discrete: Any = NotImplemented, event_dim: Any = NotImplemented) -> None:
        super().__init__(fn)
        self._is_discrete, self._event_dim = is_discrete, event_dim

    def __call__(self, fn: Callable) -> _DependentProperty:  # type: ignore[override]
        return _DependentProperty(fn, is_discrete=self._is_discrete, event_dim=self._event_dim)


class _OfArrays(Constraint):
    _checks_arrays = True


class _Discrete(_OfArrays):
    is_discrete = True


class _Boolean(_Discrete):
    def check(self, value: Any) -> Any:
        return (value == 0) | (value == 1)


class _Real(_OfArrays):
    def check(self, value: Any) -> Any:
        return value == value


class _Bounded(_OfArrays):
    """What has bounds, numbers or tensors, shows them."""

    def __repr__(self) -> str:
        bounds = [f"{name}={value}" for name, value in vars(self).items() if name.endswith("_bound")]
        return f"{type(self).__name__[1:]}({', '.join(bounds)})"


class _Above(_Bounded):
    def __init__(self, lower_bound: Any) -> None:
        self.lower_bound = lower_bound
        super().__init__()


class _Below(_Bounded):
    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound
        super().__init__()


class _Between(_Bounded):
    def __init__(self, lower_bound: Any, upper_bound: Any) -> None:
        self.lower_bound, self.upper_bound = lower_bound, upper_bound
        super().__init__()


class _GreaterThan(_Above):
    def check(self, value: Any) -> Any:
        return self.lower_bound < value


class _GreaterThanEq(_Above):
    def check(self, value: Any) -> Any:
        return self.lower_bound <= value


class _LessThan(_Below):
    def check(self, value: Any) -> Any:
        return self.upper_bound > value


class _Interval(_Between):
    def check(self, value: Any) -> Any:
        return (self.lower_bound <= value) & (self.upper_bound >= value)


class _HalfOpenInterval(_Between):
    def check(self, value: Any) -> Any:
        return (self.lower_bound <= value) & (self.upper_bound > value)


class _IntegerGreaterThan(_Above, _Discrete):
    def check(self, value: Any) -> Any:
        return (value % 1 == 0) & (self.lower_bound <= value)


class _IntegerLessThan(_Below, _Discrete):
    def check(self, value: Any) -> Any:
        return (value % 1 == 0) & (self.upper_bound >= value)


class _IntegerInterval(_Between, _Discrete):
    def check(self, value: Any) -> Any:
        return (value % 1 == 0) & (self.lower_bound <= value) & (self.upper_bound >= value)


class _OneHot(_Discrete):
    event_dim = 1

    def check(self, value: Any) -> Any:
        return ((value == 0) | (value == 1)).all(-1) & (value.sum(-1) == 1)


class _Simplex(_OfArrays):
    event_dim = 1

    def check(self, value: Any) -> Any:
        return (value >= 0).all(-1) & (abs(value.sum(-1) - 1) < 1e-6)


class _Multinomial(_Discrete):
    event_dim = 1

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        return (value >= 0).all(-1) & (value.sum(-1) <= self.upper_bound)


class _LowerTriangular(Constraint):
    event_dim = 2

    def check(self, value: Tensor) -> Tensor:
        same: Any = value.tril() == value
        return same.view(value.shape[:-2] + (-1,)).min(-1)[0]


class _LowerCholesky(Constraint):
    event_dim = 2

    def check(self, value: Tensor) -> Tensor:
        triangular = _LowerTriangular().check(value)
        return triangular & (value.diagonal(dim1=-2, dim2=-1) > 0).min(-1)[0]


class _CorrCholesky(Constraint):
    event_dim = 2

    def check(self, value: Tensor) -> Tensor:
        tolerance = float(np.finfo(value._array.dtype).eps) * value.size(-1) * 10
        unit_rows = ((value.detach().norm(dim=-1) - 1.0).abs() <= tolerance).all(dim=-1)
        return _LowerCholesky().check(value) & unit_rows


class _Square(Constraint):
    event_dim = 2

    def check(self, value: Tensor) -> Tensor:
        from backlight.tensor.creation import full

        return full(value.shape[:-2], value.shape[-2] == value.shape[-1])


class _Symmetric(_Square):
    def check(self, value: Tensor) -> Tensor:
        square = super().check(value)
        return value.isclose(value.mT, atol=1e-6).all(-2).all(-1) if square.all() else square


class _PositiveSemidefinite(_Symmetric):
    def check(self, value: Tensor) -> Tensor:
        from backlight.linalg.eigen import eigvalsh

        symmetric = super().check(value)
        return (eigvalsh(value) >= 0).all(-1) if symmetric.all() else symmetric


class _PositiveDefinite(_Symmetric):
    def check(self, value: Tensor) -> Tensor:
        from backlight.linalg.definite import cholesky_ex

        symmetric = super().check(value)
        return cholesky_ex(value).info == 0 if symmetric.all() else symmetric  # type: ignore[return-value]


def _require(fulfilled: bool, message: str) -> None:
    if not fulfilled:
        raise AssertionError(message)


def _require_constraints(cseq: Iterable) -> list[Constraint]:
    parts = list(cseq)
    _require(all([isinstance(c, Constraint) for c in parts]), "All elements of cseq must be Constraint instances")
    return parts


def check_dim(dim: int, value: Any, name: str = "value") -> None:
    """AssertionError unless `value` has the dimension `dim`."""
    _require(-value.ndim <= dim < value.ndim, f"dim {dim} out of range for {name} with {value.ndim} dimensions")


class _Wrapping(Constraint):
    """What changes how the values of another constraint lie."""

    def __init__(self, base_constraint: Constraint) -> None:
        _require(
            isinstance(base_constraint, Constraint),
            f"base_constraint must be a Constraint, got {type(base_constraint).__name__}",
        )
        self.base_constraint = base_constraint
        super().__init__()

    is_discrete = property(lambda self: self.base_constraint.is_discrete)  # type: ignore[assignment]
    event_dim = property(lambda self: self.base_constraint.event_dim)  # type: ignore[assignment]
    _checks_arrays = property(lambda self: self.base_constraint._checks_arrays)  # type: ignore[assignment]


class _IndependentConstraint(_Wrapping):
    """Dimensions of a batch read as part of one value, which lies in the set where all of it does."""

    def __init__(self, base_constraint: Constraint, reinterpreted_batch_ndims: int) -> None:
        n = reinterpreted_batch_ndims
        super().__init__(base_constraint)
        _require(isinstance(n, int), f"reinterpreted_batch_ndims must be an int, got {type(n).__name__}")
        _require(n >= 0, f"reinterpreted_batch_ndims must be >= 0, got {n}")
        self.reinterpreted_batch_ndims = n

    event_dim = property(  # type: ignore[assignment]
        lambda self: self.base_constraint.event_dim + self.reinterpreted_batch_ndims
    )

    def check(self, value: Any) -> Any:
        found, n = self.base_constraint.check(value), self.reinterpreted_batch_ndims
        if found.ndim < n:
            raise ValueError(f"Expected value.dim() >= {self.event_dim} but got {value.ndim}")
        return found.reshape(tuple(found.shape[: found.ndim - n]) + (-1,)).all(-1)

    def __repr__(self) -> str:
        return f"{type(self).__name__[1:]}({self.base_constraint!r}, {self.reinterpreted_batch_ndims})"


class MixtureSameFamilyConstraint(_Wrapping):
    """A value that all components of a mixture can take."""

    def check(self, value: Any) -> Any:
        d = self.event_dim
        widened = value.reshape(tuple(value.shape[: value.ndim - d]) + (1,) + tuple(value.shape[value.ndim - d :]))
        found = self.base_constraint.check(widened)
        if value.ndim < d:
            raise ValueError(f"Expected value.dim() >= {d} but got {value.ndim}")
        return found.reshape(tuple(found.shape[: value.ndim - d]) + (-1,)).all(-1)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_constraint!r})"


class _Cat(Constraint):
    """Pieces of a value along a dimension, each with a constraint of its own."""

    def __init__(self, cseq: Iterable[Constraint], dim: int = 0, lengths: Iterable[int] | None = None) -> None:
        self.cseq = _require_constraints(cseq)
        self.lengths = [1] * len(self.cseq) if lengths is None else list(lengths)
        _require(
            len(self.lengths) == len(self.cseq), f"lengths ({len(self.lengths)}) must match cseq ({len(self.cseq)})"
        )
        self.dim = dim
        super().__init__()

    is_discrete = property(lambda self: any([c.is_discrete for c in self.cseq]))  # type: ignore[assignment]
    event_dim = property(lambda self: max([c.event_dim for c in self.cseq]))  # type: ignore[assignment]

    def check(self, value: Tensor) -> Tensor:
        from backlight.tensor.joining import cat

        check_dim(self.dim, value)
        pieces = value.split(self.lengths, self.dim)
        return cat([c.check(piece) for c, piece in zip(self.cseq, pieces, strict=True)], self.dim)


class _Stack(Constraint):
    """The entries of a dimension, each with a constraint of its own."""

    def __init__(self, cseq: Iterable[Constraint], dim: int = 0) -> None:
        self.cseq = _require_constraints(cseq)
        self.dim = dim
        super().__init__()

    is_discrete = property(lambda self: any([c.is_discrete for c in self.cseq]))  # type: ignore[assignment]

    @property
    def event_dim(self) -> int:  # type: ignore[override]
        dim = max([c.event_dim for c in self.cseq])
        return dim + 1 if self.dim + dim < 0 else dim

    def check(self, value: Tensor) -> Tensor:
        from backlight.tensor.joining import stack

        check_dim(self.dim, value)
        return stack([c.check(part) for part, c in zip(value.unbind(self.dim), self.cseq, strict=False)], self.dim)


dependent = _Dependent()
dependent_property = _DependentProperty
independent = _IndependentConstraint
boolean = _Boolean()
one_hot = _OneHot()
nonnegative_integer = _IntegerGreaterThan(0)
positive_integer = _IntegerGreaterThan(1)
integer_interval = _IntegerInterval
real = _Real()
real_vector = independent(real, 1)
positive = _GreaterThan(0.0)
nonnegative = _GreaterThanEq(0.0)
greater_than = _GreaterThan
greater_than_eq = _GreaterThanEq
less_than = _LessThan
multinomial = _Multinomial
unit_interval = _Interval(0.0, 1.0)
interval = _Interval
half_open_interval = _HalfOpenInterval
simplex = _Simplex()
lower_triangular = _LowerTriangular()
lower_cholesky = _LowerCholesky()
corr_cholesky = _CorrCholesky()
square = _Square()
symmetric = _Symmetric()
positive_semidefinite = _PositiveSemidefinite()
positive_definite = _PositiveDefinite()
cat = _Cat
stack = _Stack
