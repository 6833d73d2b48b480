"""Pruning: the mask, what several methods leave to each other, and taking it away."""

from __future__ import annotations

import copy
import io

import pytest

import backlight
from backlight.nn import Linear, Sequential, pruning


def layer_of(weight):
    layer = Linear(len(weight[0]), len(weight), bias=False)
    layer.weight.data = backlight.tensor(weight)
    return layer


def test_the_smallest_numbers_go_and_stay_away_while_the_rest_learns():
    layer = pruning.l1_unstructured(layer_of([[1.0, -4.0, 0.5, 3.0]]), "weight", amount=0.5)
    optimizer = backlight.optim.SGD(layer.parameters(), lr=1.0)
    layer(backlight.ones(1, 4)).sum().backward()
    optimizer.step()
    layer(backlight.ones(1, 4))

    assert layer.weight_mask.tolist() == [[0, 1, 0, 1]]
    assert layer.weight.tolist() == [[0, -5, 0, 2]]
    assert layer.weight_orig.tolist() == [[1, -5, 0.5, 2]]


def test_a_second_method_prunes_what_the_first_left():
    layer = layer_of([[1.0, 20.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]])
    pruning.l1_unstructured(layer, "weight", amount=2)
    pruning.l1_unstructured(layer, "weight", amount=0.5)
    pruning.ln_structured(layer, "weight", amount=1, n=2, dim=0)

    assert layer.weight.tolist() == [[0, 20, 0, 0], [0, 0, 0, 0]]
    assert len(next(iter(layer._forward_pre_hooks.values()))) == 3


def test_random_slices_go_whole():
    backlight.manual_seed(0)
    layer = pruning.random_structured(Linear(6, 3), "weight", amount=0.5, dim=1)

    assert sorted(layer.weight_mask.sum(0).tolist()) == [0, 0, 0, 3, 3, 3]


def test_global_pruning_compares_all_layers():
    net = Sequential(layer_of([[1.0, 5.0]]), layer_of([[2.0], [6.0]]))
    pruning.global_unstructured([(net[0], "weight"), (net[1], "weight")], pruning.L1Unstructured, amount=2)

    assert [part.weight.tolist() for part in net] == [[[0, 5]], [[0], [6]]]
    assert pruning.is_pruned(net)


def test_taking_it_away_leaves_the_zeros_in_an_ordinary_parameter():
    layer = pruning.l1_unstructured(layer_of([[1.0, 2.0]]), "weight", amount=1)
    pruning.remove(layer, "weight")

    assert list(layer.state_dict()) == ["weight"]
    assert layer.weight.tolist() == [[0, 2]]
    assert not pruning.is_pruned(layer)


def test_a_failed_method_leaves_the_parameter_as_it_was():
    layer = layer_of([[1.0, 2.0]])
    with pytest.raises(ValueError, match="amount=3"):
        pruning.l1_unstructured(layer, "weight", amount=3)

    assert list(layer.state_dict()) == ["weight"]
    assert layer.weight.tolist() == [[1, 2]]


def test_a_pruned_module_is_saved_whole():
    layer = pruning.l1_unstructured(layer_of([[1.0, 2.0]]), "weight", amount=1)
    file = io.BytesIO()
    backlight.save(layer, file)
    file.seek(0)
    other = backlight.load(file, weights_only=False)

    assert other(backlight.ones(1, 2)).tolist() == [[2]]
    assert repr(copy.deepcopy(pruning.remove(other, "weight"))) == repr(other)
