"""Samples for the cards of indexing: parts, index arrays, positions along a dimension, rows, masks."""

from __future__ import annotations

import numpy as np

from tests.samples import ErrorSample, OpSamples, Sample

KEYS = [
    ("select", (1, ...)),
    ("row_and_column", (0, -1, ...)),
    ("column", (slice(None), 0, ...)),
    ("slice", (slice(1, None), ...)),
    ("steps", (slice(None, None, 2), slice(0, 3, 2), ...)),
    ("nothing", (slice(2, 1), ...)),
    ("new_first", (None, ...)),
    ("new_inside", (slice(None), None, ...)),
    ("dots_first", (..., 1)),
    ("all", (...,)),
    ("mixed", (None, 1, None, slice(1, 3), ...)),
]


def getitem(rng):
    x = rng.standard_normal((3, 4))
    return [
        *[Sample((x,), {"key": key}, name) for name, key in KEYS],
        Sample((np.array(1.0),), {"key": (...,)}, "zero_dim"),
        Sample((x.T,), {"key": (1, ...)}, "transposed"),
    ]


def place(rng):
    shape = (3, 4)
    return [
        Sample((rng.standard_normal(np.zeros(shape)[key].shape),), {"shape": shape, "key": key}, name)
        for name, key in KEYS
    ]


def _torch_place(torch, x, shape, key):
    placed = torch.zeros(shape, dtype=x.dtype)
    placed[key] = x
    return placed


ROWS = np.array([2, 0, 2])
PAIR = np.array([[0, 1], [2, 2]])
MASK = np.array([[True, False, True, False], [False, False, False, True], [True, True, False, False]])
# Index arrays, and the axes that they stand on, for a (3, 4, 2) tensor.
PLACES = [
    ("rows", (ROWS,), (0,)),
    ("negative", (np.array([-1, 0]),), (1,)),
    ("two_dims", (PAIR,), (0,)),
    ("side_by_side", (PAIR, np.array([0, 3])), (0, 1)),
    ("apart", (ROWS, np.array([1, 0, 1])), (0, 2)),
    ("last_two", (np.array([3, 3]), np.array([1, 1])), (1, 2)),
    ("mask_of_rows", (np.array([True, False, True]),), (0,)),
    ("mask_of_two", (MASK,), (0,)),
    ("mask_and_index", (np.array([True, False, True]), np.array([1, 2])), (0, 1)),
    ("nothing", (np.zeros(0, np.int64),), (0,)),
]


def _key(axes, indices):
    """The key of NumPy and of torch that has each index at its axis."""
    key, dim = [], 0
    for axis, index in zip(axes, indices, strict=True):
        key += [slice(None)] * (axis - dim) + [index]
        dim = axis + (index.ndim if "bool" in str(index.dtype) else 1)
    return tuple(key)


def index(rng):
    x = rng.standard_normal((3, 4, 2))
    return [
        *[Sample((x, *indices), {"axes": axes}, name) for name, indices, axes in PLACES],
        Sample((x.transpose(2, 1, 0), np.array([1, 0])), {"axes": (0,)}, "transposed"),
        Sample((np.arange(5), np.array([4, 4])), {"axes": (0,)}, "int"),
    ]


def _torch_index(torch, x, *indices, axes):
    return x[_key(axes, indices)]


def index_sum(rng):
    shape = (3, 4, 2)
    return [
        Sample(
            (rng.standard_normal(np.zeros(shape)[_key(axes, indices)].shape), *indices),
            {"shape": shape, "axes": axes},
            name,
        )
        for name, indices, axes in PLACES
    ] + [Sample((rng.standard_normal((8, 30)), np.arange(8) % 3), {"shape": (40, 30), "axes": (0,)}, "large")]


def _torch_index_sum(torch, x, *indices, shape, axes):
    total = torch.zeros(shape, dtype=x.dtype)
    places = torch.arange(total.numel()).reshape(shape)[_key(axes, indices)]
    return total.reshape(-1).index_add(0, places.reshape(-1), x.reshape(-1)).reshape(shape)


def index_put(rng):
    x = rng.standard_normal((3, 4, 2))
    samples = []
    for name, indices, axes in PLACES:
        values = rng.standard_normal(x[_key(axes, indices)].shape)
        if name not in ("rows", "two_dims", "last_two", "apart"):  # where a place comes twice, either value may win
            samples.append(Sample((x, values, *indices), {"axes": axes}, name))
        samples.append(Sample((x, values, *indices), {"axes": axes, "accumulate": True}, f"{name}_added"))
    return [
        *samples,
        Sample((x, np.array(1.5), np.array([0, 2])), {"axes": (1,)}, "one_number"),
        Sample((x, rng.standard_normal(2), np.array([0, 2])), {"axes": (1,)}, "broadcast"),
    ]


