"""`nn.summary`: what a network is made of, counted."""

from __future__ import annotations

import pytest

import backlight
from backlight import nn


def test_the_table_shows_shapes_parameters_and_work():
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(16, 2))
    model[0].requires_grad_(False)

    assert str(nn.summary(model, (5, 1, 4, 4))).splitlines()[1:9] == [
        "Layer (type:depth-idx)     Output Shape   Param #   Mult-Adds",
        "=============================================================",
        "Sequential                 [5, 2]              --          --",
        "├─Conv2d: 1-1              [5, 4, 2, 2]      (40)         800",
        "├─ReLU: 1-2                [5, 4, 2, 2]        --          --",
        "├─Flatten: 1-3             [5, 16]             --          --",
        "├─Linear: 1-4              [5, 2]              34         170",
        "=============================================================",
    ]


def test_totals_are_numbers():
    found = nn.summary(nn.Linear(3, 4), input_data=backlight.ones(2, 3))

    assert (found.total_params, found.trainable_params, found.total_mult_adds) == (16, 16, 32)
    assert (found.total_input, found.total_output_bytes, found.total_param_bytes) == (24, 64, 64)
    assert repr(found) == str(found)


@pytest.mark.parametrize(
    ("module", "size", "count"),
    [
        (nn.Linear(3, 4), (2, 5, 3), 10 * 16),
        (nn.Conv1d(2, 3, 2), (4, 2, 6), 4 * 5 * (12 + 3)),
        (nn.ConvTranspose1d(2, 3, 2, bias=False), (4, 2, 6), 4 * 6 * 12),
        (nn.Conv2d(4, 4, 3, groups=4, bias=False), (1, 4, 5, 5), 9 * 36),
        (nn.LSTM(3, 4), (5, 2, 3), 10 * (16 * 3 + 16 * 4 + 32)),
        (nn.LayerNorm(6), (2, 6), 12),
        (nn.Embedding(7, 3), None, 0),
        (nn.ReLU(), (2, 6), 0),
    ],
)
def test_a_weight_is_used_once_per_position(module, size, count):
    given = {"input_data": backlight.tensor([[1, 2]])} if size is None else {"input_size": size}

    assert nn.summary(module, **given).total_mult_adds == count


def test_attention_counts_its_projections_and_both_products():
    x = backlight.ones(2, 5, 8)
    found = nn.summary(nn.MultiheadAttention(8, 2, batch_first=True), input_data=(x, x, x))

    assert found.total_mult_adds == 2 * (4 * 5 * 8 * 8 + 2 * 5 * 5 * 8)


def test_what_lies_deeper_is_added_up():
    model = nn.Sequential(nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)))

    assert str(nn.summary(model, (1, 2), depth=1)).splitlines()[4].split() == [
        "├─Sequential:",
        "1-1",
        "[1,",
        "2]",
        "12",
        "12",
    ]


def test_a_shared_module_counts_once():
    layer = nn.Linear(2, 2)
    found = nn.summary(nn.Sequential(layer, layer), (1, 2))

    assert (found.total_params, found.total_mult_adds) == (6, 12)
    assert "(recursive)" in str(found)


def test_the_model_and_the_random_stream_are_as_before():
    model = nn.Sequential(nn.BatchNorm1d(2), nn.Dropout())
    model[1].eval()
    backlight.manual_seed(0)
    nn.summary(model, (4, 2), mode="train")
    after = backlight.rand(1)
    backlight.manual_seed(0)

    assert after.item() == backlight.rand(1).item()
    assert (model.training, model[0].training, model[1].training) == (True, True, False)
    assert not model[0]._forward_hooks


def test_without_input_there_are_no_shapes():
    found = nn.summary(nn.Linear(2, 2))

    assert found.summary_list[0].output_size is None
    assert "mult-adds" not in str(found)


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"col_names": ("colour",)}, ValueError, "unknown column 'colour'"),
        ({"mode": "same"}, ValueError, '"eval" or "train"'),
        ({"input_size": (1, 2), "input_data": 3}, RuntimeError, "not both"),
    ],
)
def test_what_cannot_be_asked_for_is_told(options, kind, message):
    with pytest.raises(kind, match=message):
        nn.summary(nn.Linear(2, 2), **options)
