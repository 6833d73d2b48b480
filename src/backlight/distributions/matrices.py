"""Random matrices: Cholesky factors of correlation matrices (LKJ), and covariances of normal samples (Wishart)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.distributions import constraints
from backlight.distributions.dirichlet import Beta
from backlight.distributions.distribution import Distribution, ExponentialFamily
from backlight.distributions.gamma import Chi2
from backlight.distributions.multivariate import ByCovariance, log_diagonal, lower_factor, one_matrix
from backlight.distributions.parameters import NO_SHAPE, Number, broadcast_all, drawn, limits
from backlight.linalg.definite import cholesky_solve
from backlight.linalg.solving import slogdet
from backlight.special.gamma import mvlgamma
from backlight.tensor.data import tensor
from backlight.tensor.diagonals import tril_indices
from backlight.tensor.expanding import broadcast_shapes
from backlight.tensor.joining import cat
from backlight.tensor.ranges import arange
from backlight.tensor.size import Size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


class LKJCholesky(Distribution):
    """The lower Cholesky factor of a correlation matrix C of `dim` variables, C in proportion to det(C)^(η − 1).

    η is `concentration`; at 1 all correlation matrices are equally likely, above it those near the identity are more.
    """

    arg_constraints: ClassVar[Any] = {"concentration": constraints.positive}
    support = constraints.corr_cholesky
    _varying = ("concentration", "_beta")

    def __init__(self, dim: int, concentration: Tensor | float = 1.0, validate_args: bool | None = None) -> None:
        if dim < 2:
            raise ValueError(f"Expected dim to be an integer greater than or equal to 2. Found dim={dim}.")
        self.dim = dim
        (self.concentration,) = broadcast_all(concentration)
        offset = arange(dim - 1, dtype=dtypes.of(self.concentration._array))
        offset = cat([offset.new_zeros((1,)), offset])
        marginal = self.concentration + 0.5 * (dim - 2)
        self._beta = Beta(offset + 0.5, marginal.unsqueeze(-1) - 0.5 * offset)
        super().__init__(self.concentration.shape, Size((dim, dim)), validate_args)

    def expand(self, batch_shape: Sequence[int], _instance: Any = None) -> Any:
        new = super().expand(batch_shape, _instance)
        new.dim = self.dim
        return new

    def sample(self, sample_shape: Sequence[int] = NO_SHAPE) -> Tensor:
        """By the onion method: the length of each row from a beta number, its direction from normal ones."""
        y = self._beta.sample(sample_shape).unsqueeze(-1)
        normal = drawn("normal", self._extended_shape(sample_shape), y).tril(-1)
        direction = normal / normal.norm(dim=-1, keepdim=True)
        direction[..., 0, :] = 0.0
        w = y.sqrt() * direction
        rest = (1 - (w**2).sum(-1)).clamp(min=limits(w).tiny).sqrt()
        return w + rest.diag_embed()

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        n = self.dim - 1
        diagonal = value.diagonal(dim1=-1, dim2=-2)[..., 1:]
        order = 2 * (self.concentration - 1).unsqueeze(-1) + self.dim - arange(2, self.dim + 1)
        alpha = self.concentration + 0.5 * n
        whole = 0.5 * n * math.log(math.pi) + mvlgamma(alpha - 0.5, n) - alpha.lgamma() * n
        return (order * diagonal.log()).sum(-1) - whole


class Wishart(ByCovariance, ExponentialFamily):
    """X·Xᵀ for `df` normal vectors of one covariance, told by itself, its inverse or its lower factor.

    As in torch, `rsample` draws once more (and warns) where a check of the first draw says so.
    """

    support = constraints.positive_definite
    has_rsample = True
    _mean_carrier_measure = 0
    _varying = ("df", "covariance_matrix", "precision_matrix", "scale_tril")

    def __init__(
        self,
        df: Tensor | float,
        covariance_matrix: Tensor | None = None,
        precision_matrix: Tensor | None = None,
        scale_tril: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        name, matrix = one_matrix(covariance_matrix, precision_matrix, scale_tril, AssertionError)
        if isinstance(df, Number):
            batch_shape = matrix.shape[:-2]
            self.df = tensor(df, dtype=dtypes.of(matrix._array))
        else:
            batch_shape = broadcast_shapes(matrix.shape[:-2], df.shape)
            self.df = df.expand(batch_shape)
        p = matrix.shape[-1]
        if (self.df <= p - 1).any():
            raise ValueError(f"Value of df={df} expected to be greater than ndim - 1 = {p - 1}.")
        setattr(self, name, matrix.expand(batch_shape + (-1, -1)))
        if (self.df < p).any():
            warn("Low df values detected. Singular samples are highly likely to occur for ndim - 1 < df < ndim.")
        ExponentialFamily.__init__(self, batch_shape, matrix.shape[-2:], validate_args=validate_args)
        self._unbroadcasted_scale_tril = lower_factor(name, matrix)
        self._make_chi2()

    def _make_chi2(self) -> None:
        p, lower = self._event_shape[-1], self._unbroadcasted_scale_tril
        lost = arange(p, dtype=dtypes.of(lower._array)).expand((*self._batch_shape, -1))
        self._dist_chi2 = Chi2(self.df.unsqueeze(-1) - lost)

    def expand(self, batch_shape: Sequence[int], _instance: Any = None) -> Any:
        new = super().expand(batch_shape, _instance)
        new._unbroadcasted_scale_tril = self._unbroadcasted_scale_tril.expand(new._batch_shape + self._event_shape)
        new._make_chi2()
        return new

    @property
    def arg_constraints(self) -> dict[str, constraints.Constraint]:  # type: ignore[override]
        return {
            "covariance_matrix": constraints.positive_definite,
            "precision_matrix": constraints.positive_definite,
            "scale_tril": constraints.lower_cholesky,
            "df": constraints.greater_than(self._event_shape[-1] - 1),
        }

    def _beside(self, x: Tensor) -> Tensor:
        return x.view(self._batch_shape + (1, 1))

    mean = property(lambda self: self._beside(self.df) * self.covariance_matrix)

    @property
    def mode(self) -> Tensor:
        factor = self.df - self._event_shape[-1] - 1
        return self._beside(factor.masked_fill(factor <= 0, math.nan)) * self.covariance_matrix

    @property
    def variance(self) -> Tensor:
        v = self.covariance_matrix
        diagonal = v.diagonal(dim1=-2, dim2=-1)
        return self._beside(self.df) * (v.pow(2) + diagonal.unsqueeze(-1) * diagonal.unsqueeze(-2))

    def _bartlett(self, sample_shape: Sequence[int]) -> Tensor:
        p = self._event_shape[-1]
        noise = self._dist_chi2.rsample(sample_shape).sqrt()
        noise = noise.clamp(min=limits(noise).eps).diag_embed(dim1=-2, dim2=-1)
        i, j = tril_indices(p, p, offset=-1)
        shape = Size(sample_shape) + self._batch_shape + (p * (p - 1) // 2,)
        noise[..., i, j] = drawn("normal", shape, noise)
        lower = self._unbroadcasted_scale_tril @ noise
        return lower @ lower.mT

    def _fine(self, sample: Tensor) -> Tensor:
        """Which of the draws, over the whole batch, are positive definite."""
        found = self.support.check(sample)
        batch = [-(i + 1) for i in range(len(self._batch_shape))]
        return found.amax(batch) if batch else found

    def rsample(self, sample_shape: Sequence[int] = NO_SHAPE, max_try_correction: int | None = None) -> Tensor:
        sample = self._bartlett(sample_shape)
        again = self._fine(sample)  # torch takes this check for that of singular ones; its stream of numbers is kept
        if again.any():
            warn("Singular sample detected.")
            for _ in range(10 if max_try_correction is None else max_try_correction):
                new = self._bartlett(again[again].shape)
                sample[again.clone()] = new  # the graph keeps the mask, which changes below
                singular = ~self.support.check(new)
                if self._batch_shape:
                    singular = singular.amax([-(i + 1) for i in range(len(self._batch_shape))])
                again[again.clone()] = singular
                if not again.any():
                    break
        return sample

    def log_prob(self, value: Tensor) -> Tensor:
        if self._validate_args:
            self._validate_sample(value)
        df, p, lower = self.df, self._event_shape[-1], self._unbroadcasted_scale_tril
        trace = cholesky_solve(value, lower).diagonal(dim1=-2, dim2=-1).sum(dim=-1)
        whole = df * (p * math.log(2) / 2 + log_diagonal(lower)) + mvlgamma(df / 2, p)
        return (df - p - 1) / 2 * slogdet(value).logabsdet - trace / 2 - whole

    def entropy(self) -> Tensor:
        df, p, lower = self.df, self._event_shape[-1], self._unbroadcasted_scale_tril
        half = df / 2
        slope = (half.unsqueeze(-1) - arange(p, dtype=dtypes.of(df._array)) / 2).digamma().sum(-1)
        rest = mvlgamma(half, p) - (df - p - 1) / 2 * slope + df * p / 2
        return (p + 1) * (p * math.log(2) / 2 + log_diagonal(lower)) + rest

    @property
    def _natural_params(self) -> tuple[Tensor, Tensor]:
        return -self.precision_matrix / 2, (self.df - self._event_shape[-1] - 1) / 2

    def _log_normalizer(self, x: Tensor, y: Tensor) -> Tensor:  # type: ignore[override]
        p = self._event_shape[-1]
        half = y + (p + 1) / 2
        return half * (-slogdet(-2 * x).logabsdet + math.log(2) * p) + mvlgamma(half, p)
