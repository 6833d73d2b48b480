"""Lazy modules: before their first call, at it, after it; saved and loaded at each of these times."""

from __future__ import annotations

import copy

import pytest

import backlight
from backlight import nn
from backlight.nn.modules.lazy import LazyModuleMixin


def test_the_first_input_gives_the_shape_and_the_class():
    net = nn.Sequential(nn.LazyConv2d(4, 3), nn.LazyBatchNorm2d(), nn.Flatten(), nn.LazyLinear(2))

    assert isinstance(net[0].weight, nn.UninitializedParameter)
    assert net[3].has_uninitialized_params()
    assert repr(net[3]) == "LazyLinear(in_features=0, out_features=2, bias=True)"
    assert net(backlight.rand(5, 3, 6, 6)).shape == (5, 2)
    assert [type(layer) for layer in net] == [nn.Conv2d, nn.BatchNorm2d, nn.Flatten, nn.Linear]
    assert type(net[0].weight) is nn.Parameter
    assert net[3].weight.shape == (2, 64)
    assert (net[0].in_channels, net[1].num_features, net[3].in_features) == (3, 4, 64)


def test_an_optimizer_that_knew_the_parameters_before_still_knows_them():
    layer = nn.LazyLinear(1)
    optimizer = backlight.optim.SGD(layer.parameters(), lr=1.0)
    layer(backlight.ones(2, 3)).sum().backward()
    before = layer.weight.tolist()
    optimizer.step()

    assert layer.weight.tolist() != before


@pytest.mark.parametrize("dtype", ["float64", "float16"])
def test_the_dtype_may_change_before_the_first_call(dtype):
    kind = getattr(backlight, dtype)
    net = nn.Sequential(nn.LazyLinear(2), nn.LazyBatchNorm1d()).to(kind)
    net(backlight.ones(4, 3, dtype=kind))

    assert {x.dtype for x in net.parameters()} == {kind}
    assert net[1].running_mean.dtype is kind


def test_the_shape_of_what_has_none_is_an_error():
    with pytest.raises(RuntimeError, match="Can't access the shape of an uninitialized parameter or buffer"):
        nn.LazyLinear(2).weight.shape  # noqa: B018


def test_a_state_gives_the_shape():
    layer, full = nn.LazyLinear(2), nn.Linear(3, 2)
    layer.load_state_dict(full.state_dict())

    assert layer.weight.tolist() == full.weight.tolist()
    assert layer(backlight.ones(1, 3)).tolist() == full(backlight.ones(1, 3)).tolist()


def test_a_state_without_shapes_goes_from_lazy_to_lazy_only():
    state = nn.LazyLinear(2).state_dict()
    assert isinstance(state["weight"], nn.UninitializedParameter)
    assert str(nn.LazyLinear(2).load_state_dict(state)) == "<All keys matched successfully>"
    with pytest.raises(RuntimeError, match="Can't access the shape"):
        nn.Linear(3, 2).load_state_dict(state)


def test_a_copy_is_lazy_by_itself():
    layer = nn.LazyConv1d(2, 3)
    other = copy.deepcopy(layer)
    layer(backlight.ones(1, 3, 5))

    assert isinstance(other.weight, nn.UninitializedParameter)
    other(backlight.ones(1, 4, 5))
    assert (layer.in_channels, other.in_channels) == (3, 4)


def test_a_lazy_module_of_ones_own():
    class Scale(LazyModuleMixin):
        def __init__(self):
            super().__init__()
            self.factor = nn.UninitializedParameter()

        def initialize_parameters(self, x):
            if self.has_uninitialized_params():
                self.factor.materialize(x.shape[-1:])
                with backlight.no_grad():
                    self.factor.fill_(2)

        def forward(self, x):
            return x * self.factor

    layer = Scale()

    assert layer(backlight.ones(3)).tolist() == [2, 2, 2]
    assert layer(backlight.ones(2, 3)).tolist() == [[2, 2, 2]] * 2


def test_an_input_of_the_wrong_rank():
    with pytest.raises(RuntimeError, match=r"Expected 3D \(unbatched\) or 4D \(batched\) input to LazyConv2d"):
        nn.LazyConv2d(2, 3)(backlight.ones(2, 3))
