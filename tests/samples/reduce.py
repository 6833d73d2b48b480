"""Samples for what makes many numbers one, or runs along an axis."""

from __future__ import annotations

import numpy as np

from tests.samples import ErrorSample, OpSamples, Sample

INF, NAN = np.inf, np.nan
AXES = [None, 0, 1, -1, (0, 2), (0, 1, 2), (-1,)]


def reduction(torch, draw=None, axes=AXES, ints=True, nan=True, empty=True, keepdims=True, extra=(), **about):
    """A reduction with the metadata axis and keepdims: over all, over one axis, over several."""

    def make(rng):
        values = draw(rng) if draw else rng.standard_normal
        x = values((2, 3, 4))
        kept = [True, False] if keepdims else [False]
        samples = [
            Sample((x,), {"axis": axis, "keepdims": keep}, f"{axis}_{'kept' if keep else 'gone'}")
            for axis in axes
            for keep in kept
        ]
        samples += [
            Sample((np.array(values(())),), {"axis": None, "keepdims": False}, "zero_dim"),
            Sample((np.array(values(())),), {"axis": 0, "keepdims": False}, "zero_dim_axis"),
            Sample((x.transpose(2, 0, 1),), {"axis": 1, "keepdims": False}, "transposed"),
            Sample((x[:1, :, ::2],), {"axis": 0, "keepdims": True}, "size_1"),
            Sample((values((200, 30)),), {"axis": None, "keepdims": False}, "large"),
        ]
        if empty:
            samples.append(Sample((x[:0, 0],), {"axis": 0, "keepdims": False}, "empty_axis", differentiable=False))
        samples.append(Sample((x[:0, 0],), {"axis": 1, "keepdims": False}, "empty"))
        if ints:
            samples.append(Sample((rng.integers(-3, 4, (2, 3)),), {"axis": 1, "keepdims": False}, "int"))
            samples.append(Sample((rng.integers(0, 2, (2, 3)) > 0,), {"axis": 0, "keepdims": False}, "bool"))
        if nan:
            edge = np.array([[1.0, NAN, INF], [2.0, -INF, INF]])
            samples.append(Sample((edge,), {"axis": 1, "keepdims": False}, "edge", differentiable=False))
        return [*samples, *[s(rng) for s in extra]]

    return OpSamples(make, torch, **about)


def dim_of(axis, keepdims=False):
    """torch's words: nothing where all is reduced."""
    return {} if axis is None and not keepdims else {"dim": axis, "keepdim": keepdims}


def apart(rng):
    """Values that are nowhere equal nor close, in random order."""
    return lambda shape: rng.permutation(int(np.prod(shape))).reshape(shape) * 0.5 - 3.0


def with_zeros(count):
    def sample(rng):
        x = rng.uniform(0.5, 2, (3, 4))
        x[0, :count] = 0
        return Sample((x,), {"axis": 1, "keepdims": False}, f"zeros_{count}")

    return sample


def all_with_zeros(rng):
    x = rng.uniform(0.5, 2, (2, 3))
    x[0, 1] = x[1, 1] = 0
    return Sample((x,), {"axis": None, "keepdims": False}, "all_with_zeros")


def ties(rng):
    """Where several elements are the extremum they share the gradient: not its slope, but torch's convention."""
    x = np.array([[1.0, 2.0, 2.0], [2.0, 0.0, 0.0]])
    return Sample((x,), {"axis": None, "keepdims": False}, "ties", differentiable=False)


def spread(rng):
    x = rng.standard_normal((2, 4))
    return [
        Sample((x,), {"shape": (2, 3, 4), "axis": 1, "keepdims": False}),
        Sample((x.reshape(2, 1, 4),), {"shape": (2, 3, 4), "axis": 1, "keepdims": True}, "kept"),
        Sample((x[0],), {"shape": (2, 3, 4), "axis": (0, 1), "keepdims": False}, "two"),
        Sample((np.array(2.0),), {"shape": (2, 3), "axis": None, "keepdims": False}, "all"),
        Sample((np.array(2.0),), {"shape": (0, 3), "axis": None, "keepdims": False}, "empty"),
    ]


