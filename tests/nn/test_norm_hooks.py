"""torch's older weight and spectral norms, by hooks; fused layers; modules on several devices; attention's ways."""

from __future__ import annotations

import copy

import pytest

import backlight
from backlight.nn import BatchNorm2d, Conv2d, DataParallel, Linear, spectral_norm, weight_norm
from backlight.nn.attending import SDPBackend, causal_lower_right, causal_upper_left, sdpa_kernel
from backlight.nn.functional import scaled_dot_product_attention
from backlight.nn.fusing import fuse_conv_bn_eval
from backlight.nn.parallel import DistributedDataParallel


def test_the_weight_is_computed_of_its_parts_before_each_call():
    layer = Linear(2, 1, bias=False)
    layer.weight.data = backlight.tensor([[3.0, 4.0]])
    with pytest.warns(FutureWarning, match="deprecated"):
        weight_norm.weight_norm(layer)
    layer.weight_g.data = backlight.tensor([[10.0]])

    assert layer(backlight.ones(1, 2)).item() == pytest.approx(14)
    assert list(layer.state_dict()) == ["weight_g", "weight_v"]
    assert list(weight_norm.remove_weight_norm(layer).state_dict()) == ["weight"]


def test_power_iterations_move_in_training_alone():
    layer = spectral_norm.spectral_norm(Linear(4, 3))
    u = layer.weight_u.clone()
    layer.eval()(backlight.ones(1, 4))

    assert layer.weight_u.tolist() == u.tolist()
    layer.train()(backlight.ones(1, 4))
    assert layer.weight_u.tolist() != u.tolist()


def test_a_copied_hook_of_loading_speaks_of_the_copy():
    layer = Linear(1, 1)
    layer.register_load_state_dict_pre_hook(lambda module, state, *rest: state.update(bias=module.bias + 1))
    other = copy.deepcopy(layer)
    with backlight.no_grad():
        other.bias.fill_(5.0)
    other.load_state_dict(layer.state_dict())

    assert other.bias.tolist() == [6]


def test_a_fused_convolution_does_both():
    conv, norm = Conv2d(2, 3, 2).eval(), BatchNorm2d(3).eval()
    norm.running_mean += 1
    norm.running_var *= 4
    x = backlight.randn(1, 2, 4, 4)

    assert backlight.allclose(fuse_conv_bn_eval(conv, norm)(x), norm(conv(x)), atol=1e-5)


def test_data_parallel_calls_the_module_under_its_own_names():
    layer = Linear(2, 1)
    net = DataParallel(layer, device_ids=[0, 1])

    assert net.module is layer
    assert net(backlight.ones(1, 2)).tolist() == layer(backlight.ones(1, 2)).tolist()
    assert list(net.state_dict()) == ["module.weight", "module.bias"]


def test_several_processes_need_a_group():
    with pytest.raises(ValueError, match="init_process_group"):
        DistributedDataParallel(Linear(2, 1))


def test_both_ways_of_attention_agree_and_none_is_an_error():
    q = backlight.randn(1, 1, 3, 4)
    with sdpa_kernel(SDPBackend.MATH):
        slow = scaled_dot_product_attention(q, q, q)
    with sdpa_kernel([SDPBackend.FLASH_ATTENTION]):
        fast = scaled_dot_product_attention(q, q, q)

    assert backlight.allclose(slow, fast, atol=1e-6)
    with sdpa_kernel(SDPBackend.CUDNN_ATTENTION), pytest.raises(RuntimeError, match="No viable backend"):
        scaled_dot_product_attention(q, q, q)


def test_causal_masks_differ_where_there_are_more_keys():
    assert causal_upper_left(2, 3).tolist() == [[True, False, False], [True, True, False]]
    assert causal_lower_right(2, 3).tolist() == [[True, True, False], [True, True, True]]
