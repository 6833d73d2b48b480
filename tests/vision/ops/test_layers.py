"""Layers that vision networks share."""

from __future__ import annotations

import re

import numpy as np
import pytest

import backlight
from backlight import nn
from backlight.vision.ops.feature_pyramid import FeaturePyramidNetwork, LastLevelP6P7
from backlight.vision.ops.focal_loss import sigmoid_focal_loss
from backlight.vision.ops.layers import Conv2dNormActivation, ConvNormActivation, FrozenBatchNorm2d
from backlight.vision.ops.stochastic_depth import stochastic_depth


def test_frozen_batch_norm_is_batch_norm_in_evaluation_and_loads_its_state():
    norm = nn.BatchNorm2d(3)
    norm(backlight.randn(4, 3, 5, 5))
    frozen = FrozenBatchNorm2d(3)
    frozen.load_state_dict(norm.state_dict())
    x = backlight.randn(2, 3, 4, 4)

    np.testing.assert_allclose(frozen(x).numpy(), norm.eval()(x).detach().numpy(), rtol=1e-5, atol=1e-6)
    assert list(frozen.parameters()) == []


@pytest.mark.parametrize(("mode", "rows"), [("row", 1000), ("batch", 1)])
def test_stochastic_depth_drops_a_share_and_scales_the_rest(mode, rows):
    found = stochastic_depth(backlight.ones(1000, 2, 3), 0.25, mode).numpy()

    assert set(np.unique(found)) <= {0, np.float32(4 / 3)}
    assert len({tuple(row.ravel()) for row in found}) == (2 if rows > 1 else 1)
    assert abs(found.mean() - 1) < 0.1 or mode == "batch"
    with pytest.raises(ValueError, match="between 0 and 1"):
        stochastic_depth(backlight.ones(1), 1.5, mode)
    with pytest.raises(ValueError, match="mode"):
        stochastic_depth(backlight.ones(1), 0.5, "column")


def test_the_padding_of_a_convolution_keeps_the_size():
    for kernel, dilation in ((3, 1), (5, 2), ((3, 5), 1), ((1, 7), (2, 3))):
        layer = Conv2dNormActivation(2, 4, kernel, dilation=dilation)
        assert layer(backlight.zeros(1, 2, 9, 8)).shape == (1, 4, 9, 8)
    assert layer.out_channels == 4
    with pytest.warns(UserWarning, match="base"):
        ConvNormActivation(1, 1)


def test_focal_loss_without_focus_is_half_the_cross_entropy():
    x, y = backlight.randn(5), backlight.tensor([0.0, 1, 1, 0, 1])

    found = sigmoid_focal_loss(x, y, alpha=0.5, gamma=0, reduction="mean")
    assert found.item() == pytest.approx(nn.functional.binary_cross_entropy_with_logits(x, y).item() / 2)
    for wrong in ({"alpha": 2}, {"reduction": "max"}):
        with pytest.raises(ValueError, match="Invalid"):
            sigmoid_focal_loss(x, y, **wrong)


def test_a_pyramid_names_its_maps_and_loads_old_files():
    pyramid = FeaturePyramidNetwork([2, 3], 4, LastLevelP6P7(4, 4))
    found = pyramid({"fine": backlight.zeros(1, 2, 8, 8), "coarse": backlight.zeros(1, 3, 4, 4)})
    assert {name: tuple(x.shape) for name, x in found.items()} == {
        "fine": (1, 4, 8, 8),
        "coarse": (1, 4, 4, 4),
        "p6": (1, 4, 2, 2),
        "p7": (1, 4, 1, 1),
    }

    state = {name: x + 1 for name, x in pyramid.state_dict().items()}
    pyramid.load_state_dict({re.sub(r"\.0\.(weight|bias)$", r".\1", name): x for name, x in state.items()})
    np.testing.assert_array_equal(pyramid.state_dict()["inner_blocks.0.0.weight"], state["inner_blocks.0.0.weight"])
    with pytest.raises(TypeError, match="ExtraFPNBlock"):
        FeaturePyramidNetwork([2], 4, nn.ReLU())
