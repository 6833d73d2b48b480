"""Covariances, histograms, slopes, areas so far, binomial counts, and complex numbers seen as pairs."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
from backlight.autograd import gradcheck, gradgradcheck


def doubles(*values):
    return backlight.tensor(values, dtype=backlight.float64, requires_grad=True)


def test_covariances_by_hand():
    x = backlight.tensor([[1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 6.0]])

    assert x.cov().tolist()[0] == pytest.approx([5 / 3, 7 / 3])
    assert x.cov(correction=0).tolist()[1] == pytest.approx([7 / 4, 3.5])
    twice = backlight.tensor([2, 1, 1, 0])
    assert x.cov(fweights=twice).tolist() == backlight.cov(x[:, [0, 0, 1, 2]]).tolist()


def test_correlations_lie_between_minus_one_and_one():
    x = backlight.tensor([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0], [1.0, 2.0, 4.0]])
    found = x.corrcoef()

    assert found.diagonal().tolist() == pytest.approx([1, 1, 1])
    assert found[0, 1].item() == pytest.approx(-1)
    assert 0.9 < found[0, 2].item() < 1


def test_covariances_have_gradients_of_first_and_second_order():
    x = doubles([1.0, 2.0, 4.0], [0.5, -1.0, 2.0])
    weights = backlight.tensor([1.0, 0.5, 2.0], dtype=backlight.float64)

    assert gradcheck(lambda x: backlight.cov(x, aweights=weights), (x,))
    assert gradgradcheck(backlight.corrcoef, (x,))


def test_without_freedom_there_is_a_warning():
    with pytest.warns(UserWarning, match="degrees of freedom"), np.errstate(all="ignore"):
        found = backlight.cov(backlight.tensor([[1.0], [2.0]]))

    assert not found.isfinite().any()


def test_histograms_by_hand():
    hist, edges = backlight.histogram(backlight.tensor([1.0, 2.0, 1.0, 4.0]), 3)

    assert hist.tolist() == [2.0, 1.0, 1.0]
    assert edges.tolist() == [1.0, 2.0, 3.0, 4.0]
    given = backlight.histogram(backlight.tensor([0.0, 1.0, 2.0]), backlight.tensor([0.0, 1.0, 3.0]), density=True)
    assert given.hist.tolist() == pytest.approx([1 / 3, 1 / 3])
    weighed = backlight.tensor([0.5, 1.5]).histogram(2, range=(0.0, 2.0), weight=backlight.tensor([3.0, 4.0]))
    assert weighed.hist.tolist() == [3.0, 4.0]


def test_points_are_counted_in_the_cells_of_a_grid():
    points = backlight.tensor([[0.0, 0.0], [0.9, 0.1], [0.9, 0.9], [5.0, 0.0]])
    hist, edges = backlight.histogramdd(points, [2, 2], range=[0.0, 1.0, 0.0, 1.0])

    assert hist.tolist() == [[1.0, 0.0], [1.0, 1.0]]
    assert [e.tolist() for e in edges] == [[0.0, 0.5, 1.0]] * 2


def test_slopes_of_a_parabola_are_exact_inside_and_with_edge_order_two():
    places = backlight.tensor([0.0, 1.0, 1.5, 3.0, 4.0])
    (uneven,) = backlight.gradient(places**2, spacing=(places,), edge_order=2)
    (even,) = backlight.gradient(backlight.arange(5.0) ** 2, edge_order=2)

    assert uneven.tolist() == pytest.approx((2 * places).tolist(), abs=1e-5)
    assert even.tolist() == pytest.approx([0.0, 2.0, 4.0, 6.0, 8.0])


def test_slopes_go_along_each_dimension():
    x = backlight.tensor([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]])
    down, right = backlight.gradient(x, spacing=[2.0, 1.0])

    assert down.tolist() == [[3.5, 7.0, 14.0]] * 2
    assert right[0].tolist() == [1.0, 1.5, 2.0]
    assert gradcheck(lambda x: backlight.gradient(x, edge_order=2, dim=1), (doubles(*x.tolist()),))


def test_areas_so_far_end_in_the_area():
    y, x = backlight.tensor([1.0, 3.0, 2.0]), backlight.tensor([0.0, 2.0, 3.0])

    assert backlight.cumulative_trapezoid(y, x).tolist() == [4.0, 6.5]
    assert backlight.trapezoid(y, x).item() == 6.5
    assert backlight.cumulative_trapezoid(y, dx=2.0).tolist() == [4.0, 9.0]


def test_binomial_counts_are_those_of_torch():
    backlight.manual_seed(0)
    counts = backlight.tensor([10.0, 100.0, 5.0, 0.0, 1000.0, 40.0])
    shares = backlight.tensor([0.5, 0.1, 1.0, 0.3, 0.7, 0.9])

    assert backlight.binomial(counts, shares).tolist() == BINOMIAL


# torch.manual_seed(0); torch.binomial(counts, shares)
BINOMIAL = [7.0, 11.0, 5.0, 0.0, 702.0, 35.0]


def test_complex_numbers_and_pairs_share_their_memory():
    z = backlight.tensor([1 + 2j, 3 - 1j])
    pairs = backlight.view_as_real(z)
    pairs[0, 1] = 7.0

    assert z[0].item() == 1 + 7j
    assert backlight.view_as_complex(pairs).tolist() == z.tolist()
    assert backlight.view_as_real(z.reshape(2, 1).t()).tolist() == [[[1.0, 7.0], [3.0, -1.0]]]


def test_pairs_and_conjugates_have_gradients():
    z = backlight.tensor([1 + 2j, 3 - 1j], dtype=backlight.complex128, requires_grad=True)

    assert gradcheck(backlight.view_as_real, (z,))
    assert gradcheck(lambda z: backlight.view_as_complex(backlight.view_as_real(z)) ** 2, (z,))
    assert gradgradcheck(lambda z: backlight.conj_physical(z) * z, (z,))


@pytest.mark.parametrize(
    ("call", "error", "match"),
    [
        (lambda: backlight.cov(backlight.ones(2, 2, 2)), RuntimeError, "two or fewer"),
        (lambda: backlight.cov(backlight.ones(2), fweights=backlight.ones(2)), RuntimeError, "integral"),
        (lambda: backlight.histogram(backlight.ones(2), 0), RuntimeError, "bins must be > 0"),
        (lambda: backlight.histogramdd(backlight.ones(2, 2), [1]), RuntimeError, "size of bins"),
        (lambda: backlight.gradient(backlight.ones(1)), RuntimeError, "edge_order"),
        (lambda: backlight.gradient(backlight.ones(3), spacing=[1.0, 2.0]), RuntimeError, "spacing"),
        (lambda: backlight.view_as_complex(backlight.ones(3)), RuntimeError, "size 2"),
        (lambda: backlight.view_as_complex(backlight.ones(2, 3).t()), RuntimeError, "stride 1"),
        (lambda: backlight.view_as_real(backlight.ones(3)), RuntimeError, "complex tensors"),
        (lambda: backlight.binomial(backlight.ones(1), backlight.ones(1).double()), RuntimeError, "one dtype"),
    ],
)
def test_mistakes_are_told(call, error, match):
    with pytest.raises(error, match=match):
        call()


@pytest.mark.parametrize("parts", [backlight.real, backlight.imag, backlight.view_as_real])
def test_a_write_that_the_graph_cannot_follow_is_refused(parts):
    z = backlight.tensor([1 + 2j], requires_grad=True) * 1
    with pytest.raises(RuntimeError, match="another dtype than its base"):
        parts(z).mul_(2)

    shown = parts(z)
    z.mul_(2)
    with pytest.raises(RuntimeError, match="another dtype than its base"):
        shown.sum()
