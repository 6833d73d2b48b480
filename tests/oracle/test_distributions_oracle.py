"""Distributions against torch: the same draws bit for bit, the same figures and gradients to rounding."""

from __future__ import annotations

# ruff: noqa: E501  (one situation a line)
import re

import numpy as np
import pytest

import backlight
import backlight.torch
from tests.distributions import table, transforms

torch = pytest.importorskip("torch")

# Here float32 loses digits in torch's formulas themselves.
LOOSE = {"Kumaraswamy": 1e-3, "VonMises": 1e-4, "ContinuousBernoulli": 3e-3}
DRAWS = ("sample", "one sample", "rsample", "sample of expanded")
# Draws that go through exp, log or a product of matrices, whose last bits are NumPy's and not torch's.
ROUNDED = {
    *("ContinuousBernoulli", "ExpRelaxedCategorical", "GeneralizedPareto", "Gumbel", "Kumaraswamy", "LKJCholesky"),
    *("Laplace", "LogNormal", "LogisticNormal", "LogitRelaxedBernoulli", "LowRankMultivariateNormal"),
    *("MultivariateNormal", "Pareto", "RelaxedBernoulli", "RelaxedOneHotCategorical", "TransformedDistribution"),
    *("TransformedDistribution to a simplex", "Weibull", "Wishart", "logistic"),
}
# torch raises RuntimeError in float64, for it compares the concentration with a float32 zero; and in the backward of
# Wishart's rsample, for it writes on a mask that the graph keeps.
UNABLE = {("GeneralizedPareto", "float64"), ("Wishart", "float32"), ("Wishart", "float64")}


@pytest.fixture(autouse=True)
def arguments_are_validated():
    """In torch too, whose compiler switches that off for the whole process."""
    torch.distributions.Distribution.set_default_validate_args(True)


def assert_same(ours, theirs, rough, name=""):
    for key, value in theirs.items():
        mine = ours[key]
        if not isinstance(value, torch.Tensor):
            assert mine == (tuple(value) if isinstance(value, torch.Size) else value), key
            continue
        mine, value = np.asarray(mine.numpy()), value.numpy()
        assert (mine.dtype, mine.shape) == (value.dtype, value.shape), key
        if key in DRAWS and name not in ROUNDED:
            np.testing.assert_array_equal(mine, value, err_msg=key)
        else:
            near = rough if mine.dtype == np.float32 else 1e-9
            np.testing.assert_allclose(mine, value, rtol=near, atol=near, err_msg=key)


@pytest.mark.filterwarnings("ignore")  # some draws are singular, in torch too
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("name", "i"), table.names())
def test_a_distribution_says_what_torchs_says(name, i, dtype):
    theirs = table.figures(torch, name, i, getattr(torch, dtype))
    ours = table.figures(backlight.torch, name, i, getattr(backlight, dtype))

    if (name, dtype) in UNABLE:
        theirs = {key: value for key, value in theirs.items() if value != "RuntimeError"}
    else:
        assert list(ours) == list(theirs)
    assert_same(ours, theirs, LOOSE.get(name, 2e-5), name)


def test_every_pair_of_distributions_has_torchs_divergence():
    theirs = table.divergences(torch, torch.float64)
    ours = table.divergences(backlight.torch, backlight.float64)

    assert list(ours) == list(theirs)
    assert_same(ours, theirs, 1e-5)


def test_divergences_are_registered_for_the_same_classes():
    def registered(distributions):
        return {(p.__name__, q.__name__) for p, q in distributions.kl._KL_REGISTRY}

    assert registered(backlight.torch.distributions) == registered(torch.distributions)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_transforms_and_constraints_are_torchs(dtype):
    theirs = transforms.figures(torch, getattr(torch, dtype))
    ours = transforms.figures(backlight.torch, getattr(backlight, dtype))

    assert list(ours) == list(theirs)
    for key, value in theirs.items():
        if isinstance(value, str):
            assert shown(ours[key]) == shown(value), key
    assert_same(ours, {key: value for key, value in theirs.items() if not isinstance(value, str)}, 2e-5)


def shown(text):
    """Text without the class names by which tensors print, which may differ in how they were made."""
    return (
        re.sub(r", grad_fn=<\w+>|, requires_grad=True|_(?=InverseTransform)", "", text)
        if isinstance(text, str)
        else text
    )


