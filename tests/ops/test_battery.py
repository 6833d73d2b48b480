"""The battery: what must hold for every op with every one of its samples."""

from __future__ import annotations

import numpy as np
import pytest

from backlight.core import dtypes
from backlight.core.backward import walk
from backlight.core.result import constant
from tests.golden.figures import read
from tests.ops.cases import (
    CALLS,
    CASES,
    apart,
    gradients,
    inner,
    is_float,
    leaf,
    normal,
    rng_for,
    slope,
    weights_for,
)
from tests.samples import ERRORS

GOLDEN = read()
REMAKE = "its figures are missing or of another sample: python -m tests.golden.make_ops, where torch 2.13 is"

FLOATS = [case for case in CASES if case.has_floats]
SMOOTH = [case for case in CASES if case.sample.differentiable and case.wanting(case.arrays())]
TWICE = [case for case in SMOOTH if case.about.second_order]
ERROR_CASES = [(name, i, sample) for name, samples in ERRORS.items() for i, sample in enumerate(samples)]


def every(cases):
    return pytest.mark.parametrize("case", cases, ids=[case.id for case in cases])


def arrays_of(results) -> list[np.ndarray]:
    return [r._array for r in results]


def tensors(arrays) -> list:
    return [constant(a) if isinstance(a, np.ndarray) else a for a in arrays]


def close(actual, expected, case, dtype) -> None:
    """Equal to the op's tolerance: each element for itself, or to the largest where elements are sums."""
    about = case.about
    tolerance = about.tolerance if dtype != "float64" else max(min(about.tolerance * 1e-7, 1e-9), about.double)
    finite = np.abs(expected[np.isfinite(expected)]) if is_float(expected) else np.zeros(0)
    slack = case.about.slack * (1 if dtype == "float32" else 1e-7)
    if case.card.kind != "elementwise":
        slack += tolerance * float(finite.max(initial=0.0))
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=slack, err_msg=case.id)


@every(CASES)
def test_values_are_those_of_torch(case):
    for dtype in ("float32", "float64") if case.has_floats else ("float32",):
        arrays = case.arrays(dtype)
        figures = GOLDEN.get(f"{case.id} {dtype}")
        assert figures is not None and figures.made_from(arrays, case.sample.params), REMAKE

        results = case.call(*tensors(arrays))
        assert [r._array.shape for r in results] == [e.shape for e in figures.results]
        assert [dtypes.of(r._array).name for r in results] == [e.dtype.name for e in figures.results]
        for result, expected in zip(results, figures.results, strict=True):
            close(result._array, expected, case, dtype)


@every(CASES)
def test_arrays_give_arrays_and_stay_as_they_were(case):
    arrays = case.arrays()
    before = [np.array(a) for a in arrays]
    with np.errstate(all="ignore"):
        raw = case.call(*arrays)
    wrapped = arrays_of(case.call(*tensors(arrays)))

    assert {type(r).__module__ for r in raw} == {"numpy"}
    for plain, result in zip(raw, wrapped, strict=True):
        np.testing.assert_allclose(plain, result, rtol=1e-6)
        if len({a.dtype for a in arrays if isinstance(a, np.ndarray)}) == 1 and plain.dtype == result.dtype:
            np.testing.assert_array_equal(plain, result)
    for a, was in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(a, was)


@every(SMOOTH)
def test_the_gradient_is_the_slope(case):
    """By random projection: along a random direction v, the slope of Σ weights·results is Σ gradient·v."""
    arrays = case.arrays()
    wanting = case.wanting(arrays)
    weights = weights_for(case, arrays)
    gs, _ = gradients(case, arrays, weights, wanting)
    for position, g in zip(wanting, gs, strict=True):
        if g is None and case.card.joint is not None:
            continue  # one that a joint rule leaves out, as the class weights of a loss
        x = arrays[position]
        v = normal(rng_for("direction", case.id, position), x)

        def along(t, position=position, x=x, v=v):
            moved = [np.asarray(x + t * v) if i == position else a for i, a in enumerate(arrays)]
            results = arrays_of(case.call(*tensors(moved)))
            return sum(inner(w, r) for w, r in zip(weights, results, strict=True))

        assert g.shape == x.shape
        assert inner(g, v) == pytest.approx(slope(along), rel=1e-6, abs=1e-6 * (1 + np.abs(g * v).sum()))