def _torch_index_put(torch, x, values, *indices, axes, accumulate=False):
    if axes == (0,) or all(a == i for i, a in enumerate(axes)):
        return x.index_put(indices, values, accumulate)
    written = x.clone()
    if accumulate:
        places = torch.arange(x.numel()).reshape(x.shape)[_key(axes, indices)]
        return x.reshape(-1).index_put((places,), values, True).reshape(x.shape)
    written[_key(axes, indices)] = values
    return written


def take(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x, np.array([0, 5, 5])), {}),
        Sample((x, np.array([[-1], [2]])), {}, "negative"),
        Sample((x.T, np.array([1, 2])), {}, "transposed"),
        Sample((x, np.array(3)), {}, "one"),
    ]


def take_sum(rng):
    return [
        Sample((rng.standard_normal(3), np.array([0, 5, 5])), {"shape": (3, 4)}),
        Sample((rng.standard_normal((2, 1)), np.array([[-1], [2]])), {"shape": (3, 4)}, "negative"),
    ]


def _torch_take_sum(torch, x, index, shape):
    return torch.zeros(shape, dtype=x.dtype).put(index, x, accumulate=True)


ALONG = [
    ("columns", 1, np.array([[0, 3], [1, 1], [2, 0]])),
    ("one_each", 1, np.array([[2], [0], [3]])),
    ("rows", 0, np.array([[0, 2, 1, 1]])),
    ("fewer", 1, np.array([[1, 2, 3]])),
    ("longer", 0, np.array([[0], [2], [0], [0], [1]])),
    ("nothing", 1, np.zeros((3, 0), np.int64)),
]


def gather(rng):
    x = rng.standard_normal((3, 4))
    return [
        *[Sample((x, index), {"axis": axis}, name) for name, axis, index in ALONG],
        Sample((x.T, np.array([[0, 1, 2], [2, 2, 1]])), {"axis": 1}, "transposed"),
        Sample((rng.standard_normal(4), np.array([1, 1])), {"axis": 0}, "vector"),
        Sample((np.arange(4), np.array([3, 0])), {"axis": 0}, "int"),
    ]


def gather_sum(rng):
    large = np.arange(60).reshape(2, 30) % 7
    return [
        *[
            Sample((rng.standard_normal(index.shape), index), {"shape": (3, 4), "axis": axis}, name)
            for name, axis, index in ALONG
        ],
        Sample((rng.standard_normal(large.shape), large), {"shape": (40, 30), "axis": 0}, "large"),
    ]


def _torch_gather_sum(torch, x, index, shape, axis):
    return torch.zeros(shape, dtype=x.dtype).scatter_add(axis, index, x)


def scatter(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x, rng.standard_normal((3, 2)), np.array([[0, 3], [1, 2], [2, 0]])), {"axis": 1}),
        Sample((x, rng.standard_normal((3, 4)), np.array([[0, 1], [2, 3]])), {"axis": 1}, "part_of_source"),
        Sample((x, rng.standard_normal((1, 4)), np.array([[0, 2, 1, 1]])), {"axis": 0}, "rows"),
        Sample((rng.standard_normal(4), rng.standard_normal(2), np.array([3, 0])), {"axis": 0}, "vector"),
    ]


def scatter_value(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x, index), {"axis": axis, "value": 2.5}, name) for name, axis, index in ALONG if name != "nothing"
    ] + [Sample((np.arange(4), np.array([1])), {"axis": 0, "value": 7}, "int")]


def scatter_add(rng):
    x = rng.standard_normal((3, 4))
    return [
        *[
            Sample((x, rng.standard_normal(index.shape), index), {"axis": axis}, name)
            for name, axis, index in ALONG
            if name != "nothing"
        ],
        Sample((x, rng.standard_normal((3, 4)), np.array([[0, 0], [2, 3]])), {"axis": 1}, "part_of_source"),
    ]


def scatter_reduce(rng):
    x, index = rng.standard_normal((3, 4)), np.array([[0, 0, 3], [1, 1, 1]])
    src = rng.standard_normal((2, 3))
    samples = [
        Sample((x, src, index), {"axis": 1, "reduce": how, "include_self": own}, f"{how}{'' if own else '_alone'}")
        for how in ("sum", "mean", "prod", "amax", "amin")
        for own in (True, False)
    ]
    zeros = np.array([[0.0, 2.0, 3.0], [0.0, 4.0, 1.0]])
    return [
        *samples,
        Sample((x, zeros, index), {"axis": 1, "reduce": "prod"}, "zeros"),
        Sample((x, rng.standard_normal((3, 4)), index), {"axis": 1, "reduce": "mean"}, "part_of_source"),
        Sample((np.arange(4), np.array([5, -2]), np.array([1, 1])), {"axis": 0, "reduce": "mean"}, "int"),
    ]


