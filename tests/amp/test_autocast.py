"""Autocast: what a region casts, what it costs those who stay outside, and that gradients find their way."""

from __future__ import annotations

import inspect
import subprocess
import sys
import threading

import pytest

import backlight
from backlight.amp import autocast, custom_bwd, custom_fwd
from backlight.amp.switches import switches
from backlight.nn import functional as F

BF16, F16, F32 = backlight.bfloat16, backlight.float16, backlight.float32


@pytest.fixture(autouse=True)
def no_region_is_left_open():
    yield
    assert not any(switches.on.values())
    assert not switches.casts
    assert (switches.depth, switches.kept) == (0, {})


def test_products_are_of_16_bits_and_losses_of_32():
    x, w = backlight.ones(2, 3), backlight.ones(3, 3)
    with autocast("cpu"):
        y = x @ w
        loss = F.mse_loss(y, y + 1)

    assert (y.dtype, F.linear(x, w).dtype, loss.dtype, (y + y).dtype) == (BF16, F32, F32, BF16)


def test_a_name_imported_before_the_region_casts_too():
    from backlight import matmul, mm

    x = backlight.ones(2, 2)
    with autocast("cpu", dtype=F16):
        assert [matmul(x, x).dtype, mm(x, x).dtype, x.matmul(x).dtype, (x @ x).dtype] == [F16] * 4


def test_gradients_arrive_in_the_dtype_of_the_parameter():
    w = backlight.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    with autocast("cpu"):
        y = w @ w
    y.float().sum().backward()

    assert y.grad_fn.next_functions[0][0].name() == "ToCopyBackward0"
    assert (w.grad.dtype, w.grad.tolist()) == (F32, [[7.0, 11.0], [9.0, 13.0]])


def test_a_parameter_is_cast_once_in_a_region():
    w, x = backlight.ones(2, 2, requires_grad=True), backlight.ones(2, 2)
    with autocast("cpu"):
        one, two = x @ w, x @ w
    with autocast("cpu", cache_enabled=False):
        three, four = x @ w, x @ w
    cast = [y.grad_fn.next_functions[1][0] for y in (one, two, three, four)]

    assert cast[0] is cast[1]
    assert cast[2] is not cast[3]


def test_a_copy_made_without_a_graph_is_not_kept_for_those_with_one():
    w, x = backlight.ones(2, 2, requires_grad=True), backlight.ones(2, 2)
    with autocast("cpu"):
        with backlight.no_grad():
            x @ w
        y = x @ w
    y.float().sum().backward()

    assert w.grad is not None


def test_an_inner_region_can_turn_an_outer_one_off():
    x = backlight.ones(2, 2)
    with autocast("cpu"):
        with autocast("cpu", enabled=False):
            inside = x @ x
        after = x @ x

    assert (inside.dtype, after.dtype, (x @ x).dtype) == (F32, BF16, F32)


def test_out_and_in_place_forms_are_left_alone():
    x = backlight.ones(2, 2)
    with autocast("cpu"):
        assert backlight.mm(x, x, out=backlight.empty(2, 2)).dtype is F32
        assert x.clone().addmm_(x, x).dtype is F32


def test_joined_tensors_take_the_widest_type():
    x = backlight.ones(2)
    with autocast("cpu"):
        assert backlight.cat([x, x.bfloat16()]).dtype is F32
        assert backlight.stack([x.bfloat16(), x.bfloat16()]).dtype is BF16
        with pytest.raises(RuntimeError, match="Unexpected floating ScalarType"):
            backlight.cat([x.half(), x.bfloat16()])


def test_einsum_casts_where_it_sums():
    x = backlight.ones(2, 2)
    with autocast("cpu"):
        assert backlight.einsum("ij,jk->ik", x, x).dtype is BF16
        assert backlight.einsum("ij->ji", x).dtype is F32


def test_a_region_is_of_its_thread():
    x, found = backlight.ones(2, 2), []
    with autocast("cpu"):
        other = threading.Thread(target=lambda: found.append((x @ x).dtype))
        other.start()
        other.join()

    assert found == [F32]


def test_autocast_decorates_functions():
    @autocast("cpu", dtype=F16)
    def square(x):
        return x @ x

    assert square(backlight.ones(2, 2)).dtype is F16


def test_an_error_closes_the_region():
    with pytest.raises(RuntimeError), autocast("cpu"):
        backlight.ones(2, 2) @ backlight.ones(3, 3)

    assert not switches.casts


def test_cuda_is_warned_of_and_does_nothing():
    with pytest.warns(UserWarning, match="CUDA is not available"):
        region = autocast("cuda")
    with region:
        assert (backlight.ones(2, 2) @ backlight.ones(2, 2)).dtype is F32


def test_functions_keep_their_signature_when_they_learn_to_cast():
    with autocast("cpu"):
        assert list(inspect.signature(backlight.matmul).parameters) == ["input", "other", "out"]


def test_a_program_without_autocast_never_loads_it():
    code = "import sys, backlight; backlight.ones(2, 2) @ backlight.ones(2, 2); print('backlight.amp' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


def test_a_function_of_ones_own_runs_as_its_forward_did():
    seen = []

    class Double(backlight.autograd.Function):
        @staticmethod
        @custom_fwd(device_type="cpu", cast_inputs=F32)
        def forward(ctx, x):
            seen.append((x.dtype, (x @ x).dtype))
            return x * 2

        @staticmethod
        @custom_bwd(device_type="cpu")
        def backward(ctx, g):
            seen.append((g @ g).dtype)
            return g * 2

    x = backlight.ones(2, 2, requires_grad=True)
    with autocast("cpu"):
        y = Double.apply(x.bfloat16())
    y.sum().backward()

    assert seen == [(F32, F32), F32]
