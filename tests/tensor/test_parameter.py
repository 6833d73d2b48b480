"""Parameters and buffers."""

from __future__ import annotations

import copy
import pickle

import pytest

import backlight
from backlight.tensor.parameter import Buffer, Parameter
from tests.tensor.goldens import check, every


@every("parameter")
def test_calls_come_to_what_torch_makes_of_them(call, expected):
    check(call, expected)


def test_a_parameter_shares_memory_and_is_a_leaf():
    x = backlight.ones(2, requires_grad=True) * 2
    p = Parameter(x)

    assert p.data_ptr() == x.data_ptr()
    assert p.is_leaf
    assert p.requires_grad


def test_operations_on_parameters_give_tensors():
    p = Parameter(backlight.ones(2))

    assert {type(t) for t in (p * 2, p[0], p.data, p.detach(), p.clone(), p.double())} == {backlight.Tensor}
    assert p.float() is p


def test_a_copied_parameter_has_no_gradient_yet():
    p = Parameter(backlight.ones(2))
    p.grad = backlight.ones(2)
    twin = copy.deepcopy(p)

    assert type(twin) is Parameter
    assert twin.grad is None
    assert twin.data_ptr() != p.data_ptr()


def test_a_shared_parameter_is_copied_once():
    p = Parameter(backlight.ones(2))
    a, b = copy.deepcopy([p, p])

    assert a is b


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickled_parameter_is_one(protocol):
    p = pickle.loads(pickle.dumps(Parameter(backlight.ones(2), requires_grad=False), protocol))

    assert type(p) is Parameter
    assert not p.requires_grad


class Own(backlight.Tensor):
    """A tensor of a user's own class."""


class Special(Parameter):
    """A parameter of a user's own class."""


def test_a_tensor_of_another_class_stays_that_and_becomes_a_parameter():
    p = Parameter(Own([1.0, 2.0]))

    assert type(p) is Own
    assert isinstance(p, Parameter)
    assert repr(p) == "Parameter(Own([1., 2.], requires_grad=True))"


def test_subclasses_of_parameter_stay_what_they_are():
    p = Special(backlight.ones(1))

    assert type(p) is type(copy.deepcopy(p)) is Special
    assert isinstance(p, Parameter)


def test_a_buffer_is_a_tensor_with_a_mark():
    x = backlight.ones(2)
    buffer = Buffer(x, persistent=False)

    assert type(buffer) is backlight.Tensor
    assert isinstance(buffer, Buffer)
    assert not isinstance(x, Buffer)
    assert not buffer.persistent
    assert isinstance(copy.deepcopy(buffer), Buffer)


def test_a_parameter_is_no_buffer_and_a_buffer_no_parameter():
    assert not isinstance(Parameter(backlight.ones(1)), Buffer)
    assert not isinstance(Buffer(backlight.ones(1)), Parameter)


def test_classes_show_themselves_by_torchs_names():
    assert repr(Parameter) == "<class 'torch.nn.parameter.Parameter'>"
    assert repr(Own) == f"<class '{__name__}.Own'>"
