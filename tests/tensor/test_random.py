"""Random tensors: torch's own numbers, their generators, and the graph they are drawn into."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import backlight
from backlight.tensor import generator, random
from backlight.tensor.generator import Generator, default_generator
from tests.tensor.goldens import check, every

IN_PLACE = [
    "uniform_()",
    "normal_()",
    "random_()",
    "bernoulli_()",
    "exponential_()",
    "geometric_(0.5)",
    "log_normal_()",
]


@every("random")
def test_calls_come_to_what_torch_makes_of_them(call, expected):
    generator.manual_seed(0)
    check(call, expected)


def test_the_default_generator_is_the_one_that_the_core_draws_with():
    from backlight.core.random import default_generator as core

    assert core is default_generator
    assert isinstance(core, Generator)


def test_a_seed_starts_the_numbers_again():
    generator.manual_seed(5)
    first = random.rand(3).tolist()
    generator.manual_seed(5)

    assert random.rand(3).tolist() == first
    assert generator.initial_seed() == 5


def test_a_state_is_a_tensor_and_brings_the_numbers_back():
    state = generator.get_rng_state()
    first = random.randn(5).tolist()
    generator.set_rng_state(state)

    assert random.randn(5).tolist() == first
    assert (state.dtype, state.shape) == (backlight.uint8, (5056,))


@pytest.mark.parametrize(
    "twin_of", [copy.copy, copy.deepcopy, Generator.clone_state, lambda g: pickle.loads(pickle.dumps(g))]
)
def test_twins_of_a_generator_go_on_as_it_does(twin_of):
    g = Generator().manual_seed(3)
    random.rand(2, generator=g)
    twin = twin_of(g)

    assert random.rand(3, generator=twin).tolist() == random.rand(3, generator=g).tolist()


def test_fork_rng_leaves_the_numbers_outside_as_they_were():
    generator.manual_seed(1)
    expected = random.rand(4).tolist()
    generator.manual_seed(1)
    first = random.rand(2).tolist()
    with generator.fork_rng():
        generator.manual_seed(9)
        random.rand(100)

    assert first + random.rand(2).tolist() == expected


@pytest.mark.parametrize("call", IN_PLACE)
def test_a_draw_into_a_leaf_that_needs_a_gradient_is_refused_and_takes_no_number(call):
    generator.manual_seed(0)
    w = backlight.zeros(3, requires_grad=True)
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
        eval(f"w.{call}", {"w": w})
    after = random.rand(1).item()
    generator.manual_seed(0)

    assert after == random.rand(1).item()


@pytest.mark.parametrize("call", IN_PLACE)
def test_a_draw_into_a_leaf_is_allowed_without_grad(call):
    w = backlight.full((3,), -1.0, requires_grad=True)
    with backlight.no_grad():
        eval(f"w.{call}", {"w": w})

    assert (w.detach() != -1).all()
    assert w.is_leaf


@pytest.mark.parametrize("call", IN_PLACE)
def test_a_draw_cuts_the_gradient_of_what_was_there(call):
    w = backlight.ones(3, requires_grad=True)
    x = w * 2
    eval(f"x.{call}", {"x": x})
    x.sum().backward()

    assert w.grad.tolist() == [0, 0, 0]


def test_a_draw_into_a_part_leaves_the_gradient_of_the_rest():
    w = backlight.ones(3, requires_grad=True)
    x = w * 2
    x[:1].normal_()
    x.sum().backward()

    assert w.grad.tolist() == [0, 2, 2]


def test_a_draw_into_a_saved_value_is_found_by_backward():
    w, x = backlight.ones(2, requires_grad=True), backlight.ones(2)
    y = (w * x).sum()
    x.normal_()
    with pytest.raises(RuntimeError, match=r"a random draw wrote into it"):
        y.backward()


@pytest.mark.parametrize(
    ("draw", "name"),
    [
        (lambda w: random.bernoulli(w), "BernoulliBackward0"),
        (lambda w: random.poisson(w), "PoissonBackward0"),
        (lambda w: random.normal(w, 1.0), "NormalBackward1"),
        (lambda w: random.normal(0.0, w), "NormalBackward2"),
        (lambda w: random.normal(w[:, None], w), "NormalBackward3"),
    ],
)
def test_draws_around_a_tensor_have_gradients_of_zero(draw, name):
    w = backlight.full((3,), 0.5, requires_grad=True)
    y = draw(w)
    y.sum().backward()

    assert y.grad_fn.name() == name
    assert w.grad.tolist() == [0, 0, 0]


def test_numbers_are_handed_out_in_the_order_of_memory():
    generator.manual_seed(0)
    turned = backlight.zeros(3, 2).T.uniform_()
    generator.manual_seed(0)

    assert np.array_equal(turned.T, backlight.zeros(3, 2).uniform_())


def test_a_long_draw_is_the_same_at_once_and_from_a_state():
    generator.manual_seed(3)
    random.randn(5)
    state = generator.get_rng_state()
    x = random.randn(1000)
    generator.set_rng_state(state)

    assert np.array_equal(x, random.randn(1000))
    assert abs(x.mean().item()) < 0.2


def test_figures_by_hand():
    generator.manual_seed(0)
    assert repr(random.rand(2)) == "tensor([0.4963, 0.7682])"
    generator.manual_seed(0)
    assert repr(random.randint(10, (3,))) == "tensor([4, 9, 3])"