def expand(torch, x, shape, axis, keepdims):
    if axis is not None and not keepdims and x.ndim:
        for a in sorted(axis if isinstance(axis, tuple) else (axis,)):
            x = x.unsqueeze(a)
    return x.expand(shape)


def whole(draw=apart):
    def make(rng):
        values = draw(rng)
        return [
            Sample((values((2, 3)),)),
            Sample((values((3, 2)).T,), {}, "transposed"),
            Sample((np.array(values(())),), {}, "zero_dim"),
            Sample((np.array([1.0, 3.0, 3.0, -1.0, -1.0]),), {}, "ties", differentiable=False),
            Sample((np.array([1.0, NAN]),), {}, "nan", differentiable=False),
            Sample((np.array([3, 1, 2]),), {}, "int"),
        ]

    return make


def along(draw=apart):
    def make(rng):
        values = draw(rng)
        x = values((2, 3, 4))
        return [
            *[Sample((x,), {"axis": axis, "keepdims": k}, f"{axis}_{k}") for axis in (0, 1, -1) for k in (True, False)],
            Sample((np.array(values(())),), {"axis": 0, "keepdims": False}, "zero_dim"),
            Sample((x.transpose(2, 0, 1),), {"axis": 1, "keepdims": False}, "transposed"),
            Sample((x[:0, 0],), {"axis": 1, "keepdims": False}, "empty"),
            Sample((np.array([[1.0, 3.0, 3.0, 1.0]]),), {"axis": 1, "keepdims": False}, "ties", differentiable=False),
            Sample((np.array([[1.0, NAN], [NAN, NAN]]),), {"axis": 1, "keepdims": False}, "nan", differentiable=False),
            Sample((rng.permutation(6).reshape(2, 3),), {"axis": 1, "keepdims": False}, "int"),
        ]

    return make


def positions():
    def make(rng):
        x = apart(rng)((2, 3, 4))
        return [
            *[Sample((x,), {"axis": a, "keepdims": k}, f"{a}_{k}") for a in (None, 0, -1) for k in (True, False)],
            Sample((np.array(1.0),), {"axis": None, "keepdims": False}, "zero_dim"),
            Sample((np.array([[1.0, 3.0, 3.0, 1.0]]),), {"axis": 1, "keepdims": False}, "ties"),
            Sample((np.array([1.0, NAN, 3.0, NAN]),), {"axis": 0, "keepdims": False}, "nan"),
            Sample((np.array([3, 1, 3]),), {"axis": None, "keepdims": False}, "int"),
        ]

    return make


def spreads(rng):
    x = rng.standard_normal((2, 3, 4))
    samples = [
        Sample((x,), {"axis": axis, "correction": c, "keepdims": k}, f"{axis}_{c}_{k}")
        for axis, c, k in [(None, 1, False), (0, 1, True), (-1, 0, False), ((0, 2), 1, False), (1, 0.5, True)]
    ]
    return [
        *samples,
        Sample((x.transpose(2, 0, 1),), {"axis": 1, "correction": 1, "keepdims": False}, "transposed"),
        Sample((x[:1],), {"axis": 0, "correction": 0, "keepdims": False}, "one_of_one", differentiable=False),
        Sample((x[:1],), {"axis": 0, "correction": 1, "keepdims": False}, "no_freedom", differentiable=False),
        Sample((np.ones(3),), {"axis": 0, "correction": 1, "keepdims": False}, "constant", differentiable=False),
        Sample((1e4 + x[0, 0],), {"axis": 0, "correction": 1, "keepdims": False}, "far_from_zero"),
        Sample((np.array([1.0, INF]),), {"axis": 0, "correction": 1, "keepdims": False}, "edge", differentiable=False),
    ]


