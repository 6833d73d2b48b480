"""Reductions, extrema, norms and scans under torch's names."""

from __future__ import annotations

import copy
import math
import pickle

import numpy as np
import pytest

import backlight as bl


def values(tensor) -> list:
    return tensor.tolist()


X = [[3.0, 1.0, 2.0], [1.0, 5.0, 5.0]]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({}, 17.0),
        ({"dim": 0}, [4.0, 6.0, 7.0]),
        ({"dim": -1}, [6.0, 11.0]),
        ({"dim": (0, 1)}, 17.0),
        ({"dim": ()}, 17.0),
        ({"dim": 1, "keepdim": True}, [[6.0], [11.0]]),
        ({"axis": 0}, [4.0, 6.0, 7.0]),
        ({"axis": 1, "keepdims": True}, [[6.0], [11.0]]),
    ],
)
def test_sums_go_over_one_dimension_several_or_all(how, expected):
    assert values(bl.tensor(X).sum(**how)) == expected
    assert values(bl.sum(bl.tensor(X), **how)) == expected


def test_a_dimension_that_is_not_there_is_an_index_error():
    with pytest.raises(IndexError, match=r"expected to be in range of \[-2, 1\], but got 2"):
        bl.tensor(X).sum(2)
    with pytest.raises(RuntimeError, match="multiple times"):
        bl.tensor(X).sum((0, 0))
    with pytest.raises(TypeError, match="wrong"):
        bl.tensor(X).sum(wrong=0)


def test_integers_add_up_to_int64_and_have_no_mean():
    small = bl.tensor([200, 100], dtype=bl.uint8)

    assert (small.sum().dtype, small.sum().item()) == (bl.int64, 300)
    assert (bl.tensor([True, True]).sum().dtype, bl.tensor([True, True]).sum().item()) == (bl.int64, 2)
    assert small.mean(dtype=bl.float32).item() == 150.0
    with pytest.raises(RuntimeError, match=r"could not infer output dtype.*x\.float\(\)"):
        small.mean()


def test_half_precision_is_added_in_single():
    ones = bl.ones(5000, dtype=bl.float16)

    assert ones.sum().item() == 5000.0
    assert ones.sum().dtype == bl.float16
    assert (ones * 60).sum().item() == math.inf
    assert (ones * 60).mean().item() == 60.0


def test_the_gradient_of_a_mean_is_spread_evenly():
    x = bl.tensor(X, requires_grad=True)
    (x.mean(1) * bl.tensor([3.0, 6.0])).sum().backward()

    assert values(x.grad) == [[1.0] * 3, [2.0] * 3]


def test_the_maximum_is_a_number_or_a_named_pair():
    x = bl.tensor(X)
    pair = x.max(dim=1)

    assert x.max().item() == 5.0
    assert values(pair.values) == [3.0, 5.0]
    assert values(pair.indices) == [0, 1]
    found, places = pair
    assert (values(found), values(places)) == ([3.0, 5.0], [0, 1])
    assert values(bl.max(x, bl.tensor(2.0))) == [[3.0, 2.0, 2.0], [2.0, 5.0, 5.0]]
    assert repr(pair) == "torch.return_types.max(\nvalues=tensor([3., 5.]),\nindices=tensor([0, 1]))"


def test_a_named_pair_survives_pickling_and_copying():
    pair = bl.tensor(X).sort()
    for again in (pickle.loads(pickle.dumps(pair)), copy.copy(pair)):
        assert type(again) is type(pair)
        assert values(again.indices) == values(pair.indices)


def test_at_a_tie_one_element_gets_the_gradient_along_a_dimension_and_all_over_all():
    x = bl.tensor([2.0, 2.0, 1.0], requires_grad=True)
    gradients = [bl.autograd.grad(y, x)[0] for y in (x.max(0).values, x.max(), x.amax(0))]

    assert [values(g) for g in gradients] == [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.5, 0.5, 0.0]]


def test_nan_is_the_extremum_where_there_is_one():
    x = bl.tensor([1.0, math.nan, 3.0])

    assert math.isnan(x.max().item())
    assert x.argmax().item() == 1
    assert x.min(0).indices.item() == 1


