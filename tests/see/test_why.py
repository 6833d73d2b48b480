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


def recorded(make, *values):
    """Why the gradient of a leaf with these values is what it is, after `make(w).backward()` in a recording."""
    w = leaf(*values)
    with backlight.record():
        make(w).backward()
    return backlight.why(w.grad)


ZEROS = {
    "an operand that loses": (
        lambda w: backlight.maximum(w, backlight.full((2,), 5.0)).sum(),
        "∂max(x, y)/∂x = 1 where x > y",
    ),
    "a mask": (lambda w: backlight.where(w > 5, w, backlight.zeros(2)).sum(), "= 1 where true"),
    "a clamp": (lambda w: w.clamp(3, 4).sum(), "∂clamp(x)/∂x = 1 where min ≤ x ≤ max"),
    "steps": (lambda w: w.round().sum(), "∂round(x)/∂x = 0"),
    "a factor of zeros": (lambda w: (w * backlight.zeros(2)).sum(), "is 0 everywhere: ∂(x × y)/∂x = y"),
    "saturation": (lambda w: (w * 1000).tanh().sum(), "∂tanh(x)/∂x = 1 − out²"),
    "a minimum": (lambda w: ((w - w.detach()) ** 2).sum(), "∂x²/∂x = 2x"),
    "a softmax whose sum is asked for": (
        lambda w: w.softmax(0).sum(),
        "always sum to 1, so the same gradient, 1.0, for all",
    ),
    "a mean that is taken away": (lambda w: (w - w.mean()).sum(), "cancel: [1.0, 1.0] + [−1.0, −1.0]"),
    "the part that is not used": (lambda w: backlight.stack([w * 2, w.detach()])[1].sum(), "and ∂stack(x0, x1)/∂x0"),
    "a relu inside": (lambda w: (backlight.relu(w - 9) * 3).sum(), "the relu (test_why.py, line"),
}


@pytest.mark.parametrize("case", ZEROS)
def test_zero(case):
    make, reason = ZEROS[case]
    told = recorded(make, 1.0, 2.0)

    assert (told.kind, told.path[-1]) == ("zero", "w: grad 0")
    assert told.sentence.startswith("w.grad is zero because ")
    assert reason in told.sentence


def test_zero_because_the_norm_is_of_zeros():
    assert "is of nothing but zeros" in recorded(lambda w: w.norm(), 0.0, 0.0).sentence


NONFINITE = {
    "a root of 0": (
        lambda w: w.sqrt().sum(),
        (0.0, 4.0),
        "∂√x/∂x = 1/(2√x) (test_why.py, line",
        "1 place, where x is 0.0",
    ),
    "a norm by hand": (lambda w: (w * w).sum().sqrt(), (0.0, 0.0), "∂√x/∂x = 1/(2√x)", "where x is 0.0"),
    "a factor of 0 after a root": (
        lambda w: (w.sqrt() * backlight.tensor([0.0, 1.0])).sum(),
        (0.0, 4.0),
        "A mask after √x comes too late",
        "",
    ),
    "a root of −1": (
        lambda w: w.sqrt().sum(),
        (-1.0, 4.0),
        "the forward pass is not: √x",
        "is ⚠ [NaN, 2.0] of [−1.0, 4.0]",
    ),
    "a division by 0": (lambda w: (1 / w).sum(), (0.0, 4.0), "the forward pass is not: 1/x", "of [0.0, 4.0]"),
    "zero times infinity": (lambda w: (w * float("inf")).sum(), (0.0, 4.0), "the forward pass is not: x × y", "⚠ inf"),
    "infinity less itself": (lambda w: (w.exp() - w.exp()).sum(), (1000.0, 4.0), "is not: exp(x)", "of [1000.0, 4.0]"),
}


