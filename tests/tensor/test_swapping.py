"""Tensors that change places."""

from __future__ import annotations

import weakref

import pytest

import backlight
from backlight.tensor.swapping import swap_tensors


def test_numbers_class_and_attributes_change_places():
    a, b = backlight.nn.Parameter(backlight.ones(2)), backlight.zeros(3)
    a.note = "kept"
    known = [a]
    swap_tensors(a, b)

    assert known[0].tolist() == [0, 0, 0]
    assert type(b) is backlight.nn.Parameter and b.requires_grad and b.note == "kept"
    assert type(a) is backlight.Tensor and not a.requires_grad


def test_what_others_lead_to_is_not_swapped():
    leaf = backlight.ones(2, requires_grad=True)
    out = leaf * 2
    base = backlight.ones(4)
    view = base.view(2, 2)
    watched = backlight.ones(1)
    reference = weakref.ref(watched)
    for x in (leaf, base, watched):
        with pytest.raises(RuntimeError, match="Cannot swap t1"):
            swap_tensors(x, backlight.ones(1))

    assert (out.shape, view.shape, reference() is watched) == ((2,), (2, 2), True)
