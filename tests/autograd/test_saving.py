"""Hooks on what is kept for backward, and hooks on several gradients."""

import pytest

import backlight
from backlight.autograd import graph
from backlight.autograd.graph import disable_saved_tensors_hooks, register_multi_grad_hook, saved_tensors_hooks


def test_what_rules_read_is_packed_and_unpacked():
    log = []

    def pack(x):
        log.append("pack")
        return x.numpy().copy()

    def unpack(array):
        log.append("unpack")
        return backlight.from_numpy(array)

    x, w = backlight.tensor([3.0], requires_grad=True), backlight.tensor([2.0], requires_grad=True)
    with saved_tensors_hooks(pack, unpack):
        y = (x * w).exp() + 1
    kept = (x + w).sin()
    y.backward()

    assert log == ["pack"] * 3 + ["unpack"] * 3
    assert y.grad_fn.name() == "AddBackward0"
    assert x.grad.item() == pytest.approx(2 * 403.4288)
    assert w.grad.item() == pytest.approx(3 * 403.4288)
    kept.backward()
    assert len(log) == 6


def test_an_input_is_packed_as_the_tensor_it_is_and_once_for_each_factor():
    seen = []

    def pack(x):
        seen.append((x.requires_grad, x.grad_fn and x.grad_fn.name(), backlight.is_grad_enabled()))
        return x

    leaf = backlight.tensor([3.0], requires_grad=True)
    twice = leaf * 2
    with saved_tensors_hooks(pack, lambda x: x):
        y = twice * twice + leaf**2
    y.backward()

    assert seen == [(True, "MulBackward0", False), (True, "MulBackward0", False), (True, None, False)]
    assert leaf.grad.tolist() == [30.0]


def test_packed_values_serve_second_derivatives():
    x = backlight.tensor([2.0], requires_grad=True)
    with saved_tensors_hooks(lambda x: x, lambda x: x):
        y = x**3
    (g,) = backlight.autograd.grad(y, x, create_graph=True)

    assert backlight.autograd.grad(g, x)[0].tolist() == [12.0]


def test_what_a_custom_function_saves_is_packed():
    class Square(backlight.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, g):
            return g * 2 * ctx.saved_tensors[0]

    x = backlight.tensor([3.0], requires_grad=True)
    with saved_tensors_hooks(lambda x: x * 10, lambda x: x):
        y = Square.apply(x)
    y.backward()

    assert x.grad.tolist() == [60.0]


def test_the_innermost_hooks_pack():
    x = backlight.tensor([3.0], requires_grad=True)
    with saved_tensors_hooks(lambda x: x * 10, lambda x: x):
        with saved_tensors_hooks(lambda x: x, lambda x: x):
            y = x * x
        z = x * x
    y.backward()
    assert x.grad.tolist() == [6.0]
    z.backward()
    assert x.grad.tolist() == [66.0]


def test_what_unpacking_gives_is_checked():
    x = backlight.tensor([3.0], requires_grad=True)
    with saved_tensors_hooks(lambda x: x, lambda x: 3):
        y = x * x
    with pytest.raises(TypeError, match="unpack_hook expected to be a Tensor"):
        y.backward()


def test_hooks_can_be_forbidden():
    with disable_saved_tensors_hooks("not here"), pytest.raises(RuntimeError, match="not here"):
        saved_tensors_hooks(lambda x: x, lambda x: x).__enter__()


def test_a_hook_on_several_gradients_waits_for_all_that_this_backward_reaches():
    a, b, c = (backlight.ones(1, requires_grad=True) for _ in range(3))
    got = []
    handle = register_multi_grad_hook([a, b, c], lambda gs: got.append([g if g is None else g.item() for g in gs]))
    (a * 2 + b * 3).backward()
    (a * b * c).backward()
    handle.remove()
    (a * 5).backward()

    assert got == [[2.0, 3.0, None], [1.0, 1.0, 1.0]]


def test_a_hook_on_any_gradient_is_called_once_a_backward():
    a, b = (backlight.ones(1, requires_grad=True) for _ in range(2))
    got = []
    register_multi_grad_hook([a, b], lambda g: got.append(g.item()), mode="any")
    for _ in range(2):
        (a * 2 + b * 2).backward()

    assert got == [2.0, 2.0]
    with pytest.raises(ValueError, match="Expects mode"):
        register_multi_grad_hook([a], print, mode="some")


def test_a_counted_write_is_found_at_backward():
    x = backlight.ones(1, requires_grad=True)
    h = x * 2
    y = h.exp() * h
    graph.increment_version(h)

    assert h._version == 1
    with pytest.raises(RuntimeError, match="increment_version"):
        y.backward()
