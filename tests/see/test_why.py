"""`why`: each reason for a gradient that surprises is found, with the line it comes from."""

from __future__ import annotations

import pytest

import backlight
from backlight import nn


def leaf(*values):
    return backlight.tensor(values if len(values) > 1 else values[0], requires_grad=True)


def test_none_because_it_needs_no_gradient():
    c = backlight.tensor(3.0)

    assert str(backlight.why(c.grad)).startswith("c.grad is None because c.requires_grad is False")


def test_none_because_it_holds_integers():
    k = backlight.tensor([1, 2])

    assert str(backlight.why(k)) == "k.grad is None because k holds int64: only floating point has gradients."


def test_none_because_it_is_no_leaf():
    w = leaf(3.0)
    h = w * 2
    reason = backlight.why(h)

    assert "h is not a leaf but the result of x × y" in reason.sentence
    assert "h.retain_grad()" in reason.sentence
    assert reason.path == ["h: x × y", "w"]


def test_none_because_backward_was_not_called():
    w = leaf(3.0)
    loss = w * 2
    reason = backlight.why(w.grad)

    assert loss is not None
    assert reason.sentence == "w.grad is None because there was no backward() yet from loss, which rests on it."
    assert reason.path == ["loss: x × y", "w"]


def test_none_because_it_was_set_to_none_since():
    w = leaf(3.0)
    loss = w * w
    loss.backward()
    w.grad = None

    assert "set to None after the backward() from loss" in backlight.why(w.grad).sentence


def test_none_because_it_was_set_to_none_since_under_a_recording():
    w = leaf(3.0)
    with backlight.record() as r:
        (w * w).backward()
    w.grad = None

    assert r.recording.count == 1
    assert "in the last step it was 6.0" in backlight.why(w).sentence


@pytest.mark.parametrize("cut", [lambda x: x.detach(), lambda x: x.data])
def test_none_because_the_graph_was_cut(cut):
    v, w = leaf(2.0), leaf(3.0)
    loss = v * cut(w)
    reason = backlight.why(w.grad)

    assert loss.requires_grad
    assert "loss uses its numbers in x × y as a constant" in reason.sentence


def test_none_because_it_took_no_part():
    w, v = leaf(3.0), leaf(2.0)
    loss = v * v
    loss.backward()

    assert "no result in sight (loss) rests on it" in backlight.why(w.grad).sentence


def test_the_line_says_whose_none_is_meant():
    model = nn.Linear(2, 1)
    several = {"w": leaf(1.0)}

    assert str(backlight.why(model.weight.grad)).startswith("model.weight.grad is None")
    assert str(backlight.why(several["w"].grad)).startswith("several['w'].grad is None")


def test_a_bare_none_asks_back():
    assert backlight.why(None).kind == "unknown"


def test_zero_because_a_relu_is_off():
    w = leaf(-1.0, -2.0)
    loss = backlight.relu(w).sum()
    loss.backward(retain_graph=True)
    reason = backlight.why(w.grad)

    assert reason.kind == "zero"
    assert "the relu is off: in all 2 places its input is ≤ 0" in reason.sentence


def test_zero_because_of_a_factor_of_zero():
    w = leaf(3.0)
    loss = w * 0.0
    loss.backward(retain_graph=True)

    assert "the local derivative is 0 everywhere: ∂(x × y)/∂x = y" in backlight.why(w.grad).sentence


def test_zero_because_contributions_cancel():
    w = leaf(2.0)
    loss = w * 3 - w * 3
    loss.backward(retain_graph=True)

    assert backlight.why(w.grad).sentence == "w.grad is zero because its contributions cancel: −3.0 + 3.0."


def test_nan_because_a_mask_came_too_late():
    x = leaf(0.0, 2.0)
    with backlight.record():
        backlight.where(x > 0, x.log(), backlight.zeros(2)).sum().backward()
    reason = backlight.why(x.grad)

    assert reason.kind == "nonfinite"
    assert "∂log(x)/∂x = 1/x (test_why.py, line" in reason.sentence
    assert "0 × ∞ is not a number" in reason.sentence


def test_nan_because_the_forward_pass_is_not_finite():
    x = leaf(0.0, 2.0)
    with backlight.record():
        (x.log() * 2).sum().backward()
    reason = backlight.why(x.grad)

    assert "because the forward pass is not: log(x)" in reason.sentence
    assert "of [0.0, 2.0]" in reason.sentence


def test_huge_because_of_an_exponential():
    z = leaf(20.0)
    loss = z.exp() * z
    loss.backward(retain_graph=True)
    reason = backlight.why(z.grad)

    assert reason.kind == "huge"
    assert "grew 4.85e+08-fold at ∂exp(x)/∂x = exp x" in reason.sentence


def test_an_ordinary_gradient_is_a_sum():
    q = leaf(2.0)
    loss = q * q
    loss.backward(retain_graph=True)

    assert backlight.why(q.grad).sentence == "q.grad is 4.0, the sum of 2 contributions: 2.0 + 2.0."


def test_asking_changes_nothing():
    w = leaf(2.0)
    loss = w * w
    loss.backward(retain_graph=True)
    backlight.why(w.grad)
    loss.backward()

    assert w.grad.item() == 8.0


def test_where_the_graph_is_freed_it_says_how_to_know():
    w = leaf(2.0)
    loss = w * w
    loss.backward()

    assert "run it inside `with backlight.record():`" in backlight.why(w.grad).sentence


def test_what_is_no_tensor_is_an_error():
    with pytest.raises(TypeError, match="expected a tensor, its gradient or None, got int"):
        backlight.why(3)
