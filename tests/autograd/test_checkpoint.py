"""Checkpoints: the same numbers as without, computed again when backward comes."""

import gc
import weakref

import numpy as np
import pytest

import backlight
from backlight.autograd.checkpoint import checkpoint, checkpoint_sequential
from backlight.nn import functional as F


def leaves():
    rng = np.random.default_rng(0)
    make = lambda *shape: backlight.tensor(rng.standard_normal(shape), requires_grad=True)
    return make(2, 3), make(3, 3), make(3)


@pytest.mark.parametrize("use_reentrant", [True, False])
def test_gradients_of_arguments_and_parameters_are_those_without(use_reentrant):
    x, w, b = leaves()

    def part(h):
        return F.dropout((h @ w + b).tanh(), 0.5)

    backlight.manual_seed(0)
    plain = part(x * 2)
    expected = backlight.autograd.grad(plain.sum(), [x, w, b])
    backlight.manual_seed(0)
    out = checkpoint(part, x * 2, use_reentrant=use_reentrant)
    found = backlight.autograd.grad(out.sum(), [x, w, b])

    assert out.equal(plain)
    assert out.grad_fn.name() == plain.grad_fn.name()
    assert all(a.equal(c) for a, c in zip(found, expected, strict=True))


def test_second_derivatives_go_through_a_checkpoint():
    x, w, _ = leaves()

    def second(part):
        (g,) = backlight.autograd.grad(part(x).sum(), x, create_graph=True)
        return backlight.autograd.grad((g**2).sum(), [x, w])

    part = lambda x: (x**3) @ w
    expected, found = second(part), second(lambda x: checkpoint(part, x, use_reentrant=False))

    assert all(np.allclose(a.numpy(), c.numpy()) for a, c in zip(found, expected, strict=True))


def test_inner_values_are_not_kept():
    x, w, _ = leaves()
    inner = []

    def part(x):
        h = (x @ w).exp()
        inner.append(weakref.ref(h._array))
        return h.sin()

    out = checkpoint(part, x, use_reentrant=False)
    gc.collect()

    assert inner[0]() is None
    out.sum().backward()
    assert len(inner) == 2


def test_results_without_gradient_stay_as_they_are():
    x, _, _ = leaves()
    doubled, three, places = checkpoint(lambda x: (x * 2, 3, x.argmax()), x, use_reentrant=False)
    doubled.sum().backward()

    assert three == 3
    assert not places.requires_grad
    assert x.grad.tolist() == [[2.0] * 3] * 2


def test_a_part_that_does_something_else_the_second_time_is_found():
    x, _, _ = leaves()
    shapes = iter([2, 3])
    out = checkpoint(lambda x: x[:, : next(shapes)] * 2, x, use_reentrant=False)

    with pytest.raises(RuntimeError, match="different metadata"):
        out.sum().backward()


def test_a_second_backward_is_refused():
    x, _, _ = leaves()
    out = checkpoint(backlight.exp, x, use_reentrant=False).sum()
    out.backward()

    with pytest.raises(RuntimeError, match="second time"):
        out.backward()


def test_use_reentrant_is_to_be_said():
    x, _, _ = leaves()
    with pytest.warns(UserWarning, match="use_reentrant"):
        checkpoint(backlight.exp, x)
    with pytest.warns(UserWarning, match="None of the inputs"):
        assert not checkpoint(lambda y: x * y, backlight.ones(1), use_reentrant=True).requires_grad
    with pytest.raises(ValueError, match="Unexpected keyword"):
        checkpoint(backlight.exp, x, use_reentrant=True, foo=1)


def test_a_chain_is_computed_in_segments():
    x, _, _ = leaves()
    calls = []

    def step(x):
        calls.append(1)
        return x.sin()

    out = checkpoint_sequential([step] * 5, 2, x, use_reentrant=False)
    (g,) = backlight.autograd.grad(out.sum(), x)
    y = x
    for _ in range(5):
        y = y.sin()

    assert len(calls) == 5 + 2  # the first segment of two is computed again
    assert out.equal(y)
    assert np.allclose(g.numpy(), backlight.autograd.grad(y.sum(), x)[0].numpy())