@every(TWICE)
def test_the_gradient_of_the_gradient_is_its_slope(case):
    """The same for F = Σ gradient·u as a function of the arguments and of the weights."""
    arrays = case.arrays()
    wanting = case.wanting(arrays)
    weights = weights_for(case, arrays)
    once, _ = gradients(case, arrays, weights, wanting)
    wanting = [i for i, g in zip(wanting, once, strict=True) if g is not None]
    us = [normal(rng_for("u", case.id, i), arrays[i]) for i in wanting]
    vs = [normal(rng_for("v", case.id, i), arrays[i]) for i in wanting]
    ws = [normal(rng_for("w", case.id, k), w) if is_float(w) else w for k, w in enumerate(weights)]

    def projected(xs, weights) -> float:
        moved = list(arrays)
        for i, x in zip(wanting, xs, strict=True):
            moved[i] = x
        gs, _ = gradients(case, moved, weights, wanting)
        return sum(inner(u, g) for u, g in zip(us, gs, strict=True))

    def along(t):
        xs = [np.asarray(arrays[i] + t * v) for i, v in zip(wanting, vs, strict=True)]
        return projected(xs, [np.asarray(w + t * dw) if is_float(w) else w for w, dw in zip(weights, ws, strict=True)])

    second = _second(case, arrays, weights, wanting, us)
    directions = [*vs, *[w for w in ws if is_float(w)]]
    slopes = [inner(g, v) for g, v in zip(second, directions, strict=True) if g is not None]
    size = sum(float(np.abs(g * v).sum()) for g, v in zip(second, directions, strict=True) if g is not None)
    assert sum(slopes) == pytest.approx(slope(along), rel=1e-6, abs=1e-6 * (1 + size))


def _second(case, arrays, weights, wanting, us) -> list:
    """The gradients of Σ gradient·u for the arguments at `wanting` and for the floating weights, by create_graph."""
    starts = [leaf(w) if is_float(w) else constant(w) for w in weights]
    gs, leaves = gradients(case, arrays, starts, wanting, create_graph=True)
    leaves = [*leaves, *[w for w in starts if w._needs_grad]]
    pairs = [(g, u) for g, u in zip(gs, us, strict=True) if g._needs_grad]
    if not pairs:
        return [None] * len(leaves)
    found = walk([g for g, _ in pairs], [constant(u) for _, u in pairs], targets=leaves, accumulate=False)
    return [found.get(x) for x in leaves]


@every(SMOOTH)
def test_gradients_are_the_same_with_and_without_create_graph(case):
    arrays = case.arrays("float32")
    wanting = case.wanting(arrays)
    weights = weights_for(case, arrays)
    plain, _ = gradients(case, arrays, weights, wanting)
    graphed, _ = gradients(case, arrays, weights, wanting, create_graph=True)
    for raw, g in zip(plain, graphed, strict=True):
        assert (raw is None) == (g is None)
        if g is not None:
            assert g._array.dtype == raw.dtype
            largest = float(np.abs(raw).max(initial=0.0))
            np.testing.assert_allclose(g._array, raw, rtol=3e-7, atol=3e-7 * largest + case.about.slack)


@every(SMOOTH)
def test_results_and_gradients_have_the_dtype_of_the_arguments(case):
    plain = [r.dtype for r in arrays_of(case.call(*tensors(case.arrays())))]
    for dtype in ("float16", "float32", "float64") if case.about.half else ("float32", "float64"):
        arrays = case.arrays(dtype)
        wanting = case.wanting(arrays)
        weights = weights_for(case, arrays)
        if "dtype" not in case.sample.params and all(a.dtype == dtype for a in arrays if is_float(a)):
            narrow = {np.float64: dtype, np.complex128: np.result_type(dtype, "c8")}
            assert [w.dtype for w in weights] == [np.dtype(narrow.get(p.type, p)) for p in plain]
        gs, _ = gradients(case, arrays, weights, wanting)
        for position, g in zip(wanting, gs, strict=True):
            if g is not None:
                assert (g.shape, g.dtype) == (arrays[position].shape, arrays[position].dtype)


@every([case for case in SMOOTH if any(np.ndim(a) for a in case.sample.arrays)])
def test_memory_with_gaps_makes_no_difference(case):
    arrays = case.arrays()
    spread = [apart(a) if is_float(a) else a for a in arrays]
    wanting = case.wanting(arrays)
    weights = weights_for(case, arrays)
    for one, other in zip(case.call(*tensors(arrays)), case.call(*tensors(spread)), strict=True):
        np.testing.assert_allclose(one._array, other._array, rtol=1e-12, atol=1e-12)
    ones, _ = gradients(case, arrays, weights, wanting)
    others, _ = gradients(case, spread, weights, wanting)
    for g, h in zip(ones, others, strict=True):
        assert (g is None) == (h is None)
        if g is not None:
            np.testing.assert_allclose(g, h, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "sample"), [(n, s) for n, _, s in ERROR_CASES], ids=[f"{n}-{i}" for n, i, _ in ERROR_CASES]
)
def test_mistakes_are_told(name, sample):
    with pytest.raises(sample.error, match=sample.match):
        CALLS[name](*tensors(sample.arrays), **sample.params)
