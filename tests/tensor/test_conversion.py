"""From tensors to numbers, lists, arrays, text, other dtypes, copies and pickles: as torch does it."""

from __future__ import annotations

import copy
import pickle
import weakref

import numpy as np
import pytest

import backlight
from tests.tensor.goldens import check, every


@every("conversion")
def test_calls_come_to_what_torch_makes_of_them(call, expected):
    check(call, expected)


def test_numpy_shares_memory():
    x = backlight.zeros(2)
    x.numpy()[0] = 5
    np.asarray(x)[1] = 6

    assert x.tolist() == [5, 6]


def test_a_write_by_numpy_of_a_forced_array_reaches_the_tensor():
    w = backlight.zeros(2, requires_grad=True)
    w.numpy(force=True)[0] = 5

    assert w.tolist() == [5, 0]


@pytest.mark.parametrize(
    "same", ["x.to('cpu')", "x.to(backlight.float32)", "x.float()", "x.cpu()", "x.to(x)", "x.to()"]
)
def test_where_nothing_changes_the_tensor_itself_comes_back(same):
    x = backlight.ones(2)

    assert eval(same, {"x": x, "backlight": backlight}) is x


@pytest.mark.parametrize("other", ["x.to('cpu', copy=True)", "x.clone()", "x.to(x.dtype, copy=True)", "x.double()"])
def test_where_something_changes_it_is_a_copy(other):
    x = backlight.ones(2)
    y = eval(other, {"x": x})
    y[0] = 5

    assert x.tolist() == [1, 1]


def test_gradients_pass_through_conversions_in_the_dtype_of_the_leaf():
    w = backlight.tensor([1.0, 2.0], requires_grad=True)
    (w.double() * backlight.tensor([3.0, 4.0], dtype=backlight.float64)).clone().sum().backward()

    assert w.grad.dtype is backlight.float32
    assert w.grad.tolist() == [3, 4]


def test_a_copy_of_an_expanded_tensor_can_be_viewed():
    x = backlight.tensor([1.0, 2.0, 3.0]).expand(2, 3)

    assert x.clone().view(-1).tolist() == [1, 2, 3, 1, 2, 3]
    assert x.double().view(6).shape == (6,)


def test_deepcopy_takes_gradient_attributes_and_requires_grad_along():
    w = backlight.ones(2, requires_grad=True)
    w.grad, w.note = backlight.ones(2), ["mine"]
    twin = copy.deepcopy(w)
    twin.grad[0] = 5
    twin.note.append("its")

    assert twin.requires_grad
    assert twin.grad.tolist() == [5, 1]
    assert (w.grad.tolist(), w.note) == ([1, 1], ["mine"])


def test_deepcopy_makes_one_copy_of_one_tensor():
    x = backlight.ones(2)
    a, b = copy.deepcopy([x, x])

    assert a is b


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_deepcopy_keeps_memory_shared_that_was_shared(order):
    base = backlight.zeros(4)
    pair = [base, base[:2]]
    copied = copy.deepcopy([pair[i] for i in order])
    copied[order.index(0)][0] = 5

    assert copied[order.index(1)].tolist() == [5, 0]
    assert base.tolist() == [0, 0, 0, 0]


def test_deepcopy_of_a_part_of_foreign_memory_copies_the_part():
    x = backlight.frombuffer(bytearray(8), dtype=backlight.float32)[1:]

    assert copy.deepcopy(x).tolist() == [0]


def test_copy_shares_memory():
    w = backlight.ones(2, requires_grad=True)
    twin = copy.copy(w)
    with backlight.no_grad():
        twin[0] = 5

    assert w.tolist() == [5, 1]
    assert twin.requires_grad


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_keep_values_requires_grad_and_attributes(protocol):
    w = backlight.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    w.note = "mine"
    back = pickle.loads(pickle.dumps(w, protocol))

    assert back.tolist() == w.tolist()
    assert back.requires_grad
    assert back.note == "mine"


