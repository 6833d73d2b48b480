"""Tensors of given data: as torch makes them, and whose memory they share."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
from backlight.tensor.data import asarray, from_dlpack, frombuffer, to_dlpack
from tests.tensor.goldens import check, every


@every("data")
def test_calls_come_to_what_torch_makes_of_them(call, expected):
    check(call, expected)


def test_tensor_copies_and_from_numpy_shares():
    a = np.zeros(2)
    copy, shared = backlight.tensor(a), backlight.from_numpy(a)
    a[0] = 5

    assert copy.tolist() == [0, 0]
    assert shared.tolist() == [5, 0]

    shared[1] = 7
    assert a[1] == 7


def test_a_tensor_keeps_its_shape_when_the_array_gets_another():
    a = np.zeros(4)
    shared = backlight.from_numpy(a)
    a.shape = (2, 2)

    assert shared.shape == (4,)


@pytest.mark.parametrize(
    "make", [backlight.as_tensor, backlight.from_numpy, asarray, backlight.DoubleTensor, from_dlpack]
)
def test_memory_of_the_right_dtype_is_shared(make):
    a = np.zeros(2)
    make(a)[0] = 5

    assert a[0] == 5


def test_memory_of_another_dtype_is_copied():
    a = np.zeros(2)
    backlight.as_tensor(a, dtype=backlight.float32)[0] = 5
    asarray(a, copy=True)[0] = 5

    assert a[0] == 0


def test_as_tensor_and_asarray_give_a_tensor_back_as_it_is():
    x = backlight.ones(2, requires_grad=True)

    assert backlight.as_tensor(x) is x
    assert asarray(x) is x
    assert backlight.as_tensor(x, dtype=backlight.float64).grad_fn.name() == "ToCopyBackward0"


def test_a_buffer_is_shared():
    buffer = bytearray(4)
    frombuffer(buffer, dtype=backlight.int16)[1] = 1

    assert buffer == b"\0\0\1\0"


def test_an_array_made_elsewhere_is_of_the_one_dtype_object():
    foreign = np.array([1.0, 2.0]).astype(np.dtype("f8").newbyteorder("=").newbyteorder("<"))
    x = backlight.from_numpy(foreign).requires_grad_()
    y = x * backlight.ones(2, dtype=backlight.float64)

    assert x._array.dtype is np.dtype("f8")
    assert y.grad_fn.next_functions[0][0].name() == "torch::autograd::AccumulateGrad"


def test_a_tensor_of_a_tensor_is_a_copy_outside_the_graph():
    x = backlight.ones(2, requires_grad=True)
    with pytest.warns(UserWarning, match=r"sourceTensor.detach\(\).clone\(\)"):
        y = backlight.tensor(x)

    assert not y.requires_grad
    assert y.data_ptr() != x.data_ptr()


@pytest.mark.parametrize("make", [backlight.from_numpy, backlight.as_tensor, asarray])
def test_a_readonly_array_is_warned_of(make):
    a = np.zeros(2)
    a.flags.writeable = False
    with pytest.warns(UserWarning, match="is not writable"):
        make(a)


def test_a_list_of_many_lists_keeps_its_numbers():
    rows = np.random.default_rng(0).normal(size=(300, 7)).tolist()

    assert np.array_equal(backlight.tensor(rows).numpy(), np.array(rows, np.float32))
    assert backlight.tensor([rows, rows]).shape == (2, 300, 7)


def test_a_list_of_arrays_and_a_list_of_numpy_numbers_keep_their_dtype():
    assert backlight.tensor([np.ones(2, np.float32)] * 3).dtype is backlight.float32
    assert backlight.tensor([np.float64(1), np.float64(2)]).dtype is backlight.float64
    assert backlight.tensor([np.int8(1)] * 2).dtype is backlight.int8


def test_a_list_in_itself_is_refused():
    endless: list = []
    endless.append(endless)
    with pytest.raises(ValueError, match="too many dimensions"):
        backlight.tensor(endless)


def test_dlpack_goes_both_ways():
    x = backlight.ones(2)
    np.from_dlpack(x)
    y = from_dlpack(to_dlpack(x))
    y[0] = 5

    assert x.tolist() == [5, 1]


def test_the_default_dtype_is_what_floats_become():
    backlight.set_default_dtype(backlight.float64)
    try:
        assert backlight.tensor([1.5, 2]).dtype is backlight.float64
        assert backlight.tensor([1j]).dtype is backlight.complex128
        assert backlight.Tensor([1]).dtype is backlight.float64
    finally:
        backlight.set_default_dtype(backlight.float32)
