"""Parametrizations: what they are to a module, and what the three of torch's own keep."""

from __future__ import annotations

import copy
import math

import pytest

import backlight
from backlight.nn import Linear, Module
from backlight.nn import parametrize as P
from backlight.nn.parametrize.orthogonal import orthogonal
from backlight.nn.parametrize.spectral_norm import spectral_norm
from backlight.nn.parametrize.weight_norm import weight_norm


class Half(Module):
    def forward(self, x):
        return x / 2

    def right_inverse(self, x):
        return 2 * x


def test_the_original_is_learned_and_the_tensor_follows_it():
    layer = P.register_parametrization(Linear(2, 1, bias=False), "weight", Half())
    layer.weight = backlight.tensor([[3.0, 4.0]])
    optimizer = backlight.optim.SGD(layer.parameters(), lr=1.0)
    layer(backlight.tensor([[1.0, 2.0]])).sum().backward()
    optimizer.step()

    assert [name for name, _ in layer.named_parameters()] == ["parametrizations.weight.original"]
    assert layer.parametrizations.weight.original.tolist() == [[5.5, 7.0]]
    assert layer.weight.tolist() == [[2.75, 3.5]]


def test_taking_it_away_keeps_the_parameter_that_the_optimizer_knows():
    layer = P.register_parametrization(Linear(2, 1), "weight", Half())
    original = layer.parametrizations.weight.original
    value = layer.weight.tolist()
    P.remove_parametrizations(layer, "weight")

    assert layer.weight is original
    assert layer.weight.tolist() == value
    assert type(layer) is Linear


def test_a_copy_follows_its_own_original():
    layer = P.register_parametrization(Linear(2, 1), "weight", Half())
    with P.cached():
        value = layer.weight
        other = copy.deepcopy(layer)
        with backlight.no_grad():
            other.parametrizations.weight.original.zero_()

        assert other.weight.tolist() == [[0.0, 0.0]]
        assert layer.weight is value
    assert layer.weight is not value


def test_a_parametrized_module_is_not_pickled():
    layer = P.register_parametrization(Linear(2, 1), "weight", Half())

    with pytest.raises(RuntimeError, match=r"state_dict\(\)"):
        backlight.save(layer, "never_written.pt")


def test_weight_norm_splits_length_and_direction():
    layer = Linear(2, 1)
    layer.weight.data = backlight.tensor([[3.0, 4.0]])
    weight_norm(layer)

    assert layer.parametrizations.weight.original0.tolist() == [[5.0]]
    assert layer.weight.detach().numpy().ravel() == pytest.approx([3, 4])


def test_spectral_norm_brings_the_largest_singular_value_to_one():
    layer = spectral_norm(Linear(5, 4), n_power_iterations=50)

    assert backlight.linalg.matrix_norm(layer.weight, 2).item() == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("kind", ["matrix_exp", "cayley", "householder"])
@pytest.mark.parametrize("size", [(3, 3), (3, 5), (5, 3)])
def test_an_orthogonal_weight_stays_so_while_it_learns(kind, size):
    layer = orthogonal(Linear(*size, dtype=backlight.float64), orthogonal_map=kind)
    optimizer = backlight.optim.SGD(layer.parameters(), lr=0.5)
    for _ in range(3):
        optimizer.zero_grad()
        (layer(backlight.ones(2, size[0], dtype=backlight.float64)) - 1).square().sum().backward()
        optimizer.step()
    q = layer.weight.detach()
    gram = q @ q.mT if size[1] <= size[0] else q.mT @ q

    assert backlight.dist(gram, backlight.eye(3, dtype=backlight.float64)).item() < 1e-10
    assert math.isfinite(q.sum().item())