def _torch_scatter_reduce(torch, x, src, index, axis, reduce, include_self=True):
    return x.scatter_reduce(axis, index, _under(index, src), reduce, include_self=include_self)


def _under(index, src):
    """The part of a source that is used: torch has no gradient for a larger source."""
    return src[tuple(slice(n) for n in index.shape)]


def index_select(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x, ROWS), {"axis": 0}),
        Sample((x, np.array([3, 3])), {"axis": 1}, "columns"),
        Sample((x.T, np.array([0])), {"axis": 1}, "transposed"),
        Sample((x, np.zeros(0, np.int64)), {"axis": 0}, "nothing"),
    ]


def index_add(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x, rng.standard_normal((3, 4)), ROWS), {"axis": 0}),
        Sample((x, rng.standard_normal((3, 2)), np.array([3, 3])), {"axis": 1, "alpha": 2.5}, "columns"),
    ]


def index_copy(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x, rng.standard_normal((2, 4)), np.array([2, 0])), {"axis": 0}),
        Sample((x, rng.standard_normal((3, 1)), np.array([3])), {"axis": 1}, "columns"),
    ]


def index_fill(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x, ROWS), {"axis": 0, "value": 1.5}),
        Sample((x, np.array([3])), {"axis": 1, "value": -1.0}, "columns"),
    ]


def masked_fill(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x, MASK), {"value": 0.5}),
        Sample((x, MASK[0]), {"value": float("-inf")}, "mask_broadcast"),
        Sample((x[0], MASK), {"value": 2.0}, "tensor_broadcast"),
        Sample((x.T, MASK.T), {"value": 1.0}, "transposed"),
        Sample((np.arange(12).reshape(3, 4), MASK), {"value": 7}, "int"),
    ]


def masked_put(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x, np.array(0.5), MASK), {}),
        Sample((x[0], np.array(0.5), MASK), {}, "tensor_broadcast"),
    ]


def masked_select(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x, MASK), {}),
        Sample((x, MASK[0]), {}, "mask_broadcast"),
        Sample((x[0], MASK), {}, "tensor_broadcast"),
        Sample((x, np.zeros((3, 4), bool)), {}, "nothing"),
    ]


def masked_place(rng):
    return [
        Sample((rng.standard_normal(MASK.sum()), MASK), {"shape": (3, 4)}),
        Sample((rng.standard_normal(6), MASK[0]), {"shape": (3, 4)}, "mask_broadcast"),
    ]


def _torch_masked_place(torch, x, mask, shape):
    return torch.zeros(shape, dtype=x.dtype).masked_scatter(mask.expand(shape), x)


def masked_scatter(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x, rng.standard_normal(MASK.sum()), MASK), {}),
        Sample((x, rng.standard_normal((3, 4)), MASK), {}, "more_than_needed"),
        Sample((x, rng.standard_normal(6), MASK[0]), {}, "mask_broadcast"),
    ]


SAMPLES = {
    "getitem": OpSamples(getitem, lambda torch, x, key: x[key]),
    "place": OpSamples(place, _torch_place, own_name=True),
    "index": OpSamples(index, _torch_index),
    "index_sum": OpSamples(index_sum, _torch_index_sum, own_name=True),
    "index_put": OpSamples(index_put, _torch_index_put, own_name=True),
    "take": OpSamples(take, lambda torch, x, index: x.take(index)),
    "take_sum": OpSamples(take_sum, _torch_take_sum),
    "gather": OpSamples(gather, lambda torch, x, index, axis: x.gather(axis, index)),
    "gather_sum": OpSamples(gather_sum, _torch_gather_sum),
    "scatter": OpSamples(scatter, lambda torch, x, src, index, axis: x.scatter(axis, index, _under(index, src))),
    "scatter_value": OpSamples(scatter_value, lambda torch, x, index, axis, value: x.scatter(axis, index, value)),
    "scatter_add": OpSamples(
        scatter_add, lambda torch, x, src, index, axis: x.scatter_add(axis, index, _under(index, src))
    ),
    "scatter_reduce": OpSamples(scatter_reduce, _torch_scatter_reduce),
    "index_select": OpSamples(index_select, lambda torch, x, index, axis: x.index_select(axis, index)),
    "index_add": OpSamples(
        index_add, lambda torch, x, src, index, axis, alpha=1: x.index_add(axis, index, src, alpha=alpha)
    ),
    "index_copy": OpSamples(index_copy, lambda torch, x, src, index, axis: x.index_copy(axis, index, src)),
    "index_fill": OpSamples(index_fill, lambda torch, x, index, axis, value: x.index_fill(axis, index, value)),
    "masked_fill": OpSamples(masked_fill, lambda torch, x, mask, value: x.masked_fill(mask, value)),
    "masked_put": OpSamples(masked_put, lambda torch, x, value, mask: x.masked_fill(mask, value)),
    "masked_select": OpSamples(masked_select, lambda torch, x, mask: x.masked_select(mask)),
    "masked_place": OpSamples(masked_place, _torch_masked_place, own_name=True),
    "masked_scatter": OpSamples(masked_scatter, lambda torch, x, source, mask: x.masked_scatter(mask, source)),
}

