"""Devices: their names, and what is said of those that are not here."""

from __future__ import annotations

import copy
import pickle

import pytest

import backlight
from backlight.core.device import CPU, device, get_default_device, on, set_default_device
from tests.tensor.goldens import check, every


@every("device")
def test_calls_come_to_what_torch_makes_of_them(call, expected):
    check(call, expected)


def test_there_is_one_object_for_each_device():
    assert device("cuda:1") is device("cuda", 1)
    assert device("cpu") is CPU
    assert pickle.loads(pickle.dumps(device("cuda:1"))) is copy.deepcopy(device("cuda:1")) is device("cuda:1")


def test_a_device_cannot_be_changed():
    with pytest.raises(AttributeError, match="not writable"):
        device("cpu").type = "cuda"


@pytest.mark.parametrize(
    ("where", "error", "match"),
    [
        ("cuda", AssertionError, r"not compiled with CUDA enabled: backlight computes on the CPU.*is_available"),
        ("cuda:3", AssertionError, "not compiled with CUDA"),
        ("xpu", AssertionError, "not compiled with XPU"),
        ("mps", RuntimeError, "not linked with support for mps"),
        ("meta", NotImplementedError, "no device 'meta'"),
        ("gpu", RuntimeError, "Expected one of cpu, cuda"),
        (1.5, TypeError, "must be torch.device, not float"),
    ],
)
def test_a_device_that_is_not_here_is_refused_everywhere(where, error, match):
    for call in (on, backlight.ones(1).to, set_default_device, lambda where: backlight.zeros(1, device=where)):
        if call is not on and where == 1.5 and call == backlight.ones(1).to:
            continue
        with pytest.raises(error):
            call(where)
    with pytest.raises(error, match=match):
        on(where)


def test_the_cpu_is_the_default_and_a_context():
    set_default_device("cpu")
    with device("cpu") as here:
        assert here is CPU
        assert backlight.zeros(1).device is get_default_device() is CPU
    set_default_device(None)
