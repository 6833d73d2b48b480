"""Transforms of vectors and matrices: to the simplex, to triangular and to positive definite matrices."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.distributions import constraints
from backlight.distributions.parameters import limits, tril_matrix_to_vec, vec_to_tril_matrix
from backlight.distributions.transforms.base import Transform, require_dims
from backlight.distributions.transforms.elements import OneOfItsKind, clipped_sigmoid
from backlight.nn.functional.activation import logsigmoid, softplus
from backlight.nn.functional.padding import pad
from backlight.tensor.creation import eye

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class OfVectors(OneOfItsKind):
    """A transform of vectors, whose inverse has `grows` entries fewer."""

    domain = constraints.real_vector
    grows = 0

    def forward_shape(self, shape: Any) -> Any:
        require_dims(len(shape), 1)
        return shape[:-1] + (shape[-1] + self.grows,)

    def inverse_shape(self, shape: Any) -> Any:
        require_dims(len(shape), 1)
        return shape[:-1] + (shape[-1] - self.grows,)


class SoftmaxTransform(OfVectors):
    """exp, then divided by the sum; the inverse is the logarithm, so this does not lead back to x."""

    codomain = constraints.simplex

    def _call(self, x: Tensor) -> Tensor:
        probs = (x - x.max(-1, True)[0]).exp()
        return probs / probs.sum(-1, True)

    def _inverse(self, y: Tensor) -> Tensor:
        return y.log()


class StickBreakingTransform(OfVectors):
    """Each number says, by its sigmoid, which part of what is left of a stick of length 1 is broken off."""

    codomain = constraints.simplex
    bijective = True
    grows = 1

    def _call(self, x: Tensor) -> Tensor:
        z = clipped_sigmoid(x - _left(x, x.shape[-1] + 1).log())
        return pad(z, [0, 1], value=1) * pad((1 - z).cumprod(-1), [1, 0], value=1)

    def _inverse(self, y: Tensor) -> Tensor:
        broken = y[..., :-1]
        rest = (1 - broken.cumsum(-1)).clamp(min=limits(y).tiny)
        return broken.log() - rest.log() + _left(broken, y.shape[-1]).log()

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        x = x - _left(x, x.shape[-1] + 1).log()
        return (-x + logsigmoid(x) + y[..., :-1].log()).sum(-1)


def _left(x: Tensor, n: int) -> Tensor:
    """n − 1, n − 2, …, one for each entry of the vector: so many pieces are still to come."""
    return n - x.new_ones(x.shape[-1]).cumsum(-1)


class CorrCholeskyTransform(Transform):
    """n(n − 1)/2 numbers to the lower Cholesky factor of a correlation matrix of n variables."""

    domain = constraints.real_vector
    codomain = constraints.corr_cholesky
    bijective = True

    def _call(self, x: Tensor) -> Tensor:
        x, eps = x.tanh(), limits(x).eps
        r = vec_to_tril_matrix(x.clamp(-1 + eps, 1 - eps), diag=-1)
        rest = (1 - r**2).sqrt().cumprod(-1)
        return (r + eye(r.shape[-1], dtype=dtypes.of(r._array))) * pad(rest[..., :-1], [1, 0], value=1)

    def _inverse(self, y: Tensor) -> Tensor:
        rest = pad((1 - (y * y).cumsum(-1))[..., :-1], [1, 0], value=1)
        t = tril_matrix_to_vec(y, diag=-1) / tril_matrix_to_vec(rest, diag=-1).sqrt()
        return (t.log1p() - t.neg().log1p()) / 2

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        rest = tril_matrix_to_vec(1 - (y * y).cumsum(-1), diag=-2)
        return 0.5 * rest.log().sum(-1) - 2 * (x + softplus(-2 * x) - math.log(2.0)).sum(-1)

    def forward_shape(self, shape: Any) -> Any:
        require_dims(len(shape), 1)
        n = round((0.25 + 2 * shape[-1]) ** 0.5 + 0.5)
        if n * (n - 1) // 2 != shape[-1]:
            raise ValueError(f"Input is not a flattened lower-diagonal number: {shape[-1]}")
        return shape[:-1] + (n, n)

    def inverse_shape(self, shape: Any) -> Any:
        require_dims(len(shape), 2)
        if shape[-2] != shape[-1]:
            raise ValueError(f"Input is not square: {tuple(shape)}")
        return shape[:-2] + (shape[-1] * (shape[-1] - 1) // 2,)


class LowerCholeskyTransform(OneOfItsKind):
    """A matrix to a lower triangular one with a positive diagonal, by its exp."""

    domain = constraints.independent(constraints.real, 2)
    codomain = constraints.lower_cholesky

    def _call(self, x: Tensor) -> Tensor:
        return x.tril(-1) + x.diagonal(dim1=-2, dim2=-1).exp().diag_embed()

    def _inverse(self, y: Tensor) -> Tensor:
        return y.tril(-1) + y.diagonal(dim1=-2, dim2=-1).log().diag_embed()


class PositiveDefiniteTransform(OneOfItsKind):
    """A matrix to L·Lᵀ with the L of `LowerCholeskyTransform`."""

    domain = constraints.independent(constraints.real, 2)
    codomain = constraints.positive_definite

    def _call(self, x: Tensor) -> Tensor:
        x = LowerCholeskyTransform()(x)
        return x @ x.mT

    def _inverse(self, y: Tensor) -> Tensor:
        from backlight.linalg.definite import cholesky

        return LowerCholeskyTransform().inv(cholesky(y))