M34 = np.ones((3, 4))
ERRORS = {
    "getitem": [
        ErrorSample((M34,), {"key": (5, ...)}, IndexError, r"index 5 is out of bounds for dimension 0 with size 3"),
        ErrorSample((M34,), {"key": (0, 0, 0, ...)}, IndexError, r"too many indices for tensor of dimension 2"),
        ErrorSample((np.ones(()),), {"key": (0, ...)}, IndexError, r"invalid index of a 0-dim tensor"),
    ],
    "index": [
        ErrorSample((M34, np.array([0, 7])), {"axes": (1,)}, IndexError, r"index 7 is out of bounds for dimension 1"),
        ErrorSample((M34, np.array([True])), {"axes": (0,)}, IndexError, r"shape of the mask \[1\] at index 0"),
        ErrorSample((M34, np.arange(2), np.arange(3)), {"axes": (0, 1)}, IndexError, r"could not be broadcast"),
    ],
    "index_put": [
        ErrorSample((M34, np.ones(3), np.array([0])), {"axes": (0,)}, RuntimeError, r"value tensor of shape \[3\]"),
        ErrorSample((M34, np.ones(4), np.array([9])), {"axes": (0,)}, IndexError, r"index 9 is out of bounds"),
    ],
    "take": [ErrorSample((M34, np.array([12])), {}, IndexError, r"index 12 on a tensor of 12 elements")],
    "gather": [
        ErrorSample((M34, np.array([[4]])), {"axis": 1}, RuntimeError, r"index 4 is out of bounds for dimension 1"),
        ErrorSample((M34, np.array([[-1]])), {"axis": 1}, RuntimeError, r"index -1 is out of bounds"),
        ErrorSample((M34, np.array([0])), {"axis": 1}, RuntimeError, r"same number of dimensions"),
        ErrorSample((M34, np.array([[0.5]])), {"axis": 1}, RuntimeError, r"Expected dtype int32/int64"),
        ErrorSample((M34, np.zeros((4, 1), int)), {"axis": 1}, RuntimeError, r"Size does not match at dimension 0"),
    ],
    "scatter": [
        ErrorSample((M34, np.ones((1, 1)), np.array([[0, 1]])), {"axis": 1}, RuntimeError, r"no larger size than src"),
        ErrorSample((M34, np.ones((1, 1), int), np.array([[0]])), {"axis": 1}, RuntimeError, r"self.dtype"),
    ],
    "scatter_reduce": [
        ErrorSample((M34, M34, np.array([[0]])), {"axis": 1, "reduce": "max"}, RuntimeError, r"reduce argument must be")
    ],
    "index_select": [ErrorSample((M34, np.array([-1])), {"axis": 0}, IndexError, r"index out of range in self")],
    "index_add": [
        ErrorSample((M34, np.ones((1, 4)), np.array([0, 1])), {"axis": 0}, RuntimeError, r"Number of indices \(2\)"),
        ErrorSample((M34, np.ones((1, 3)), np.array([0])), {"axis": 0}, RuntimeError, r"source tensor shape must"),
        ErrorSample((M34, np.ones((1, 4)), np.array([3])), {"axis": 0}, RuntimeError, r"index 3 is out of bounds"),
    ],
    "index_copy": [ErrorSample((M34, np.ones(4), np.array([0])), {"axis": 0}, IndexError, r"source must have shape")],
    "masked_fill": [ErrorSample((M34, M34), {"value": 0.0}, RuntimeError, r"only supports boolean masks")],
    "masked_scatter": [ErrorSample((M34, np.ones(1), M34 > 0), {}, RuntimeError, r"number of ones in mask: 1 < 12")],
}
