"""Samples for the cards of the engine itself: types, broadcasting, and parts of memory."""

from __future__ import annotations

import numpy as np

from tests.samples import ErrorSample, OpSamples, Sample

# The parts of a (2, 3) tensor's memory, or of a (3, 2) one's laid out by columns, that the strided cards are tried on.
ROWS = {"base": ((2, 3), (3, 1)), "shape": (3,), "strides": (1,), "offset": 3}
COLUMN = {"base": ((2, 3), (3, 1)), "shape": (2,), "strides": (3,), "offset": 1}
ONE = {"base": ((2, 3), (3, 1)), "shape": (), "strides": (), "offset": 4}
TURNED = {"base": ((3, 2), (1, 3)), "shape": (2, 2), "strides": (3, 1), "offset": 1}
OVERLAPPING = {"base": ((6,), (1,)), "shape": (4, 3), "strides": (1, 1), "offset": 0}
SPREAD = {"base": ((6,), (1,)), "shape": (2, 3), "strides": (0, 2), "offset": 1}
NOTHING = {"base": ((0, 3), (3, 1)), "shape": (0,), "strides": (1,), "offset": 0}
DISJOINT = [ROWS, COLUMN, ONE, TURNED]


def astype(rng):
    x = rng.standard_normal((2, 3))
    return [
        Sample((x,), {"dtype": np.dtype("f8")}, "to_float64"),
        Sample((x,), {"dtype": np.dtype("f4")}, "to_float32", differentiable=False),
        Sample((x,), {"dtype": np.dtype("i8")}, "to_int64", differentiable=False),
        Sample((x,), {"dtype": np.dtype("?")}, "to_bool", differentiable=False),
        Sample((np.arange(4),), {"dtype": np.dtype("f4")}, "int_to_float32"),
        Sample((np.array(2.5),), {"dtype": np.dtype("f8")}, "zero_dim"),
        Sample((np.zeros((0, 2)),), {"dtype": np.dtype("f8")}, "empty"),
    ]


def sum_to(rng):
    x = rng.standard_normal((2, 3, 4))
    return [
        Sample((x,), {"shape": (3, 1)}),
        Sample((x,), {"shape": ()}, "to_a_number"),
        Sample((x,), {"shape": (2, 3, 4)}, "as_it_is"),
        Sample((x.transpose(2, 0, 1),), {"shape": (1, 2, 1)}, "transposed"),
        Sample((x[:1],), {"shape": (1, 1, 4)}, "size_1"),
        Sample((rng.standard_normal((3, 0)),), {"shape": (3, 1)}, "empty"),
    ]


def broadcast_to(rng):
    return [
        Sample((rng.standard_normal((3, 1)),), {"shape": (2, 3, 4)}),
        Sample((np.array(1.5),), {"shape": (2, 2)}, "zero_dim"),
        Sample((rng.standard_normal((2, 3)),), {"shape": (2, 3)}, "as_it_is"),
        Sample((rng.standard_normal((3, 2)).T,), {"shape": (2, 2, 3)}, "transposed"),
        Sample((rng.standard_normal((1, 3)),), {"shape": (0, 3)}, "empty"),
        Sample((np.arange(3),), {"shape": (2, 3)}, "int"),
    ]


def _of_shape(rng, where):
    shape, strides = where["base"]
    return rng.standard_normal(shape) if strides[-1] == 1 else rng.standard_normal(shape[::-1]).T


def as_strided(rng):
    return [Sample((_of_shape(rng, w),), w) for w in (*DISJOINT, OVERLAPPING, SPREAD, NOTHING)]


def strided_sum(rng):
    return [Sample((rng.standard_normal(w["shape"]),), w) for w in (*DISJOINT, OVERLAPPING, SPREAD)]


def strided_clear(rng):
    return [Sample((_of_shape(rng, w),), w) for w in DISJOINT]


def strided_scatter(rng):
    return [Sample((_of_shape(rng, w), rng.standard_normal(w["shape"])), w) for w in DISJOINT]


def _laid_out(torch, x, base):
    return torch.empty_strided(*base, dtype=x.dtype).copy_(x)


def _torch_as_strided(torch, x, base, shape, strides, offset):
    return _laid_out(torch, x, base).as_strided(shape, strides, offset)


def _torch_sum(torch, x, base, shape, strides, offset):
    total = torch.zeros(int(np.prod(base[0])), dtype=x.dtype)
    cells = torch.arange(total.numel()).as_strided(shape, strides, offset).reshape(-1)
    return total.index_add(0, cells, x.reshape(-1)).as_strided(*base)


def _torch_clear(torch, x, base, shape, strides, offset):
    cleared = _laid_out(torch, x, base)
    cleared.as_strided(shape, strides, offset).zero_()
    return cleared


def _torch_scatter(torch, x, values, base, shape, strides, offset):
    changed = _laid_out(torch, x, base)
    changed.as_strided(shape, strides, offset).copy_(values)
    return changed


def _torch_astype(torch, x, dtype):
    return x.to(getattr(torch, dtype.name), copy=True)


SAMPLES = {
    "astype": OpSamples(astype, _torch_astype),
    "sum_to": OpSamples(sum_to, lambda torch, x, shape: x.sum_to_size(shape), own_name=True),
    "broadcast_to": OpSamples(broadcast_to, lambda torch, x, shape: x.expand(shape)),
    "as_strided": OpSamples(as_strided, _torch_as_strided),
    "strided_sum": OpSamples(strided_sum, _torch_sum, own_name=True),
    "strided_clear": OpSamples(strided_clear, _torch_clear, own_name=True),
    "strided_scatter": OpSamples(strided_scatter, _torch_scatter, own_name=True),
}

ERRORS = {
    "sum_to": [ErrorSample((np.ones((2, 3)),), {"shape": (2, 4)}, RuntimeError, r"does not fit an argument of shape")],
    "broadcast_to": [ErrorSample((np.ones(3),), {"shape": (2, 4)}, RuntimeError, r"broadcast")],
}
