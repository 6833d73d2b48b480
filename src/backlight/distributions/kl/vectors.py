"""KL between normal vectors, each of any covariance or of one of low rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.distributions.kl.registry import register_kl
from backlight.distributions.multivariate import (
    LowRankMultivariateNormal,
    MultivariateNormal,
    log_diagonal,
    lowrank_logdet,
    lowrank_mahalanobis,
    mahalanobis,
)
from backlight.linalg.solving import solve_triangular

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def _trace(matrix: Tensor) -> Tensor:
    """The trace of X·Xᵀ."""
    return matrix.pow(2).sum((-2, -1))


def _log_det(p: Any) -> Tensor:
    return lowrank_logdet(*p._parts) if _low_rank(p) else 2 * log_diagonal(p._unbroadcasted_scale_tril)


def _low_rank(p: Any) -> bool:
    return isinstance(p, LowRankMultivariateNormal)


def _roots(p: Any) -> list[Tensor]:
    """Matrices whose X·Xᵀ add up to the covariance."""
    if not _low_rank(p):
        return [p._unbroadcasted_scale_tril]
    factor, diagonal, _ = p._parts
    return [diagonal.sqrt().diag_embed(), factor]


def _scaled_trace(p: Any, q: Any) -> Tensor:
    """The trace of q's precision times p's covariance."""
    if not _low_rank(q):
        lower = q._unbroadcasted_scale_tril
        return sum([_trace(solve_triangular(lower, root, upper=False)) for root in _roots(p)])  # type: ignore[return-value]
    factor, diagonal, lower = q._parts
    a = solve_triangular(lower, factor.mT / diagonal.unsqueeze(-2), upper=False)
    scale = diagonal.rsqrt().unsqueeze(-1)
    return sum([_trace(root * scale) - _trace(a @ root) for root in _roots(p)])  # type: ignore[return-value]


@register_kl(LowRankMultivariateNormal, LowRankMultivariateNormal)
@register_kl(LowRankMultivariateNormal, MultivariateNormal)
@register_kl(MultivariateNormal, LowRankMultivariateNormal)
@register_kl(MultivariateNormal, MultivariateNormal)
def _normal_vectors(p: Any, q: Any) -> Tensor:
    if p.event_shape != q.event_shape:
        raise ValueError(
            "KL-divergence between two (Low Rank) Multivariate Normals with different event shapes cannot be "
            f"computed: {tuple(p.event_shape)} and {tuple(q.event_shape)}"
        )
    away = q.loc - p.loc
    if _low_rank(q):
        factor, diagonal, lower = q._parts
        distance = lowrank_mahalanobis(factor, diagonal, away, lower)
    else:
        distance = mahalanobis(q._unbroadcasted_scale_tril, away)
    return 0.5 * (_log_det(q) - _log_det(p) + _scaled_trace(p, q) + distance - p.event_shape[0])
