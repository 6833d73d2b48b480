"""Random transforms give torchvision's images for torchvision's seeds, and leave the generator where it leaves it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import backlight
import backlight.torchvision.transforms as T
from backlight.torchvision.transforms import v2
from tests.golden.make_transforms import CASES, outcome

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "transforms.json").read_text(encoding="utf-8"))
BENT = ("Blur", "Elastic", "Affine", "Perspective", "Jitter", "Distort", "Mix", "Sharpness", "Augment", "Resize")


@pytest.mark.parametrize("case", CASES)
def test_a_seed_gives_the_image_that_torchvision_gives(case):
    shape, values, following = outcome(backlight, T, v2, case)

    assert (shape, following) == (GOLDEN[case][0], GOLDEN[case][2])
    apart = any(name in case for name in BENT)  # sums on the edge of two levels may round either way
    assert np.abs(np.subtract(values, GOLDEN[case][1])).max() <= apart