def norms(rng):
    x = apart(rng)((2, 3, 4)) + 0.25
    samples = [
        Sample((x,), {"ord": p, "axis": axis, "keepdims": k}, f"{p}_{axis}_{k}", differentiable=p != 0)
        for p in (0, 0.5, 1, 1.5, 2, 3, 4.5, INF, -INF, -1)
        for axis, k in [(None, False), (-1, True), ((0, 2), False)]
        if not (abs(p) == INF and axis != -1)  # the elements of largest size tie in sign here and there
    ]
    return [
        *samples,
        Sample((x.transpose(2, 0, 1),), {"ord": 2, "axis": 1, "keepdims": False}, "transposed"),
        Sample((np.array(-3.0),), {"ord": 2, "axis": None, "keepdims": False}, "zero_dim"),
        Sample((x[:0, 0],), {"ord": 2, "axis": 0, "keepdims": False}, "empty"),
        *[Sample((np.zeros((2, 2)),), {"ord": p, "axis": 1}, f"zeros_{p}", False) for p in (1, 2, 3, INF)],
        Sample((np.array([0.0, 1.0, 2.0]),), {"ord": 3, "axis": None}, "one_zero"),
        Sample((np.array([1.0, -1.0, 0.5]),), {"ord": INF, "axis": None}, "ties", differentiable=False),
    ]


def scan(draw=None, ints=True, extra=(), both_ways=True):
    def make(rng):
        values = draw(rng) if draw else rng.standard_normal
        x = values((2, 3, 4))
        samples = [Sample((x,), {"axis": axis}, f"along_{axis}") for axis in (0, 1, -1)]
        if both_ways:
            samples.append(Sample((x,), {"axis": 1, "reverse": True}, "reverse"))
            samples.append(Sample((x[:0, 0],), {"axis": 0}, "empty"))
        samples += [
            Sample((np.array(values(())),), {"axis": 0}, "zero_dim"),
            Sample((x.transpose(2, 0, 1),), {"axis": 1}, "transposed"),
            Sample((x[:, :1],), {"axis": 1}, "size_1"),
        ]
        if ints:
            samples.append(Sample((rng.integers(-3, 4, (2, 3)),), {"axis": 1}, "int"))
        return [*samples, *extra]

    return make


def zeros_in(*places):
    x = np.array([[0.5, 2.0, 1.5, 0.7], [1.2, 0.8, 0.6, 1.1]])
    x[(0,) * len(places), places] = 0
    return Sample((x,), {"axis": 1}, f"zeros_at_{'_'.join(map(str, places))}")


def edge(*values):
    return Sample((np.array(values),), {"axis": 0}, "edge", differentiable=False)


def turned(call):
    """The scan of torch's, from the end with reverse."""

    def scan(torch, x, axis, reverse=False):
        return call(x.flip(axis), axis).flip(axis) if reverse and x.ndim else call(x, axis)

    return scan


def shift(rng):
    x = rng.standard_normal((2, 3, 4))
    return [
        *[Sample((x,), {"axis": axis, "reverse": r}, f"{axis}_{r}") for axis in (0, -1) for r in (False, True)],
        Sample((x,), {"axis": 1, "fill": 1}, "fill"),
        Sample((np.array(2.0),), {"axis": 0, "fill": 1}, "zero_dim"),
        Sample((x[:0, 0],), {"axis": 0}, "empty"),
    ]


def torch_shift(torch, x, axis, reverse=False, fill=0):
    if not x.ndim or not x.numel():
        return torch.full_like(x, fill) + 0 * x
    edge = torch.full_like(x.narrow(axis, 0, 1), fill)
    n = x.shape[axis] - 1
    return torch.cat([x.narrow(axis, 1, n), edge] if reverse else [edge, x.narrow(axis, 0, n)], axis)


def carry(rng):
    x, y = rng.standard_normal((2, 3, 4)), rng.standard_normal((2, 3, 4))
    return [
        *[Sample((x, y), {"axis": axis, "reverse": r}, f"{axis}_{r}") for axis in (0, -1) for r in (False, True)],
        Sample((np.array(2.0), np.array(3.0)), {"axis": 0}, "zero_dim"),
        Sample((x[:0, 0], y[:0, 0]), {"axis": 0}, "empty"),
    ]


def torch_carry(torch, x, y, axis, reverse=False):
    if not x.ndim or not x.numel():
        return x + 0 * y
    total, results = 0, []
    steps = list(zip(x.unbind(axis), y.unbind(axis), strict=True))
    for a, b in reversed(steps) if reverse else steps:
        total = a + b * total
        results.append(total)
    return torch.stack(results[::-1] if reverse else results, axis)