@pytest.mark.parametrize("case", NONFINITE)
def test_nonfinite(case):
    make, values, reason, detail = NONFINITE[case]
    told = recorded(make, *values)

    assert told.kind == "nonfinite"
    assert reason in told.sentence
    assert detail in told.sentence
    assert told.path[-1].startswith("w")


def test_a_hook_is_named():
    for factor, kind in ((0.0, "zero"), (float("nan"), "nonfinite")):
        told = recorded(lambda w, k=factor: (w.register_hook(lambda g: g * k), (w * 2).sum())[1], 1.0, 2.0)
        assert (told.kind, "a hook made it so" in told.sentence) == (kind, True)


def test_huge_step_by_step():
    w = backlight.tensor([[2.0, 1.0], [1.0, 2.0]])

    def through_time(x):
        for _ in range(12):
            x = x @ w
        return x.sum()

    told = recorded(through_time, 1.0, 1.0)

    assert told.kind == "huge"
    assert "it grew 752000.0-fold along 13 operations, most, 3.0-fold, at ∂(x @ y)/∂x: y @ g" in told.sentence


@pytest.mark.parametrize("make", [lambda w: (1 / w).sum(), lambda w: w.log().sum(), lambda w: (w * 1e9).sum()])
def test_huge_at_once(make):
    assert recorded(make, 1e-6, 2.0).kind == "huge"


def test_what_was_there_before_is_told_apart():
    w = leaf(2.0)
    with backlight.record():
        for _ in range(3):
            (w * w).backward()

    assert (
        "12.0: 8.0 from before this backward(), which zero_grad() takes away, and 4.0" in backlight.why(w.grad).sentence
    )


def test_what_was_not_finite_before_is_told_apart():
    w = leaf(0.0)
    with backlight.record():
        w.sqrt().backward()
        (w * 1).backward()

    assert "because it was not before this backward(), which only adds 1.0" in backlight.why(w.grad).sentence


@pytest.mark.parametrize("change", [lambda g: g.zero_(), lambda g: g.mul_(0.5)])
def test_what_was_done_to_it_since_is_told_apart(change):
    w = leaf(2.0)
    with backlight.record():
        (w * w).backward()
    change(w.grad)

    assert "it was changed after the recorded backward(), which made it 4.0" in backlight.why(w.grad).sentence


def test_none_because_the_variable_is_another_tensor_now():
    w = leaf(2.0)
    with backlight.record():
        loss = w * w
        loss.backward()
    w = (w - 0.1 * w.grad).detach().requires_grad_()

    assert loss.grad_fn is not None
    assert "loss rests on another tensor that was called w" in backlight.why(w.grad).sentence


def test_none_because_it_was_cut_is_known_after_a_recorded_backward():
    w, v = leaf(3.0), leaf(2.0)
    with backlight.record():
        (w.detach() * v).backward()

    assert "uses its numbers in x × y (test_why.py, line" in backlight.why(w.grad).sentence


def test_none_because_of_no_grad():
    w = leaf(3.0)
    with backlight.no_grad():
        loss = w * 2

    assert not loss.requires_grad
    assert "or was cut off by detach(), .data, .item(), no_grad() or" in backlight.why(w.grad).sentence


def test_none_of_a_module_that_was_not_called():
    used, unused = nn.Linear(2, 2), nn.Linear(2, 2)
    loss = used(backlight.ones(1, 2)).sum()
    loss.backward()

    told = backlight.why(unused.weight.grad).sentence
    assert told.startswith("unused.weight.grad is None because no result in sight (loss) rests on it")


def test_none_of_a_frozen_parameter():
    model = nn.Linear(2, 2)
    model.weight.requires_grad_(False)

    assert "because model.weight.requires_grad is False" in backlight.why(model.weight.grad).sentence


def test_none_of_what_a_step_has_made_of_a_leaf():
    w = leaf(3.0)
    (w * w).backward()
    w = w - 0.1 * w.grad

    assert "w is not a leaf but the result of x − y" in backlight.why(w).sentence


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