def test_nothing_has_no_extremum():
    with pytest.raises(RuntimeError, match="numel"):
        bl.empty(0).max()
    with pytest.raises(IndexError, match="non-zero size"):
        bl.empty(0, 3).max(0)
    with pytest.raises(IndexError):
        bl.empty(0).argmax()

    assert bl.empty(0, 3).max(1).values.shape == (0,)
    assert bl.empty(0).sum().item() == 0.0
    assert math.isnan(bl.empty(0).mean().item())


def test_a_product_with_zeros_has_its_gradient():
    x = bl.tensor([0.0, 2.0, 3.0], requires_grad=True)
    x.prod().backward()

    assert values(x.grad) == [6.0, 0.0, 0.0]


def test_a_running_product_with_a_zero_has_its_gradient():
    x = bl.tensor([2.0, 0.0, 3.0], requires_grad=True)
    x.cumprod(0).sum().backward()

    assert values(x.grad) == [1.0, 8.0, 0.0]


def test_deviations_count_one_degree_less_unless_told():
    x = bl.tensor([1.0, 2.0, 3.0, 4.0])

    assert x.var().item() == pytest.approx(5 / 3)
    assert x.var(unbiased=False).item() == x.var(correction=0).item() == 1.25
    assert values(bl.tensor(X).std(0, False)) == [1.0, 2.0, 1.5]
    assert [t.item() for t in bl.var_mean(x, correction=0)] == [1.25, 2.5]


def test_the_deviation_of_one_element_is_nan_with_a_warning():
    with pytest.warns(UserWarning, match="degrees of freedom"):
        deviation = bl.tensor([1.0]).std()

    assert math.isnan(deviation.item())


def test_a_deviation_is_exact_far_from_zero():
    x = np.array([10000.0, 10001.0, 10002.0], np.float32)

    assert bl.tensor(x).var().item() == 1.0


@pytest.mark.parametrize(
    ("p", "expected"),
    [("fro", 5.0), (2, 5.0), (1, 7.0), (math.inf, 4.0), (-math.inf, 3.0), (0, 2.0), (None, 5.0)],
)
def test_norms(p, expected):
    assert bl.tensor([3.0, -4.0]).norm(p).item() == pytest.approx(expected)


@pytest.mark.parametrize("p", [1, 2, 3, math.inf])
def test_the_gradient_of_a_norm_at_zero_is_zero(p):
    x = bl.zeros(2, requires_grad=True)
    x.norm(p).backward()

    assert values(x.grad) == [0.0, 0.0]


def test_sums_of_exponentials_do_not_overflow():
    x = bl.tensor([1000.0, 1000.0], requires_grad=True)
    y = x.logsumexp(0)
    y.backward()

    assert y.item() == pytest.approx(1000 + math.log(2))
    assert values(x.grad) == pytest.approx([0.5, 0.5], rel=1e-4)
    assert bl.tensor([-math.inf, -math.inf]).logsumexp(0).item() == -math.inf


def test_scans():
    x = bl.tensor([1, 3, 2])

    assert values(x.cumsum(0)) == [1, 4, 6]
    assert values(x.cumprod(0)) == [1, 3, 6]
    assert values(x.cummax(0).values) == [1, 3, 3]
    assert values(x.cummax(0).indices) == [0, 1, 1]
    assert values(x.diff()) == [2, -1]
    assert bl.trapezoid(x.float()).item() == 4.5
    with pytest.raises(TypeError, match="dim"):
        x.cumsum()


def test_a_long_sum_in_single_precision_stays_exact_along_the_way():
    tenths = bl.full((10000,), 0.1)

    assert tenths.cumsum(0)[-1].item() == pytest.approx(1000.0, rel=1e-6)


def test_questions():
    b = bl.tensor([[True, False], [True, True]])

    assert (b.all().item(), b.any().item()) == (False, True)
    assert values(b.all(dim=0)) == [True, False]
    assert values(bl.count_nonzero(bl.tensor(X) > 1, dim=1)) == [2, 2]
    assert bl.empty(0).all().item() is True


def test_a_pair_goes_into_two_outs():
    found, places = bl.empty(0), bl.empty(0, dtype=bl.int64)
    bl.max(bl.tensor(X), 1, out=(found, places))

    assert (values(found), values(places)) == ([3.0, 5.0], [0, 1])