@pytest.mark.parametrize("axes", [(0, 1, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0)])
def test_pickles_keep_the_order_of_dimensions_in_memory(axes):
    x = backlight.arange(24.0).reshape(2, 3, 4).permute(axes)
    back = pickle.loads(pickle.dumps(x))

    assert back.tolist() == x.tolist()
    assert back.stride() == x.stride()


def test_a_pickled_tensor_takes_the_quick_way_through_operations():
    w = pickle.loads(pickle.dumps(backlight.ones(2, requires_grad=True)))

    assert w._array.dtype is np.dtype(np.float32)
    assert (w * backlight.ones(2)).grad_fn.next_functions[0][0].name() == "torch::autograd::AccumulateGrad"


def test_tensors_take_attributes_and_weak_references():
    x = backlight.ones(2)
    x.note = 3
    alive = weakref.ref(x)

    assert alive().note == 3
    del x
    assert alive() is None


class Image(backlight.Tensor):
    """A tensor of a user's own class."""


class Labelled(backlight.Tensor):
    """One whose constructor takes more."""

    def __new__(cls, data, label):
        return super().__new__(cls, data)

    def __init__(self, data, label):
        self.label = label


def test_subclasses_are_made_and_show_themselves():
    image = backlight.ones(2).as_subclass(Image)

    assert repr(image) == "Image([1., 1.])"
    assert repr(Image([1, 2])) == "Image([1., 2.])"
    assert isinstance(image, backlight.Tensor)
    assert Labelled([1.0], "one").label == "one"
    assert type(copy.deepcopy(image)) is type(pickle.loads(pickle.dumps(image))) is Image


def test_as_subclass_stays_in_the_graph_and_make_subclass_leaves_it():
    w = backlight.ones(2, requires_grad=True)
    image = (w * 3).as_subclass(Image)
    (image * 2).sum().backward()
    leaf = backlight.Tensor._make_subclass(Image, w * 3, True)

    assert image.grad_fn.name() == "AliasBackward0"
    assert w.grad.tolist() == [6, 6]
    assert leaf.is_leaf
    assert leaf.requires_grad


def test_a_write_to_a_subclassed_tensor_reaches_its_original():
    x = backlight.ones(2, requires_grad=True) * 2
    image = x.as_subclass(Image)
    image.mul_(3)
    x.sum().backward()

    assert x.tolist() == [6, 6]


def test_classes_show_themselves_by_torchs_names():
    assert repr(type(backlight.ones(1))) == "<class 'torch.Tensor'>"
    assert repr(type(backlight.device("cpu"))) == "<class 'torch.device'>"
    assert repr(Image) == f"<class '{__name__}.Image'>"


def test_numpy_numbers_count_as_python_numbers():
    w = backlight.tensor(2.0, requires_grad=True)

    assert (np.float64(2) * w).dtype is backlight.float32
    assert (np.float64(2) * w).requires_grad
    assert (np.float64(2) * backlight.tensor(3)).dtype is backlight.float32


def test_arrays_and_tensors_compute_together():
    a = np.array([1.0, 2.0])
    w = backlight.tensor([3.0, 4.0], dtype=backlight.float64, requires_grad=True)
    (a * w).sum().backward()

    assert w.grad.tolist() == [1, 2]
    assert np.add(a, w.detach()).tolist() == [4, 6]
    assert isinstance(np.sin(w.detach()), backlight.Tensor)


def test_a_tensor_that_requires_grad_is_an_array_only_where_nothing_is_recorded():
    w = backlight.tensor([1.0, 2.0], requires_grad=True)

    with pytest.raises(RuntimeError, match="requires grad"):
        w.numpy()
    with pytest.raises(RuntimeError, match="requires grad"):
        np.asarray(w)
    with backlight.no_grad():
        assert w.numpy().tolist() == np.asarray(w).tolist() == [1.0, 2.0]
    with backlight.inference_mode():
        assert w.numpy().base is not None and w.requires_grad
