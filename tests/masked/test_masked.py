"""What a mask leaves out makes no difference; and what is left when nothing is left."""

from __future__ import annotations

import math

import pytest

import backlight
from backlight import masked
from backlight.autograd import grad

X = backlight.tensor([[1.0, -9.0, 4.0], [9.0, 2.0, 9.0]])
MASK = backlight.tensor([[True, False, True], [False, True, False]])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sum", [5.0, 2.0]),
        ("prod", [4.0, 2.0]),
        ("amax", [4.0, 2.0]),
        ("amin", [1.0, 2.0]),
        ("mean", [2.5, 2.0]),
        ("median", [1.0, 2.0]),
        ("argmax", [2.0, 1.0]),
        ("logsumexp", [math.log(math.e + math.exp(4)), 2.0]),
    ],
)
def test_a_reduction_sees_what_the_mask_lets_through(name, expected):
    assert getattr(masked, name)(X, 1, mask=MASK).tolist() == pytest.approx(expected)


def test_spreads_count_what_is_there():
    assert masked.var(X, 1, unbiased=False, mask=MASK).tolist() == pytest.approx([2.25, 0.0])
    assert masked.std(X, mask=MASK).item() == pytest.approx(math.sqrt(7 / 3))
    assert masked.norm(X, 2.0, 1, mask=MASK).tolist() == pytest.approx([math.sqrt(17), 2.0])


def test_maps_leave_the_shape():
    assert masked.softmax(backlight.zeros(2, 3), 1, mask=MASK).tolist() == [[0.5, 0.0, 0.5], [0.0, 1.0, 0.0]]
    assert masked.cumsum(X, 1, mask=MASK).tolist() == [[1.0, 1.0, 5.0], [0.0, 2.0, 2.0]]
    assert masked.cumprod(X, 1, mask=MASK).tolist() == [[1.0, 1.0, 4.0], [1.0, 2.0, 2.0]]
    assert masked.normalize(X, 1.0, 1, mask=MASK)[0].tolist() == pytest.approx([0.2, 0.0, 0.8])


def test_of_nothing_the_identity_remains():
    x, nothing = backlight.ones(2), backlight.tensor([False, False])

    assert masked.sum(x, mask=nothing).item() == 0.0
    assert masked.prod(x, mask=nothing).item() == 1.0
    assert masked.amax(x, mask=nothing).item() == -math.inf
    assert math.isnan(masked.mean(x, mask=nothing).item())


def test_no_gradient_reaches_what_the_mask_leaves_out():
    x = X.clone().requires_grad_()
    (g,) = grad(masked.mean(x, 1, mask=MASK).sum(), x)

    assert g.tolist() == [[0.5, 0.0, 0.5], [0.0, 1.0, 0.0]]


def test_mistakes_are_told():
    with pytest.raises(IndexError, match="broadcastable"):
        masked.sum(backlight.ones(3), mask=MASK)
    with pytest.raises(ValueError, match="output dtype"):
        masked.mean(backlight.arange(3))
    with pytest.raises(AssertionError, match="unbiased and correction"):
        masked.var(X, unbiased=True, correction=1)
