"""The constructors from before `torch.tensor`, and the types that go with them."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
from backlight.tensor.legacy import TYPES, set_default_tensor_type
from tests.tensor.goldens import check, every


@every("legacy")
def test_calls_come_to_what_torch_makes_of_them(call, expected):
    check(call, expected)


@pytest.mark.parametrize("make", [lambda: backlight.Tensor(2, 3), lambda: backlight.FloatTensor(2, 3)])
def test_sizes_make_a_shape(make):
    assert make().shape == (2, 3)
    assert make().dtype is backlight.float32


def test_a_typed_tensor_is_asked_for_by_isinstance():
    x = backlight.arange(3)

    assert isinstance(x, backlight.LongTensor)
    assert not isinstance(x, backlight.FloatTensor)
    assert not isinstance(x, TYPES["torch.cuda.LongTensor"])


@pytest.mark.parametrize("name", TYPES)
def test_every_type_has_its_name(name):
    kind = TYPES[name]

    assert repr(kind) == f"<class '{name}'>"
    if not kind.is_cuda and kind.dtype is not backlight.bfloat16:
        assert backlight.zeros(1, dtype=kind.dtype).type() == name


def test_a_tensor_of_a_tensor_shares_memory_and_graph():
    w = backlight.ones(2, requires_grad=True)
    y = backlight.Tensor(w)

    assert y.data_ptr() == w.data_ptr()
    assert y.grad_fn.name() == "AliasBackward0"


def test_a_tensor_of_an_array_of_its_dtype_shares_memory():
    a = np.zeros(2, np.float32)
    backlight.Tensor(a)[0] = 5

    assert a[0] == 5


def test_the_default_tensor_type_is_set_by_class_or_name():
    try:
        with pytest.warns(UserWarning, match="deprecated"):
            set_default_tensor_type("torch.DoubleTensor")
        assert backlight.zeros(1).dtype is backlight.float64
    finally:
        backlight.set_default_dtype(backlight.float32)
