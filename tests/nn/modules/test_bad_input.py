"""What modules say to bad input: the wrong sizes, dtypes, arguments and states; torch's classes, and what is wrong."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
import backlight.nn as nn
import backlight.nn.functional as F
import backlight.torch
import backlight.torch.nn.init
import backlight.torch.nn.utils.rnn
from tests.nn.modules.mistakes import MISTAKES, raised


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("call", "kind", "words"), MISTAKES)
def test_a_mistake_raises_torchs_class_and_says_what_is_wrong(call, kind, words):
    error = raised(backlight.torch, call)

    assert type(error).__name__ == kind or kind in [base.__name__ for base in type(error).__mro__]
    assert words in str(error)


GIVEN = {"list": [1.0, 2.0], "numpy.ndarray": np.ones((2, 3), np.float32), "NoneType": None, "float": 3.5, "str": "x"}


@pytest.mark.parametrize("kind", GIVEN)
@pytest.mark.parametrize(
    "module", [nn.Linear(3, 2), nn.Embedding(3, 2), nn.LayerNorm(3), nn.ReLU(), nn.Dropout(), nn.MaxPool1d(2)], ids=repr
)
def test_what_is_no_tensor_is_named(module, kind):
    with pytest.raises(TypeError, match=rf"\(\): argument '\w+' \(position \d\) must be Tensor, not {kind}"):
        module(GIVEN[kind])


def test_what_is_no_tensor_is_named_inside_a_network_and_in_a_loss():
    with pytest.raises(
        TypeError, match=r"linear\(\): argument 'input' \(position 1\) must be Tensor, not numpy.ndarray"
    ):
        nn.Sequential(nn.Sequential(nn.Linear(3, 2)), nn.ReLU())(np.ones((1, 3)))
    with pytest.raises(
        TypeError, match=r"cross_entropy\(\): argument 'target' \(position 2\) must be Tensor, not list"
    ):
        nn.CrossEntropyLoss()(backlight.zeros(1, 3), [1])


def test_an_attribute_error_of_the_user_stays_one():
    class Net(nn.Module):
        def forward(self, x):
            return x.missing_method()

    with pytest.raises(AttributeError, match="missing_method"):
        Net()([1.0])
    with pytest.raises(AttributeError, match="no attribute 'layer'"):
        type("Net", (nn.Module,), {"forward": lambda self, x: self.layer(x)})()(backlight.ones(1))


LOSSES = [nn.MSELoss(), nn.L1Loss(), nn.SmoothL1Loss(), nn.HuberLoss()]


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_a_loss_warns_of_sizes_that_are_broadcast(loss):
    with pytest.warns(UserWarning, match=r"Using a target size \(torch.Size\(\[2\]\)\) that is different to the input"):
        value = loss(backlight.zeros(3, 2), backlight.ones(2))

    assert value.shape == ()


@pytest.mark.parametrize("loss", [nn.BCELoss(), nn.BCEWithLogitsLoss()], ids=repr)
def test_a_loss_of_probabilities_refuses_other_sizes(loss):
    with pytest.raises(ValueError, match=r"(?i)target size \(torch.Size\(\[3, 1\]\)\)"):
        loss(backlight.full((3,), 0.5), backlight.full((3, 1), 0.5))


def network():
    return nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))


def test_loading_lists_all_that_is_wrong():
    state = network().state_dict()
    del state["0.bias"], state["1.running_mean"]
    state["0.weight"] = backlight.ones(2, 4)
    state["1.weight"] = backlight.ones(5)
    state["2.bias"] = state["0.more"] = state["0.deep.weight"] = backlight.ones(1)
    with pytest.raises(RuntimeError) as error:
        network().load_state_dict(state)

    assert str(error.value).splitlines() == [
        "Error(s) in loading state_dict for Sequential:",
        '\tMissing key(s) in state_dict: "0.bias", "1.running_mean". ',
        '\tUnexpected key(s) in state_dict: "2.bias", "0.more", "0.deep.weight". ',
        "\tsize mismatch for 0.weight: copying a param with shape torch.Size([2, 4]) from checkpoint, the shape in "
        "current model is torch.Size([2, 3]).",
        "\tsize mismatch for 1.weight: copying a param with shape torch.Size([5]) from checkpoint, the shape in "
        "current model is torch.Size([2]).",
    ]


def test_loading_copies_what_fits_before_it_raises_as_torch_does():
    """Strict or not, all that has a place and its size is copied, and then what is wrong is told."""
    net = network()
    before = net[0].weight.detach().clone()
    state = {"0.weight": backlight.ones(9, 9), "0.bias": backlight.full((2,), 7.0)}
    with pytest.raises(RuntimeError, match=r"size mismatch for 0\.weight"):
        net.load_state_dict(state)

    assert net[0].bias.tolist() == [7, 7]
    assert net[0].weight.tolist() == before.tolist()


def test_loading_that_is_not_strict_tells_the_keys_and_still_minds_the_sizes():
    net = network()
    told = net.load_state_dict({"0.bias": backlight.ones(2), "more": backlight.ones(1)}, strict=False)

    assert told.missing_keys[0] == "0.weight"
    assert len(told.missing_keys) == 5
    assert told.unexpected_keys == ["more"]
    with pytest.raises(RuntimeError, match=r"size mismatch for 0\.bias"):
        net.load_state_dict({"0.bias": backlight.ones(3)}, strict=False)


def test_loading_of_what_is_no_tensor_names_the_key_and_the_type():
    with pytest.raises(
        RuntimeError, match=r'named "weight", expected torch.Tensor .* received <class \'numpy.ndarray\'>'
    ):
        nn.Linear(3, 2).load_state_dict({"weight": np.ones((2, 3)), "bias": backlight.ones(2)})
    with pytest.raises(TypeError, match="dict-like, got <class 'list'>"):
        nn.Linear(3, 2).load_state_dict([("weight", 1)])


def test_a_gradient_that_was_freed_and_a_write_into_a_leaf_are_explained_in_a_network_too():
    x = backlight.ones(2, 3, requires_grad=True)
    loss = nn.Linear(3, 2)(x).square().sum()
    loss.backward()
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        loss.backward()
    with pytest.raises(RuntimeError, match="leaf Variable that requires grad"):
        F.relu(x, inplace=True)
