"""gradcheck finds wrong gradients, shows both Jacobians, and leaves everything as it was."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
from backlight.autograd import gradcheck, gradgradcheck
from backlight.autograd.checking import GradcheckError


def double(*numbers):
    return backlight.tensor(list(numbers), dtype=backlight.float64, requires_grad=True)


def complex_numbers(*numbers):
    return backlight.tensor(list(numbers), dtype=backlight.complex128, requires_grad=True)


def function(forward, backward):
    return type(
        "Mine", (backlight.autograd.Function,), {"forward": staticmethod(forward), "backward": staticmethod(backward)}
    ).apply


def test_a_mismatch_shows_both_jacobians():
    wrong = function(lambda ctx, x: x * 2, lambda ctx, g: g * 3)

    with pytest.raises(GradcheckError) as raised:
        gradcheck(wrong, (double(1.0, 2.0),))
    assert str(raised.value).splitlines() == [
        "Jacobian mismatch for output 0 with respect to input 0,",
        "numerical:tensor([[2.0000, 0.0000],",
        "        [0.0000, 2.0000]], dtype=torch.float64)",
        "analytical:tensor([[3., 0.],",
        "        [0., 3.]], dtype=torch.float64)",
    ]


@pytest.mark.parametrize("fast_mode", [False, True])
def test_a_gradient_wrong_in_one_place_is_found(fast_mode):
    wrong = function(lambda ctx, x: x * 2, lambda ctx, g: g * backlight.tensor([2.0, 2.0, 2.001], dtype=g.dtype))
    right = function(lambda ctx, x: x * 2, lambda ctx, g: g * 2)
    x = double(1.0, 2.0, 3.0)

    assert gradcheck(right, (x,), fast_mode=fast_mode)
    assert not gradcheck(wrong, (x,), rtol=1e-5, fast_mode=fast_mode, raise_exception=False)


def test_the_second_output_and_the_second_input_are_checked_too():
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x + y, x * y

    def wrong(ctx, a, b):
        _, y = ctx.saved_tensors
        return a + b * y, a + b * y

    with pytest.raises(RuntimeError, match="for output 1 with respect to input 1"):
        gradcheck(function(forward, wrong), (double(1.0), double(2.0)))


def test_a_wrong_conjugate_is_found():
    def forward(ctx, z):
        ctx.save_for_backward(z)
        return z * z

    right = function(forward, lambda ctx, g: g * 2 * ctx.saved_tensors[0].conj())
    wrong = function(forward, lambda ctx, g: g * 2 * ctx.saved_tensors[0])
    z = complex_numbers(0.3 + 0.4j, -1.0 + 0.2j)

    assert gradcheck(right, (z,))
    with pytest.raises(RuntimeError, match="real part of complex outputs only, Jacobian mismatch"):
        gradcheck(wrong, (z,))


@pytest.mark.parametrize(
    "f",
    [
        lambda z: z * z / (z + 2),
        lambda z: z.exp() + z.conj(),
        lambda z: z.real * z.imag,
        lambda z: (z * z.conj()).real.sqrt(),
        lambda z: z.angle(),
        lambda z: z.sum() * z,
        lambda z: z.reshape(2, 1) @ z.reshape(1, 2),
        lambda z: backlight.complex(z.real, z.imag * 2) ** 2,
    ],
)
def test_functions_of_complex_numbers_have_the_right_gradients(f):
    z = complex_numbers(0.3 + 0.4j, -1.2 + 0.1j)

    assert gradcheck(f, (z,))
    assert gradcheck(f, (z,), fast_mode=True)
    assert gradgradcheck(f, (z,))


def test_the_absolute_value_of_complex_numbers_has_the_right_gradient():
    assert gradcheck(lambda z: z.abs(), (complex_numbers(0.3 + 0.4j, -1.2 + 0.1j),))


def test_inputs_are_put_back_even_when_the_function_errs():
    x = double(1.0, 2.0)
    calls = []

    def errs(x):
        calls.append(1)
        if len(calls) == 3:
            raise KeyError("mine")
        return x * 2

    with pytest.raises(KeyError):
        gradcheck(errs, (x,))
    assert x.tolist() == [1.0, 2.0]
    assert x.grad is None


def test_inputs_whose_elements_are_one_in_memory_are_refused():
    x = double(1.0).expand(3)

    with pytest.raises(RuntimeError, match="stride 0"):
        gradcheck(lambda x: x * 2, (x,))


def test_single_precision_warns():
    with pytest.warns(UserWarning, match="Input #0 requires gradient and is not a double precision"):
        gradcheck(lambda x: x * 2, (backlight.ones(1, requires_grad=True),), eps=1e-2, atol=1e-2)


def test_gradgradcheck_finds_a_wrong_second_derivative():
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    detached = function(forward, lambda ctx, g: g * 3 * ctx.saved_tensors[0].detach() ** 2)

    assert gradcheck(detached, (double(0.3),))
    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        gradgradcheck(detached, (double(0.3),))


def test_a_check_of_first_gradients_draws_from_no_stream_of_the_users():
    backlight.manual_seed(1)
    gradcheck(lambda x: x**3, (double(0.3),))
    ours = backlight.rand(3).tolist()
    np.random.seed(1)
    gradcheck(lambda x: x**3, (double(0.3),), fast_mode=True)
    theirs = np.random.rand()
    backlight.manual_seed(1)
    np.random.seed(1)

    assert ours == backlight.rand(3).tolist()
    assert theirs == np.random.rand()


def test_second_gradients_are_checked_with_draws_from_the_default_stream():
    x = backlight.tensor([0.5, 2.0], dtype=backlight.float64, requires_grad=True)
    backlight.manual_seed(3)
    backlight.rand(2, dtype=backlight.float64)
    after_two = backlight.rand(1).item()

    backlight.manual_seed(3)
    assert gradgradcheck(lambda x: x * x, x)
    assert backlight.rand(1).item() == after_two

    backlight.manual_seed(3)
    assert gradgradcheck(lambda x: x.sum() ** 2, x, grad_outputs=backlight.ones((), requires_grad=True).double())
    assert backlight.rand(1).item() != after_two
