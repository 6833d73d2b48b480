"""Which module of torch.distributions has which class, and which one has it here."""

from __future__ import annotations

from backlight.core.later import where_found

# torch has one module for each distribution, with these names in it.
SUBMODULES = {
    "bernoulli": "Bernoulli",
    "beta": "Beta",
    "binomial": "Binomial",
    "categorical": "Categorical",
    "cauchy": "Cauchy",
    "chi2": "Chi2",
    "constraint_registry": "ConstraintRegistry biject_to transform_to",
    "constraints": (
        "Constraint MixtureSameFamilyConstraint boolean cat corr_cholesky dependent dependent_property greater_than "
        "greater_than_eq half_open_interval independent integer_interval interval is_dependent less_than "
        "lower_cholesky lower_triangular multinomial nonnegative nonnegative_integer one_hot positive "
        "positive_definite positive_integer positive_semidefinite real real_vector simplex square stack symmetric "
        "unit_interval"
    ),
    "continuous_bernoulli": "ContinuousBernoulli",
    "dirichlet": "Dirichlet",
    "distribution": "Distribution",
    "exp_family": "ExponentialFamily",
    "exponential": "Exponential",
    "fishersnedecor": "FisherSnedecor",
    "gamma": "Gamma",
    "generalized_pareto": "GeneralizedPareto",
    "geometric": "Geometric",
    "gumbel": "Gumbel",
    "half_cauchy": "HalfCauchy",
    "half_normal": "HalfNormal",
    "independent": "Independent",
    "inverse_gamma": "InverseGamma",
    "kl": "kl_divergence register_kl",
    "kumaraswamy": "Kumaraswamy",
    "laplace": "Laplace",
    "lkj_cholesky": "LKJCholesky",
    "log_normal": "LogNormal",
    "logistic_normal": "LogisticNormal",
    "lowrank_multivariate_normal": "LowRankMultivariateNormal",
    "mixture_same_family": "MixtureSameFamily",
    "multinomial": "Multinomial",
    "multivariate_normal": "MultivariateNormal",
    "negative_binomial": "NegativeBinomial",
    "normal": "Normal",
    "one_hot_categorical": "OneHotCategorical OneHotCategoricalStraightThrough",
    "pareto": "Pareto",
    "poisson": "Poisson",
    "relaxed_bernoulli": "LogitRelaxedBernoulli RelaxedBernoulli",
    "relaxed_categorical": "ExpRelaxedCategorical RelaxedOneHotCategorical",
    "studentT": "StudentT",
    "transformed_distribution": "TransformedDistribution",
    "transforms": (
        "AbsTransform AffineTransform CatTransform ComposeTransform CorrCholeskyTransform "
        "CumulativeDistributionTransform ExpTransform IndependentTransform LowerCholeskyTransform "
        "PositiveDefiniteTransform PowerTransform ReshapeTransform SigmoidTransform SoftmaxTransform "
        "SoftplusTransform StackTransform StickBreakingTransform TanhTransform Transform identity_transform"
    ),
    "uniform": "Uniform",
    "utils": (
        "broadcast_all clamp_probs euler_constant lazy_property logits_to_probs probs_to_logits "
        "tril_matrix_to_vec vec_to_tril_matrix"
    ),
    "von_mises": "VonMises",
    "weibull": "Weibull",
    "wishart": "Wishart",
}

# Names that are private in torch and used all the same.
PRIVATE = {
    "constraints": (
        "_Boolean _Cat _CorrCholesky _Dependent _DependentProperty _GreaterThan _GreaterThanEq _HalfOpenInterval "
        "_IndependentConstraint _IntegerGreaterThan _IntegerInterval _IntegerLessThan _Interval _LessThan "
        "_LowerCholesky _LowerTriangular _Multinomial _OneHot _PositiveDefinite _PositiveSemidefinite _Real _Simplex "
        "_Square _Stack _Symmetric"
    ),
    "kl": "_KL_REGISTRY",
    "transforms": "_InverseTransform",
}

HERE = where_found(
    {
        "backlight.distributions.binary": "Bernoulli ContinuousBernoulli",
        "backlight.distributions.categorical": (
            "Categorical Multinomial OneHotCategorical OneHotCategoricalStraightThrough"
        ),
        "backlight.distributions.cauchy": "Cauchy HalfCauchy",
        "backlight.distributions.constraints": f"{SUBMODULES['constraints']} {PRIVATE['constraints']}",
        "backlight.distributions.counts": "Binomial Geometric NegativeBinomial Poisson",
        "backlight.distributions.dirichlet": "Beta Dirichlet",
        "backlight.distributions.distribution": "Distribution ExponentialFamily",
        "backlight.distributions.exponential": "Exponential Laplace",
        "backlight.distributions.extremes": "GeneralizedPareto Gumbel Pareto Weibull",
        "backlight.distributions.gamma": "Chi2 FisherSnedecor Gamma InverseGamma StudentT",
        "backlight.distributions.independent": "Independent",
        "backlight.distributions.kl": "_KL_REGISTRY kl_divergence register_kl",
        "backlight.distributions.matrices": "LKJCholesky Wishart",
        "backlight.distributions.mixtures": "MixtureSameFamily",
        "backlight.distributions.multivariate": "LowRankMultivariateNormal MultivariateNormal",
        "backlight.distributions.normal": "HalfNormal LogNormal LogisticNormal Normal",
        "backlight.distributions.parameters": SUBMODULES["utils"],
        "backlight.distributions.registry": SUBMODULES["constraint_registry"],
        "backlight.distributions.relaxed": (
            "ExpRelaxedCategorical LogitRelaxedBernoulli RelaxedBernoulli RelaxedOneHotCategorical"
        ),
        "backlight.distributions.transformed": "TransformedDistribution",
        "backlight.distributions.transforms": "_InverseTransform " + SUBMODULES["transforms"],
        "backlight.distributions.uniform": "Kumaraswamy Uniform",
        "backlight.distributions.von_mises": "VonMises",
    }
)

_HOMES = where_found(SUBMODULES)


def home_of(name: str) -> str:
    """The module of torch that a class is known by.

    >>> home_of("Normal")
    'torch.distributions.normal'
    """
    module = _HOMES.get(name)
    return f"torch.distributions.{module}" if module else "torch.distributions"
