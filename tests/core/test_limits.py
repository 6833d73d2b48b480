"""finfo and iinfo give torch's figures and print as torch prints them."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest

from backlight.core import dtypes
from backlight.core.dtypes import TABLE
from backlight.core.limits import finfo, iinfo

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "dtypes.json").read_text())


@pytest.mark.parametrize(
    ("limits", "name"), [(kind, name) for kind in (finfo, iinfo) for name in GOLDEN[kind.__name__]]
)
def test_the_limits_of_a_type_are_torchs(limits, name):
    found = limits(TABLE[name])
    expected = GOLDEN[limits.__name__][name]

    assert repr(found) == expected["repr"]
    for key in expected.keys() - {"repr"}:
        assert getattr(found, key) == expected[key]
        assert type(getattr(found, key)) is type(expected[key])


@pytest.mark.parametrize("name", ["float16", "float32", "float64"])
def test_finfo_agrees_with_numpy(name):
    ours, numpys = finfo(TABLE[name]), np.finfo(name)

    assert (ours.eps, ours.max, ours.tiny, ours.bits) == (numpys.eps, numpys.max, numpys.tiny, numpys.bits)


def test_finfo_without_a_type_is_that_of_the_default():
    assert finfo().dtype == "float32"
    dtypes.set_default_dtype(dtypes.float64)
    try:
        assert finfo().dtype == "float64"
    finally:
        dtypes.set_default_dtype(dtypes.float32)


def test_the_argument_is_called_type():
    assert finfo(type=dtypes.float16).bits == iinfo(type=dtypes.int16).bits == 16


def test_limits_are_equal_by_type_and_unhashable():
    assert finfo(dtypes.float32) == finfo(dtypes.complex64) == copy.copy(finfo())
    assert finfo(dtypes.float32) != finfo(dtypes.float64)
    assert iinfo(dtypes.int8) == iinfo(dtypes.int8) != iinfo(dtypes.uint8)
    assert finfo(dtypes.float32) != iinfo(dtypes.int32)
    with pytest.raises(TypeError, match="unhashable"):
        hash(finfo())


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            lambda: finfo(dtypes.int32),
            "torch.finfo.. requires a floating point input type. Use torch.iinfo .* got torch.int32",
        ),
        (lambda: finfo(dtypes.bool), "requires a floating point input type"),
        (
            lambda: iinfo(dtypes.float32),
            "torch.iinfo.. requires an integer input type. Use torch.finfo .* got torch.float32",
        ),
        (lambda: iinfo(dtypes.complex64), "requires an integer input type"),
        (lambda: iinfo(dtypes.bool), "torch.bool is not supported by torch.iinfo"),
        (
            lambda: finfo("float32"),
            r"finfo\(\): argument 'type' \(position 1\) must be torch.dtype, not str; did you mean",
        ),
        (lambda: iinfo(np.int32), r"iinfo\(\): argument 'type' \(position 1\) must be torch.dtype, not type"),
        (lambda: iinfo(), "missing 1 required positional argument: 'type'"),
    ],
)
def test_the_wrong_type_is_a_type_error(wrong, message):
    with pytest.raises(TypeError, match=message):
        wrong()
