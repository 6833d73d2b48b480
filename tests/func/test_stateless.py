"""Modules as functions of their parameters, with a module that has no more than the three dictionaries."""

import pytest

import backlight
from backlight.func import functional_call, grad, stack_module_state, vmap


class Small:
    """y = w·x + b, with a child that has the weight once more."""

    training = True

    def __init__(self, scale=1.0):
        self._parameters = {"w": backlight.tensor([scale], requires_grad=True)}
        self._buffers = {"b": backlight.zeros(1)}
        self._modules = {}

    def __call__(self, x, factor=1):
        child = self._modules.get("child")
        y = x * self._parameters["w"] + self._buffers["b"]
        return (y if child is None else child(y)) * factor

    def named_parameters(self):
        return list(self._parameters.items())

    def named_buffers(self):
        return list(self._buffers.items())


def test_parameters_are_replaced_for_one_call():
    module = Small()
    before = module._parameters["w"]

    assert functional_call(module, {"w": backlight.tensor([3.0])}, backlight.ones(1)).item() == 3.0
    assert (
        functional_call(module, ({"w": backlight.ones(1)}, {"b": backlight.ones(1)}), (backlight.ones(1), 2)).item()
        == 4
    )
    assert module._parameters["w"] is before


def test_parameters_come_back_when_the_call_fails():
    module = Small()
    before = module._parameters["w"]

    with pytest.raises(RuntimeError):
        functional_call(module, {"w": backlight.ones(2)}, backlight.ones(3))

    assert module._parameters["w"] is before


def test_a_parameter_with_two_names_is_replaced_under_both():
    module = Small()
    module._modules["child"] = child = Small()
    child._parameters["w"] = module._parameters["w"]
    x, w = backlight.ones(1), {"w": backlight.tensor([3.0])}

    assert functional_call(module, w, x).item() == 9.0
    assert functional_call(module, w, x, tie_weights=False).item() == 3.0
    with pytest.raises(ValueError, match="tied"):
        functional_call(module, {"w": backlight.ones(1), "child.w": backlight.ones(1)}, x)


def test_names_are_checked():
    with pytest.raises(KeyError, match="no parameter or buffer named 'v'"):
        functional_call(Small(), {"v": backlight.ones(1)}, backlight.ones(1))
    with pytest.raises(RuntimeError, match=r"Missing key.*'b'"):
        functional_call(Small(), {"w": backlight.ones(1)}, backlight.ones(1), strict=True)


def test_an_ensemble_is_computed_at_once():
    models = [Small(1.0), Small(2.0), Small(3.0)]
    parameters, buffers = stack_module_state(models)
    call = lambda p, b, x: functional_call(models[0], (p, b), x)

    assert parameters["w"].shape == (3, 1)
    assert parameters["w"].is_leaf
    assert parameters["w"].requires_grad
    assert vmap(call, in_dims=(0, 0, None))(parameters, buffers, backlight.ones(1)).tolist() == [[1.0], [2.0], [3.0]]
    assert grad(lambda w: functional_call(models[0], {"w": w}, backlight.tensor([5.0])).sum())(
        backlight.ones(1)
    ).tolist() == [5.0]
    with pytest.raises(RuntimeError, match="at least one model"):
        stack_module_state([])
