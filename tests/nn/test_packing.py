"""Packed and padded sequences, there and back, and recurrent networks that take them."""

from __future__ import annotations

import pytest

import backlight
from backlight import nn
from backlight.nn import packing

SEQUENCES = [[1.0, 2.0], [3.0, 4.0, 5.0], [6.0]]


def tensors():
    return [backlight.tensor(values) for values in SEQUENCES]


def test_a_packed_sequence_goes_step_by_step_longest_first():
    packed = packing.pack_sequence(tensors(), enforce_sorted=False)

    assert packed.data.tolist() == [3, 1, 6, 4, 2, 5]
    assert packed.batch_sizes.tolist() == [3, 2, 1]
    assert packed.sorted_indices.tolist() == [1, 0, 2]
    assert packed.unsorted_indices.tolist() == [1, 0, 2]


@pytest.mark.parametrize("batch_first", [False, True])
def test_padding_packing_and_back(batch_first):
    padded = packing.pad_sequence(tensors(), batch_first, padding_value=-1.0)
    rows = padded if batch_first else padded.t()
    assert rows.tolist() == [[1, 2, -1], [3, 4, 5], [6, -1, -1]]
    packed = packing.pack_padded_sequence(padded, backlight.tensor([2, 3, 1]), batch_first, enforce_sorted=False)
    again, lengths = packing.pad_packed_sequence(packed, batch_first, padding_value=-1.0)

    assert again.tolist() == padded.tolist()
    assert lengths.tolist() == [2, 3, 1]
    assert [x.tolist() for x in packing.unpad_sequence(again, lengths, batch_first)] == SEQUENCES
    assert [x.tolist() for x in packing.unpack_sequence(packed)] == SEQUENCES


def test_padding_on_the_left_and_to_a_length():
    packed = packing.pack_sequence(tensors(), enforce_sorted=False)

    assert packing.pad_sequence(tensors(), True, padding_side="left").tolist() == [[0, 1, 2], [3, 4, 5], [0, 0, 6]]
    assert packing.pad_packed_sequence(packed, True, total_length=4)[0].shape == (3, 4)


def test_gradients_flow_through():
    x = backlight.ones(3, 2, requires_grad=True)
    packed = packing.pack_padded_sequence(x, [3, 1])
    (packing.pad_packed_sequence(packed)[0] * 2).sum().backward()

    assert x.grad.tolist() == [[2, 2], [2, 0], [2, 0]]


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_network_gives_each_sequence_what_it_gives_it_alone(kind):
    net = kind(1, 3, num_layers=2, bidirectional=True)
    several = [x.unsqueeze(1) for x in tensors()]
    out, state = net(packing.pack_sequence(several, enforce_sorted=False))
    found = packing.unpack_sequence(out)
    hidden = state[0] if kind is nn.LSTM else state
    for i, x in enumerate(several):
        alone, last = net(x)
        last = last[0] if kind is nn.LSTM else last

        assert found[i].reshape(-1).tolist() == pytest.approx(alone.reshape(-1).tolist(), abs=1e-6)
        assert hidden[:, i].reshape(-1).tolist() == pytest.approx(last.reshape(-1).tolist(), abs=1e-6)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: packing.pack_padded_sequence(backlight.ones(3, 2), [2, 3]),
            RuntimeError,
            "sorted in decreasing order",
        ),
        (
            lambda: packing.pack_padded_sequence(backlight.ones(3, 2), [3, 0]),
            RuntimeError,
            "greater than 0|> 0|positive",
        ),
        (
            lambda: packing.pack_padded_sequence(backlight.ones(3, 2), [3]),
            RuntimeError,
            "to be equal to batch_size, but got 1",
        ),
        (
            lambda: packing.pad_packed_sequence(packing.pack_sequence([backlight.ones(3)]), total_length=2),
            ValueError,
            "total_length",
        ),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()
