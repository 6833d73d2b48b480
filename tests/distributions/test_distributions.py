"""Distributions against stored figures of torch, and against what mathematics says of them."""

from __future__ import annotations

import io
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import backlight
import backlight.torch as torch
from tests.distributions import table

d = torch.distributions
GOLDEN = json.loads((Path(table.__file__).parents[1] / "golden" / "distributions.json").read_text())
# torch raises in the backward of Wishart's rsample, and for a GeneralizedPareto of float64.
UNABLE = ("Wishart", "GeneralizedPareto")


def assert_near(ours, theirs, key):
    if isinstance(theirs, list) and theirs and isinstance(theirs[0], list):
        assert ours[0] == theirs[0], key
        np.testing.assert_allclose(ours[1] + [ours[2]], theirs[1] + [theirs[2]], rtol=1e-7, atol=1e-7, err_msg=key)
    else:
        assert ours == theirs, key


@pytest.mark.filterwarnings("ignore:Singular sample detected")
@pytest.mark.parametrize(("name", "i"), table.chosen())
def test_a_distribution_says_what_torch_said(name, i):
    theirs = GOLDEN[f"{name} {i}"]
    ours = table.stored(table.figures(torch, name, i, torch.float64))

    for key, value in theirs.items():
        if not (name in UNABLE and value == "RuntimeError"):
            assert_near(ours[key], value, key)


def test_divergences_are_torchs():
    ours = table.stored(table.divergences(torch, torch.float64))

    for key, value in GOLDEN["divergences"].items():
        assert_near(ours[key], value, key)


@pytest.mark.parametrize("name", ["Gamma", "Beta", "Dirichlet", "Normal", "Gumbel", "StudentT", "Kumaraswamy"])
def test_the_slope_of_a_draw_is_that_of_its_expectation(name):
    """The mean over many draws of the implicit gradients is the gradient of the mean, to the noise of the draws."""
    torch.manual_seed(0)
    parameters = {
        "Dirichlet": [[1.5, 3.0]],
        "StudentT": [8.0, 0.5, 2.0],
    }.get(name, [2.5, 1.5])
    leaves = [torch.tensor(p, requires_grad=True) for p in parameters]
    dist = getattr(d, name)(*leaves)
    weights = torch.tensor([1.0, -2.0]) if name == "Dirichlet" else torch.tensor(1.0)
    moved = torch.autograd.grad((dist.rsample((4000,)) * weights).sum() / 4000, leaves)
    exact = torch.autograd.grad((dist.mean * weights).sum(), leaves, allow_unused=True)

    for ours, theirs in zip(moved, exact, strict=True):
        expected = np.zeros(ours.shape) if theirs is None else theirs.numpy()
        np.testing.assert_allclose(ours.numpy(), expected, atol=0.08)


def test_a_policy_gradient_reaches_the_logits():
    torch.manual_seed(0)
    logits = torch.zeros(3, requires_grad=True)
    policy = d.Categorical(logits=logits)
    action = policy.sample()
    (-policy.log_prob(action)).backward()

    expected = np.full(3, 1 / 3)
    expected[action.item()] -= 1
    np.testing.assert_allclose(logits.grad.numpy(), expected, rtol=1e-6)


def test_parameters_outside_their_constraint_are_named():
    with pytest.raises(ValueError, match=r"Expected parameter scale .* constraint GreaterThan\(lower_bound=0.0\)"):
        d.Normal(0.0, -1.0)
    with pytest.raises(ValueError, match=r"within the support \(IntegerInterval\(lower_bound=0, upper_bound=2\)\)"):
        d.Categorical(torch.ones(3)).log_prob(torch.tensor(3))
    assert d.Normal(0.0, -1.0, validate_args=False).scale == -1


def test_checks_can_be_switched_off_for_all():
    try:
        d.Distribution.set_default_validate_args(False)
        assert d.Normal(0.0, -1.0).scale == -1
    finally:
        d.Distribution.set_default_validate_args(True)
    with pytest.raises(ValueError, match="scale"):
        d.Normal(0.0, -1.0)


def test_a_class_of_the_users_can_be_expanded_and_registered():
    class Shifted(d.Normal):
        def __init__(self, loc, validate_args=None):
            super().__init__(loc + 1.0, torch.ones(()), validate_args=validate_args)

    with pytest.raises(NotImplementedError, match=r"must also define a custom \.expand"):
        Shifted(torch.zeros(2)).expand((3, 2))

    class Plain(d.Normal):
        pass

    @d.register_kl(Plain, d.Normal)
    def _kl(p, q):
        return torch.tensor(42.0)

    try:
        assert type(Plain(torch.zeros(2), 1.0).expand((3, 2))) is Plain
        assert d.kl_divergence(Plain(0.0, 1.0), d.Normal(0.0, 1.0)) == 42
        assert d.kl_divergence(d.Normal(0.0, 1.0), d.Normal(0.0, 1.0)) == 0
    finally:
        del d.kl._KL_REGISTRY[Plain, d.Normal]
        d.register_kl(d.Normal, d.Normal)(d.kl._KL_REGISTRY[d.Normal, d.Normal])  # forget what was found


def test_a_distribution_without_support_or_constraints_warns():
    class Odd(d.Distribution):
        def log_prob(self, value):
            self._validate_sample(value)
            return value

    with pytest.warns(UserWarning, match="does not define `arg_constraints`"):
        odd = Odd()
    with pytest.warns(UserWarning, match="does not define `support`"):
        odd.log_prob(torch.tensor(1.0))


def test_a_transform_with_a_cache_gives_back_the_very_value():
    transform = d.TanhTransform(cache_size=1)
    x = torch.tensor(20.0)  # tanh is 1 there, whose inverse is infinite

    assert transform.inv(transform(x)) is x
    assert d.TanhTransform().inv(transform(x)) == math.inf


def test_a_distribution_can_be_saved_whole():
    held = io.BytesIO()
    torch.save(d.Independent(d.Normal(torch.zeros(2), 1.0), 1), held)
    held.seek(0)

    assert (
        repr(torch.load(held, weights_only=False))
        == "Independent(Normal(loc: torch.Size([2]), scale: torch.Size([2])), 1)"
    )


def test_draws_inside_vmap_are_refused_or_different_as_it_is_told():
    locations = torch.zeros(4)
    with pytest.raises(RuntimeError, match="randomness"):
        torch.vmap(lambda loc: d.Normal(loc, 1.0, validate_args=False).sample())(locations)

    def draw(loc):
        return d.Normal(loc, 1.0, validate_args=False).rsample()

    drawn = torch.vmap(draw, randomness="different")(locations)

    assert len({*drawn.tolist()}) == 4


def test_the_package_is_not_loaded_with_backlight_and_each_family_late():
    code = """
import sys, backlight
assert not any("distributions" in name for name in sys.modules)
import backlight.torch as torch
torch.distributions.Categorical
assert "backlight.distributions.categorical" in sys.modules
assert "backlight.distributions.matrices" not in sys.modules
assert torch.distributions.categorical.Categorical is torch.distributions.Categorical
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_public_name_is_found():
    assert [name for name in d.__all__ if not hasattr(d, name)] == []
    assert str(d.Normal) == "<class 'torch.distributions.normal.Normal'>"
    assert backlight.torch.distributions.kl.kl_divergence is d.kl_divergence
