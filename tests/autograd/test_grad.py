"""`autograd.grad` and `autograd.backward`: what they return, keep apart and refuse."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
from backlight.autograd import backward, grad
from backlight.autograd.graph import get_gradient_edge


def leaf(*numbers):
    return backlight.tensor(list(numbers), requires_grad=True)


def test_gradients_are_returned_and_grad_is_left_alone():
    x, y = leaf(2.0), leaf(3.0)
    gx, gy = grad(x * x * y, [x, y])

    assert (gx.item(), gy.item()) == (12.0, 4.0)
    assert (x.grad, y.grad) == (None, None)
    assert not gx.requires_grad


def test_returned_gradients_share_memory_with_nothing():
    x, y, given = leaf(1.0, 2.0), leaf(3.0, 4.0), backlight.ones(2)
    arrays = [g._array for g in grad(x + y.view(2), [x, y, x], given)] + [given._array]

    assert [np.shares_memory(a, b) for a in arrays for b in arrays if a is not b] == [False] * 12


def test_a_dictionary_of_inputs_gives_a_dictionary():
    x, y = leaf(2.0), leaf(3.0)
    found = grad(x * y, {"x": x, "y": y})

    assert {name: g.item() for name, g in found.items()} == {"x": 3.0, "y": 2.0}


def test_an_unused_input_is_named_by_its_number_with_both_ways_out():
    x, y = leaf(2.0), leaf(3.0)

    with pytest.raises(RuntimeError, match=r"input 1\). Set allow_unused=True .* or materialize_grads=True"):
        grad(x * x, [x, y])


def test_an_input_without_gradient_is_named_by_its_number():
    with pytest.raises(RuntimeError, match=r"does not require grad \(input 1, of shape \(3,\)\)"):
        grad(leaf(1.0) * 2, [leaf(1.0), backlight.ones(3)])


def test_only_the_way_to_the_inputs_is_walked():
    seen = []

    class Look(backlight.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            seen.append("walked")
            return g * 2

    x, w = leaf(1.0), leaf(2.0)
    y = Look.apply(x) * w
    grad(y, w, retain_graph=True)
    backward(y, inputs=[w], retain_graph=True)

    assert seen == []

    grad(y, x)

    assert seen == ["walked"]


def test_inputs_that_are_results_keep_their_gradient():
    x = leaf(2.0)
    y = x * 3
    backward(y * y, inputs=[y])

    assert (y.grad.item(), x.grad) == (12.0, None)


def test_batched_gradients_are_rows():
    x = leaf(2.0, 3.0)
    (rows,) = grad(x * x, x, backlight.eye(2), is_grads_batched=True)

    assert rows.tolist() == [[4.0, 0.0], [0.0, 6.0]]


def test_a_gradient_edge_stands_for_a_tensor():
    x = leaf(2.0)
    y = x * 3
    z = y * y
    node, number, _ = get_gradient_edge(y)

    assert (node, number) == (y.grad_fn, 0)
    assert grad(z, get_gradient_edge(y), retain_graph=True)[0].item() == 12.0
    assert grad(get_gradient_edge(z), x)[0].item() == 36.0


def test_old_names_of_arguments_warn_at_the_users_line():
    x = leaf(1.0, 2.0)

    with pytest.warns(FutureWarning, match="grad_variables") as caught:
        backward(x * 2, grad_variables=backlight.ones(2))
    assert caught[0].filename == __file__

    with pytest.warns(FutureWarning, match="only_inputs"):
        grad(x.sum(), x, only_inputs=False)


def test_the_grad_of_a_result_warns_at_the_users_line():
    y = leaf(2.0) * 3

    with pytest.warns(UserWarning, match="not a leaf Tensor") as caught:
        _ = y.grad
    assert caught[0].filename == __file__


def test_gradients_of_every_order_of_an_exponential_are_itself():
    x = backlight.tensor(0.5, dtype=backlight.float64, requires_grad=True)
    y = x.exp()
    value = y.item()
    for _ in range(6):
        (y,) = grad(y, x, create_graph=True)

        assert y.item() == pytest.approx(value, rel=1e-14)


def test_a_second_order_backward_adds_to_grad():
    x = backlight.tensor(3.0, requires_grad=True)
    (g,) = grad(x**3, x, create_graph=True)
    (g * g).backward()

    assert x.grad.item() == 2 * 27 * 18
