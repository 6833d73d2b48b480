"""Hooks: their order, what they may change, and what they are told when they are wrong."""

from __future__ import annotations

from weakref import ref

import pytest

import backlight


@pytest.fixture
def x():
    return backlight.tensor([2.0], requires_grad=True)


def test_all_hooks_of_a_node_run_in_torchs_order(x):
    y = x * 3
    seen = []
    y.grad_fn.register_hook(lambda into, out: seen.append(("after", into[0].item(), out[0].item())))
    y.grad_fn.register_prehook(lambda out: seen.append(("before", out[0].item())))
    y.retain_grad()
    y.register_hook(lambda g: seen.append(("tensor", g.item())))
    y.register_hook(lambda g: g * 10)
    y.backward()

    assert seen == [("tensor", 1.0), ("before", 10.0), ("after", 30.0, 10.0)]
    assert y.grad.tolist() == [10.0]


def test_all_hooks_of_a_leaf_run_in_torchs_order(x):
    end = (x * 1).grad_fn.next_functions[0][0]
    seen = []
    end.register_hook(lambda into, out: seen.append(("after", into, out[0].item(), x.grad.item())))
    end.register_prehook(lambda out: seen.append(("before", out[0].item(), x.grad)))
    x.register_post_accumulate_grad_hook(lambda leaf: seen.append(("accumulated", leaf.grad.item())))
    x.register_hook(lambda g: seen.append(("tensor", g.item())))
    (x * 5).backward()

    assert seen == [("tensor", 5.0), ("before", 5.0, None), ("accumulated", 5.0), ("after", (), 5.0, 5.0)]


def test_a_leafs_hook_runs_once_when_all_its_uses_have_delivered(x):
    seen = []
    x.register_hook(lambda g: seen.append(g.item()))
    y = x * x
    (y * x + y.sin() * 0 + x).backward()

    assert seen == [13.0]


def test_what_a_hook_of_the_input_changes_is_what_grad_returns(x):
    y = x * 3
    y.register_hook(lambda g: g + 1)

    assert [g.item() for g in backlight.autograd.grad(y * y, [y, x])] == [13.0, 39.0]


def test_a_hook_may_write_into_a_gradient_without_dimensions():
    x = backlight.tensor(3.0, requires_grad=True)
    x.register_hook(lambda g: g.mul_(0.5) and None)
    (x * x).backward()

    assert x.grad.item() == 3.0


def test_writing_into_a_gradient_does_not_reach_the_next_backward(x):
    y = x.sum()
    y.register_hook(lambda g: g.mul_(100) and None)
    y.backward()
    x.grad = None
    x.sum().backward()

    assert x.grad.tolist() == [1.0]


def test_a_removed_hook_is_let_go(x):
    class Hook:
        def __call__(self, g):
            return g * 10

    hook = Hook()
    alive = ref(hook)
    handle = x.register_hook(hook)
    del hook
    (x * 1).backward()
    handle.remove()

    assert alive() is None
    assert x.grad.tolist() == [10.0]


def test_a_retained_gradient_does_not_keep_its_tensor_alive(x):
    y = x * 3
    y.retain_grad()
    z = y * 2
    alive = ref(y)
    del y

    assert alive() is None
    z.backward()
    assert x.grad.tolist() == [6.0]


def test_retained_gradients_follow_a_write(x):
    y = x * 3
    y.retain_grad()
    y.mul_(5)
    (y * 7).backward()

    assert y.grad.tolist() == [7.0]


def test_a_hook_that_returns_no_tensor_is_named(x):
    def mine(g):
        return 3.0

    x.register_hook(mine)

    with pytest.raises(TypeError, match=r"hook 'mine' must return a Tensor .* it returned float"):
        (x * 2).backward()


def test_a_hook_that_changes_the_shape_is_told_both_shapes(x):
    x.register_hook(lambda g: backlight.ones(3))

    with pytest.raises(RuntimeError, match=r"has changed the size of value \(was \(1,\), got \(3,\)\)"):
        (x * 2).backward()


def test_a_hook_that_changes_the_type_is_told_both_types(x):
    x.register_hook(lambda g: g.double())

    with pytest.raises(RuntimeError, match=r"has changed the type of value \(was float32, got float64\)"):
        (x * 2).backward()


def test_a_prehook_that_returns_too_much_is_told_so(x):
    y = x * 2
    y.grad_fn.register_prehook(lambda out: (out[0], out[0]))

    with pytest.raises(RuntimeError, match=r"incorrect number of values \(got 2, but expected 1\)"):
        y.backward()


def test_a_hook_cannot_make_a_gradient_of_none(x):
    y = x * backlight.ones(1)
    y.grad_fn.register_hook(lambda into, out: (into[0], backlight.ones(1)))

    with pytest.raises(RuntimeError, match="can't replace a None gradient"):
        y.backward()


def test_a_hook_that_errs_leaves_the_mode_as_it_was(x):
    x.register_hook(lambda g: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        (x * 2).backward()
    assert backlight.is_grad_enabled()


def test_hooks_refuse_tensors_that_need_no_gradient():
    with pytest.raises(RuntimeError, match="doesn't require gradient"):
        backlight.ones(1).register_hook(print)
    with pytest.raises(RuntimeError, match="requires_grad=False"):
        backlight.ones(1).retain_grad()


def test_hooks_after_accumulation_are_for_leaves(x):
    with pytest.raises(RuntimeError, match="non-leaf"):
        (x * 2).register_post_accumulate_grad_hook(print)
