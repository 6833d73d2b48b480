"""SparseAdam on dense gradients."""

from __future__ import annotations

import pytest

import backlight


def test_two_steps_are_those_of_the_formula():
    w = backlight.tensor([1.0, 2.0], requires_grad=True)
    optimizer = backlight.optim.SparseAdam([w], lr=0.1, betas=(0.5, 0.5), eps=1.0)
    m = v = 0.0
    expected = 1.0
    for step in (1, 2):
        w.grad = backlight.tensor([2.0, 0.0])
        optimizer.step()
        m, v = (m + 2) / 2, (v + 4) / 2
        expected -= 0.1 * (1 - 0.5**step) ** 0.5 / (1 - 0.5**step) * m / (v**0.5 + 1)

    assert w.tolist() == pytest.approx([expected, 2])
    assert optimizer.state_dict()["state"][0]["step"] == 2


def test_settings_out_of_range_are_refused():
    with pytest.raises(ValueError, match="Invalid learning rate"):
        backlight.optim.SparseAdam([backlight.ones(1, requires_grad=True)], lr=0)
