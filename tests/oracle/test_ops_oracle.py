"""Every op with every one of its samples, next to torch itself: values, dtypes, gradients, names of nodes."""

from __future__ import annotations

import warnings
from copy import deepcopy

import numpy as np
import pytest

from backlight.core import dtypes
from backlight.core.result import constant
from tests.ops.cases import CASES, gradients, is_float, leaf, weights_for
from tests.ops.test_battery import SMOOTH, close, every, tensors

torch = pytest.importorskip("torch")

# torch turns these two products round and copies the result, whose last node then is that of the copy.
OTHER_NAMES = {"matmul_of_batches-3-left_broadcast", "matmul_of_batches-4-left_spread"}
LOOSE = {"hardsigmoid": 1e-7}  # torch divides by a 6 of float32, in float64 too


def torch_call(case, arrays, wanting=()):
    """The results of torch as a tuple, and the arguments that want a gradient."""
    arguments = [
        torch.from_numpy(a.copy()).requires_grad_(i in wanting) if isinstance(a, np.ndarray) else a
        for i, a in enumerate(arrays)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = case.about.torch(torch, *arguments, **deepcopy(case.sample.params))
    return tuple(results) if isinstance(results, tuple | list) else (results,), [arguments[i] for i in wanting]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@every(CASES)
def test_values_and_dtypes_are_those_of_torch(case, dtype):
    arrays = case.arrays(dtype)
    expected, _ = torch_call(case, arrays)
    results = case.call(*tensors(arrays))
    for result, e in zip(results, expected, strict=True):
        assert dtypes.of(result._array).name == str(e.dtype).removeprefix("torch.")
        assert result._array.shape == tuple(e.shape)
        close(result._array, e.detach().resolve_conj().resolve_neg().numpy(), case, dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@every(SMOOTH)
def test_gradients_are_those_of_torch(case, dtype):
    arrays = case.arrays(dtype)
    wanting = case.wanting(arrays)
    weights = weights_for(case, arrays)
    ours, _ = gradients(case, arrays, weights, wanting)
    results, leaves = torch_call(case, arrays, wanting)
    pairs = [(r, torch.from_numpy(w)) for r, w in zip(results, weights, strict=True) if r.requires_grad]
    theirs = torch.autograd.grad([r for r, _ in pairs], leaves, [w for _, w in pairs], allow_unused=True)
    scale = 1e-5 if dtype == "float32" else max(1e-10, case.about.double)
    tolerance = max(case.about.tolerance * (1 if dtype == "float32" else 1e-5), scale, LOOSE.get(case.op, 0))
    for g, e in zip(ours, theirs, strict=True):
        assert (g is None) == (e is None)
        if g is not None:
            e = e.resolve_conj().resolve_neg().numpy()
            assert g.dtype == e.dtype
            np.testing.assert_allclose(g, e, rtol=tolerance, atol=tolerance * np.abs(e).max(initial=0.0))


@every([case for case in SMOOTH if not case.about.own_name and case.id not in OTHER_NAMES])
def test_nodes_are_named_as_in_torch(case):
    arrays = case.arrays("float32")
    wanting = case.wanting(arrays)
    ours = case.call(*[leaf(a) if i in wanting else constant(a) if is_array(a) else a for i, a in enumerate(arrays)])
    theirs, _ = torch_call(case, arrays, wanting)
    names = [None if t.grad_fn is None else t.grad_fn.name() for t in theirs]

    assert [r._node and _function(r._node).name() for r in ours] == names


def _function(node):
    return node.parents[0] if hasattr(node, "index") else node


def is_array(a) -> bool:
    return is_float(a) or isinstance(a, np.ndarray)
