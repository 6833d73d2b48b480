"""Every transform and constraint with values, for torch and here alike."""

# ruff: noqa: B023  (each function runs at once)
from __future__ import annotations

from typing import Any

NUMBERS = [[-2.0, 0.3, 1.5], [0.0, -0.7, 4.0]]
POSITIVE = [[0.2, 0.3, 1.5], [1.0, 0.7, 4.0]]
SQUARE = [[0.5, 0.2], [-1.0, 0.3]]

# Name -> (makes the transform, a value).
TRANSFORMS: dict[str, tuple[Any, Any]] = {
    "abs": (lambda d, t: d.AbsTransform(), NUMBERS),
    "affine": (lambda d, t: d.AffineTransform(1.5, -2.0), NUMBERS),
    "affine of tensors": (
        lambda d, t: d.AffineTransform(t([1.0, 2.0, 3.0]), t([2.0, -1.0, 0.5]), event_dim=1),
        NUMBERS,
    ),
    "cat": (lambda d, t: d.CatTransform([d.ExpTransform(), d.AffineTransform(1.0, 2.0)], 1, [1, 2]), NUMBERS),
    "cat along a last dimension": (
        lambda d, t: d.CatTransform([d.ExpTransform(), d.TanhTransform()], -1, [2, 1]),
        NUMBERS,
    ),
    "compose": (lambda d, t: d.ComposeTransform([d.TanhTransform(), d.AffineTransform(0.0, 3.0)]), NUMBERS),
    "compose of vectors": (
        lambda d, t: d.ComposeTransform([d.ExpTransform(), d.StickBreakingTransform()]),
        [SQUARE[0]],
    ),
    "correlation": (lambda d, t: d.CorrCholeskyTransform(), NUMBERS),
    "cumulative": (lambda d, t: d.CumulativeDistributionTransform(d.Normal(0.0, 2.0)), NUMBERS),
    "exp": (lambda d, t: d.ExpTransform(), NUMBERS),
    "identity": (lambda d, t: d.identity_transform, NUMBERS),
    "independent": (lambda d, t: d.IndependentTransform(d.SigmoidTransform(), 1), NUMBERS),
    "inverse": (lambda d, t: d.ExpTransform().inv, POSITIVE),
    "lower": (lambda d, t: d.LowerCholeskyTransform(), SQUARE),
    "positive definite": (lambda d, t: d.PositiveDefiniteTransform(), SQUARE),
    "power": (lambda d, t: d.PowerTransform(t([2.0, -0.5, 1.5])), POSITIVE),
    "reshape": (lambda d, t: d.ReshapeTransform((2, 3), (6,)), NUMBERS),
    "sigmoid": (lambda d, t: d.SigmoidTransform(), NUMBERS),
    "softmax": (lambda d, t: d.SoftmaxTransform(), NUMBERS),
    "softplus": (lambda d, t: d.SoftplusTransform(), NUMBERS),
    "stack": (lambda d, t: d.StackTransform([d.ExpTransform(), d.TanhTransform(), d.SoftplusTransform()], 1), NUMBERS),
    "stick breaking": (lambda d, t: d.StickBreakingTransform(), NUMBERS),
    "tanh": (lambda d, t: d.TanhTransform(), NUMBERS),
}

CONSTRAINTS: list[str] = [
    *("boolean", "corr_cholesky", "lower_cholesky", "lower_triangular", "nonnegative", "nonnegative_integer"),
    *("one_hot", "positive", "positive_definite", "positive_integer", "positive_semidefinite", "real", "real_vector"),
    *("simplex", "square", "symmetric", "unit_interval", "dependent"),
    *("greater_than(0.5)", "greater_than_eq(0.5)", "less_than(0.5)", "interval(-1.0, 1.0)", "integer_interval(0, 3)"),
    *("half_open_interval(0.0, 0.3)", "multinomial(3)", "independent(c.positive, 1)", "independent(c.real, 2)"),
    *("cat([c.positive, c.real], -1, [1, 2])", "stack([c.positive, c.unit_interval, c.real], -1)"),
    *("MixtureSameFamilyConstraint(c.real)", "MixtureSameFamilyConstraint(c.simplex)"),
    *("interval(t([0.0, 0.0, -1.0]), t([1.0, 2.0, 3.0]))", "integer_interval(0, t([1.0, 2.0, 3.0]))"),
]
VALUES = [
    NUMBERS,
    POSITIVE,
    SQUARE,
    [[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]],
    [[0.2, 0.3, 0.5], [float("nan"), 0.5, 0.5]],
    [[1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.0, 0.6, 0.8]],
    [[2.0, 0.5], [0.5, 1.0]],
    [0.0, 1.0, 2.0],
]


def figures(torch: Any, dtype: Any) -> dict[str, Any]:
    """What each transform makes, back and forth, and where each value satisfies each constraint."""
    d, c, out = torch.distributions, torch.distributions.constraints, {}

    def t(value: Any) -> Any:
        return torch.tensor(value, dtype=dtype)

    def attempt(key: str, compute: Any) -> Any:
        try:
            value = compute()
        except Exception as error:
            value = type(error).__name__
        out[key] = value.detach() if hasattr(value, "detach") else value
        return value

    for name, (make, value) in TRANSFORMS.items():
        f, x = make(d, t), t(value).requires_grad_()
        y = attempt(f"{name}: forward", lambda: f(x))
        attempt(f"{name}: slope", lambda: torch.autograd.grad(y.sum(), x)[0])
        attempt(f"{name}: back", lambda: f.inv(y))
        attempt(f"{name}: determinant", lambda: f.log_abs_det_jacobian(x, y))
        attempt(f"{name}: of the inverse", lambda: f.inv.log_abs_det_jacobian(y, x))
        for key in ("sign", "bijective", "event_dim", "domain", "codomain"):
            attempt(f"{name}: {key}", lambda: str(getattr(f, key)))
        for key in ("event_dim", "is_discrete"):
            attempt(f"{name}: domain {key}", lambda: getattr(f.domain, key))
            attempt(f"{name}: codomain {key}", lambda: getattr(f.codomain, key))
        attempt(f"{name}: repr", lambda: f"{f!r} {f.inv!r}")
        attempt(f"{name}: equal", lambda: str((f == make(d, t), f.inv == make(d, t).inv, f == d.AbsTransform())))
        attempt(f"{name}: shapes", lambda: str((f.forward_shape(x.shape), f.inverse_shape(y.shape))))
        attempt(f"{name}: too small", lambda: str((f.forward_shape(torch.Size()), f.inverse_shape(torch.Size()))))
        attempt(f"{name}: cached", lambda: str((f.with_cache()(x) is None, f.with_cache().inv is f.inv)))
    for text in CONSTRAINTS:
        known = eval(f"c.{text}", {"c": c, "t": t})
        out[f"{text}: repr"] = repr(known)
        for key in ("event_dim", "is_discrete"):
            attempt(f"{text}: {key}", lambda: getattr(known, key))
        for i, value in enumerate(VALUES):
            attempt(f"{text}: {i}", lambda: known.check(t(value)))
        for registry in ("biject_to", "transform_to"):
            attempt(f"{text}: {registry}", lambda: repr(getattr(d, registry)(known)))
            attempt(f"{text}: {registry} it", lambda: getattr(d, registry)(known)(t(NUMBERS)))
    return out
