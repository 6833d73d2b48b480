"""Normal vectors: with any covariance, and with one that is a diagonal and a few directions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from backlight.core import dtypes
from backlight.distributions import constraints
from backlight.distributions.distribution import Distribution
from backlight.distributions.parameters import NO_SHAPE, drawn, lazy_property
from backlight.linalg.definite import cholesky, cholesky_inverse
from backlight.linalg.solving import solve_triangular
from backlight.tensor.creation import eye
from backlight.tensor.expanding import broadcast_shapes, broadcast_tensors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from backlight.tensor.tensor import Tensor

LOG_2PI = math.log(2 * math.pi)


def batch_mv(matrix: Tensor, vector: Tensor) -> Tensor:
    """The product of matrices (…, n, m) with vectors (…, m)."""
    return (matrix @ vector.unsqueeze(-1)).squeeze(-1)


def mahalanobis(lower: Tensor, x: Tensor) -> Tensor:
    """|L⁻¹x|² for lower triangular matrices (…, n, n) and vectors (…, n), which may have more dimensions in front."""
    n, batch, flat = x.shape[-1], lower.shape[:-2], lower.ndim - 2
    outer = x.shape[: x.ndim - 1 - flat]
    # each dimension of x's batch as (what one matrix serves, the matrices): (outer, r1, b1, r2, b2, …, n)
    split = [size for big, small in zip(x.shape[len(outer) : -1], batch, strict=True) for size in (big // small, small)]
    k = len(outer)
    served, matrices = list(range(k, k + 2 * flat, 2)), list(range(k + 1, k + 2 * flat, 2))
    x = x.reshape(outer + tuple(split) + (n,)).permute(*range(k), *served, *matrices, k + 2 * flat)
    columns = x.reshape(-1, batch.numel(), n).permute(1, 2, 0)  # (…, matrices, n) -> (matrices, n, columns)
    solved = solve_triangular(lower.reshape(-1, n, n), columns, upper=False).pow(2).sum(-2).t()
    back = list(range(k)) + [k + i + j for i in range(flat) for j in (0, flat)]
    return solved.reshape(x.shape[:-1]).permute(back).reshape(_joined(outer, split))


def _joined(outer: Any, split: list[int]) -> tuple:
    return (*outer, *[a * b for a, b in zip(split[::2], split[1::2], strict=True)])


def precision_to_scale_tril(precision: Tensor) -> Tensor:
    """The lower factor L of the covariance L·Lᵀ whose inverse is `precision`."""
    inverse = cholesky(precision.flip((-2, -1))).flip((-2, -1)).transpose(-2, -1)
    return solve_triangular(inverse, eye(precision.shape[-1], dtype=dtypes.of(precision._array)), upper=False)


def log_diagonal(lower: Tensor) -> Tensor:
    """The logarithm of the determinant of triangular matrices."""
    return lower.diagonal(dim1=-2, dim2=-1).log().sum(-1)


def one_matrix(covariance_matrix: Any, precision_matrix: Any, scale_tril: Any, error: type[Exception]) -> tuple:
    """The name of the one matrix that was given, and the matrix; `error` unless it was one."""
    named = {"covariance_matrix": covariance_matrix, "precision_matrix": precision_matrix, "scale_tril": scale_tril}
    given = [(name, matrix) for name, matrix in named.items() if matrix is not None]
    if len(given) != 1:
        raise error("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
    name, matrix = given[0]
    if matrix.ndim < 2:
        raise ValueError(f"{name} must be at least two-dimensional, with optional leading batch dimensions")
    return name, matrix


def lower_factor(name: str, matrix: Tensor) -> Tensor:
    """The lower factor of the covariance that `matrix` tells."""
    if name == "scale_tril":
        return matrix
    return cholesky(matrix) if name == "covariance_matrix" else precision_to_scale_tril(matrix)


class ByCovariance:
    """Knows the lower factor of a covariance; the matrices that were not given are computed when asked for."""

    _batch_shape: Any
    _unbroadcasted_scale_tril: Tensor

    def _matrix(self, small: Tensor) -> Tensor:
        return small.expand(self._batch_shape + small.shape[-2:])

    @lazy_property
    def scale_tril(self) -> Tensor:
        """The lower factor of the covariance."""
        return self._matrix(self._unbroadcasted_scale_tril)

    @lazy_property
    def covariance_matrix(self) -> Tensor:
        """The covariance."""
        lower = self._unbroadcasted_scale_tril
        return self._matrix(lower @ lower.mT)

    @lazy_property
    def precision_matrix(self) -> Tensor:
        """The inverse of the covariance."""
        return self._matrix(cholesky_inverse(self._unbroadcasted_scale_tril))


class MultivariateNormal(ByCovariance, Distribution):
    """loc + L·x of a standard normal vector x, told by the covariance L·Lᵀ, its inverse, or L (`scale_tril`).

    >>> MultivariateNormal(backlight.zeros(2), backlight.eye(2)).log_prob(backlight.zeros(2))
    tensor(-1.8379)
    """

    arg_constraints: ClassVar[dict] = {
        "loc": constraints.real_vector,
        "covariance_matrix": constraints.positive_definite,
        "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky,
    }
    support = constraints.real_vector
    has_rsample = True
    _varying = ("loc", "covariance_matrix", "precision_matrix", "scale_tril")

    def __init__(
        self,
        loc: Tensor,
        covariance_matrix: Tensor | None = None,
        precision_matrix: Tensor | None = None,
        scale_tril: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        if loc.ndim < 1:
            raise ValueError("loc must be at least one-dimensional.")
        name, matrix = one_matrix(covariance_matrix, precision_matrix, scale_tril, ValueError)
        batch_shape = broadcast_shapes(matrix.shape[:-2], loc.shape[:-1])
        setattr(self, name, matrix.expand(batch_shape + (-1, -1)))
        self.loc = loc.expand(batch_shape + (-1,))
        Distribution.__init__(self, batch_shape, self.loc.shape[-1:], validate_args=validate_args)
        self._unbroadcasted_scale_tril = lower_factor(name, matrix)

    def expand(self, batch_shape: Sequence[int], _instance: Any = None) -> Any:
        new = super().expand(batch_shape, _instance)
        new._unbroadcasted_scale_tril = self._unbroadcasted_scale_tril
        return new

    mean = mode = property(lambda self: self.loc)

    @property
    def variance(self) -> Tensor:
        squares = self._unbroadcasted_scale_tril.pow(2).sum(-1)
        return squares.expand(self._batch_shape + self._event_shape)

    def rsample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        x = drawn("normal", self._extended_shape(sample_shape), self.loc)
        return self.loc + batch_mv(self._unbroadcasted_scale_tril, x)

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        lower = self._unbroadcasted_scale_tril
        distance = mahalanobis(lower, value - self.loc)
        return -0.5 * (self._event_shape[0] * LOG_2PI + distance) - log_diagonal(lower)

    def entropy(self) -> Tensor:
        found = 0.5 * self._event_shape[0] * (1.0 + LOG_2PI) + log_diagonal(self._unbroadcasted_scale_tril)
        return found.expand(self._batch_shape) if self._batch_shape else found


def _plus_identity(matrix: Tensor) -> Tensor:
    return matrix + eye(matrix.shape[-1], dtype=dtypes.of(matrix._array))


def lowrank_logdet(factor: Tensor, diagonal: Tensor, capacitance_tril: Tensor) -> Tensor:
    """log det(W·Wᵀ + D) from the factor of 1 + Wᵀ·D⁻¹·W."""
    return 2 * log_diagonal(capacitance_tril) + diagonal.log().sum(-1)


def lowrank_mahalanobis(factor: Tensor, diagonal: Tensor, x: Tensor, capacitance_tril: Tensor) -> Tensor:
    """xᵀ·(W·Wᵀ + D)⁻¹·x by Woodbury's identity."""
    inside = batch_mv(factor.mT / diagonal.unsqueeze(-2), x)
    return (x.pow(2) / diagonal).sum(-1) - mahalanobis(capacitance_tril, inside)


