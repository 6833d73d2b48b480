"""Samples for the cards of shape: views, copies in another order, joins and splits."""

from __future__ import annotations

import numpy as np

from tests.samples import ErrorSample, OpSamples, Sample


def reshape(rng):
    x = rng.standard_normal((2, 3, 4))
    return [
        Sample((x,), {"shape": (6, 4)}),
        Sample((x,), {"shape": (2, -1)}, "inferred"),
        Sample((x,), {"shape": (24,)}, "flat"),
        Sample((np.array(1.5),), {"shape": (1, 1)}, "zero_dim"),
        Sample((rng.standard_normal((1, 1)),), {"shape": ()}, "to_zero_dim"),
        Sample((np.zeros((0, 3)),), {"shape": (3, 0)}, "empty"),
        Sample((x[:, :2],), {"shape": (2, 1, 2, 4)}, "view_of_gaps"),
        Sample((np.arange(6),), {"shape": (2, 3)}, "int"),
        Sample((x.transpose(2, 0, 1),), {"shape": (8, 3)}, "copied"),
    ]


def squeeze(rng):
    x = rng.standard_normal((1, 3, 1))
    return [
        Sample((x,), {"axis": None}),
        Sample((x,), {"axis": 0}, "first"),
        Sample((x,), {"axis": 1}, "not_of_size_1"),
        Sample((x,), {"axis": (0, 2)}, "two"),
        Sample((np.array(2.0),), {"axis": None}, "zero_dim"),
        Sample((np.zeros((1, 0)),), {"axis": 0}, "empty"),
    ]


def expand_dims(rng):
    x = rng.standard_normal((2, 3))
    return [
        Sample((x,), {"axis": 0}),
        Sample((x,), {"axis": 1}),
        Sample((x,), {"axis": 2}),
        Sample((x.T,), {"axis": 1}, "transposed"),
        Sample((np.array(1.0),), {"axis": 0}, "zero_dim"),
        Sample((np.zeros((0, 2)),), {"axis": 1}, "empty"),
    ]


def swapaxes(rng):
    return [
        Sample((rng.standard_normal((2, 3, 4)),), {"axis1": 0, "axis2": 2}),
        Sample((rng.standard_normal((2, 3)),), {"axis1": 1, "axis2": 1}, "same"),
        Sample((np.array(1.0),), {"axis1": 0, "axis2": 0}, "zero_dim"),
    ]


def matrix_transpose(rng):
    return [
        Sample((rng.standard_normal((2, 3)),), {}),
        Sample((rng.standard_normal(3),), {}, "vector"),
        Sample((np.array(1.0),), {}, "zero_dim"),
        Sample((np.zeros((0, 2)),), {}, "empty"),
    ]


def transpose(rng):
    return [
        Sample((rng.standard_normal((2, 3, 4)),), {"axes": (2, 0, 1)}),
        Sample((rng.standard_normal((2, 3)),), {"axes": (1, 0)}),
        Sample((np.array(1.0),), {"axes": ()}, "zero_dim"),
    ]


def diagonal(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x,), {"offset": 0, "axis1": 0, "axis2": 1}),
        Sample((x,), {"offset": 2, "axis1": 0, "axis2": 1}, "above"),
        Sample((x,), {"offset": -1, "axis1": 0, "axis2": 1}, "below"),
        Sample((rng.standard_normal((2, 3, 2)),), {"offset": 1, "axis1": 2, "axis2": 0}, "of_three"),
        Sample((x,), {"offset": 9, "axis1": 0, "axis2": 1}, "outside"),
    ]


def place_diagonal(rng):
    return [
        Sample((rng.standard_normal(3),), {"shape": (3, 3)}),
        Sample((rng.standard_normal(2),), {"shape": (4, 4), "offset": -2}, "below"),
        Sample((rng.standard_normal((2, 3)),), {"shape": (3, 2, 3), "axis1": 0, "axis2": 2}, "of_three"),
        Sample((np.arange(2),), {"shape": (2, 2)}, "int"),
    ]


def _torch_place_diagonal(torch, x, shape, offset=0, axis1=0, axis2=1):
    placed = torch.zeros(shape, dtype=x.dtype)
    return placed.diagonal_scatter(x, offset, axis1, axis2)


