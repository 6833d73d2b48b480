"""Every distribution with several parameters, and the figures to compare: the same text runs on torch and here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Figures = dict[str, Any]

MATRIX = [[2.0, 0.5], [0.5, 1.0]]
LOWER = [[1.5, 0.0], [0.5, 1.0]]
BATCHES = [[[2.0, 0.5], [0.5, 1.0]], [[1.0, -0.3], [-0.3, 3.0]]]
LOGITS = [[0.3, -1.0, 2.0], [0.0, 0.5, -0.5]]
PROBS = [[0.2, 0.3, 0.5], [0.6, 0.1, 0.3]]
LOC_SCALE: list[dict] = [
    {"loc": 0.5, "scale": 2.0},
    {"loc": [0.0, -1.5, 3.0], "scale": [1.0, 0.3, 2.5]},
    {"loc": [[0.5], [-1.0]], "scale": [1.0, 0.2, 3.0]},
]
BINARY: list[dict] = [
    {"probs": 0.3},
    {"probs": [0.2, 0.5, 0.9]},
    {"logits": [[0.5, -2.0], [0.0, 1.5]]},
]
TWO_POSITIVE = [(1.5, 0.7), ([0.4, 2.0, 12.0], [1.0, 3.0, 9.0]), ([[0.5], [3.0]], 2.0)]


def _pairs(first: str, second: str) -> list[dict]:
    return [{first: a, second: b} for a, b in TWO_POSITIVE]


# Class name -> parameters of some examples; a list is a tensor that needs a gradient.
CASES: dict[str, list[dict]] = {
    "Bernoulli": BINARY,
    "Beta": _pairs("concentration1", "concentration0"),
    "Binomial": [
        {"total_count": 5, "probs": [0.2, 0.5, 0.9]},
        {"total_count": 40, "logits": [[0.5, -2.0], [0.0, 1.5]]},
        {"total_count": [3.0, 100.0], "probs": [[0.4], [0.8]]},
    ],
    "Categorical": [{"logits": LOGITS}, {"probs": [1.0, 2.0, 0.0, 5.0]}, {"probs": PROBS}, {"logits": LOGITS[0]}],
    "Cauchy": LOC_SCALE,
    "Chi2": [{"df": 3.0}, {"df": [0.5, 2.0, 30.0]}],
    "ContinuousBernoulli": [*BINARY, {"probs": [0.4991, 0.5005]}],
    "Dirichlet": [
        {"concentration": [0.5, 1.0, 4.0]},
        {"concentration": [[2.0, 3.0], [10.0, 0.7]]},
        {"concentration": [20.0, 30.0, 9.0]},
        {"concentration": [0.2, 0.3, 0.5]},
    ],
    "Exponential": [{"rate": 2.0}, {"rate": [0.5, 1.0, 4.0]}],
    "FisherSnedecor": _pairs("df1", "df2"),
    "Gamma": _pairs("concentration", "rate"),
    "GeneralizedPareto": [
        {"loc": 0.5, "scale": 2.0, "concentration": 0.2},
        {"loc": [0.0, 1.0, -1.0], "scale": [1.0, 2.0, 0.5], "concentration": [0.0, -0.4, 1.5]},
    ],
    "Geometric": [{"probs": 0.3}, {"probs": [0.2, 0.5, 1.0]}, {"logits": [[0.5, -2.0], [0.0, 1.5]]}],
    "Gumbel": LOC_SCALE,
    "HalfCauchy": [{"scale": 2.0}, {"scale": [0.5, 1.0, 4.0]}],
    "HalfNormal": [{"scale": 2.0}, {"scale": [0.5, 1.0, 4.0]}],
    "InverseGamma": _pairs("concentration", "rate"),
    "Kumaraswamy": _pairs("concentration1", "concentration0"),
    "LKJCholesky": [{"dim": 3, "concentration": 1.0}, {"dim": 4, "concentration": [0.5, 2.0]}],
    "Laplace": LOC_SCALE,
    "LogNormal": LOC_SCALE,
    "LogisticNormal": LOC_SCALE,
    "LogitRelaxedBernoulli": [{"temperature": [0.7], **kwargs} for kwargs in BINARY[1:]],
    "LowRankMultivariateNormal": [
        {"loc": [0.5, -1.0, 2.0], "cov_factor": [[1.0], [0.5], [-0.3]], "cov_diag": [0.3, 1.0, 2.0]},
        {"loc": [[0.5, -1.0], [0.0, 0.0]], "cov_factor": LOWER, "cov_diag": [0.3, 1.0]},
    ],
    "Multinomial": [{"total_count": 7, "probs": PROBS}, {"total_count": 4, "logits": LOGITS[0]}],
    "MultivariateNormal": [
        {"loc": [0.5, -1.0], "covariance_matrix": MATRIX},
        {"loc": [0.5, -1.0], "precision_matrix": MATRIX},
        {"loc": [[0.5, -1.0], [0.0, 2.0], [1.0, 1.0]], "scale_tril": LOWER},
        {"loc": [[[0.5, -1.0]], [[0.0, 2.0]], [[1.0, 1.0]]], "covariance_matrix": BATCHES},
    ],
    "NegativeBinomial": [
        {"total_count": 5.0, "probs": [0.2, 0.5, 0.9]},
        {"total_count": [2.0, 9.5], "logits": [[0.5, -2.0], [0.0, 1.5]]},
    ],
    "Normal": LOC_SCALE,
    "OneHotCategorical": [{"logits": LOGITS}, {"probs": PROBS[0]}],
    "OneHotCategoricalStraightThrough": [{"logits": LOGITS}, {"probs": PROBS[0]}],
    "Pareto": _pairs("scale", "alpha"),
    "Poisson": [{"rate": 2.0}, {"rate": [0.0, 0.5, 40.0]}],
    "RelaxedBernoulli": [{"temperature": [0.7], **kwargs} for kwargs in BINARY[1:2]],
    "RelaxedOneHotCategorical": [{"temperature": [0.7], "logits": LOGITS}, {"temperature": [2.0], "probs": PROBS[0]}],
    "ExpRelaxedCategorical": [{"temperature": [0.7], "logits": LOGITS}],
    "StudentT": [{"df": 3.0}, {"df": [0.7, 1.5, 30.0], "loc": [0.0, -1.5, 3.0], "scale": [1.0, 0.3, 2.5]}],
    "Uniform": [{"low": -1.0, "high": 2.0}, {"low": [[0.0], [1.0]], "high": [2.0, 5.0, 9.0]}],
    "VonMises": [{"loc": [0.0, 1.0, -3.0], "concentration": [0.5, 4.0, 30.0]}],
    "Weibull": _pairs("scale", "concentration"),
    "Wishart": [
        {"df": 3.5, "covariance_matrix": MATRIX},
        {"df": [2.5, 7.0], "scale_tril": LOWER},
        {"df": 4.0, "precision_matrix": BATCHES},
    ],
}

# What is made of other distributions.
MADE: dict[str, Callable[[Any, Any, Callable], Any]] = {
    "Independent": lambda torch, d, t: d.Independent(d.Normal(t([[0.0, 1.0], [2.0, 3.0]]), t([1.0, 2.0])), 1),
    "Independent of none": lambda torch, d, t: d.Independent(d.Bernoulli(t([0.2, 0.5])), 0),
    "MixtureSameFamily": lambda torch, d, t: d.MixtureSameFamily(
        d.Categorical(t([0.2, 0.3, 0.5])), d.Normal(t([-1.0, 0.0, 4.0]), t([1.0, 0.5, 2.0]))
    ),
    "MixtureSameFamily of vectors": lambda torch, d, t: d.MixtureSameFamily(
        d.Categorical(logits=t([[0.2, 0.3], [1.0, 0.5]])), d.Independent(d.Normal(t(BATCHES), t([1.0, 0.5])), 1)
    ),
    "TransformedDistribution": lambda torch, d, t: d.TransformedDistribution(
        d.Normal(t([0.0, 1.0]), t([1.0, 2.0])), [d.TanhTransform(), d.AffineTransform(t(1.0), t(-2.0))]
    ),
    "TransformedDistribution to a simplex": lambda torch, d, t: d.TransformedDistribution(
        d.Normal(t([0.0, 1.0]), t([[1.0, 2.0]])), d.StickBreakingTransform()
    ),
    "logistic": lambda torch, d, t: d.TransformedDistribution(
        d.Uniform(t([0.0, 0.0]), t([1.0, 1.0])), [d.SigmoidTransform().inv, d.AffineTransform(t([1.0, 2.0]), t(3.0))]
    ),
}


def names() -> list[tuple[str, int]]:
    """Each example as a name and a number."""
    return [(name, i) for name, cases in CASES.items() for i in range(len(cases))] + [(name, 0) for name in MADE]


def example(torch: Any, name: str, i: int, dtype: Any) -> tuple[Any, list]:
    """The distribution, and the tensors it was made of."""
    d, leaves = torch.distributions, []

    def leaf(value: Any) -> Any:
        leaves.append(torch.tensor(value, dtype=dtype, requires_grad=True))
        return leaves[-1]

    if name in MADE:
        return MADE[name](torch, d, leaf), leaves
    kwargs = {key: leaf(value) if isinstance(value, list) else value for key, value in CASES[name][i].items()}
    submodule = {
        "LogitRelaxedBernoulli": d.relaxed_bernoulli,
        "ExpRelaxedCategorical": d.relaxed_categorical,
    }.get(name, d)
    return getattr(submodule, name)(**kwargs), leaves


def figures(torch: Any, name: str, i: int, dtype: Any) -> Figures:
    """All that one distribution says; of an error the name of its class."""
    out: Figures = {}

    def attempt(key: str, compute: Callable[[], Any]) -> Any:
        try:
            value = compute()
        except Exception as error:
            out[key] = f"{type(error).__name__.removeprefix('_')}"
            return None
        if hasattr(value, "detach"):
            out[key] = value.detach()
        else:
            out[key] = value if isinstance(value, (bool, int, str)) else tuple(value)
        return value

    def slopes(key: str, value: Any) -> None:
        if value is None or not value.requires_grad:
            return
        weights = torch.linspace(0.5, 1.5, value.numel(), dtype=value.dtype).reshape(value.shape)
        try:
            found = torch.autograd.grad((value * weights).sum(), leaves, allow_unused=True, retain_graph=True)
        except Exception as error:
            out[f"{key}: slopes"] = type(error).__name__
            return
        for j, slope in enumerate(found):
            out[f"{key}: slope {j}"] = "None" if slope is None else slope

    dist, leaves = example(torch, name, i, dtype)
    out["repr"] = repr(dist)
    out["support"] = attempt("support", lambda: repr(dist.support)) or "none"
    for key in ("batch_shape", "event_shape", "has_rsample", "has_enumerate_support"):
        attempt(key, lambda key=key: getattr(dist, key))
    torch.manual_seed(7)
    attempt("sample", lambda: dist.sample((2, 3)))
    drawn = dist.sample((2,))
    out["one sample"] = dist.sample()
    torch.manual_seed(8)
    moved = attempt("rsample", lambda: dist.rsample((2,)))
    slopes("rsample", moved)
    for key, argument in (("log_prob", drawn), ("cdf", drawn), ("icdf", torch.tensor(0.3, dtype=dtype))):
        slopes(key, attempt(key, lambda key=key, argument=argument: getattr(dist, key)(argument)))
    for key in ("mean", "mode", "variance", "stddev"):
        slopes(key, attempt(key, lambda key=key: getattr(dist, key)))
    slopes("entropy", attempt("entropy", dist.entropy))
    attempt("perplexity", dist.perplexity)
    attempt("enumerate_support", dist.enumerate_support)
    attempt("enumerate_support(False)", lambda: dist.enumerate_support(expand=False))
    wide = attempt("expand", lambda: repr(dist.expand((4, *dist.batch_shape))))
    if wide is not None and name != "Kumaraswamy":
        expanded = dist.expand((4, *dist.batch_shape))
        torch.manual_seed(9)
        attempt("sample of expanded", expanded.sample)
        attempt("log_prob of expanded", lambda: expanded.log_prob(drawn[0]))
        attempt("mean of expanded", lambda: expanded.mean)
    return out


PAIRS_WITH_SHAPES = [
    ("Beta", {"concentration1": [0.5, 3.0], "concentration0": [2.0, 1.5]}),
    ("Bernoulli", {"probs": [0.3, 0.0]}),
    ("Binomial", {"total_count": 6, "probs": [0.3, 0.8]}),
    ("Categorical", {"probs": [0.3, 0.7, 0.0]}),
    ("Cauchy", {"loc": [0.5, -1.0], "scale": [1.0, 2.0]}),
    ("ContinuousBernoulli", {"probs": [0.3, 0.5]}),
    ("Dirichlet", {"concentration": [0.5, 2.0, 3.0]}),
    ("Exponential", {"rate": [0.5, 2.0]}),
    ("Gamma", {"concentration": [0.5, 3.0], "rate": [2.0, 1.5]}),
    ("Geometric", {"probs": [0.3, 0.9]}),
    ("Gumbel", {"loc": [0.5, -1.0], "scale": [1.0, 2.0]}),
    ("HalfNormal", {"scale": [1.0, 2.0]}),
    ("Laplace", {"loc": [0.5, -1.0], "scale": [1.0, 2.0]}),
    ("LogNormal", {"loc": [0.5, -1.0], "scale": [1.0, 2.0]}),
    ("LowRankMultivariateNormal", {"loc": [0.5, -1.0], "cov_factor": [[1.0], [0.5]], "cov_diag": [0.3, 1.0]}),
    ("MultivariateNormal", {"loc": [0.5, 1.0], "covariance_matrix": MATRIX}),
    ("MultivariateNormal", {"loc": [[0.5, 1.0], [0.0, 0.0]], "covariance_matrix": BATCHES}),
    ("Normal", {"loc": [0.5, -1.0], "scale": [1.0, 2.0]}),
    ("OneHotCategorical", {"logits": [0.3, 0.7, 0.0]}),
    ("Pareto", {"scale": [0.5, 3.0], "alpha": [1.5, 3.5]}),
    ("Poisson", {"rate": [0.5, 2.0]}),
    ("StudentT", {"df": [3.0, 5.0]}),
    ("Uniform", {"low": [0.2, -1.0], "high": [0.8, 5.0]}),
]
OTHERS = {
    "Beta": {"concentration1": [1.5, 0.7], "concentration0": [1.0, 2.5]},
    "Bernoulli": {"probs": [0.6, 0.5]},
    "Binomial": {"total_count": 6, "probs": [0.6, 0.5]},
    "Categorical": {"probs": [0.3, 0.2, 0.5]},
    "Geometric": {"logits": [0.3, -0.5]},
    "Uniform": {"low": [0.0, 0.0], "high": [1.0, 1.0]},
    "Pareto": {"scale": [0.1, 4.0], "alpha": [1.5, 3.5]},
    "Normal": {"loc": [0.0, 2.0], "scale": [0.5, 3.0]},
    "Gamma": {"concentration": [1.5, 1.0], "rate": [0.4, 2.5]},
}


def divergences(torch: Any, dtype: Any) -> Figures:
    """KL for every two of the pairs, with its gradients; of an error the name of its class."""
    out: Figures = {}
    for i, (name, kwargs) in enumerate(PAIRS_WITH_SHAPES):
        for other, theirs in [*PAIRS_WITH_SHAPES, *OTHERS.items()]:
            leaves = []

            def leaf(value: Any, leaves: list = leaves) -> Any:
                if not isinstance(value, list):
                    return value
                leaves.append(torch.tensor(value, dtype=dtype, requires_grad=True))
                return leaves[-1]

            p = getattr(torch.distributions, name)(**{k: leaf(v) for k, v in kwargs.items()})
            q = getattr(torch.distributions, other)(**{k: leaf(v) for k, v in theirs.items()})
            key = f"{name} {i} and {other} {next(iter(theirs.values()))}"
            try:
                kl = torch.distributions.kl_divergence(p, q)
            except Exception as error:
                out[key] = type(error).__name__
                continue
            out[key] = kl.detach()
            finite = torch.where(torch.isfinite(kl), kl, torch.zeros_like(kl)).sum()
            if finite.requires_grad:
                found = torch.autograd.grad(finite, leaves, allow_unused=True)
                out.update({f"{key}: slope {j}": "None" if g is None else g for j, g in enumerate(found)})
    return out


def chosen() -> list[tuple[str, int]]:
    """One example of each, whose figures are stored."""
    return [(name, min(1, len(cases) - 1)) for name, cases in CASES.items()] + [(name, 0) for name in MADE]


def stored(found: Figures) -> Figures:
    """Figures short enough for a file: text as it is; of a tensor its shape, first numbers and a weighted sum."""
    return {key: value if isinstance(value, str) else _short(value) for key, value in found.items()}


def _short(value: Any) -> Any:
    if not hasattr(value, "detach"):
        return list(value) if isinstance(value, tuple) else value
    numbers = np.nan_to_num(value.numpy().astype(np.float64).ravel(), nan=7.0, posinf=8.0, neginf=9.0)
    weighted = float(numbers @ np.linspace(1.0, 2.0, numbers.size))
    return [list(value.shape), [float(f"{x:.9g}") for x in numbers[:2]], float(f"{weighted:.9g}")]
