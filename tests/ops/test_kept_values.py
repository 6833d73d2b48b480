"""Of large operands backward keeps only what its rules read: for every op, that is enough."""

from __future__ import annotations

import numpy as np

from backlight.core import op
from tests.ops.cases import gradients, weights_for
from tests.ops.test_battery import SMOOTH, every


@every(SMOOTH)
def test_gradients_are_the_same_from_what_is_kept_of_large_tensors(case, monkeypatch):
    arrays = case.arrays()
    wanting = case.wanting(arrays)
    weights = weights_for(case, arrays)
    expected, _ = gradients(case, arrays, weights, wanting)
    monkeypatch.setattr(op, "LARGE", -1)
    found, _ = gradients(case, arrays, weights, wanting)

    for g, e in zip(found, expected, strict=True):
        assert (g is None) == (e is None)
        if g is not None:
            np.testing.assert_array_equal(g, e)
