"""Every card under vmap: what it gives for stacked samples is what it gives for them one by one, gradients included."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import backlight
from backlight.core.card import OPS
from backlight.core.result import constant
from backlight.func import vmap
from backlight.func.batching.table import RULES
from tests.samples import SAMPLES

SIZE = 3
OWN = {name: card for name, card in OPS.items() if name in SAMPLES}
# what gives each example a result of another shape, or has no value to compare
SHAPED_BY_VALUES = {"nonzero", "masked_select", "unique", "unique_consecutive", "bincount"}
DRAWS = {"dirichlet", "draw", "redraw", "standard_gamma"}
# for these shapes the forward does not look at all of its operands
BLIND = {("carry", "zero_dim"), ("gather_sum", "nothing"), ("pinv", "empty")}


def stacked(array):
    """Three examples made of one: the array itself and two of the same kind with other values."""
    array = np.asarray(array)
    if array.dtype.kind == "b":
        return np.stack([array, ~array, array])
    if array.dtype.kind in "iu":
        turned = array.ravel()[::-1].reshape(array.shape)
        return np.stack([array, turned, array])
    return np.stack([array, array * 0.75, array.ravel()[::-1].reshape(array.shape)])


def leaf(array):
    x = constant(np.array(array))
    if x._array.dtype.kind in "fc":
        x.requires_grad_()
    return x


def tensors_of(arrays):
    return [leaf(a) if isinstance(a, np.ndarray | np.generic) else a for a in arrays]


def outcomes(result):
    return list(result) if isinstance(result, tuple) else [result]


def needing(values):
    return [v for v in values if v.requires_grad]


def backward(results, seed=0):
    rng = np.random.default_rng(seed)
    total = None
    for out in results:
        g = rng.standard_normal(out._array.shape)
        if out.requires_grad:
            term = (out * constant(g.astype(out._array.dtype))).sum()
            term = term.real if term.is_complex() else term
            total = term if total is None else total + term
    if total is not None:
        total.backward()


def where_batched(sample):
    count = len(sample.arrays)
    tensors = [isinstance(a, np.ndarray | np.generic) for a in sample.arrays]
    every = [None if not t else 0 for t in tensors]
    yield every
    if sum(tensors) > 1:
        for i in range(count):
            if tensors[i]:
                yield [0 if i == j else None for j in range(count)]


def usable(sample):
    return any(isinstance(a, np.ndarray | np.generic) for a in sample.arrays)


@pytest.fixture
def together(monkeypatch):
    """Fails where vmap gave up on doing the examples together."""
    module = sys.modules["backlight.func.vmap"]
    original = module._one_by_one
    fallen = []

    def one_by_one(*args):
        fallen.append(True)
        return original(*args)

    monkeypatch.setattr(module, "_one_by_one", one_by_one)
    return fallen


def close(a, b):
    scale = np.abs(b[np.isfinite(b)]).max(initial=1.0) if b.dtype.kind in "fc" else 1
    return np.allclose(a, b, rtol=1e-6, atol=1e-9 * scale, equal_nan=True)


@pytest.mark.parametrize("name", sorted(set(OWN) - SHAPED_BY_VALUES - DRAWS))
def test_a_card_gives_all_examples_what_it_gives_each(name, together):
    call = OPS[name].call
    for sample in SAMPLES[name].make(np.random.default_rng(0)):
        if not usable(sample) or (name, sample.name) in BLIND:
            continue
        for dims in where_batched(sample):
            arrays = [a if d is None else stacked(a) for a, d in zip(sample.arrays, dims, strict=True)]

            def run(*tensors, sample=sample):
                return call(*tensors, **sample.params)

            one, two = [tensors_of(arrays) for _ in range(2)]
            try:
                rows = [
                    outcomes(run(*[x[i] if d is not None else x for x, d in zip(one, dims, strict=True)]))
                    for i in range(SIZE)
                ]
            except (RuntimeError, IndexError, ValueError, TypeError, NotImplementedError):
                continue  # values or shapes that the op refuses
            if any(len({r._array.shape for r in column}) > 1 for column in zip(*rows, strict=True)):
                continue
            expected = [backlight.stack(column) for column in zip(*rows, strict=True)]
            found = outcomes(vmap(run, in_dims=tuple(dims))(*two))
            where = f"{name} {sample.name} in_dims={dims} {sample.params}"

            unread = sample.name == "addmm_hidden" or any(np.size(a) == 0 for a in sample.arrays)
            assert not together or unread, f"{where}: one by one"  # there, the op looks at shapes alone
            together.clear()
            for a, b in zip(found, expected, strict=True):
                assert a._array.dtype == b._array.dtype, where
                assert a._array.shape == b._array.shape, where
                assert close(a._array, b._array), where
            if not sample.differentiable:
                continue
            try:
                backward(expected)
            except (IndexError, ValueError):
                continue  # positions made up by turning those of the sample around
            backward(found)
            for x, y in zip(two, one, strict=True):
                if not isinstance(y, backlight.Tensor):
                    continue
                # a result that is the same for all examples has no gradient where that would be zero
                zero = np.zeros(x._array.shape)
                assert close(zero if x.grad is None else x.grad._array, zero if y.grad is None else y.grad._array), (
                    where
                )


def test_every_card_has_a_rule_or_is_elementwise():
    holes = [name for name, card in OPS.items() if card.kind != "elementwise" and name not in RULES]

    assert holes == []


def test_no_rule_is_for_a_card_that_is_not_there():
    assert set(RULES) - set(OPS) == set()
