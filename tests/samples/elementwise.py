"""Samples for what works element by element: functions of one number, of two, of three, then questions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from tests.samples import ErrorSample, OpSamples, Sample

INF, NAN = np.inf, np.nan
SPECIAL = np.array([-INF, -2.5, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 2.5, INF, NAN])
HALVES = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5])


def shapes(draw, **params):
    """One sample for each kind of memory: `draw(shape)` makes the values."""
    return [
        Sample((draw((2, 3)),), params),
        Sample((np.array(draw(())),), params, "zero_dim"),
        Sample((draw((1, 3)),), params, "size_1"),
        Sample((draw((0, 2)),), params, "empty"),
        Sample((draw((3, 4)).T,), params, "transposed"),
        Sample((draw((4, 6))[::2, 1::3],), params, "strided"),
    ]


def one(torch, low=-2.0, high=2.0, edge=SPECIAL, kinks=(), **about):
    """A function of one number, tried between `low` and `high`, at `edge`, and at `kinks` where it has no slope."""

    def make(rng):
        samples = shapes(lambda shape: rng.uniform(low, high, shape))
        if edge is not None:
            samples.append(Sample((np.asarray(edge),), {}, "edge", differentiable=False))
        if len(kinks):
            samples.append(Sample((np.asarray(kinks),), {}, "kinks", differentiable=False))
        return samples

    return OpSamples(make, torch, **about)


def steps(torch):
    """A staircase: away from its steps, at them, and at halves."""

    def make(rng):
        samples = shapes(lambda shape: rng.integers(-3, 3, shape) + rng.uniform(0.2, 0.4, shape))
        samples += [
            Sample((SPECIAL,), {}, "edge", differentiable=False),
            Sample((HALVES,), {}, "halves", differentiable=False),
        ]
        return samples

    return OpSamples(make, torch)


def pairs(draw, other=None, edge=None):
    """Samples of two arrays: of one shape, broadcasting both ways, with a number, with nothing in them."""
    other = other or draw
    samples = [
        Sample((draw((2, 3)), other((2, 3)))),
        Sample((draw((2, 3)), other((3,))), {}, "broadcast_second"),
        Sample((draw((3, 1)), other((2, 1, 4))), {}, "broadcast_both"),
        Sample((np.array(draw(())), np.array(other(()))), {}, "zero_dim"),
        Sample((np.array(draw(())), other((2, 2))), {}, "zero_dim_first"),
        Sample((draw((1, 1)), other((2, 3))), {}, "size_1"),
        Sample((draw((0, 3)), other((1, 3))), {}, "empty"),
        Sample((draw((3, 2)).T, other((2, 6))[:, ::2]), {}, "strided"),
    ]
    if edge is not None:
        samples.append(Sample(edge, {}, "edge", differentiable=False))
    return samples


def two(torch, low=-2.0, high=2.0, edge=True, **about):
    """A function of two numbers, tried between `low` and `high`."""
    grid = tuple(np.array(g) for g in np.meshgrid(SPECIAL, SPECIAL)) if edge else None
    return OpSamples(lambda rng: pairs(lambda shape: rng.uniform(low, high, shape), edge=grid), torch, **about)


def away_from_zero(rng):
    return lambda shape: rng.uniform(0.5, 2, shape) * rng.choice([-1.0, 1.0], shape)


def divisions(torch, differentiable=True):
    """Quotients that are not whole, so that rounding does not change close by."""

    def make(rng):
        def divisor(shape):
            return rng.choice([-2.0, 2.0], shape)

        samples = pairs(lambda shape: rng.integers(-3, 3, shape) * 2 + rng.uniform(0.4, 0.8, shape), divisor)
        samples.append(Sample((np.array([7, -7, 7, -7]), np.array([2, 2, -2, -2])), {}, "int"))
        return [replace(sample, differentiable=differentiable) for sample in samples]

    return OpSamples(make, torch)


def integers(torch, low=0, high=9, bools=True):
    def make(rng):
        samples = [
            Sample((rng.integers(low, high, (2, 3)), rng.integers(low, high, (3,)))),
            Sample((rng.integers(low, high, ()), rng.integers(low, high, (2, 2))), {}, "zero_dim"),
            Sample((np.zeros((0, 2), np.int64), rng.integers(low, high, (1, 2))), {}, "empty"),
        ]
        flags = np.array([False, False, True, True]), np.array([False, True, False, True])
        return [*samples, Sample(flags, {}, "bool")] if bools else samples

    return OpSamples(make, torch)


def logic(torch):
    def make(rng):
        return [
            Sample((np.array([0.0, 0.0, 1.5, NAN]), np.array([0.0, 2.0, 0.0, 2.0]))),
            Sample((np.array([0, 0, 3, 3]), np.array([0, 2, 0, 2])), {}, "int"),
            Sample((np.array([[True], [False]]), np.array([True, False])), {}, "bool"),
            Sample((np.array(0.0), np.array([0.0, 1.0])), {}, "zero_dim"),
        ]

    return OpSamples(make, torch)


def comparison(torch):
    def make(rng):
        x = rng.integers(-2, 3, (3, 4)).astype(float)
        grid = tuple(np.array(g) for g in np.meshgrid(SPECIAL, SPECIAL))
        return [
            Sample((x, rng.integers(-2, 3, (4,)).astype(float))),
            Sample(grid, {}, "edge"),
            Sample((np.array(1.0), x), {}, "zero_dim"),
            Sample((np.arange(4), np.array([0, 2, 2, 1])), {}, "int"),
            Sample((x[:0], x[:1]), {}, "empty"),
        ]

    return OpSamples(make, torch)


def choices(torch, edge=True):
    """Two arrays that are nowhere equal, then ties and the values at the edge, where the slope jumps."""

    def make(rng):
        def draw(shape):
            return rng.integers(-4, 4, shape) + 0.0

        samples = pairs(draw, lambda shape: draw(shape) + 0.5)
        grid = tuple(np.array(g) for g in np.meshgrid(SPECIAL, SPECIAL))
        return [*samples, Sample(grid, {}, "edge", differentiable=False)]

    return OpSamples(make, torch)


def threes(draw, last=None, **params):
    last = last or draw
    return [
        Sample((draw((2, 3)), draw((2, 3)), last((2, 3))), params),
        Sample((draw((2, 1)), draw((3,)), last((1, 1))), params, "broadcast"),
        Sample((np.array(draw(())), np.array(draw(())), np.array(last(()))), params, "zero_dim"),
        Sample((draw((0, 3)), draw((1, 3)), last((3,))), params, "empty"),
        Sample((draw((3, 2)).T, draw((2, 3)), last((2, 6))[:, ::2]), params, "strided"),
    ]


def normal(rng):
    return rng.standard_normal


def where(rng):
    x, y = rng.standard_normal((2, 3)), rng.standard_normal((2, 3))
    return [
        Sample((x > 0, x, y)),
        Sample((np.array([True, False, True]), x, y[:, :1]), {}, "broadcast"),
        Sample((np.array(True), np.array(1.0), np.array(2.0)), {}, "zero_dim"),
        Sample((x > 0, x, np.array(NAN)), {}, "nan_not_taken"),
        Sample((x > 9, x.T.copy().T, y), {}, "transposed"),
        Sample((x[:0] > 0, x[:0], y[:0]), {}, "empty"),
    ]


def powers(rng):
    draw = partial(rng.uniform, 0.5, 2)
    samples = []
    for exponent in (0, 1, 2, 3, 4, -1, -2, -3, 0.5, -0.5, 1.5, 2.0, 3.0, 2.5):
        samples.append(Sample((draw((2, 3)),), {"exponent": exponent}, f"to_{exponent}"))
    for exponent in (0, 1, 2, 3, -1, -2, 2.0):
        samples.append(Sample((-draw((3,)),), {"exponent": exponent}, f"negative_to_{exponent}"))
    for exponent in (0, 2, 3, 0.5, -1, -0.5, 1.5):
        samples.append(Sample((SPECIAL,), {"exponent": exponent}, f"edge_to_{exponent}", differentiable=False))
    return [
        *samples,
        Sample((np.array([0.0, -0.0, 1.0]),), {"exponent": 2}, "zero_squared"),
        Sample((np.array([0.0, 1.0]),), {"exponent": 3}, "zero_cubed"),
        Sample((np.array(1.5),), {"exponent": 2}, "zero_dim"),
        Sample((draw((3, 2)).T,), {"exponent": 2}, "transposed"),
        Sample((draw((0, 2)),), {"exponent": 2}, "empty"),
        Sample((np.arange(-2, 3),), {"exponent": 3}, "int"),
    ]


def power_of(rng):
    samples = [s for base in (2, 0.5, 1, 10) for s in shapes(partial(rng.uniform, -2, 2), base=base)[:2]]
    return [
        *samples,
        Sample((np.array([0.5, 1.0, 2.0]),), {"base": 0}, "of_zero", differentiable=False),
        Sample((SPECIAL,), {"base": 2}, "edge", differentiable=False),
        Sample((np.arange(4),), {"base": 3}, "int"),
    ]


def power(rng):
    def exponent(shape):
        return rng.uniform(-2, 2, shape)

    samples = pairs(lambda shape: rng.uniform(0.5, 2, shape), exponent)
    grid = tuple(np.array(g) for g in np.meshgrid(SPECIAL, SPECIAL))
    return [
        *samples,
        Sample(grid, {}, "edge", differentiable=False),
        Sample((np.arange(1, 4), np.array([3, 0, 2])), {}, "int"),
    ]


def clip(rng):
    x = rng.integers(-3, 3, (2, 3)) + 0.25
    bounds = [(-1, 1), (None, 1), (-1, None), (0.5, 0.5), (2, -2), (-1.5, 2)]
    return [
        *[Sample((x,), {"min": low, "max": high}, f"{low}_to_{high}") for low, high in bounds],
        Sample((np.array(3.0),), {"min": 0, "max": 1}, "zero_dim"),
        Sample((np.array([-1.0, 0.0, 1.0]),), {"min": -1, "max": 1}, "on_the_bounds", differentiable=False),
        Sample((SPECIAL,), {"min": -1, "max": 1}, "edge", differentiable=False),
        Sample((np.arange(5),), {"min": 1, "max": 3}, "int"),
    ]


def clip_between(rng):
    x = rng.integers(-4, 4, (4, 5)) + 0.25
    low, high = rng.integers(-3, 0, (5,)) + 0.5, rng.integers(0, 3, (4, 1)) + 0.0
    return [
        Sample((x, low, high)),
        Sample((x[0], low, np.array(-2.0)), {}, "bounds_crossed"),
        Sample((np.array(3.0), np.array(0.0), np.array(1.0)), {}, "zero_dim"),
        Sample((x[:0], low, high[:1]), {}, "empty"),
    ]


def one_bound(name):
    def make(rng):
        x = rng.integers(-3, 3, (2, 3)) + 0.25
        return [
            Sample((x,), {name: 0}),
            Sample((x.T,), {name: -1.5}, "transposed"),
            Sample((np.array(-2.0),), {name: 0.5}, "zero_dim"),
            Sample((np.array([0.0, 1.0]),), {name: 1}, "on_the_bound", differentiable=False),
            Sample((SPECIAL,), {name: 0}, "edge", differentiable=False),
        ]

    return make


def nan_to_num(rng):
    how = {"nan": 0.5, "posinf": 9.0, "neginf": -9.0}
    return [
        *shapes(rng.standard_normal, **how),
        Sample((SPECIAL,), how, "edge", differentiable=False),
        Sample((np.arange(3),), how, "int"),
    ]


def logit(rng):
    samples = [s for eps in (None, 1e-3) for s in shapes(partial(rng.uniform, 0.1, 0.9), eps=eps)[:3]]
    edge = np.array([-0.5, 0.0, 0.05, 0.95, 1.0, 1.5])
    return [
        *samples,
        Sample((edge,), {"eps": None}, "edge", differentiable=False),
        Sample((edge,), {"eps": 0.1}, "edge_eps", differentiable=False),
    ]


def round_decimals(rng):
    return [
        Sample((rng.integers(-30, 30, (2, 3)) + 0.123,), {"decimals": 1}),
        Sample((np.array([1.234, -5.678]),), {"decimals": 2}, "two"),
        Sample((np.array([123.0, -456.0]),), {"decimals": -1}, "tens"),
        Sample((np.array(0.126),), {"decimals": 2}, "zero_dim"),
        Sample((np.array([0.25, 0.35, -0.45, 2.5, NAN, INF]),), {"decimals": 1}, "halves", differentiable=False),
    ]


def divide_rounded(rng):
    samples = divisions(None).make(rng)
    return [Sample(s.arrays, {"rounding": how}, f"{how}_{s.name}") for how in ("floor", "trunc") for s in samples]


def scaled(rng):
    samples = pairs(rng.standard_normal)
    return [Sample(s.arrays, {"alpha": alpha}, f"{alpha}_{s.name}") for alpha in (2, -0.1) for s in samples[:6]]


def fused(rng):
    return threes(normal(rng), away_from_zero(rng), value=0.1) + threes(normal(rng), away_from_zero(rng), value=-2)[:2]


def lerp(rng):
    def weight(shape):
        return rng.choice([-0.4, 0.2, 0.4, 0.7, 1.3], shape)

    return threes(normal(rng), weight)


def lerp_scalar(rng):
    samples = pairs(rng.standard_normal)
    return [Sample(s.arrays, {"weight": w}, f"{w}_{s.name}") for w in (0.1, 0.9) for s in samples[:6]] + [
        Sample((np.array([1.0]), np.array([2.0])), {"weight": w}, f"at_{w}") for w in (0, 0.5, 1, 2)
    ]


def copysign(rng):
    samples = pairs(away_from_zero(rng))
    return [
        *samples,
        Sample((np.array([0.0, 0.0, NAN]), np.array([-1.0, 1.0, -1.0])), {}, "edge", differentiable=False),
        Sample((np.arange(3), np.array([-1, 1, -1])), {}, "int"),
    ]


def fill(rng):
    x = rng.standard_normal((2, 3))
    return [
        Sample((x, np.array(2.5))),
        Sample((x.T, np.array(-1.0)), {}, "transposed"),
        Sample((np.array(1.0), np.array(2.0)), {}, "zero_dim"),
        Sample((x[:0], np.array(2.0)), {}, "empty"),
    ]


def copy(rng):
    x = rng.standard_normal((2, 3))
    return [
        Sample((x, rng.standard_normal((2, 3)))),
        Sample((x, rng.standard_normal((3,))), {}, "broadcast"),
        Sample((x.T, rng.standard_normal((3, 2))), {}, "transposed"),
        Sample((np.array(1.0), np.array(2.0)), {}, "zero_dim"),
        Sample((x[:0], x[:1]), {}, "empty"),
    ]


def polygamma(rng):
    samples = [s for n in (1, 2) for s in shapes(partial(rng.uniform, 0.5, 4), n=n)]
    return [*samples, Sample((np.array([-1.5, -0.3]),), {"n": 1}, "negative")]


def complex_numbers(rng):
    z = rng.standard_normal((2, 3)) + 1j * rng.standard_normal((2, 3))
    return [Sample((z,)), Sample((z.T,), {}, "transposed"), Sample((np.array(1 - 2j),), {}, "zero_dim")]


def isclose(rng):
    x = rng.standard_normal((2, 3))
    how = {"rtol": 1e-5, "atol": 1e-8, "equal_nan": False}
    grid = tuple(np.array(g) for g in np.meshgrid(SPECIAL, SPECIAL))
    return [
        Sample((x, x * (1 + 1e-6)), how),
        Sample((x, x[:1] + 1e-3), how, "broadcast"),
        Sample(grid, how, "edge"),
        Sample(grid, {**how, "equal_nan": True}, "edge_equal_nan"),
        Sample((np.array([1, 2, 3]), np.array([1, 2, 4])), how, "int"),
    ]


SAMPLES = {
    "zeros_like": one(lambda t, x: t.zeros_like(x)),
    "zero": one(lambda t, x: x.clone().zero_()),
    "negative": one(lambda t, x: -x),
    "absolute": one(lambda t, x: x.abs(), 0.2, 2, kinks=[0.0]),
    "sign": one(lambda t, x: x.sign(), 0.2, 2),
    "direction": OpSamples(
        lambda rng: [*complex_numbers(rng), Sample((SPECIAL,), {}, "real", differentiable=False)], lambda t, x: x.sgn()
    ),
    "reciprocal": one(lambda t, x: x.reciprocal(), 0.5, 2),
    "relu": one(lambda t, x: x.relu(), 0.1, 2),
    "sqrt": one(lambda t, x: x.sqrt(), 0.5, 3),
    "rsqrt": one(lambda t, x: x.rsqrt(), 0.5, 3),
    "exp": one(lambda t, x: x.exp()),
    "exp2": one(lambda t, x: x.exp2()),
    "expm1": one(lambda t, x: x.expm1()),
    "log": one(lambda t, x: x.log(), 0.5, 3),
    "log2": one(lambda t, x: x.log2(), 0.5, 3),
    "log10": one(lambda t, x: x.log10(), 0.5, 3),
    "log1p": one(lambda t, x: x.log1p(), -0.5, 3),
    "sigmoid": one(lambda t, x: x.sigmoid(), edge=[-INF, -200.0, -20.0, 20.0, 200.0, INF, NAN]),
    "sin": one(lambda t, x: x.sin()),
    "cos": one(lambda t, x: x.cos()),
    "tan": one(lambda t, x: x.tan(), -1, 1),
    "arcsin": one(lambda t, x: x.asin(), -0.9, 0.9),
    "arccos": one(lambda t, x: x.acos(), -0.9, 0.9),
    "arctan": one(lambda t, x: x.atan()),
    "sinh": one(lambda t, x: x.sinh()),
    "cosh": one(lambda t, x: x.cosh()),
    "tanh": one(lambda t, x: x.tanh()),
    "arcsinh": one(lambda t, x: x.asinh()),
    "arccosh": one(lambda t, x: x.acosh(), 1.2, 4),
    "arctanh": one(lambda t, x: x.atanh(), -0.9, 0.9),
    "sinc": one(lambda t, x: t.sinc(x), 0.2, 2),
    "deg2rad": one(lambda t, x: x.deg2rad(), -180, 180),
    "rad2deg": one(lambda t, x: x.rad2deg()),
    "erf": one(lambda t, x: x.erf(), -4, 4),
    "erfc": one(lambda t, x: x.erfc(), -4, 4),
    "erfinv": one(lambda t, x: x.erfinv(), -0.9, 0.9, edge=[-1.0, 0.0, 1.0, 1.5, NAN]),
    "lgamma": one(lambda t, x: x.lgamma(), 0.5, 4, edge=[-INF, -2.5, -1.0, 0.0, 1.0, 2.0, 1e30, INF, NAN]),
    "digamma": one(lambda t, x: x.digamma(), 2, 5, edge=[-2.5, -1.0, 0.0, 1e30, INF, NAN], double=1e-8),
    "ceil": steps(lambda t, x: x.ceil()),
    "floor": steps(lambda t, x: x.floor()),
    "trunc": steps(lambda t, x: x.trunc()),
    "rint": steps(lambda t, x: x.round()),
    "fraction": steps(lambda t, x: x.frac()),
    "square": one(lambda t, x: x.square()),
    "power_scalar": OpSamples(powers, lambda t, x, exponent: x.pow(exponent)),
    "clip": OpSamples(clip, lambda t, x, min, max: x.clamp(min, max)),
    "clip_min": OpSamples(one_bound("min"), lambda t, x, min: x.clamp_min(min)),
    "clip_max": OpSamples(one_bound("max"), lambda t, x, max: x.clamp_max(max)),
    "nan_to_num": OpSamples(nan_to_num, lambda t, x, **how: x.nan_to_num(**how)),
    "logit": OpSamples(logit, lambda t, x, eps: x.logit(eps)),
    "polygamma": OpSamples(polygamma, lambda t, x, n: t.polygamma(n, x), double=1e-8),
    "round_decimals": OpSamples(round_decimals, lambda t, x, decimals: x.round(decimals=decimals)),
    "power_of": OpSamples(power_of, lambda t, x, base: t.pow(base, x)),
    "real": OpSamples(complex_numbers, lambda t, x: t.view_as_real(x)[..., 0], second_order=False),
    "imag": OpSamples(complex_numbers, lambda t, x: t.view_as_real(x)[..., 1], second_order=False),
    "conjugate": OpSamples(complex_numbers, lambda t, x: x.conj()),
    "angle": one(lambda t, x: x.angle(), 0.2, 2),
    "add": two(lambda t, x, y: x + y),
    "subtract": two(lambda t, x, y: x - y),
    "rsubtract": two(lambda t, x, y: t.rsub(x, y), own_name=True),
    "multiply": two(lambda t, x, y: x * y),
    "divide": two(lambda t, x, y: x / y, 0.5, 2),
    "power": OpSamples(power, lambda t, x, y: x**y),
    "arctan2": two(lambda t, x, y: t.atan2(x, y), 0.2, 2),
    "hypot": two(lambda t, x, y: t.hypot(x, y), 0.2, 2),
    "logaddexp": two(lambda t, x, y: t.logaddexp(x, y)),
    "logaddexp2": two(lambda t, x, y: t.logaddexp2(x, y), edge=False),
    "xlogy": two(lambda t, x, y: t.xlogy(x, y), 0.5, 2),
    "copysign": OpSamples(copysign, lambda t, x, y: t.copysign(x, y)),
    "nextafter": two(lambda t, x, y: t.nextafter(x, y)),
    "heaviside": two(lambda t, x, y: t.heaviside(x, y)),
    "maximum": choices(lambda t, x, y: t.maximum(x, y)),
    "minimum": choices(lambda t, x, y: t.minimum(x, y)),
    "fmax": choices(lambda t, x, y: t.fmax(x, y)),
    "fmin": choices(lambda t, x, y: t.fmin(x, y)),
    "clip_lower": choices(lambda t, x, y: t.clamp_min(x, y)),
    "clip_upper": choices(lambda t, x, y: t.clamp_max(x, y)),
    "floor_divide": divisions(lambda t, x, y: x // y, differentiable=False),
    "divide_rounded": OpSamples(divide_rounded, lambda t, x, y, rounding: t.div(x, y, rounding_mode=rounding)),
    "remainder": divisions(lambda t, x, y: t.remainder(x, y)),
    "fmod": divisions(lambda t, x, y: t.fmod(x, y)),
    "rsubtract_scaled": OpSamples(
        lambda rng: [replace(s, params={**s.params, "number": False}) for s in scaled(rng)],
        lambda t, x, y, alpha, number: t.rsub(x, y, alpha=alpha),
    ),
    "add_scaled": OpSamples(scaled, lambda t, x, y, alpha: t.add(x, y, alpha=alpha)),
    "subtract_scaled": OpSamples(scaled, lambda t, x, y, alpha: t.sub(x, y, alpha=alpha)),
    "lerp_scalar": OpSamples(lerp_scalar, lambda t, x, y, weight: t.lerp(x, y, weight)),
    "fill": OpSamples(fill, lambda t, x, value: x.clone().fill_(value), own_name=True),
    "copy": OpSamples(copy, lambda t, x, y: x.clone().copy_(y), own_name=True),
    "where": OpSamples(where, lambda t, c, x, y: t.where(c, x, y)),
    "clip_between": OpSamples(clip_between, lambda t, x, y, z: t.clamp(x, y, z)),
    "addcmul": OpSamples(fused, lambda t, x, y, z, value: t.addcmul(x, y, z, value=value)),
    "addcdiv": OpSamples(fused, lambda t, x, y, z, value: t.addcdiv(x, y, z, value=value)),
    "lerp": OpSamples(lerp, lambda t, x, y, w: t.lerp(x, y, w)),
    "equal": comparison(lambda t, x, y: x == y),
    "not_equal": comparison(lambda t, x, y: x != y),
    "less": comparison(lambda t, x, y: x < y),
    "less_equal": comparison(lambda t, x, y: x <= y),
    "greater": comparison(lambda t, x, y: x > y),
    "greater_equal": comparison(lambda t, x, y: x >= y),
    "frexp": one(lambda t, x: t.frexp(x), 1.1, 1.9),
    "isclose": OpSamples(isclose, lambda t, x, y, **how: t.isclose(x, y, **how)),
    "isnan": one(lambda t, x: x.isnan()),
    "isinf": one(lambda t, x: x.isinf()),
    "isposinf": one(lambda t, x: x.isposinf()),
    "isneginf": one(lambda t, x: x.isneginf()),
    "isfinite": one(lambda t, x: x.isfinite()),
    "signbit": one(lambda t, x: x.signbit()),
    "logical_and": logic(lambda t, x, y: t.logical_and(x, y)),
    "logical_or": logic(lambda t, x, y: t.logical_or(x, y)),
    "logical_xor": logic(lambda t, x, y: t.logical_xor(x, y)),
    "logical_not": one(lambda t, x: x.logical_not()),
    "bitwise_and": integers(lambda t, x, y: x & y),
    "bitwise_or": integers(lambda t, x, y: x | y),
    "bitwise_xor": integers(lambda t, x, y: x ^ y),
    "invert": OpSamples(
        lambda rng: [Sample((rng.integers(-9, 9, (2, 3)),)), Sample((np.array([True, False]),), {}, "bool")],
        lambda t, x: ~x,
    ),
    "left_shift": integers(lambda t, x, y: x << y, bools=False),
    "right_shift": integers(lambda t, x, y: x >> y, bools=False),
    "gcd": integers(lambda t, x, y: t.gcd(x, y), bools=False),
    "lcm": integers(lambda t, x, y: t.lcm(x, y), bools=False),
}

A, B = np.zeros((2, 3)), np.zeros((2, 4))
FLAG = np.array([True, False])
ERRORS = {
    "add": [ErrorSample((A, B), {}, RuntimeError, r"tensor a \(3\) must match the size of tensor b \(4\)")],
    "multiply": [
        ErrorSample((A, np.zeros((3, 2))), {}, RuntimeError, "transpose"),
        ErrorSample((A, np.zeros(2)), {}, RuntimeError, "unsqueeze"),
    ],
    "subtract": [ErrorSample((FLAG, FLAG), {}, RuntimeError, "bool")],
    "negative": [ErrorSample((FLAG,), {}, RuntimeError, "bool")],
    "bitwise_and": [ErrorSample((A, A), {}, RuntimeError, "float64")],
    "floor_divide": [ErrorSample((np.array([1]), np.array([0])), {}, RuntimeError, "ZeroDivisionError")],
    "remainder": [ErrorSample((np.array([1]), np.array([0])), {}, RuntimeError, "ZeroDivisionError")],
    "divide_rounded": [
        ErrorSample((np.array([1]), np.array([0])), {"rounding": "trunc"}, RuntimeError, "ZeroDivisionError")
    ],
    "where": [ErrorSample((FLAG, A, A), {}, RuntimeError, "must match")],
}
