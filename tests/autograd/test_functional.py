"""Derivatives of whole functions, with figures by hand."""

from __future__ import annotations

import pytest

import backlight
from backlight.autograd.functional import hessian, hvp, jacobian, jvp, vhp, vjp


def rosenbrock(x):
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def test_the_jacobian_of_polar_coordinates():
    def cartesian(x):
        return backlight.stack([x[0] * x[1].cos(), x[0] * x[1].sin()])

    found = jacobian(cartesian, backlight.tensor([2.0, 0.0]))

    assert found.tolist() == [[1.0, 0.0], [0.0, 2.0]]


def test_the_hessian_of_rosenbrocks_valley():
    found = hessian(rosenbrock, backlight.tensor([1.0, 1.0], dtype=backlight.float64))

    assert found.tolist() == [[802.0, -400.0], [-400.0, 200.0]]


def test_products_are_those_of_the_whole_matrices():
    x = backlight.tensor([0.5, -1.0], dtype=backlight.float64)
    v = backlight.tensor([2.0, 3.0], dtype=backlight.float64)

    def f(x):
        return backlight.stack([x[0] * x[1], x[0].exp(), x[1] ** 3])

    whole = jacobian(f, x)
    curved = hessian(rosenbrock, x)
    w = backlight.tensor([1.0, -2.0, 0.5], dtype=backlight.float64)

    assert jvp(f, x, v)[1].tolist() == pytest.approx((whole @ v).tolist())
    assert vjp(f, x, w)[1].tolist() == pytest.approx((w @ whole).tolist())
    assert hvp(rosenbrock, x, v)[1].tolist() == pytest.approx((curved @ v).tolist())
    assert vhp(rosenbrock, x, v)[1].tolist() == pytest.approx((v @ curved).tolist())


def test_tuples_in_tuples_out():
    x, y = backlight.tensor([1.0, 2.0]), backlight.tensor(3.0)
    (a, b), (c, d) = jacobian(lambda x, y: (x * y, y**2), (x, y))

    assert (a.tolist(), b.tolist()) == ([[3.0, 0.0], [0.0, 3.0]], [1.0, 2.0])
    assert (c.tolist(), d.tolist()) == ([0.0, 0.0], 6.0)

    ((xx, xy), (yx, yy)) = hessian(lambda x, y: (x.sum() * y) ** 2, (x, y))

    assert (xx.tolist(), yy.tolist()) == ([[18.0, 18.0], [18.0, 18.0]], 18.0)
    assert xy.tolist() == yx.tolist() == [36.0, 36.0]


def test_nothing_but_the_inputs_is_differentiated_and_grad_stays_empty():
    x = backlight.tensor([1.0, 2.0], requires_grad=True)
    found = jacobian(lambda y: y * x, x)

    assert found.tolist() == [[1.0, 0.0], [0.0, 2.0]]
    assert x.grad is None


def test_with_create_graph_the_result_can_be_differentiated():
    x = backlight.tensor([1.0, 2.0], requires_grad=True)
    hessian(lambda x: (x**4).sum(), x, create_graph=True).sum().backward()

    assert x.grad.tolist() == [24.0, 48.0]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda x: jacobian(lambda x: x, [1.0]), TypeError, "inputs given to jacobian must be either a Tensor or a"),
        (lambda x: jacobian(lambda x: 2.0, x), TypeError, "outputs of the user-provided function"),
        (lambda x: hessian(lambda x: x, x), RuntimeError, r"should contain a single element, got shape \(2,\)"),
        (lambda x: vjp(lambda x: x, x), RuntimeError, "v can only be None"),
        (lambda x: vjp(lambda x: x, x, backlight.ones(3)), RuntimeError, r"should be \(2,\) but got \(3,\)"),
        (lambda x: jvp(lambda x: x, x, (x, x)), RuntimeError, "v has 2 tensors, and there should be 1"),
        (
            lambda x: jacobian(lambda x: backlight.ones(2), x, strict=True),
            RuntimeError,
            "Output 0 of the user-provided function does not require gradients",
        ),
        (
            lambda x: jacobian(lambda x, y: x, (x, x), strict=True),
            RuntimeError,
            "output of the user-provided function is independent of input 1",
        ),
        (
            lambda x: hessian(lambda x: x.sum(), x, strict=True),
            RuntimeError,
            "jacobian of the user-provided function is independent of input 0",
        ),
        (
            lambda x: vjp(lambda x: x * 2, x, x, strict=True, create_graph=True),
            RuntimeError,
            "jacobian of the user-provided function is independent of input 0.*create_graph=True",
        ),
    ],
)
def test_what_does_not_fit_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call(backlight.tensor([1.0, 2.0]))
