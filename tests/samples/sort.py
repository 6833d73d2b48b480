"""Samples for order and search."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.samples import OpSamples, Sample
from tests.samples.reduce import along, apart, whole

INF, NAN = np.inf, np.nan
TIES = np.array([[2.0, 1.0, 2.0, 1.0, 3.0]])
MISSING = np.array([[1.0, NAN, 3.0, NAN, 2.0]])


def ordered(*choices):
    def make(rng):
        x = apart(rng)((3, 4, 5))
        samples = [
            Sample((x,), {"axis": axis, **more}, f"{axis}_{i}") for axis in (0, 1, -1) for i, more in enumerate(choices)
        ]
        for i, more in enumerate(choices):
            samples += [
                Sample((MISSING,), {"axis": 1, **more}, f"nan_{i}", differentiable=False),
                Sample((rng.permutation(14).reshape(2, 7),), {"axis": 1, **more}, f"int_{i}"),
                Sample((x.transpose(2, 0, 1),), {"axis": 1, **more}, f"transposed_{i}"),
            ]
            if more.get("k", 1) == 1:
                samples.append(Sample((np.array(2.0),), {"axis": 0, **more}, f"zero_dim_{i}"))
            if "k" in more:
                samples.append(Sample((rng.permutation(40).reshape(2, 20) * 0.5,), {"axis": 1, **more}, f"many_{i}"))
            if "k" not in more:  # of equal elements torch's topk and kthvalue take any
                samples.append(Sample((TIES,), {"axis": 1, **more}, f"ties_{i}", differentiable=False))
                samples.append(Sample((x[:0, 0],), {"axis": 0, **more}, f"empty_{i}"))
        return samples

    return make


def with_missing(make):
    """The samples of `make`, and those that tell a median that passes over NaN from one that does not."""

    def more(rng):
        samples = make(rng)
        return samples + [replace(s, params={**s.params, "skip_nan": True}, name=f"skip_{s.name}") for s in samples]

    return more


def torch_median(t, x, axis=None, keepdims=False, skip_nan=False):
    call = t.nanmedian if skip_nan else t.median
    return call(x) if axis is None else call(x, axis, keepdims)


def modes(rng):
    return [
        Sample((apart(rng)((2, 3, 4)),), {"axis": 1}),
        Sample((apart(rng)((2, 3)),), {"axis": -1, "keepdims": True}, "kept"),
        Sample((np.array([3.0, 1.0, 3.0, 1.0, 2.0]),), {"axis": 0}, "ties", differentiable=False),
        Sample((rng.integers(0, 3, (4, 9)),), {"axis": 1}, "int"),
        Sample((rng.integers(0, 3, (9, 4)),), {"axis": 0}, "int_along_0"),
        Sample((np.array(2.0),), {"axis": 0}, "zero_dim"),
        Sample((np.array([[1.0, NAN, NAN]]),), {"axis": 1}, "nan", differentiable=False),
    ]


def places(rng):
    return [
        Sample((np.array([[0.0, 1.5], [NAN, 0.0]]),)),
        Sample((np.array([True, False, True]),), {}, "bool"),
        Sample((np.array(2),), {}, "zero_dim"),
        Sample((np.zeros((0, 2)),), {}, "empty"),
    ]


def searches(rng):
    x = np.sort(rng.integers(0, 9, 7)) + 0.0
    rows = np.sort(rng.integers(0, 9, (2, 5)), axis=1)
    return [
        *[Sample((x, rng.integers(-1, 10, (2, 3)) + 0.0), {"side": side}, side) for side in ("left", "right")],
        *[Sample((rows, rng.integers(-1, 10, (2, 3))), {"side": side}, f"rows_{side}") for side in ("left", "right")],
        Sample((x, np.array(4.0)), {"side": "left"}, "zero_dim"),
    ]


def members(rng):
    x = rng.integers(0, 5, (2, 3))
    return [
        Sample((x, np.array([1, 3])), {"invert": False}),
        Sample((x, np.array([1, 3])), {"invert": True}, "invert"),
        Sample((x + 0.5, np.array([[1.5]])), {"invert": False}, "float"),
        Sample((x, np.zeros(0, np.int64)), {"invert": False}, "empty"),
    ]


def counts(rng):
    x = rng.integers(0, 5, 9)
    return [
        Sample((x,), {"minlength": 0}),
        Sample((x,), {"minlength": 8}, "long"),
        Sample((x[:0],), {"minlength": 0}, "empty"),
    ]


def histograms(rng):
    return [
        Sample((rng.uniform(0, 5, (3, 4)),), {"bins": 4, "min": 0.0, "max": 5.0}),
        Sample((np.array([-1.0, 0.0, 1.0, 2.0, 3.0]),), {"bins": 2, "min": 0.0, "max": 2.0}, "edge"),
    ]


def repeated(rng):
    return [
        Sample((rng.integers(0, 4, (3, 4)),), {"axis": None}),
        Sample((rng.integers(0, 3, 9) + 0.5,), {"axis": None}, "float"),
        Sample((rng.integers(0, 2, (5, 2)),), {"axis": 0}, "rows"),
        Sample((rng.integers(0, 2, (2, 5)),), {"axis": 1}, "columns"),
        Sample((np.array([NAN, 1.0, NAN]),), {"axis": None}, "nan"),
        Sample((np.array([True, True]),), {"axis": None}, "bool"),
        Sample((np.array(3.0),), {"axis": None}, "zero_dim"),
        Sample((np.zeros(0),), {"axis": None}, "empty"),
    ]


SAMPLES = {
    "sort": OpSamples(
        ordered({"descending": False}, {"descending": True}),
        lambda t, x, axis, descending: x.sort(axis, descending),
    ),
    "argsort": OpSamples(
        ordered({"descending": False}, {"descending": True}),
        lambda t, x, axis, descending: x.argsort(dim=axis, descending=descending, stable=True),
    ),
    "topk": OpSamples(
        ordered({"k": 1, "largest": True}, {"k": 2, "largest": False}, {"k": 3, "largest": True}),
        lambda t, x, k, axis, largest: x.topk(k, axis, largest),
    ),
    "kthvalue": OpSamples(
        ordered({"k": 1, "keepdims": False}, {"k": 3, "keepdims": True}),
        lambda t, x, k, axis, keepdims: x.kthvalue(k, axis, keepdims),
    ),
    "median": OpSamples(with_missing(whole()), torch_median),
    "median_along": OpSamples(with_missing(along()), torch_median),
    "mode": OpSamples(modes, lambda t, x, axis, keepdims=False: x.mode(axis, keepdims)),
    "nonzero": OpSamples(places, lambda t, x: x.nonzero()),
    "searchsorted": OpSamples(searches, lambda t, x, y, side: t.searchsorted(x, y, side=side)),
    "isin": OpSamples(members, lambda t, x, y, invert: t.isin(x, y, invert=invert)),
    "bincount": OpSamples(counts, lambda t, x, minlength: x.bincount(minlength=minlength)),
    "histogram": OpSamples(histograms, lambda t, x, bins, min, max: x.histc(bins, min, max)),
    "unique": OpSamples(repeated, lambda t, x, axis: t.unique(x, return_inverse=True, return_counts=True, dim=axis)),
    "unique_consecutive": OpSamples(
        repeated, lambda t, x, axis: t.unique_consecutive(x, return_inverse=True, return_counts=True, dim=axis)
    ),
}

ERRORS = {}
