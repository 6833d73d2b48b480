"""The functions of networks by figures that are found by hand, at their extremes, and by what their mistakes say."""

from __future__ import annotations

import math

import pytest

import backlight
import backlight.nn.functional as F


def leaf(values):
    return backlight.tensor(values, requires_grad=True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("relu", [0, 0, 0.5, 8]),
        ("relu6", [0, 0, 0.5, 6]),
        ("hardtanh", [-1, -0.5, 0.5, 1]),
        ("leaky_relu", [-0.08, -0.005, 0.5, 8]),
        ("elu", [math.expm1(-8), math.expm1(-0.5), 0.5, 8]),
        ("celu", [math.expm1(-8), math.expm1(-0.5), 0.5, 8]),
        ("hardsigmoid", [0, 2.5 / 6, 3.5 / 6, 1]),
        ("hardswish", [0, -1.25 / 6, 1.75 / 6, 8]),
        ("softsign", [-8 / 9, -1 / 3, 1 / 3, 8 / 9]),
        ("hardshrink", [-8, 0, 0, 8]),
        ("softshrink", [-7.5, 0, 0, 7.5]),
        ("silu", [x / (1 + math.exp(-x)) for x in (-8, -0.5, 0.5, 8)]),
        ("softplus", [math.log1p(math.exp(x)) for x in (-8, -0.5, 0.5, 8)]),
        ("mish", [x * math.tanh(math.log1p(math.exp(x))) for x in (-8, -0.5, 0.5, 8)]),
        ("gelu", [x * 0.5 * math.erfc(-x / math.sqrt(2)) for x in (-8, -0.5, 0.5, 8)]),
        ("logsigmoid", [-math.log1p(math.exp(-x)) for x in (-8, -0.5, 0.5, 8)]),
        ("tanhshrink", [x - math.tanh(x) for x in (-8, -0.5, 0.5, 8)]),
    ],
)
def test_activations(name, expected):
    x = backlight.tensor([-8.0, -0.5, 0.5, 8.0])

    assert getattr(F, name)(x).tolist() == pytest.approx(expected, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", ["relu", "elu", "selu", "celu", "silu", "mish", "hardswish", "leaky_relu", "relu6"])
def test_in_place_activations_write_to_the_tensor_and_pass_the_gradient(name):
    x, y = leaf([-1.0, 2.0]), leaf([-1.0, 2.0])
    z = x * 1
    same = getattr(F, name)(z, inplace=True)
    same.sum().backward()
    getattr(F, name)(y).sum().backward()

    assert same is z
    assert x.grad.tolist() == y.grad.tolist()


@pytest.mark.parametrize("name", ["elu", "gelu", "silu", "mish", "softplus", "hardswish", "logsigmoid", "leaky_relu"])
def test_smooth_activations_refuse_whole_numbers(name):
    with pytest.raises(NotImplementedError, match=r"not implemented for 'Long'; convert the tensor with \.float\(\)"):
        getattr(F, name)(backlight.arange(3))


def test_softmax_of_large_numbers_does_not_overflow():
    assert F.softmax(backlight.tensor([1000.0, 1000.0]), 0).tolist() == [0.5, 0.5]
    assert F.log_softmax(backlight.tensor([1000.0, 0.0]), 0).tolist() == [0, -1000]


def test_softmax_of_short_rows_and_of_long_ones_is_the_same():
    x = backlight.arange(400.0).reshape(10, 40) / 100
    short, long = F.softmax(x[:, :20], 1), F.softmax(x[:, :20].double(), 0 + 1)

    assert short.flatten().tolist() == pytest.approx(long.flatten().tolist(), rel=1e-6)
    assert F.softmax(x, 1).sum(1).tolist() == pytest.approx([1.0] * 10)
    assert short.is_contiguous()


def test_softmax_without_a_dimension_warns():
    with pytest.warns(UserWarning, match="Implicit dimension choice for softmax"):
        F.softmax(backlight.zeros(2, 2))


def test_linear_multiplies_by_the_transpose_and_adds():
    x, w, b = leaf([[1.0, 2.0]]), leaf([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), leaf([10.0, 20.0, 30.0])
    y = F.linear(x, w, b)
    y.sum().backward()

    assert y.tolist() == [[11, 22, 33]]
    assert y.grad_fn.name() == "AddmmBackward0"
    assert x.grad.tolist() == [[2, 2]]
    assert w.grad.tolist() == [[1, 2]] * 3
    assert b.grad.tolist() == [1, 1, 1]


def test_linear_takes_any_number_of_leading_dimensions():
    w, b = backlight.ones(4, 3), backlight.ones(4)

    assert F.linear(backlight.ones(2, 5, 3), w, b).shape == (2, 5, 4)
    assert F.linear(backlight.ones(3), w, b).tolist() == [4, 4, 4, 4]
    assert F.linear(backlight.ones(0, 3), w, b).shape == (0, 4)


def test_linear_says_which_sizes_differ():
    with pytest.raises(RuntimeError, match=r"cannot be multiplied \(2x3 and 4x3\): inner sizes 3 and 4 differ"):
        F.linear(backlight.ones(2, 3), backlight.ones(3, 4), backlight.ones(3))
    with pytest.raises(RuntimeError, match=r"the bias has shape \[5\], the weight \[4, 3\] makes 4 outputs"):
        F.linear(backlight.ones(2, 3), backlight.ones(4, 3), backlight.ones(5))


def test_embedding_adds_the_gradients_of_a_row_that_is_looked_up_twice():
    w = leaf([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    rows = F.embedding(backlight.tensor([2, 0, 2]), w)
    rows.sum().backward()

    assert rows.tolist() == [[5, 6], [1, 2], [5, 6]]
    assert w.grad.tolist() == [[1, 1], [0, 0], [2, 2]]


def test_embedding_gives_the_padding_row_no_gradient():
    w = leaf([[1.0, 2.0], [3.0, 4.0]])
    F.embedding(backlight.tensor([0, 1, 0]), w, padding_idx=0).sum().backward()

    assert w.grad.tolist() == [[0, 0], [1, 1]]


def test_embedding_says_which_index_is_out_of_range():
    with pytest.raises(IndexError, match="index out of range in self: indices from 0 to 3 for 3 embeddings"):
        F.embedding(backlight.tensor([0, 3]), backlight.ones(3, 2))


def test_dropout_keeps_the_mean_and_repeats_with_the_seed():
    x = backlight.ones(10000)
    backlight.manual_seed(1)
    once = F.dropout(x, 0.25)
    backlight.manual_seed(1)
    again = F.dropout(x, 0.25)

    assert once.unique().tolist() == [0, pytest.approx(4 / 3)]
    assert once.mean().item() == pytest.approx(1, abs=0.03)
    assert (once == again).all()
    assert F.dropout(x, 0.25, training=False) is x


def test_dropout_of_channels_drops_them_whole():
    x = F.dropout2d(backlight.ones(4, 8, 3, 3))

    assert set(x.sum((2, 3)).flatten().tolist()) == {0, 18}


def test_dropout_refuses_what_is_no_probability():
    with pytest.raises(ValueError, match=r"has to be between 0 and 1, but got 1\.5"):
        F.dropout(backlight.ones(2), 1.5)


def test_mse_loss_and_its_gradient():
    x = leaf([1.0, 4.0])
    loss = F.mse_loss(x, backlight.tensor([0.0, 2.0]))
    loss.backward()

    assert loss.item() == 2.5
    assert loss.grad_fn.name() == "MseLossBackward0"
    assert x.grad.tolist() == [1, 2]


def test_mse_loss_warns_of_sizes_that_broadcast():
    with pytest.warns(UserWarning, match=r"target size \(torch\.Size\(\[2\]\)\) that is different to the input size"):
        loss = F.mse_loss(backlight.zeros(2, 1), backlight.ones(2))

    assert loss.item() == 1


def test_the_old_arguments_of_a_loss_warn_and_work():
    with pytest.warns(UserWarning, match="please use reduction='sum' instead"):
        loss = F.mse_loss(backlight.zeros(2), backlight.ones(2), size_average=False)

    assert loss.item() == 2


def test_an_unknown_reduction_is_an_error():
    with pytest.raises(ValueError, match="median is not a valid value for reduction"):
        F.l1_loss(backlight.zeros(2), backlight.ones(2), reduction="median")


@pytest.mark.parametrize(
    ("name", "expected"), [("l1_loss", 1.25), ("smooth_l1_loss", 0.8125), ("huber_loss", 0.8125), ("mse_loss", 2.125)]
)
def test_losses_of_distances(name, expected):
    assert getattr(F, name)(backlight.tensor([0.5, 2.0]), backlight.zeros(2)).item() == expected


def test_cross_entropy_of_classes_and_its_gradient():
    x = leaf([[0.0, 0.0], [0.0, math.log(3)]])
    loss = F.cross_entropy(x, backlight.tensor([0, 1]))
    loss.backward()

    assert loss.item() == pytest.approx((math.log(2) + math.log(4 / 3)) / 2)
    assert x.grad.tolist() == [pytest.approx([-0.25, 0.25]), pytest.approx([0.125, -0.125])]
    assert loss.grad_fn.name() == "NllLossBackward0"


def test_cross_entropy_of_classes_is_that_of_their_one_hot_probabilities():
    x, y = backlight.arange(12.0).reshape(4, 3).sin(), backlight.tensor([2, 0, 1, 1])

    assert F.cross_entropy(x, y).item() == pytest.approx(F.cross_entropy(x, F.one_hot(y).float()).item())


def test_cross_entropy_leaves_out_the_ignored_class():
    x = backlight.tensor([[0.0, 0.0], [5.0, 0.0]])

    assert F.cross_entropy(x, backlight.tensor([0, -100])).item() == pytest.approx(math.log(2))


def test_cross_entropy_is_exact_for_a_sure_prediction():
    sure = F.cross_entropy(backlight.tensor([[20.0, 0.0]], dtype=backlight.float64), backlight.tensor([0]))

    assert sure.item() == pytest.approx(math.log1p(math.exp(-20)), rel=1e-6)


@pytest.mark.parametrize(
    ("target", "error", "reason"),
    [
        ([0, 3], IndexError, "Target 3 is out of bounds: there are 3 classes"),
        ([0, -1], IndexError, "Target -1 is out of bounds"),
        ([0.0, 1.0], RuntimeError, r"expected target dtype to be Long or Byte, but got Float.*target\.long\(\)"),
        ([0, 1, 2], ValueError, r"Expected input batch_size \(2\) to match target batch_size \(3\)"),
        ([[0], [1]], RuntimeError, "multi-target not supported"),
    ],
)
def test_cross_entropy_says_what_is_wrong_with_the_target(target, error, reason):
    with pytest.raises(error, match=reason):
        F.cross_entropy(backlight.zeros(2, 3), backlight.tensor(target))


def test_binary_cross_entropy_of_logits_is_finite_at_the_ends():
    x = backlight.tensor([500.0, -500.0], requires_grad=True)
    loss = F.binary_cross_entropy_with_logits(x, backlight.tensor([0.0, 0.0]), reduction="none")
    loss.sum().backward()

    assert loss.tolist() == [500, 0]
    assert x.grad.tolist() == [1, 0]


def test_binary_cross_entropy_wants_probabilities():
    with pytest.raises(RuntimeError, match="all elements of input should be between 0 and 1"):
        F.binary_cross_entropy(backlight.tensor([1.5]), backlight.tensor([1.0]))


def test_triplet_margin_loss_by_hand():
    anchor, near, far = backlight.zeros(1, 2), backlight.tensor([[3.0, 4.0]]), backlight.tensor([[0.0, 5.5]])

    assert F.triplet_margin_loss(anchor, near, far).item() == pytest.approx(0.5, abs=1e-5)


def test_normalize_makes_length_one():
    x = F.normalize(backlight.tensor([[3.0, 4.0], [0.0, 0.0]]))

    assert x.tolist() == [pytest.approx([0.6, 0.8]), [0, 0]]


def test_cosine_similarity_of_vectors_at_right_angles_is_zero():
    assert F.cosine_similarity(backlight.tensor([1.0, 0.0]), backlight.tensor([0.0, 2.0]), dim=0).item() == 0


def test_all_public_functions_are_listed_in_order():
    assert F.__all__ == sorted(F.__all__)
    assert [name for name in F.__all__ if not getattr(F, name).__doc__] == []