def flip(rng):
    x = rng.standard_normal((2, 3))
    return [
        Sample((x,), {"axis": (0,)}),
        Sample((x,), {"axis": (0, 1)}, "both"),
        Sample((x.T,), {"axis": (1,)}, "transposed"),
        Sample((np.zeros((0, 2)),), {"axis": (0,)}, "empty"),
    ]


def roll(rng):
    x = rng.standard_normal((2, 3))
    return [
        Sample((x,), {"shift": (1,), "axis": None}, "as_one_row"),
        Sample((x,), {"shift": (-1,), "axis": (1,)}),
        Sample((x,), {"shift": (1, 5), "axis": (0, 1)}, "both"),
        Sample((x.T,), {"shift": (2,), "axis": (0,)}, "transposed"),
    ]


def triangle(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x,), {}),
        Sample((x,), {"k": 1}, "above"),
        Sample((x,), {"k": -2}, "below"),
        Sample((rng.standard_normal((2, 2, 3)),), {}, "batch"),
        Sample((x.T,), {"k": 1}, "transposed"),
        Sample((np.array([[np.nan, np.inf], [np.inf, np.nan]]),), {}, "not_finite", differentiable=False),
        Sample((np.arange(6).reshape(2, 3),), {}, "int"),
    ]


def tile(rng):
    x = rng.standard_normal((2, 3))
    return [
        Sample((x,), {"reps": (2, 1)}),
        Sample((x,), {"reps": (2, 1, 2)}, "more_dims"),
        Sample((x,), {"reps": (0, 1)}, "none"),
        Sample((x.T,), {"reps": (1, 2)}, "transposed"),
        Sample((np.array(2.0),), {"reps": (3,)}, "zero_dim"),
        Sample((np.array(2.0),), {"reps": ()}, "zero_dim_once"),
    ]


def trace(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x,), {}),
        Sample((x.T,), {}, "tall"),
        Sample((np.zeros((0, 2)),), {}, "empty"),
        Sample((np.arange(4).reshape(2, 2),), {}, "int"),
    ]


def rot90(rng):
    x = rng.standard_normal((2, 3))
    return [
        Sample((x,), {"k": 1, "axes": (0, 1)}),
        Sample((x,), {"k": 2, "axes": (0, 1)}, "half"),
        Sample((x,), {"k": 3, "axes": (1, 0)}, "other_way"),
        Sample((rng.standard_normal((2, 3, 4)),), {"k": 1, "axes": (0, 2)}, "of_three"),
    ]


def unfold(rng):
    x = rng.standard_normal((3, 5))
    return [
        Sample((x,), {"axis": 1, "size": 2, "step": 1}, "overlapping"),
        Sample((x,), {"axis": 1, "size": 2, "step": 3}, "apart"),
        Sample((x,), {"axis": 0, "size": 3, "step": 1}, "all"),
        Sample((x.T,), {"axis": 0, "size": 3, "step": 2}, "transposed"),
    ]


def concatenate(rng):
    x, y = rng.standard_normal((2, 3)), rng.standard_normal((1, 3))
    return [
        Sample((x, y), {"axis": 0}),
        Sample((x, x.copy(), y[:, :2].repeat(2, 0)), {"axis": 1}, "three"),
        Sample((x,), {"axis": 0}, "one"),
        Sample((x.T, rng.standard_normal((3, 1))), {"axis": 1}, "transposed"),
        Sample((x, np.zeros((0, 3))), {"axis": 0}, "empty"),
        Sample((np.arange(2), np.arange(3)), {"axis": 0}, "int"),
    ]


def block_diag(rng):
    x, y = rng.standard_normal((2, 3)), rng.standard_normal((1, 2))
    return [
        Sample((x, y)),
        Sample((x.T, y, x), name="three"),
        Sample((x,), name="one"),
        Sample((np.zeros((0, 2)), y), name="empty"),
    ]


def stack(rng):
    x, y = rng.standard_normal((2, 3)), rng.standard_normal((2, 3))
    return [
        Sample((x, y), {"axis": 0}),
        Sample((x, y), {"axis": 1}),
        Sample((x, y, x.copy()), {"axis": 2}, "last"),
        Sample((np.array(1.0), np.array(2.0)), {"axis": 0}, "zero_dim"),
        Sample((np.zeros((0, 2)), np.zeros((0, 2))), {"axis": 1}, "empty"),
    ]


