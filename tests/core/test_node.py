"""Nodes as users see them."""

from __future__ import annotations

from weakref import ref

import pytest

import backlight
from backlight.autograd.graph import AccumulateGrad, Node


@pytest.fixture
def x():
    return backlight.tensor([1.0, 2.0], requires_grad=True)


def test_a_node_is_named_as_in_torch(x):
    y = x * 2

    assert y.grad_fn.name() == "MulBackward0"
    assert type(y.grad_fn).__name__ == "MulBackward0"
    assert isinstance(y.grad_fn, Node)
    assert repr(y.grad_fn).startswith("<MulBackward0 object at 0x")


def test_edges_lead_to_nodes_leaves_and_nothing(x):
    y = x.exp()
    (to_y, number), constant = (y * backlight.ones(2)).grad_fn.next_functions
    ((to_x, _),) = y.grad_fn.next_functions

    assert (to_y, number) == (y.grad_fn, 0)
    assert constant == (None, 0)
    assert to_x == AccumulateGrad(x)
    assert to_x.variable is x
    assert to_x.name() == "torch::autograd::AccumulateGrad"
    assert to_x.next_functions == ()


def test_edges_to_one_of_several_outputs_say_which(x):
    _, b = x.unbind(0)
    ((to_b, number), _) = (b * 2).grad_fn.next_functions

    assert (to_b, number) == (b.grad_fn, 1)
    assert to_b.name() == "UnbindBackward0"
    assert b.output_nr == 1


def test_ends_of_one_leaf_are_equal_and_of_two_are_not(x):
    w = backlight.ones(2, requires_grad=True)
    ends = [node for node, _ in (x * x + w * x).grad_fn.next_functions for node, _ in node.next_functions]

    assert len(ends) == 4
    assert len(set(ends)) == 2


def test_arguments_without_a_gradient_of_their_own_have_no_edge(x):
    y = backlight.where(x > 1, x, x * 2)

    assert [node.name() for node, _ in y.grad_fn.next_functions] == ["torch::autograd::AccumulateGrad", "MulBackward0"]


def test_metadata_stays_with_its_node_and_dies_with_it(x):
    y = x * 2
    y.grad_fn.metadata["who"] = "me"

    assert y.grad_fn.metadata == {"who": "me"}
    assert (x * 2).grad_fn.metadata == {}


def test_what_wrote_a_part_has_the_name_of_torch(x):
    y = x * 1
    y[0] = 5.0

    assert y.grad_fn.name() == "torch::autograd::CopySlices"
    assert repr(y) == "tensor([5., 2.], grad_fn=<CopySlices>)"


def test_a_node_keeps_only_what_the_rules_of_its_gradients_read():
    """x·c needs c for the gradient of x, and not x, as c needs none."""
    x = backlight.ones(100_000, requires_grad=True) * 1
    value = ref(x._array)
    y = x * backlight.ones(100_000)
    del x

    assert value() is None
    y.sum().backward()


def test_a_value_that_no_gradient_needs_may_be_written_to():
    x = backlight.tensor([2.0], requires_grad=True)
    y = x * 3
    with backlight.no_grad():
        x += 100
    y.backward()

    assert x.grad.tolist() == [3.0]
