"""KL between distributions of two families, in the order of the alphabet; infinite where p leaves the support of q."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from backlight.distributions.binary import Bernoulli, ContinuousBernoulli
from backlight.distributions.counts import Binomial, Poisson
from backlight.distributions.dirichlet import Beta
from backlight.distributions.exponential import Exponential, Laplace
from backlight.distributions.extremes import Gumbel, Pareto
from backlight.distributions.gamma import Gamma
from backlight.distributions.kl.registry import register_kl
from backlight.distributions.normal import Normal
from backlight.distributions.parameters import euler_constant
from backlight.distributions.uniform import Uniform
from backlight.tensor.functions import xlogy

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

inf = math.inf
# p's class, the attribute that has the batch's shape, and the classes of q whose support is not all of p's.
LEAVES: dict[type, tuple[str, list[type]]] = {
    Beta: ("concentration1", [Pareto]),
    ContinuousBernoulli: ("probs", [Pareto]),
    Exponential: ("rate", [Beta, ContinuousBernoulli, Pareto, Uniform]),
    Gamma: ("concentration", [Beta, ContinuousBernoulli, Pareto, Uniform]),
    Gumbel: ("loc", [Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform]),
    Laplace: ("loc", [Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform]),
    Normal: ("loc", [Beta, ContinuousBernoulli, Exponential, Gamma, Pareto, Uniform]),
    Pareto: ("scale", [Beta, ContinuousBernoulli, Uniform]),
    Poisson: ("rate", [Bernoulli, Binomial]),
}


def _infinite(name: str) -> Any:
    def kl(p: Any, q: Any) -> Tensor:
        like = getattr(p, name)
        return like.new_full(like.shape, inf)

    return kl


for _p, (_name, _others) in LEAVES.items():
    for _q in _others:
        register_kl(_p, _q)(_infinite(_name))


def _to_gamma(p_log_mean: Any, p_mean: Any, q: Any) -> Tensor:
    """The cross entropy of a gamma distribution, from the means of log x and x."""
    a = q.concentration
    return a.lgamma() - a * q.rate.log() - (a - 1) * p_log_mean + q.rate * p_mean


def _to_normal(p_mean: Any, p_variance: Any, q: Any) -> Tensor:
    """The cross entropy of a normal distribution, from the mean and the variance of x."""
    log_root = 0.5 * math.log(2 * math.pi) + q.scale.log()
    return log_root + (p_variance + (p_mean - q.loc).pow(2)) / (2 * q.scale.pow(2))


def _to_continuous_bernoulli(p: Any, q: Any) -> Tensor:
    return -p.entropy() - p.mean * q.logits - (-q.probs).log1p() - q._cont_bern_log_norm()


@register_kl(Bernoulli, Poisson)
def _bernoulli_poisson(p: Any, q: Any) -> Tensor:
    return -p.entropy() - (p.probs * q.rate.log() - q.rate)


register_kl(Beta, ContinuousBernoulli)(_to_continuous_bernoulli)


@register_kl(Beta, Exponential)
@register_kl(ContinuousBernoulli, Exponential)
@register_kl(Gamma, Exponential)
def _to_exponential(p: Any, q: Any) -> Tensor:
    return -p.entropy() - q.rate.log() + q.rate * p.mean


@register_kl(Beta, Gamma)
def _beta_gamma(p: Any, q: Any) -> Tensor:
    log_mean = p.concentration1.digamma() - (p.concentration1 + p.concentration0).digamma()
    return -p.entropy() + _to_gamma(log_mean, p.mean, q)


@register_kl(Beta, Normal)
@register_kl(ContinuousBernoulli, Normal)
@register_kl(Exponential, Normal)
@register_kl(Gamma, Normal)
@register_kl(Gumbel, Normal)
@register_kl(Laplace, Normal)
@register_kl(Uniform, Normal)
def _any_normal(p: Any, q: Any) -> Tensor:
    return -p.entropy() + _to_normal(p.mean, p.variance, q)


@register_kl(Beta, Uniform)
def _beta_uniform(p: Any, q: Any) -> Tensor:
    return ((q.high - q.low).log() - p.entropy()).masked_fill((q.low > 0.0) | (q.high < 1.0), inf)


@register_kl(ContinuousBernoulli, Uniform)
def _continuous_bernoulli_uniform(p: Any, q: Any) -> Tensor:
    # at an end of the support torch says infinite too
    return ((q.high - q.low).log() - p.entropy()).masked_fill((q.low >= 0.0) | (q.high <= 1.0), inf)


@register_kl(Exponential, Gamma)
def _exponential_gamma(p: Any, q: Any) -> Tensor:
    return -p.entropy() + _to_gamma(-euler_constant - p.rate.log(), p.mean, q)


@register_kl(Exponential, Gumbel)
def _exponential_gumbel(p: Any, q: Any) -> Tensor:
    product, shift = p.rate * q.scale, q.loc / q.scale
    return product.log() - 1 - shift + shift.exp() * product / (product + 1) + product.reciprocal()


@register_kl(Gamma, Gumbel)
def _gamma_gumbel(p: Any, q: Any) -> Tensor:
    a, product, shift = p.concentration, p.rate * q.scale, q.loc / q.scale
    mine = (a - 1) * a.digamma() - a.lgamma() - a + product.log() + a / product
    return mine + shift.exp() * (1 + product.reciprocal()).pow(-a) - shift


@register_kl(Normal, Gumbel)
def _normal_gumbel(p: Any, q: Any) -> Tensor:
    away, ratio = (p.loc - q.loc) / q.scale, (p.scale / q.scale).pow(2)
    return -0.5 * ratio.log() + away + (0.5 * ratio - away).exp() - 0.5 * (1 + math.log(2 * math.pi))


@register_kl(Normal, Laplace)
def _normal_laplace(p: Any, q: Any) -> Tensor:
    away = p.loc - q.loc
    z = away / p.scale
    distance = math.sqrt(2 / math.pi) * p.scale * (-0.5 * z.pow(2)).exp() + away * (math.sqrt(0.5) * z).erf()
    return -(p.scale / q.scale).log() + distance / q.scale - 0.5 * (1 + math.log(0.5 * math.pi))


@register_kl(Pareto, Exponential)
def _pareto_exponential(p: Any, q: Any) -> Tensor:
    product = p.scale * q.rate
    kl = (p.alpha / product).log() - p.alpha.reciprocal() + p.alpha * product / (p.alpha - 1) - 1
    return kl.masked_fill(p.alpha <= 1, inf)


@register_kl(Pareto, Gamma)
def _pareto_gamma(p: Any, q: Any) -> Tensor:
    log_mean, mean = p.scale.log() + p.alpha.reciprocal(), p.alpha * p.scale / (p.alpha - 1)
    return (-p.entropy() + _to_gamma(log_mean, mean, q)).masked_fill(p.alpha <= 1, inf)


@register_kl(Pareto, Normal)
def _pareto_normal(p: Any, q: Any) -> Tensor:
    part = p.scale / (p.alpha - 1)
    kl = -p.entropy() + _to_normal(p.alpha * part, p.alpha * part.pow(2) / (p.alpha - 2), q)
    return kl.masked_fill(p.alpha <= 2, inf)


def _mean_log(low: Tensor, high: Tensor) -> Tensor:
    """The mean of log x for x uniform between the two."""
    return (xlogy(high, high) - xlogy(low, low)) / (high - low) - 1


@register_kl(Uniform, Beta)
def _uniform_beta(p: Any, q: Any) -> Tensor:
    a, b = q.concentration1, q.concentration0
    ways = a.lgamma() + b.lgamma() - (a + b).lgamma()
    logs = (a - 1) * _mean_log(p.low, p.high) + (b - 1) * _mean_log(1 - p.high, 1 - p.low)
    return (ways - logs - p.entropy()).masked_fill((p.high > 1.0) | (p.low < 0.0), inf)


@register_kl(Uniform, ContinuousBernoulli)
def _uniform_continuous_bernoulli(p: Any, q: Any) -> Tensor:
    return _to_continuous_bernoulli(p, q).masked_fill((p.high >= 1.0) | (p.low <= 0.0), inf)


@register_kl(Uniform, Exponential)
def _uniform_exponential(p: Any, q: Any) -> Tensor:
    return _to_exponential(p, q).masked_fill(p.low < 0.0, inf)


@register_kl(Uniform, Gamma)
def _uniform_gamma(p: Any, q: Any) -> Tensor:
    return (-p.entropy() + _to_gamma(_mean_log(p.low, p.high), p.mean, q)).masked_fill(p.low < 0.0, inf)


@register_kl(Uniform, Gumbel)
def _uniform_gumbel(p: Any, q: Any) -> Tensor:
    ratio, high, low = q.scale / (p.high - p.low), (p.high - q.loc) / q.scale, (p.low - q.loc) / q.scale
    return ratio.log() + 0.5 * (high + low) - ratio * ((-high).exp() - (-low).exp())


@register_kl(Uniform, Pareto)
def _uniform_pareto(p: Any, q: Any) -> Tensor:
    width = p.high - p.low
    kl = _mean_log(p.low, p.high) * (q.alpha + 1) - (q.alpha * q.scale.pow(q.alpha) * width).log()
    return kl.masked_fill(p.low < q.scale, inf)
