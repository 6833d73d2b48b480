"""Recurrent layers: one fused node against the cells step by step, packed against padded, both directions."""

from __future__ import annotations

import math

import pytest

import backlight


def made(*shape, offset=0):
    count = math.prod(shape)
    return (backlight.arange(count, dtype=backlight.float64) * 1.7 + offset).sin().reshape(*shape).requires_grad_()


def parameters(gates, inputs=3, size=2):
    return [
        made(gates * size, inputs),
        made(gates * size, size, offset=1),
        *[made(gates * size, offset=i) for i in (2, 3)],
    ]


@pytest.mark.parametrize(("kind", "gates"), [("lstm", 4), ("gru", 3), ("rnn_tanh", 1), ("rnn_relu", 1)])
def test_a_layer_is_its_cell_step_by_step(kind, gates):
    x, weights = made(4, 2, 3), parameters(gates)
    h, c = made(1, 2, 2, offset=4), made(1, 2, 2, offset=5)
    leaves = [x, h, *weights]
    first = (h, c) if kind == "lstm" else h
    y, *ends = getattr(backlight, kind)(x, first, weights, True, 1, 0.0, False, False, False)
    fused = backlight.autograd.grad(y.cos().sum() + ends[-1].sum(), leaves)

    state, ys = (h[0], c[0]) if kind == "lstm" else h[0], []
    for t in range(4):
        state = getattr(backlight, f"{kind}_cell")(x[t], state, *weights)
        ys.append(state[0] if kind == "lstm" else state)
    end = state[1] if kind == "lstm" else state
    stepped = backlight.autograd.grad(backlight.stack(ys).cos().sum() + end.sum(), leaves)

    assert y.flatten().tolist() == pytest.approx(backlight.stack(ys).flatten().tolist())
    assert ends[-1].flatten().tolist() == pytest.approx(end.flatten().tolist())
    for one, other in zip(fused, stepped, strict=True):
        assert one.flatten().tolist() == pytest.approx(other.flatten().tolist(), rel=1e-9, abs=1e-12)


def test_the_other_direction_is_the_sequence_turned_round():
    x, h = made(4, 2, 3), made(2, 2, 2, offset=4)
    forth, back = parameters(3), [w.detach() * 0.5 for w in parameters(3)]
    y, _ = backlight.gru(x, h, [*forth, *back], True, 1, 0.0, False, True, False)
    turned, _ = backlight.gru(x.flip(0), h[1:], back, True, 1, 0.0, False, False, False)

    assert y[:, :, 2:].flatten().tolist() == pytest.approx(turned.flip(0).flatten().tolist())


@pytest.mark.parametrize("both", [False, True])
def test_packed_sequences_are_those_of_their_own_lengths(both):
    weights = parameters(4) * (1 + both)
    x, h, c = made(3, 2, 3), made(1 + both, 2, 2, offset=4), made(1 + both, 2, 2, offset=5)
    packed = backlight.cat([x[0], x[1], x[2, :1]])  # of lengths 3 and 2
    y, h_end, c_end = backlight.lstm(packed, backlight.tensor([2, 2, 1]), (h, c), weights, True, 1, 0.0, False, both)
    ends = []
    for i, length in enumerate((3, 2)):
        states = (h[:, i : i + 1], c[:, i : i + 1])
        _, *end = backlight.lstm(x[:length, i : i + 1], states, weights, True, 1, 0.0, False, both, False)
        ends.append(end)

    assert y.shape == (5, 2 + 2 * both)
    for k, found in enumerate((h_end, c_end)):
        expected = backlight.cat([end[k] for end in ends], 1)
        assert found.flatten().tolist() == pytest.approx(expected.flatten().tolist())


def test_dropout_works_between_layers_in_training_only():
    x, h, weights = made(3, 1, 2), backlight.zeros(2, 1, 2, dtype=backlight.float64), parameters(1, 2) * 2

    def run(p, train):
        backlight.manual_seed(0)
        return backlight.rnn_tanh(x, h, weights, True, 2, p, train, False, False)[0].flatten().tolist()

    assert run(0.5, False) == run(0.0, True)
    assert run(0.5, True) != run(0.0, True)


def test_the_output_may_not_be_overwritten_before_backward():
    x, h = made(2, 1, 3), made(1, 1, 2)
    y, _ = backlight.rnn_tanh(x, h, parameters(1), True, 1, 0.0, False, False, False)
    y.mul_(2)

    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_mistakes_are_told():
    with pytest.raises(RuntimeError, match="equal to input_size"):
        backlight.gru(made(2, 1, 2), made(1, 1, 2), parameters(3), True, 1, 0.0, False, False, False)
    with pytest.raises(RuntimeError, match="incorrect number of RNN parameters"):
        backlight.gru(made(2, 1, 3), made(1, 1, 2), parameters(3), True, 2, 0.0, False, False, False)
