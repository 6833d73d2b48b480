"""Attention: what a query sees, with figures that are found by hand."""

from __future__ import annotations

import math

import pytest

import backlight
import backlight.nn.functional as F


def made(*shape, offset=0):
    count = math.prod(shape)
    return (backlight.arange(count, dtype=backlight.float64) + offset).sin().reshape(*shape).requires_grad_()


def test_equal_keys_give_the_mean_of_the_values():
    q, k = backlight.ones(1, 1, 1, 4), backlight.ones(1, 1, 3, 4)
    v = backlight.tensor([[[[1.0, 0, 0, 0], [2.0, 0, 0, 0], [6.0, 0, 0, 0]]]])

    assert F.scaled_dot_product_attention(q, k, v)[..., 0].item() == pytest.approx(3)


def test_a_causal_query_sees_the_keys_up_to_its_own():
    x = backlight.zeros(1, 1, 3, 1)
    v = backlight.tensor([[[[1.0], [3.0], [8.0]]]])

    assert F.scaled_dot_product_attention(x, x, v, is_causal=True).flatten().tolist() == pytest.approx([1, 2, 4])


def test_a_query_whose_keys_are_all_hidden_gets_zeros_and_gives_none():
    q, k, v = [made(1, 1, 2, 3, offset=i) for i in range(3)]
    seen = backlight.tensor([[True, True], [False, False]])
    out = F.scaled_dot_product_attention(q, k, v, seen)
    out.sum().backward()

    assert out[0, 0, 1].tolist() == [0, 0, 0]
    assert q.grad[0, 0, 1].tolist() == [0, 0, 0]


def test_one_node_and_single_steps_agree_with_their_gradients():
    found = []
    for mask in (None, backlight.zeros(4, 5, dtype=backlight.float64, requires_grad=True)):
        q, k, v = made(2, 3, 4, 6), made(2, 3, 5, 6, offset=1), made(2, 3, 5, 6, offset=2)
        out = F.scaled_dot_product_attention(q, k, v, mask)  # a mask that wants a gradient takes the single steps
        out.cos().sum().backward()
        found.append([t.flatten().tolist() for t in (out, q.grad, k.grad, v.grad)])

    for one, other in zip(*found, strict=True):
        assert one == pytest.approx(other, rel=1e-12, abs=1e-14)


def test_long_sequences_are_computed_in_pieces_with_the_same_result():
    q, k, v = made(1, 2, 600, 2), made(1, 2, 500, 2, offset=1), made(1, 2, 500, 2, offset=2)
    whole = F.scaled_dot_product_attention(q, k, v)
    parts = backlight.cat([F.scaled_dot_product_attention(q[:, :, i : i + 7], k, v) for i in range(0, 600, 7)], 2)

    assert (whole - parts).abs().max().item() < 1e-14


def test_the_gradient_of_the_gradient_of_attention_is_right():
    tensors = [made(1, 2, 2, 3, offset=i) for i in range(3)]

    assert backlight.autograd.gradgradcheck(F.scaled_dot_product_attention, tensors)


def test_heads_attend_each_with_its_part():
    x = made(3, 1, 4)
    eye = backlight.eye(4, dtype=backlight.float64)
    out, weights = F.multi_head_attention_forward(
        x, x, x, 4, 2, backlight.cat([eye] * 3), None, None, None, False, 0.0, eye, None, average_attn_weights=False
    )
    half = x[:, 0, :2]
    expected = (half @ half.T / math.sqrt(2)).softmax(1)

    assert weights[0, 0].flatten().tolist() == pytest.approx(expected.flatten().tolist())
    assert out[:, 0, :2].flatten().tolist() == pytest.approx((expected @ half).flatten().tolist())


def test_a_mask_and_a_causal_hint_together_are_refused():
    x = backlight.ones(1, 2)

    with pytest.raises(RuntimeError, match="attn_mask should not be set when is_causal"):
        F.scaled_dot_product_attention(x, x, x, backlight.ones(1, 1), is_causal=True)
