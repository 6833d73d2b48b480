"""Devices that are not here: the questions that programs ask are answered, and the rest is torch's own error."""

from __future__ import annotations

import pytest

import backlight
import backlight.torch as torch
import backlight.torch.backends.cuda
import backlight.torch.backends.cudnn
import backlight.torch.cpu
import backlight.torch.cuda
import backlight.torch.mps
import backlight.torch.xpu

ANSWERS = [
    ("cuda.is_available()", False),
    ("cuda.device_count()", 0),
    ("cuda.memory_allocated()", 0),
    ("cuda.max_memory_reserved('cuda')", 0),
    ("cuda.get_arch_list()", []),
    ("cuda.is_bf16_supported()", False),
    ("cuda.memory_stats()", {}),
    ("cuda.manual_seed_all(0)", None),
    ("cuda.empty_cache()", None),
    ("cuda.reset_peak_memory_stats()", None),
    ("xpu.is_available()", False),
    ("mps.is_available()", False),
    ("mps.empty_cache()", None),
    ("cpu.is_available()", True),
    ("cpu.device_count()", 1),
    ("cpu.current_device()", "cpu"),
    ("cpu.synchronize()", None),
    ("accelerator.current_accelerator()", None),
    ("accelerator.device_count()", 0),
    ("backends.cudnn.version()", None),
    ("backends.cuda.is_built()", False),
    ("backends.cuda.flash_sdp_enabled()", True),
    ("backends.mps.is_built()", False),
    ("is_vulkan_available()", False),
    ("get_deterministic_debug_mode()", 0),
    ("version.cuda", None),
    ("__future__.get_overwrite_module_params_on_conversion()", False),
]


@pytest.mark.parametrize(("call", "answer"), ANSWERS)
def test_questions_are_answered(call, answer):
    assert eval(f"torch.{call}", {"torch": torch}) == answer


