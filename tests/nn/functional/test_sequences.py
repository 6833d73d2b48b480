"""The loss of label sequences against a sum over all paths, and bags of embeddings by hand."""

from __future__ import annotations

from itertools import groupby, product

import pytest

import backlight
import backlight.nn.functional as F


def every_path(probabilities, labels):
    """Σ over all paths that read as the labels: repeats joined, zeros dropped."""
    total = 0.0
    for path in product(range(len(probabilities[0])), repeat=len(probabilities)):
        if [c for c, _ in groupby(path) if c] == labels:
            share = 1.0
            for row, c in zip(probabilities, path, strict=True):
                share *= row[c]
            total += share
    return total


@pytest.mark.parametrize("labels", [[1], [1, 2], [1, 1], [2, 1, 2], []])
def test_the_likelihood_is_the_sum_over_all_paths(labels):
    logs = backlight.arange(15, dtype=backlight.float64).sin().reshape(5, 3).log_softmax(1)
    loss = F.ctc_loss(logs, backlight.tensor(labels, dtype=backlight.int64), (5,), (len(labels),), reduction="sum")

    assert loss.exp().item() == pytest.approx(1 / every_path(logs.exp().tolist(), labels))


def test_its_gradients_through_a_softmax_are_the_slopes():
    x = backlight.arange(24, dtype=backlight.float64).cos().reshape(4, 2, 3).requires_grad_()
    labels = backlight.tensor([[1, 2], [2, 0]])

    def loss(x):
        return F.ctc_loss(x.log_softmax(2), labels, (4, 3), (2, 1), reduction="none")

    assert backlight.autograd.gradcheck(loss, (x,))
    assert backlight.autograd.gradgradcheck(loss, (x,))


def test_too_little_time_is_infinite_or_0():
    logs = backlight.zeros(1, 1, 3)
    labels = backlight.tensor([[1, 2]])

    assert F.ctc_loss(logs, labels, (1,), (2,), reduction="none").tolist() == [float("inf")]
    assert F.ctc_loss(logs, labels, (1,), (2,), reduction="none", zero_infinity=True).tolist() == [0]


TABLE = [[1.0, 10.0], [2.0, 20.0], [4.0, 5.0]]


@pytest.mark.parametrize(
    ("mode", "expected", "gradient"),
    [
        ("sum", [[5, 15], [0, 0], [2, 20]], [[1, 1], [1, 1], [1, 1]]),
        ("mean", [[2.5, 7.5], [0, 0], [2, 20]], [[0.5, 0.5], [1, 1], [0.5, 0.5]]),
        ("max", [[4, 10], [0, 0], [2, 20]], [[0, 1], [1, 1], [1, 0]]),
    ],
)
def test_bags_are_summed_averaged_or_their_largest_taken(mode, expected, gradient):
    table = backlight.tensor(TABLE, requires_grad=True)
    out = F.embedding_bag(backlight.tensor([0, 2, 1]), table, backlight.tensor([0, 2, 2]), mode=mode)
    out.sum().backward()

    assert out.tolist() == expected
    assert table.grad.tolist() == gradient


def test_padding_is_in_no_bag():
    numbers = backlight.tensor([[0, 1], [2, 2]])

    assert F.embedding_bag(numbers, backlight.tensor(TABLE), padding_idx=2).tolist() == [[1.5, 15], [0, 0]]


def test_the_weights_of_a_sum_get_gradients_too():
    weights = backlight.tensor([[2.0, 3.0]], requires_grad=True)
    F.embedding_bag(
        backlight.tensor([[0, 1]]), backlight.tensor(TABLE), mode="sum", per_sample_weights=weights
    ).sum().backward()

    assert weights.grad.tolist() == [[11, 22]]


def test_sparse_gradients_are_refused():
    with pytest.raises(NotImplementedError, match="sparse"):
        F.embedding_bag(backlight.tensor([[0]]), backlight.tensor(TABLE), sparse=True)
