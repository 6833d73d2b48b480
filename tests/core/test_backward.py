"""The walk: what it adds up and in which order, what it frees and when, and that it never recurses."""

from __future__ import annotations

import gc
from weakref import ref

import numpy as np
import pytest

import backlight
from backlight.core.errors import GraphFreedError, ModifiedError
from backlight.core.node import Node

LONG = 10**6


def leaf(*numbers, dtype=None):
    return backlight.tensor(list(numbers), dtype=dtype, requires_grad=True)


@pytest.fixture
def no_collector():
    """Reference counting alone: what a test lets go of must be gone at once."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def nodes_alive() -> int:
    return sum(issubclass(type(thing), Node) for thing in gc.get_objects())


def deep(x, count):
    for _ in range(count):
        x = x + 1.0
    return x


def test_gradients_of_a_small_network_by_hand():
    x, w, b = leaf(1.0, 2.0), leaf(0.5, -0.25), leaf(0.1)
    y = ((x * w).sum() + b) ** 2  # (0.5 - 0.5 + 0.1)²
    y.sum().backward()

    assert w.grad.tolist() == pytest.approx([0.2, 0.4])
    assert x.grad.tolist() == pytest.approx([0.1, -0.05])
    assert b.grad.tolist() == pytest.approx([0.2])


def test_contributions_add_up_from_the_youngest_use_to_the_oldest():
    """(1e8 - 1e8) + 1 = 1, but (1e8 + 1) - 1e8 = 0 in float32."""
    x = leaf(1.0)
    total = x * 0
    for scale in (1.0, -1e8, 1e8):
        total = total + x * scale
    total.backward()

    assert x.grad.tolist() == [1.0]

    x = leaf(1.0)
    total = x * 0
    for scale in (-1e8, 1.0, 1e8):
        total = total + x * scale
    total.backward()

    assert x.grad.tolist() == [0.0]


def test_a_million_operations_are_built_walked_and_freed(no_collector):
    x = leaf(1.0)
    y = deep(x, LONG)
    y.backward()

    assert x.grad.tolist() == [1.0]


def test_a_long_graph_is_freed_without_a_backward(no_collector):
    before = nodes_alive()
    y = deep(leaf(1.0), LONG // 4)
    first = ref(y.grad_fn)
    del y

    assert first() is None
    assert nodes_alive() == before


def test_a_long_graph_is_differentiated_twice(no_collector):
    x = leaf(1.0)
    y = deep(x, 10**4) * x
    (g,) = backlight.autograd.grad(y, x, create_graph=True)
    (h,) = backlight.autograd.grad(g, x)

    assert g.tolist() == [10002.0]
    assert h.tolist() == [2.0]


def test_a_sum_with_itself_a_hundred_times_is_walked_in_linear_time():
    """2¹⁰⁰ paths lead to x."""
    x = leaf(1.0, dtype=backlight.float64)
    y = x
    for _ in range(100):
        y = y + y
    y.backward()

    assert x.grad.tolist() == [2.0**100]


def test_results_are_freed_by_counting_references(no_collector):
    x = leaf(1.0, 2.0)
    middle = x.exp()
    end = (middle * x).sum()
    watched = [ref(middle), ref(middle.grad_fn), ref(end.grad_fn)]
    middle = None

    assert watched[0]() is None
    assert watched[1]() is not None

    end.backward()
    end = None

    assert [w() for w in watched] == [None, None, None]


def test_values_are_freed_by_backward_though_the_result_lives(no_collector):
    x = backlight.linspace(0, 1, 100_000, requires_grad=True)
    y = x.exp()
    value = ref(y._array)
    loss = (y * y).sum()
    y = None
    loss.backward()

    assert value() is None
    assert loss.grad_fn.name() == "SumBackward0"


def test_graphs_of_every_kind_are_freed_by_counting_references(no_collector):
    class Twice(backlight.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x * 2
            ctx.save_for_backward(x, y)
            return y, x + 1

        @staticmethod
        def backward(ctx, g, h):
            return g * 2 + h

    def own_function(x):
        a, b = Twice.apply(x)
        return (a * b).sum()

    def in_place(x):
        y = x * 1
        y.mul_(x)
        y[0] = y[1] * 2
        return y.sum()

    def hooked(x):
        y = x * 2
        y.retain_grad()
        y.register_hook(lambda g: g * 2)
        y.grad_fn.register_prehook(lambda gs: None)
        return y.sum()

    def several_outputs(x):
        a, b = x.unbind(0)
        return a * b

    def views(x):
        y = x * 2
        return (y[:1] * y.view(2, 1)).sum()

    for make in (own_function, in_place, hooked, several_outputs, views):
        for use in ("nothing", "backward", "grad", "create_graph"):
            x = leaf(1.0, 2.0)
            before = nodes_alive()
            y = make(x)
            if use == "backward":
                y.backward()
            elif use == "grad":
                backlight.autograd.grad(y, x)
            elif use == "create_graph":
                backlight.autograd.grad(y, x, create_graph=True)
            y = None

            assert nodes_alive() == before, (make.__name__, use)


def test_an_error_in_backward_leaves_nothing_alive(no_collector):
    x = leaf(1.0, 2.0)
    before = nodes_alive()
    y = (x.exp() * x).sum()
    y.backward()
    with pytest.raises(GraphFreedError):
        y.backward()
    y = None

    assert nodes_alive() == before


def test_a_second_backward_says_which_node_was_freed_and_what_to_do():
    x = leaf(2.0)
    y = x * x
    y.backward()

    with pytest.raises(RuntimeError, match=r"freed the values that MulBackward0 needs. Specify retain_graph=True"):
        y.backward()


def test_a_result_that_is_not_a_single_element_says_how_to_make_one():
    with pytest.raises(RuntimeError, match=r"only for scalar outputs; this one has shape \(2,\): reduce it first"):
        (leaf(1.0, 2.0) * 2).backward()


def test_a_tensor_without_graph_says_what_may_have_cut_it():
    with pytest.raises(RuntimeError, match=r"does not have a grad_fn: nothing it was computed from .* \.detach\(\)"):
        backlight.ones(1).backward()


def test_a_value_that_was_overwritten_is_named_with_the_write():
    x = leaf(2.0)
    y = x * 3
    z = y * y
    y.add_(1)

    with pytest.raises(ModifiedError, match=r"MulBackward0 kept .* of shape \(1,\) .* and then add_ wrote"):
        z.backward()


def test_no_two_gradients_share_memory():
    x, y, z = leaf(1.0, 2.0), leaf(3.0, 4.0), backlight.ones(2, 1, requires_grad=True)
    given = backlight.tensor([5.0, 6.0])
    (x + y + z.view(2)).backward(given)
    (x.view(2) - y).backward(given)
    arrays = [x.grad._array, y.grad._array, z.grad._array, given._array]

    assert [np.shares_memory(a, b) for a in arrays for b in arrays if a is not b] == [False] * 12


def test_the_gradient_given_by_the_user_is_never_taken():
    for make in (lambda x: x, lambda x: x + 0, lambda x: x.view(2), lambda x: x.clone()):
        x, given = leaf(1.0, 2.0), backlight.tensor([5.0, 6.0])
        make(x).backward(given)
        x.grad.zero_()

        assert given.tolist() == [5.0, 6.0]

    x, given = leaf(1.0, 2.0), backlight.tensor([5.0, 6.0])
    (g,) = backlight.autograd.grad(x.view(2), x, given)
    g.zero_()

    assert given.tolist() == [5.0, 6.0]


def test_grad_is_the_same_object_and_the_same_memory_after_every_backward():
    w = leaf(1.0, 2.0)
    (w * 2).sum().backward()
    grad, array = w.grad, w.grad._array
    for _ in range(3):
        (w * 2).sum().backward()

    assert w.grad is grad
    assert w.grad._array is array
    assert w.grad.tolist() == [8.0, 8.0]


def test_a_gradient_lies_in_memory_as_its_leaf_does():
    rows = backlight.arange(6.0).reshape(2, 3).requires_grad_()
    columns = backlight.arange(6.0).reshape(3, 2).t().detach().requires_grad_()
    (rows.t() * columns.t()).sum().backward()

    assert rows.grad.stride() == (3, 1)
    assert columns.grad.stride() == (1, 2)


def test_an_infinite_gradient_is_no_error_and_no_warning():
    x = leaf(0.0, dtype=backlight.float64)
    (x.log() - x.log() + x * 1e308 * 10).sum().backward()

    assert np.isnan(x.grad.tolist()[0])


def test_a_subgraph_that_needs_no_gradient_is_not_walked():
    x, c = leaf(2.0), backlight.ones(1)
    y = x * (c * 5).exp()

    assert y.grad_fn.next_functions[1] == (None, 0)


def test_complex_gradients_by_hand():
    """∂|z|²/∂z = 2z, and d(z²) turns the gradient by the conjugate of 2z."""
    z = backlight.tensor([1 + 2j, 3 - 1j], requires_grad=True)
    (z * z.conj()).real.sum().backward()

    assert z.grad.tolist() == [2 + 4j, 6 - 2j]

    z.grad = None
    (z * z).backward(backlight.tensor([1 + 0j, 1j]))

    assert z.grad.tolist() == [2 - 4j, 1j * (6 + 2j)]


def test_complex_gradients_past_the_absolute_value_in_the_fast_walk():
    x = backlight.tensor([3.0], dtype=backlight.float64, requires_grad=True)
    ((x * (1 + 1j)) * 2j).abs().sum().backward()

    assert x.grad.tolist() == pytest.approx([8**0.5])