REFUSED = [
    ("cuda.current_device()", AssertionError, "Torch not compiled with CUDA enabled: backlight computes on the CPU"),
    ("cuda.get_device_name(0)", AssertionError, "Torch not compiled with CUDA enabled"),
    ("cuda.mem_get_info()", AssertionError, "Torch not compiled with CUDA enabled"),
    ("cuda.synchronize()", AssertionError, "torch.cuda.is_available"),
    ("cuda.Event(enable_timing=True)", RuntimeError, "torch.cuda.Event requires cuda support"),
    ("cuda.Stream()", RuntimeError, "torch.cuda.Stream requires cuda support"),
    ("cuda.set_device('cpu')", ValueError, "Expected a cuda device, but got: cpu"),
    ("xpu.synchronize()", AssertionError, "Torch not compiled with XPU enabled"),
    ("mps.synchronize()", RuntimeError, "not linked with support for mps"),
    ("accelerator.set_device_index(0)", RuntimeError, "Cannot access accelerator device when none is available"),
    ("ones(1, device='cuda')", AssertionError, "Torch not compiled with CUDA enabled"),
    ("ones(1, device='meta')", NotImplementedError, "there is no device 'meta' here"),
    ("ones(1).cuda()", AssertionError, "Torch not compiled with CUDA enabled"),
    ("set_default_device('cuda')", AssertionError, "Torch not compiled with CUDA enabled"),
    ("ones(1, dtype=torch.quint8)", NotImplementedError, "backlight has no tensors of torch.quint8"),
    ("ones(1).to(torch.float8_e4m3fn)", NotImplementedError, "backlight has no tensors of torch.float8_e4m3fn"),
    ("ones(2, 2).to_sparse()", NotImplementedError, "backlight has no sparse tensors"),
    ("sparse_coo_tensor([[0]], [1.0])", NotImplementedError, "backlight has no sparse tensors"),
    ("set_deterministic_debug_mode('loud')", RuntimeError, "invalid value of debug_mode"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_the_rest_is_refused_clearly(call, error, message):
    with pytest.raises(error, match=message):
        eval(f"torch.{call}", {"torch": torch})


def test_blocks_that_select_nothing_can_be_entered():
    with torch.cuda.device(-1), torch.cuda.stream(None), torch.device("cpu"), torch.accelerator.device_index(None):
        assert torch.ones(1).device == torch.device("cpu")
    with pytest.raises(AssertionError), torch.cuda.device(0):
        pass


def test_switches_hold_for_a_block():
    cudnn = torch.backends.cudnn
    with cudnn.flags(enabled=False, deterministic=True):
        assert (cudnn.enabled, cudnn.deterministic) == (False, True)
    assert (cudnn.enabled, cudnn.deterministic) == (True, False)
    with pytest.warns(FutureWarning, match="sdp_kernel"):
        block = torch.backends.cuda.sdp_kernel(enable_flash=False)
    with block:
        assert not torch.backends.cuda.flash_sdp_enabled()
    assert torch.backends.cuda.flash_sdp_enabled()


def test_the_debug_mode_is_the_switch_for_deterministic_algorithms():
    torch.set_deterministic_debug_mode("warn")
    assert torch.are_deterministic_algorithms_enabled() and torch.is_deterministic_algorithms_warn_only_enabled()
    torch.set_deterministic_debug_mode(0)
    assert not torch.are_deterministic_algorithms_enabled()


def test_storages_are_made_and_known_by_type():
    storage = torch.FloatStorage([1.0, 2.0])

    assert isinstance(storage, torch.FloatStorage) and not isinstance(storage, torch.LongStorage)
    assert (storage.tolist(), torch.ByteStorage(2).tolist(), torch.is_storage(storage)) == ([1.0, 2.0], [0, 0], True)
    assert torch.is_storage(torch.ones(1).untyped_storage()) and not torch.is_storage([1.0])


def test_names_of_number_types_are_objects_of_their_own():
    assert repr(torch.float8_e4m3fn) == "torch.float8_e4m3fn"
    assert (torch.float8_e4m3fn.is_floating_point, torch.quint8.is_floating_point) == (True, False)
    assert (torch.chalf is torch.complex32, torch.complex32.to_real()) == (True, backlight.float16)
    assert (torch.finfo(torch.float8_e5m2).max, torch.finfo(torch.float8_e8m0fnu).min) == (57344.0, 2.0**-127)
    assert torch.result_type(torch.ones(1, dtype=torch.int32), 1.0) is torch.float32


def test_lists_of_tensors_are_computed_together():
    x = [torch.tensor([1.0, 2.0]), torch.tensor([3.0])]
    torch._foreach_add_(x, 1)
    torch._foreach_addcdiv_(x, x, x, scalars=[1.0, 2.0])

    assert [t.tolist() for t in x] == [[3.0, 4.0], [6.0]]
    assert [t.item() for t in torch._foreach_norm(x)] == [5.0, 6.0]
    assert [t.tolist() for t in torch._foreach_pow(2.0, x)] == [[8.0, 16.0], [64.0]]


def test_numbers_that_do_not_fit_are_refused():
    for write in (
        lambda: torch.zeros(2).fill_(1e39),
        lambda: torch.zeros(2, dtype=torch.uint8).fill_(300),
        lambda: torch.zeros(2).__setitem__(0, 1e39),
        lambda: torch.zeros(2, dtype=torch.uint8).clamp(max=300),
        lambda: torch.where(torch.tensor([True]), torch.zeros(1, dtype=torch.uint8), 300),
    ):
        with pytest.raises(RuntimeError, match="without overflow"):
            write()


def test_the_former_order_of_arguments_is_warned_of():
    x, y = torch.ones(2), torch.tensor([3.0, 5.0])
    with pytest.warns(UserWarning, match="This overload of add_ is deprecated"):
        assert x.add_(2, y).tolist() == [7.0, 11.0]
    with pytest.warns(UserWarning, match="This overload of addcdiv is deprecated"):
        assert torch.ones(2).addcdiv_(-0.5, y, y).tolist() == [0.5, 0.5]
    with pytest.raises(TypeError, match="takes 2 positional arguments"):
        x.add(y, 2)


def test_a_function_can_be_called_on_every_element():
    x = torch.tensor([1.0, 2.0])

    assert x.apply_(lambda v: v * 10).tolist() == [10.0, 20.0]
    assert x.map_(torch.tensor([1.0, 2.0]), lambda a, b: a + b).tolist() == [11.0, 22.0]
    with pytest.raises(RuntimeError, match=r"Can't call apply_\(\)"):
        torch.ones(1, requires_grad=True).apply_(lambda v: v)


def test_types_of_results_are_known_before_their_functions_are_used():
    assert torch.return_types.linalg_svd.fields == ("U", "S", "Vh")
    assert isinstance(torch.max(torch.ones(2, 2), 0), torch.return_types.max)
    assert isinstance(torch.linalg.svd(torch.eye(2)), torch.return_types.linalg_svd)