def picked(rng):
    x = rng.standard_normal((2, 4, 3))
    once = rng.permuted(np.broadcast_to(np.arange(4)[:, None], (2, 4, 3)), axis=1)[:, :2]
    return [
        Sample((x, once), {"axis": 1}),
        Sample((x, np.full((2, 2, 3), 3)), {"axis": -2}, "repeated"),
        Sample((x, rng.integers(0, 2, (1, 4, 3))), {"axis": 0}, "along_0"),
        Sample((np.array(2.0), np.array(0)), {"axis": 0}, "zero_dim"),
    ]


def placed(rng):
    x = rng.standard_normal((2, 2, 3))
    once = rng.permuted(np.broadcast_to(np.arange(4)[:, None], (2, 4, 3)), axis=1)[:, :2]
    return [
        Sample((x, once), {"axis": 1, "size": 4}),
        Sample((x, np.full((2, 2, 3), 3)), {"axis": -2, "size": 4, "repeats": True}, "repeated"),
        Sample((np.array(2.0), np.array(0)), {"axis": 0, "size": 1}, "zero_dim"),
    ]


def torch_place(torch, x, index, axis, size, repeats=False):
    if not x.ndim:
        return x * 1
    shape = list(x.shape)
    shape[axis] = size
    return torch.zeros(shape, dtype=x.dtype).scatter_add(axis, index, x)


def counted(rng):
    x = rng.integers(-1, 2, (2, 3)) + 0.0
    return [Sample((x,), {"axis": a}, str(a)) for a in (None, 0, (0, 1))] + [
        Sample((np.array([True, False]),), {"axis": None}, "bool"),
        Sample((np.array([NAN, 0.0]),), {"axis": None}, "nan"),
    ]


def aminmax(rng):
    x = apart(rng)((2, 3))
    return [
        Sample((x,), {"axis": None}),
        Sample((x,), {"axis": 1, "keepdims": True}, "kept"),
        Sample((x,), {"axis": 0}, "along"),
        Sample((np.array(2.0),), {"axis": None}, "zero_dim"),
        Sample((np.array([1.0, 3.0, 3.0]),), {"axis": None}, "ties", differentiable=False),
    ]


def truth(rng):
    x = np.array([[0.0, 1.0, NAN], [2.0, 3.0, 4.0]])
    return [
        *[Sample((x,), {"axis": a, "keepdims": k}, f"{a}_{k}") for a in (None, 0, 1, (0, 1)) for k in (True, False)],
        Sample((np.array(True),), {"axis": None}, "zero_dim"),
        Sample((x[:0],), {"axis": 0}, "empty"),
        Sample((np.array([1, 0], np.uint8),), {"axis": None}, "uint8"),
        Sample((np.array([1, 0]),), {"axis": None}, "int"),
    ]


def question(name):
    return lambda t, x, axis=None, keepdims=False: getattr(t, name)(
        x, **({"dim": tuple(range(x.ndim)), "keepdim": True} if axis is None and keepdims else dim_of(axis, keepdims))
    )


def logs(rng):
    x = np.array([[-INF, -INF], [-INF, 1.0], [INF, 1.0], [1000.0, 1000.0]])
    return Sample((x,), {"axis": 1}, "edge", differentiable=False)