def split(rng):
    x = rng.standard_normal((5, 2))
    return [
        Sample((x,), {"sizes": (2, 3), "axis": 0}),
        Sample((x,), {"sizes": (2, 2, 1), "axis": 0, "equal": True}, "equal"),
        Sample((x,), {"sizes": (1, 0, 1), "axis": 1}, "an_empty_one"),
        Sample((x.T,), {"sizes": (4, 1), "axis": 1}, "transposed"),
    ]


def _torch_split(torch, x, sizes, axis=0, equal=False):
    return x.split(sizes[0] if equal else list(sizes), axis)


def unstack(rng):
    x = rng.standard_normal((2, 3))
    return [
        Sample((x,), {"axis": 0}),
        Sample((x,), {"axis": 1}),
        Sample((rng.standard_normal(3),), {"axis": 0}, "vector"),
    ]


SAMPLES = {
    "reshape": OpSamples(reshape, lambda torch, x, shape: x.reshape(shape)),
    "squeeze": OpSamples(squeeze, lambda torch, x, axis: x.squeeze() if axis is None else x.squeeze(axis)),
    "expand_dims": OpSamples(expand_dims, lambda torch, x, axis: x.unsqueeze(axis)),
    "swapaxes": OpSamples(swapaxes, lambda torch, x, axis1, axis2: x.transpose(axis1, axis2)),
    "matrix_transpose": OpSamples(matrix_transpose, lambda torch, x: x.t()),
    "transpose": OpSamples(transpose, lambda torch, x, axes: x.permute(axes)),
    "diagonal": OpSamples(diagonal, lambda torch, x, offset, axis1, axis2: x.diagonal(offset, axis1, axis2)),
    "place_diagonal": OpSamples(place_diagonal, _torch_place_diagonal, own_name=True),
    "flip": OpSamples(flip, lambda torch, x, axis: x.flip(axis)),
    "roll": OpSamples(roll, lambda torch, x, shift, axis: x.roll(shift, axis or ())),
    "tril": OpSamples(triangle, lambda torch, x, k=0: x.tril(k)),
    "triu": OpSamples(triangle, lambda torch, x, k=0: x.triu(k)),
    "tile": OpSamples(tile, lambda torch, x, reps: x.repeat(reps)),
    "trace": OpSamples(trace, lambda torch, x: x.trace()),
    "rot90": OpSamples(rot90, lambda torch, x, k, axes: torch.rot90(x, k, axes)),
    "unfold": OpSamples(unfold, lambda torch, x, axis, size, step: x.unfold(axis, size, step)),
    "concatenate": OpSamples(concatenate, lambda torch, *xs, axis: torch.cat(xs, axis)),
    "stack": OpSamples(stack, lambda torch, *xs, axis: torch.stack(xs, axis)),
    "block_diag": OpSamples(block_diag, lambda torch, *xs: torch.block_diag(*xs)),
    "split": OpSamples(split, _torch_split),
    "unstack": OpSamples(unstack, lambda torch, x, axis: x.unbind(axis)),
}

ERRORS = {
    "reshape": [
        ErrorSample((np.ones(6),), {"shape": (4, 2)}, RuntimeError, r"shape '\[4, 2\]' is invalid for input of size 6"),
        ErrorSample((np.ones(6),), {"shape": (-1, -1)}, RuntimeError, r"only one dimension can be inferred"),
        ErrorSample((np.ones((0, 2)),), {"shape": (0, -1)}, RuntimeError, r"ambiguous"),
    ],
    "concatenate": [
        ErrorSample((np.ones((2, 3)), np.ones((2, 4))), {"axis": 0}, RuntimeError, r"must match except in dimension 0"),
        ErrorSample((np.ones((2, 3)), np.ones(3)), {"axis": 0}, RuntimeError, r"same number of dimensions"),
    ],
    "stack": [
        ErrorSample((np.ones(3), np.ones(2)), {"axis": 0}, RuntimeError, r"got \[3\] at entry 0 and \[2\] at entry 1")
    ],
}