# Expressions of t (tensor), d (distributions), c (constraints), torch; what each gives, or the class of its error.
SITUATIONS = [
    "d.Normal(0.0, -1.0)",
    "d.Normal(t([0.0, 1.0]), t([1.0, 2.0, 3.0]))",
    "d.Normal('a', 1.0)",
    "d.Normal(t(float('nan')), 1.0)",
    "d.Normal(0.0, -1.0, validate_args=False)",
    "d.Normal(0.0, 1.0).log_prob(1.0)",
    "d.Normal(0.0, 1.0, validate_args=False).log_prob(1.0)",
    "d.Normal(t([0.0, 1.0]), 1.0).log_prob(t([1.0, 2.0, 3.0]))",
    "d.Normal(0.0, 1.0).sample(3)",
    "d.Normal(0.0, 1.0).sample([3]).shape",
    "d.Normal(0.0, 1.0).sample(torch.Size([3])).shape",
    "d.Normal(0.0, 1.0).expand(3)",
    "d.Normal(0.0, 1.0).sample_n(3).shape",
    "d.Normal(t([0.0, 1.0]), 1.0).expand((3,))",
    "d.Normal(0, 1).sample().dtype",
    "d.Normal(t([0, 1]), 1).scale.dtype",
    "d.Categorical()",
    "d.Categorical(probs=t([0.5, 0.5]), logits=t([0.5, 0.5]))",
    "d.Categorical(probs=t(0.5))",
    "d.Categorical(logits=t(0.5))",
    "d.Categorical(probs=t([-0.5, 1.5]))",
    "d.Categorical(probs=t([0.0, 0.0]))",
    "d.Categorical(logits=t([float('nan'), 1.0]))",
    "d.Categorical(t([0.5, 0.5])).log_prob(t(2))",
    "d.Categorical(t([0.5, 0.5])).log_prob(t(0.5))",
    "d.Categorical(t([0.5, 0.5])).log_prob(t([[0, 1], [1, 1]])).shape",
    "d.Categorical(torch.ones(3, 4)).log_prob(torch.zeros(2, 3)).shape",
    "d.Categorical(torch.ones(3, 4)).log_prob(torch.zeros(2))",
    "d.Categorical(torch.ones(3, 4)).sample().shape, d.Categorical(torch.ones(4)).sample().shape",
    "d.Categorical(torch.ones(3, 4)).sample((2, 5)).shape",
    "d.Categorical(torch.ones(3, 4)).sample((0,)).shape",
    "d.Categorical(torch.ones(3, 4)).cdf(t(1))",
    "d.Categorical(torch.ones(3, 4)).rsample()",
    "d.Categorical(torch.ones(3, 4)).param_shape",
    "d.Categorical(torch.ones(3, 4)).sample().dtype",
    "d.Bernoulli()",
    "d.Bernoulli(1.5)",
    "d.Bernoulli(t([0.2, 1.0])).log_prob(t([1.0, 0.0]))",
    "d.Bernoulli(0.5).log_prob(t(0.5))",
    "d.Bernoulli(0.5).log_prob(t([1.0, 0.0])).shape",
    "d.Bernoulli(0.5).log_prob(t(1))",
    "d.Geometric(0.0)",
    "d.Geometric(t([0.5, 0.0]))",
    "d.Geometric(0.0, validate_args=False)",
    "d.Uniform(1.0, 0.0)",
    "d.Uniform(t([0.0]), t([1.0])).log_prob(t([2.0]))",
    "d.Uniform(t([0.0]), t([1.0]), validate_args=False).log_prob(t([2.0]))",
    "d.Gamma(1.0, 0.0)",
    "d.Gamma(1.0, 1.0).log_prob(2.0)",
    "d.Gamma(1.0, 1.0).log_prob(t(-2.0))",
    "d.Gamma(1.0, 1.0).icdf(t(0.5))",
    "d.Beta(1.0, 1.0).cdf(t(0.5))",
    "d.Beta(0.0, 1.0)",
    "d.Dirichlet(t(0.5))",
    "d.Dirichlet(t([0.5, 0.5])).log_prob(t([0.5, 0.6]))",
    "d.Dirichlet(t([0.5, 0.5])).log_prob(t([0.5, 0.3, 0.2]))",
    "d.Multinomial(t([1, 2]), t([0.5, 0.5]))",
    "d.Multinomial(3, t([0.5, 0.5])).log_prob(t([1.0, 2.0]))",
    "d.Multinomial(3, t([0.5, 0.5])).log_prob(t([5.0, 2.0]))",
    "d.Multinomial(3, t([0.5, 0.5])).log_prob(t([-1.0, 2.0]))",
    "d.Multinomial(0, t([0.5, 0.5])).sample()",
    "d.Binomial(t([3.0, 4.0]), t([0.5, 0.5])).entropy()",
    "d.Binomial(t([3.0, 4.0]), t([0.5, 0.5])).enumerate_support()",
    "d.Binomial(3, 0.5)",
    "d.Binomial(3, t(0.5)).log_prob(t(4.0))",
    "d.Binomial(-1, t(0.5))",
    "d.OneHotCategorical(t([0.5, 0.5])).log_prob(t([1.0, 1.0]))",
    "d.Poisson(-1.0)",
    "d.Poisson(0.0).log_prob(t(0.0))",
    "d.MultivariateNormal(t(0.0), torch.eye(1))",
    "d.MultivariateNormal(t([0.0, 0.0]))",
    "d.MultivariateNormal(t([0.0, 0.0]), torch.eye(2), scale_tril=torch.eye(2))",
    "d.MultivariateNormal(t([0.0, 0.0]), t([1.0, 1.0]))",
    "d.MultivariateNormal(t([0.0, 0.0]), t([[1.0, 2.0], [2.0, 1.0]]))",
    "d.MultivariateNormal(t([0.0, 0.0]), t([[1.0, 2.0], [3.0, 1.0]]))",
    "d.MultivariateNormal(t([0.0, 0.0]), scale_tril=t([[1.0, 2.0], [0.0, 1.0]]))",
    "d.MultivariateNormal(t([0.0, 0.0, 0.0]), torch.eye(2))",
    "d.MultivariateNormal(torch.zeros(3, 2), torch.eye(2)).log_prob(torch.zeros(5, 3, 2)).shape",
    "d.LowRankMultivariateNormal(torch.zeros(3), torch.zeros(2, 1), torch.ones(3))",
    "d.LowRankMultivariateNormal(torch.zeros(3), torch.zeros(3, 1), torch.ones(2))",
    "d.LowRankMultivariateNormal(torch.zeros(2, 3), torch.zeros(4, 3, 1), torch.ones(3))",
    "d.LKJCholesky(1)",
    "d.LKJCholesky(3, -1.0)",
    "d.Wishart(t(1.0), torch.eye(3))",
    "d.Wishart(t(4.0))",
    "d.Independent(d.Normal(0.0, 1.0), 1)",
    "d.Independent(d.Normal(torch.zeros(2, 3), 1.0), 1).log_prob(torch.zeros(2, 3)).shape",
    "d.Independent(d.Normal(torch.zeros(2, 3), 1.0), 1).expand((5, 2)).sample().shape",
    "d.Independent(d.Bernoulli(t([0.5, 0.5])), 1).enumerate_support()",
    "d.Independent(d.Normal(torch.zeros(2, 3), 1.0), 1).support",
    "d.MixtureSameFamily(d.Normal(0.0, 1.0), d.Normal(0.0, 1.0))",
    "d.MixtureSameFamily(d.Categorical(torch.ones(2)), 3)",
    "d.MixtureSameFamily(d.Categorical(torch.ones(2)), d.Normal(torch.zeros(3), 1.0))",
    "d.MixtureSameFamily(d.Categorical(torch.ones(2, 2)), d.Normal(torch.zeros(3, 2), 1.0))",
    "d.MixtureSameFamily(d.Categorical(torch.ones(2)), d.Normal(torch.zeros(3, 2), 1.0)).expand((4, 3)).mean.shape",
    "d.MixtureSameFamily(d.Categorical(torch.ones(2)), d.Normal(torch.zeros(3, 2), 1.0)).support",
    "d.TransformedDistribution(d.Normal(0.0, 1.0), 3)",
    "d.TransformedDistribution(d.Normal(0.0, 1.0), [3])",
    "d.TransformedDistribution(d.Normal(0.0, 1.0), d.StickBreakingTransform())",
    "d.TransformedDistribution(d.Normal(torch.zeros(3), 1.0), [d.ReshapeTransform((3,), (1, 3))]).event_shape",
    "d.TransformedDistribution(d.Normal(torch.zeros(3), 1.0), []).log_prob(torch.zeros(3))",
    "d.TransformedDistribution(d.Normal(0.0, 1.0), d.AffineTransform(torch.zeros(3), 1.0)).batch_shape",
    "d.TransformedDistribution(d.Normal(0.0, 1.0), d.ExpTransform()).mean",
    "d.TransformedDistribution(d.Normal(0.0, 1.0), d.ExpTransform()).mode",
    "d.RelaxedBernoulli(t(0.5), probs=0.5).log_prob(t(1.5))",
    "d.RelaxedBernoulli(0.5, probs=0.5).log_prob(t(0.5))",
    "d.VonMises(0.0, 1.0)",
    "d.VonMises(t(0.0), t(1.0)).expand((3,)).batch_shape",
    "d.StudentT(-1.0)",
    "d.Weibull(0.0, 1.0)",
    "d.Pareto(1.0, 1.0).log_prob(t(0.5))",
    "d.kl_divergence(d.Normal(0.0, 1.0), d.StudentT(2.0))",
    "d.kl_divergence(d.Independent(d.Normal(torch.zeros(2), 1.0), 1), d.Independent(d.Normal(torch.ones(2), 1.0), 1))",
    "d.kl_divergence(d.Independent(d.Normal(torch.zeros(2), 1.0), 1), d.Independent(d.Normal(torch.ones(2), 1.0), 0))",
    "d.kl_divergence(d.LogNormal(0.0, 1.0), d.LogNormal(1.0, 1.0))",
    "d.kl_divergence(d.LogNormal(0.0, 1.0), d.HalfNormal(1.0))",
    "d.kl_divergence(d.Chi2(2.0), d.Gamma(1.0, 2.0))",
    "d.kl_divergence(d.MultivariateNormal(torch.zeros(2), torch.eye(2)), d.MultivariateNormal(torch.zeros(3), torch.eye(3)))",
    "d.register_kl(3, d.Normal)",
    "d.Distribution().mean",
    "d.Distribution(validate_args=False).sample()",
    "d.Distribution.set_default_validate_args(3)",
    "d.ReshapeTransform((2, 3), (5,))",
    "d.transforms.Transform(cache_size=2)",
    "d.Normal.arg_constraints, d.Categorical.support, d.Normal.support, d.Uniform.has_rsample",
    "d.constraints.is_dependent(d.Categorical.support), d.Categorical.support.is_discrete, d.Categorical.support.event_dim",
    "d.biject_to(c.simplex), d.transform_to(c.simplex), d.biject_to(c.positive)",
    "d.biject_to(c.positive_definite)",
    "d.biject_to.register(3, lambda c: None)",
    "d.transform_to(d.Normal(0.0, 1.0).support)(t(3.0))",
    "d.utils.tril_matrix_to_vec(torch.eye(3)), d.utils.vec_to_tril_matrix(t([1.0, 2.0, 3.0]))",
    "d.utils.vec_to_tril_matrix(t([1.0, 2.0]))",
    "d.utils.tril_matrix_to_vec(torch.eye(3), 5)",
    "d.utils.broadcast_all(1.0, t([1.0, 2.0]))",
    "d.utils.broadcast_all('a', t([1.0, 2.0]))",
    "d.utils.probs_to_logits(t([0.2, 0.8])), d.utils.logits_to_probs(t([0.2, 0.8])), d.utils.clamp_probs(t([0.0, 1.0]))",
    "sorted(d.__all__)",
    "[str(getattr(d, name)) for name in sorted(d.__all__) if isinstance(getattr(d, name), type)]",
    "d.relaxed_bernoulli.LogitRelaxedBernoulli, d.relaxed_categorical.ExpRelaxedCategorical",
    "[issubclass(getattr(d, n), d.ExponentialFamily) for n in sorted(d.__all__) if isinstance(getattr(d, n), type)]",
    "[issubclass(getattr(d, n), d.TransformedDistribution) for n in sorted(d.__all__) if isinstance(getattr(d, n), type)]",
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("text", SITUATIONS)
def test_a_situation_ends_as_in_torch(text):
    def ending(torch):
        torch.manual_seed(3)
        d = torch.distributions
        try:
            return repr(eval(text, {"torch": torch, "d": d, "c": d.constraints, "t": torch.tensor}))
        except Exception as error:
            kind = type(error)
            return next(cls.__name__ for cls in kind.__mro__ if cls.__module__ == "builtins")

    assert shown(ending(backlight.torch)) == shown(ending(torch))