SAMPLES = {
    "sum": reduction(lambda t, x, axis, keepdims: x.sum(**dim_of(axis, keepdims))),
    "spread": OpSamples(spread, expand, own_name=True),
    "mean": reduction(lambda t, x, axis, keepdims: x.mean(**dim_of(axis, keepdims)), ints=False),
    "nansum": reduction(lambda t, x, axis, keepdims: x.nansum(**dim_of(axis, keepdims))),
    "prod": reduction(
        lambda t, x, axis, keepdims: x.prod(**dim_of(axis, keepdims)),
        draw=lambda rng: lambda shape: rng.uniform(0.95, 1.05, shape),
        axes=[0, 1, -1],
        extra=[with_zeros(1), with_zeros(2), all_with_zeros],
    ),
    "all": OpSamples(truth, question("all")),
    "any": OpSamples(truth, question("any")),
    "count_nonzero": OpSamples(counted, lambda t, x, axis: t.count_nonzero(x, axis)),
    "logsumexp": reduction(
        lambda t, x, axis, keepdims=False: x.logsumexp(tuple(range(x.ndim)) if axis is None else axis, keepdims),
        ints=False,
        nan=False,
        extra=[logs],
    ),
    "amax": reduction(
        lambda t, x, axis, keepdims: x.amax(() if axis is None else axis, keepdims),
        draw=apart,
        empty=False,
        extra=[ties],
    ),
    "amin": reduction(
        lambda t, x, axis, keepdims: x.amin(() if axis is None else axis, keepdims),
        draw=apart,
        empty=False,
        extra=[ties],
    ),
    "max": OpSamples(whole(), lambda t, x: x.max()),
    "min": OpSamples(whole(), lambda t, x: x.min()),
    "max_along": OpSamples(along(), lambda t, x, axis, keepdims: x.max(axis, keepdims)),
    "min_along": OpSamples(along(), lambda t, x, axis, keepdims: x.min(axis, keepdims)),
    "argmax": OpSamples(positions(), lambda t, x, axis, keepdims: x.argmax(axis, keepdims)),
    "argmin": OpSamples(positions(), lambda t, x, axis, keepdims: x.argmin(axis, keepdims)),
    "aminmax": OpSamples(aminmax, lambda t, x, axis=None, keepdims=False: t.aminmax(x, dim=axis, keepdim=keepdims)),
    "var": OpSamples(
        spreads, lambda t, x, axis, correction, keepdims: x.var(axis, correction=correction, keepdim=keepdims)
    ),
    "var_mean": OpSamples(
        spreads, lambda t, x, axis, correction, keepdims: t.var_mean(x, axis, correction=correction, keepdim=keepdims)
    ),
    "std_mean": OpSamples(
        spreads, lambda t, x, axis, correction, keepdims: t.std_mean(x, axis, correction=correction, keepdim=keepdims)
    ),
    "std": OpSamples(
        spreads, lambda t, x, axis, correction, keepdims: x.std(axis, correction=correction, keepdim=keepdims)
    ),
    "vector_norm": OpSamples(
        norms,
        lambda t, x, ord, axis=None, keepdims=False: t.linalg.vector_norm(x, ord, axis, keepdims),
    ),
    "cumsum": OpSamples(scan(), turned(lambda x, axis: x.cumsum(axis)), own_name=True),
    "cumprod": OpSamples(
        scan(
            lambda rng: lambda shape: rng.uniform(0.5, 1.5, shape),
            extra=[zeros_in(0), zeros_in(1), zeros_in(3), zeros_in(1, 2)],
        ),
        turned(lambda x, axis: x.cumprod(axis)),
        own_name=True,
    ),
    "logcumsumexp": OpSamples(
        scan(ints=False, extra=[edge(-INF, 1.0, 1000.0, 1000.0)]),
        turned(lambda x, axis: x.logcumsumexp(axis)),
        own_name=True,
    ),
    "cummax": OpSamples(
        scan(apart, extra=[edge(1.0, 3.0, 3.0, NAN, 2.0)], both_ways=False),
        lambda t, x, axis: x.cummax(axis),
    ),
    "cummin": OpSamples(
        scan(apart, extra=[edge(3.0, 1.0, 1.0, NAN, 2.0)], both_ways=False),
        lambda t, x, axis: x.cummin(axis),
    ),
    "shift": OpSamples(shift, torch_shift, own_name=True),
    "carry": OpSamples(carry, torch_carry, own_name=True),
    "pick_along": OpSamples(picked, lambda t, x, index, axis: x.gather(axis, index), own_name=True),
    "place_along": OpSamples(placed, torch_place, own_name=True),
}

A = np.zeros((2, 3))
ERRORS = {
    "sum": [ErrorSample((A,), {"axis": 2, "keepdims": False}, IndexError, "axis 2 is out of bounds")],
    "mean": [ErrorSample((A,), {"axis": (0, 5), "keepdims": False}, IndexError, "axis 5 is out of bounds")],
    "amax": [ErrorSample((A[:0],), {"axis": 0, "keepdims": False}, RuntimeError, "zero-size")],
}
