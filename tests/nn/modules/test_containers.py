"""Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict as lists and dictionaries; their mistakes."""

from __future__ import annotations

from collections import OrderedDict

import pytest

import backlight
from backlight import nn


def kinds(modules):
    return [type(module).__name__ for module in modules]


def test_a_sequential_is_called_through_and_changed_like_a_list():
    net = nn.Sequential(nn.ReLU(), nn.Tanh())
    net.append(nn.Sigmoid()).insert(0, nn.Flatten()).extend([nn.ELU()])
    assert kinds(net) == ["Flatten", "ReLU", "Tanh", "Sigmoid", "ELU"]
    assert list(net._modules) == ["0", "1", "2", "3", "4"]
    assert kinds(net[1:3]) == ["ReLU", "Tanh"]
    assert isinstance(net[-1], nn.ELU)
    net[-1] = nn.GELU()
    del net[0]
    assert isinstance(net.pop(1), nn.Tanh)
    assert kinds(net) == ["ReLU", "Sigmoid", "GELU"]
    assert kinds(net + nn.Sequential(nn.ReLU())) == ["ReLU", "Sigmoid", "GELU", "ReLU"]
    assert kinds(nn.Sequential(nn.ReLU()) * 3) == ["ReLU"] * 3
    assert nn.Sequential(nn.ReLU(), nn.Flatten(0))(backlight.tensor([[-1.0], [2.0]])).tolist() == [0, 2]


def test_a_sequential_of_names():
    net = nn.Sequential(OrderedDict(one=nn.ReLU(), two=nn.Tanh()))

    assert isinstance(net.two, nn.Tanh)
    assert net[1] is net.two
    assert list(net[:1]._modules) == ["one"]


def test_a_module_list():
    layers = nn.ModuleList([nn.Linear(1, 1)])
    layers += [nn.ReLU()]
    layers.append(nn.ReLU()).extend([nn.Tanh()])
    layers.insert(0, nn.Flatten())

    assert kinds(layers) == ["Flatten", "Linear", "ReLU", "ReLU", "Tanh"]
    assert kinds(layers[1:3]) == ["Linear", "ReLU"]
    assert kinds(layers + [nn.ELU()])[-1] == "ELU"
    assert "(2-3): 2 x ReLU()" in repr(layers)
    assert isinstance(layers.pop(-1), nn.Tanh)
    del layers[0]
    assert list(layers._modules) == ["0", "1", "2"]
    with pytest.raises(NotImplementedError):
        layers(1)


def test_a_module_dict():
    net = nn.ModuleDict({"b": nn.ReLU(), "a": nn.Tanh()})
    net.update([("c", nn.ELU())])
    net["a"] = nn.Sigmoid()

    assert list(net) == list(net.keys()) == ["b", "a", "c"]
    assert kinds(net.values()) == ["ReLU", "Sigmoid", "ELU"]
    assert "c" in net
    assert isinstance(net.pop("c"), nn.ELU)
    assert len(net) == 2
    net.clear()
    assert len(net) == 0


def test_a_parameter_list():
    weights = nn.ParameterList([backlight.ones(2), 3])
    weights.append(backlight.zeros(1)).extend([nn.Parameter(backlight.ones(3))])
    weights[0] = backlight.zeros(4)

    assert isinstance(weights[0], nn.Parameter)
    assert [p.numel() for p in weights.parameters()] == [4, 1, 3]
    assert list(weights.state_dict()) == ["0", "2", "3"]
    assert weights[1] == 3
    assert weights[-1].tolist() == [1, 1, 1]
    assert len(weights[1:3]) == 2
    assert len(list(weights)) == len(weights) == 4


def test_a_parameter_dict():
    weights = nn.ParameterDict({"b": backlight.ones(2), "a": 5})
    weights["c"] = backlight.zeros(1)

    assert list(weights) == ["b", "a", "c"]
    assert [name for name, _ in weights.named_parameters()] == ["b", "c"]
    assert weights.get("nothing", 7) == 7
    assert weights.setdefault("d", backlight.ones(1)).requires_grad
    assert list(weights | nn.ParameterDict({"e": 1})) == ["b", "a", "c", "d", "e"]
    assert weights.popitem()[0] == "d"
    assert weights.pop("a") == 5
    assert list(reversed(weights)) == ["c", "b"]
    assert len(weights.copy()) == 2
    weights.clear()
    assert list(weights.parameters()) == []


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: nn.Sequential(3), TypeError, "int is not a Module subclass"),
        (lambda: nn.Sequential(nn.ReLU())[1], IndexError, "index 1 is out of range"),
        (lambda: nn.Sequential() + 3, ValueError, "supports only objects of Sequential class"),
        (lambda: nn.Sequential(nn.ReLU()) * 0, ValueError, "Non-positive multiplication factor 0"),
        (lambda: nn.Sequential().insert(2, nn.ReLU()), IndexError, "Index out of range: 2"),
        (lambda: nn.ModuleList(3), TypeError, "should be called with an iterable, but got int"),
        (lambda: nn.ModuleList()[0], IndexError, "index 0 is out of range"),
        (lambda: nn.ModuleDict({"a": 3}), TypeError, "int is not a Module subclass"),
        (lambda: nn.ModuleDict({"a.b": nn.ReLU()}), KeyError, "contain"),
        (lambda: nn.ModuleDict(3), TypeError, "iterable of key/value pairs, but got int"),
        (lambda: nn.ModuleDict()["a"], KeyError, "a"),
        (lambda: nn.ParameterList(backlight.ones(2)), TypeError, "iterable, but got Tensor"),
        (lambda: nn.ParameterList([1])[1], IndexError, "index 1 is out of range"),
        (lambda: nn.ParameterList()(), RuntimeError, "ParameterList should not be called"),
        (lambda: nn.ParameterDict()(1), RuntimeError, "ParameterDict should not be called"),
        (lambda: nn.ParameterDict({3: backlight.ones(1)}), TypeError, r"not a string \(type is 'int'\)"),
        (lambda: nn.ParameterDict([(1, 2, 3)]), ValueError, "has length 3; 2 is required"),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()