class LowRankMultivariateNormal(ByCovariance, Distribution):
    """A normal vector of covariance W·Wᵀ + D, with W = `cov_factor` (…, n, m) and the diagonal D = `cov_diag` (…, n).

    Nothing of size n × n is computed for draws and densities.
    """

    arg_constraints: ClassVar[dict] = {
        "loc": constraints.real_vector,
        "cov_factor": constraints.independent(constraints.real, 2),
        "cov_diag": constraints.independent(constraints.positive, 1),
    }
    support = constraints.real_vector
    has_rsample = True
    _varying = ("loc", "cov_factor", "cov_diag")
    _kept = ("_unbroadcasted_cov_factor", "_unbroadcasted_cov_diag", "_capacitance_tril")

    def __init__(self, loc: Tensor, cov_factor: Tensor, cov_diag: Tensor, validate_args: bool | None = None) -> None:
        if loc.ndim < 1:
            raise ValueError("loc must be at least one-dimensional.")
        event_shape = loc.shape[-1:]
        if cov_factor.ndim < 2:
            raise ValueError("cov_factor must be at least two-dimensional, with optional leading batch dimensions")
        if cov_factor.shape[-2:-1] != event_shape:
            raise ValueError(f"cov_factor must be a batch of matrices with shape {event_shape[0]} x m")
        if cov_diag.shape[-1:] != event_shape:
            raise ValueError(f"cov_diag must be a batch of vectors with shape {event_shape}")
        try:
            wide = broadcast_tensors(loc.unsqueeze(-1), cov_factor, cov_diag.unsqueeze(-1))
        except RuntimeError as error:
            raise ValueError(
                f"Incompatible batch shapes: loc {loc.shape}, cov_factor {cov_factor.shape}, cov_diag {cov_diag.shape}"
            ) from error
        self.loc, self.cov_factor, self.cov_diag = wide[0][..., 0], wide[1], wide[2][..., 0]
        self._unbroadcasted_cov_factor, self._unbroadcasted_cov_diag = cov_factor, cov_diag
        inside = (cov_factor.mT / cov_diag.unsqueeze(-2)) @ cov_factor
        self._capacitance_tril = cholesky(_plus_identity(inside))
        Distribution.__init__(self, self.loc.shape[:-1], event_shape, validate_args=validate_args)

    def expand(self, batch_shape: Sequence[int], _instance: Any = None) -> Any:
        new = super().expand(batch_shape, _instance)
        for name in self._kept:
            setattr(new, name, getattr(self, name))
        return new

    _parts = property(lambda self: [getattr(self, name) for name in self._kept])
    mean = mode = property(lambda self: self.loc)

    @lazy_property
    def variance(self) -> Tensor:
        """The diagonal of the covariance."""
        factor, diagonal, _ = self._parts
        return (factor.pow(2).sum(-1) + diagonal).expand(self._batch_shape + self._event_shape)

    @lazy_property
    def scale_tril(self) -> Tensor:
        """The lower factor of the covariance, D^½ · chol(1 + D^−½·W·Wᵀ·D^−½)."""
        factor, diagonal, _ = self._parts
        root = diagonal.sqrt().unsqueeze(-1)
        scaled = factor / root
        return self._matrix(root * cholesky(_plus_identity(scaled @ scaled.mT)))

    @lazy_property
    def covariance_matrix(self) -> Tensor:
        """The covariance."""
        factor, diagonal, _ = self._parts
        return self._matrix(factor @ factor.mT + diagonal.diag_embed())

    @lazy_property
    def precision_matrix(self) -> Tensor:
        """The inverse of the covariance."""
        factor, diagonal, lower = self._parts
        a = solve_triangular(lower, factor.mT / diagonal.unsqueeze(-2), upper=False)
        return self._matrix(diagonal.reciprocal().diag_embed() - a.mT @ a)

    def rsample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        shape = self._extended_shape(sample_shape)
        factor, diagonal, _ = self._parts
        few = drawn("normal", shape[:-1] + self.cov_factor.shape[-1:], self.loc)
        all_ = drawn("normal", shape, self.loc)
        return self.loc + batch_mv(factor, few) + diagonal.sqrt() * all_

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        factor, diagonal, lower = self._parts
        distance = lowrank_mahalanobis(factor, diagonal, value - self.loc, lower)
        return -0.5 * (self._event_shape[0] * LOG_2PI + lowrank_logdet(factor, diagonal, lower) + distance)

    def entropy(self) -> Tensor:
        found = 0.5 * (self._event_shape[0] * (1.0 + LOG_2PI) + lowrank_logdet(*self._parts))
        return found.expand(self._batch_shape) if self._batch_shape else found
