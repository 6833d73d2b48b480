"""Random graphs against an engine of single numbers: gradients of first and second order."""

from __future__ import annotations

import numpy as np
from hypothesis import given

import backlight
from tests.autograd import naive
from tests.autograd.graphs import random_graphs


def leaves_of(graph):
    return [backlight.tensor(x, requires_grad=True) for x in graph.leaves]


def scalar(results, total):
    """One number that depends on the last result twice."""
    return total(results[-1]) * total(results[len(results) // 2]) + total(results[-1])


def numbers(array) -> np.ndarray:
    return np.vectorize(lambda number: number.value, otypes=[float])(array)


def assert_close(ours, expected):
    for g, e in zip(ours, expected, strict=True):
        np.testing.assert_allclose(g.detach().numpy(), numbers(e), rtol=1e-9, atol=1e-9)


@given(random_graphs())
def test_first_and_second_order_are_those_of_the_naive_engine(graph):
    leaves, plain = leaves_of(graph), [naive.array(x) for x in graph.leaves]
    y = scalar(graph.run(leaves), lambda x: x.sum())
    z = scalar(graph.run(plain, naive.wrapped), np.sum)
    first = backlight.autograd.grad(y, leaves, create_graph=True, materialize_grads=True)
    expected = [naive.gradients(z, x) for x in plain]

    assert_close(first, expected)

    weights = [np.arange(1.0, 1.0 + x.size).reshape(x.shape) for x in graph.leaves]
    mixed = sum((g * backlight.tensor(w)).sum() for g, w in zip(first, weights, strict=True))
    if mixed.requires_grad:
        second = backlight.autograd.grad(mixed, leaves, materialize_grads=True)
        total = naive.Number(0.0)
        for e, w in zip(expected, weights, strict=True):
            total = total + np.sum(e * naive.array(w))

        assert_close(second, [naive.gradients(total, x) for x in plain])


@given(random_graphs())
def test_backward_and_grad_and_every_way_to_walk_agree_to_the_last_bit(graph):
    leaves = leaves_of(graph)
    y = graph.run(leaves)[-1].sum()
    if not y.requires_grad:
        return
    y.backward(retain_graph=True)  # the fast walk
    fast = [None if x.grad is None else x.grad.tolist() for x in leaves]
    asked = backlight.autograd.grad(y, leaves, retain_graph=True, allow_unused=True)
    recorded = backlight.autograd.grad(y, leaves, create_graph=True, allow_unused=True)

    assert fast == [None if g is None else g.tolist() for g in asked]
    assert fast == [None if g is None else g.tolist() for g in recorded]
    for x in leaves:
        x.grad = None
        x.register_hook(lambda g: None)
    y.backward()  # with hooks, leaf by leaf
    assert fast == [None if x.grad is None else x.grad.tolist() for x in leaves]
