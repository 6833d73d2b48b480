"""Gradients are torch's: the small programs, and random graphs down to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import backlight
from tests.autograd.graphs import random_graphs
from tests.autograd.programs import alike, observed, programs

torch = pytest.importorskip("torch")
PROGRAMS = programs()


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_shows_what_torch_shows(name):
    theirs, ours = (observed(PROGRAMS[name], module) for module in (torch, backlight))

    assert alike(theirs, ours), f"torch: {theirs}\nbacklight: {ours}"


def first_and_second_order(graph, module, dtype):
    """Gradients of a random graph and of a product of them; a part that nothing reaches is None."""
    leaves = [module.tensor(x.tolist(), dtype=dtype, requires_grad=True) for x in graph.leaves]
    y = graph.run(leaves)[-1]
    start = module.linspace(0.5, 1.5, y.numel(), dtype=dtype).reshape(y.shape)
    if not y.requires_grad:
        return []
    first = module.autograd.grad(y, leaves, start, create_graph=True, allow_unused=True)
    found = [None if g is None else g.tolist() for g in first]
    for g in first:
        if g is not None and g.requires_grad:
            second = module.autograd.grad(g, leaves, module.ones_like(g), retain_graph=True, allow_unused=True)
            found += [None if h is None else h.tolist() for h in second]
    y.backward(start)
    return found + [None if x.grad is None else x.grad.tolist() for x in leaves]


def without_none(values):
    return [v for v in values if v is not None]


# Numbers of very different sizes: in float32 their sums depend on the order of adding.
WIDE = st.sampled_from([1e8, -1e8, 1.0, 3.0, -0.3, 1e-4, 7e3, -2.5e5])


@given(random_graphs(shapes=[(3,)], numbers=WIDE))
def test_without_broadcasting_gradients_are_equal_bit_for_bit(graph):
    theirs = first_and_second_order(graph, torch, torch.float32)
    ours = first_and_second_order(graph, backlight, backlight.float32)

    np.testing.assert_array_equal(without_none(ours), without_none(theirs))


@given(random_graphs())
def test_with_broadcasting_gradients_are_equal(graph):
    theirs = first_and_second_order(graph, torch, torch.float64)
    ours = first_and_second_order(graph, backlight, backlight.float64)

    for a, b in zip(ours, theirs, strict=True):
        assert (a is None) == (b is None)
        if a is not None:
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)
