"""Every op of torch's table under vmap, which equals the loop over the examples, and forward, as torch has it."""

from __future__ import annotations

import warnings
from itertools import islice
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch.testing._internal.common_methods_invocations import op_db  # noqa: E402

import backlight  # noqa: E402
import backlight.torch as face  # noqa: E402
from backlight.core.result import constant  # noqa: E402
from backlight.func import jvp, vmap  # noqa: E402
from tests.oracle.opinfo.counterpart import NotThere, counterpart  # noqa: E402
from tests.oracle.opinfo.judge import full_name  # noqa: E402
from tests.oracle.opinfo.translate import Untranslatable, mapped, to_backlight  # noqa: E402

OPS = {full_name(op): op for op in op_db if torch.float64 in op.supported_dtypes("cpu")}
SAMPLES = 2
# random numbers are other ones for all examples together than for one after the other; empty memory is anything
RANDOM = {
    "bernoulli",
    "empty_like",
    "multinomial",
    "new_empty",
    "new_empty_strided",
    "nn.functional.alpha_dropout",
    "nn.functional.dropout",
    "nn.functional.dropout2d",
    "nn.functional.dropout3d",
    "nn.functional.feature_alpha_dropout.with_train",
    "nn.functional.fractional_max_pool2d",
    "nn.functional.fractional_max_pool3d",
    "nn.functional.multi_head_attention_forward",
    "normal",
    "normal.number_mean",
    "rand_like",
    "randint_like",
    "randn_like",
}
# where forward and backward derivatives differ in torch itself, or torch's sample cannot be run forward here
NOT_FORWARD = {
    "_batch_norm_with_update": "the running statistics are among the arguments, and have no gradient",
    "_native_batch_norm_legit": "the same",
    "linalg.cholesky": "of the upper factor torch differentiates the other triangle",
    "linalg.cholesky_ex": "the same",
    "linalg.eigh": "by the upper triangle torch differentiates the other one",
    "logcumsumexp": "equal to 6 digits: ours goes through logarithms",
    "max_pool2d_with_indices_backward": "a name of torch.ops",
    "native_batch_norm": "the running statistics are among the arguments, and have no gradient",
    "nn.functional.batch_norm": "the same",
    "nn.functional.embedding": "the padding row gets no gradient, and forward has a derivative in torch",
    "nn.functional.instance_norm": "the running statistics are among the arguments, and have no gradient",
    "nn.functional.max_unpool1d": "indices that come twice",
    "nn.functional.max_unpool2d": "the same",
    "nn.functional.max_unpool3d": "the same",
    "nn.functional.triplet_margin_with_distance_loss": "torch's own module is among the arguments",
    "linalg.slogdet": "torch gives a tangent without memory",
    "pca_lowrank": "signs are free",
    "svd_lowrank": "the same",
    "triangular_solve": "torch differentiates the triangle that is not read",
    "var.unbiased": "of no elements torch says 0 where the gradient is NaN",
    "var_mean.unbiased": "the same",
}


@pytest.fixture(autouse=True)
def _quiet():
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def tensors(kind: type, value: Any) -> list:
    found: dict[int, Any] = {}
    mapped(lambda x: found.setdefault(id(x), x) if isinstance(x, kind) else x, value)
    return list(found.values())


def of_tensors(call: Any, kind: type, seed: Any, args: tuple, named: dict, chosen: list) -> Any:
    """The op as a function of some of its tensors alone."""
    numbers = {id(x): i for i, x in enumerate(chosen)}

    def function(*xs: Any) -> tuple:
        swap = lambda x: xs[numbers[id(x)]] if id(x) in numbers else x
        own_args, own_named = mapped(swap, (args, named))
        seed.manual_seed(3)
        return tuple(tensors(kind, call(*own_args, **own_named)))

    return function


def samples_of(name: str) -> tuple[Any, Any, list]:
    op = OPS[name]
    try:
        call = counterpart(op)
    except NotThere:
        pytest.skip("backlight has no such function")
    torch.manual_seed(0)
    return op, call, list(islice(op.sample_inputs("cpu", torch.float64, requires_grad=False), 4 * SAMPLES))


def close(a: np.ndarray, b: np.ndarray) -> bool:
    if a.dtype != b.dtype or a.shape != b.shape:
        return False
    scale = np.abs(b[np.isfinite(b)]).max(initial=1.0) if b.dtype.kind in "fc" else 1
    return np.allclose(a, b, rtol=1e-6, atol=1e-8 * scale, equal_nan=True)


def gradients(outs: list, leaves: list) -> list:
    rng = np.random.default_rng(0)
    total: Any = None
    for out in outs:
        weights = constant(rng.standard_normal(out._array.shape).astype(out._array.dtype))
        if out.requires_grad and np.isfinite(out._array).all():
            term = (out * weights).sum()
            term = term.real if term.is_complex() else term
            total = term if total is None else total + term
    if total is None:
        return [np.zeros(x._array.shape, x._array.dtype) for x in leaves]
    found = backlight.autograd.grad(total, leaves, allow_unused=True, materialize_grads=True)
    return [g._array for g in found]


@pytest.mark.parametrize("name", sorted(set(OPS) - RANDOM - {"item"}))
def test_vmap_equals_the_loop_over_the_examples(name):
    op, call, samples = samples_of(name)
    differentiable = op.supports_autograd and torch.float64 in op.supported_backward_dtypes("cpu")
    tried = 0
    for sample in samples:
        try:
            args, named = to_backlight(((sample.input, *sample.args), dict(sample.kwargs)))
        except Untranslatable:
            continue
        given = tensors(backlight.Tensor, (args, named))
        if not given or tried >= SAMPLES:
            continue
        function = of_tensors(call, backlight.Tensor, face, args, named, given)
        arrays = [np.array(x._array) for x in given]
        stacks = [np.stack([a, a * 0.9] if a.dtype.kind in "fc" else [a, a]) for a in arrays]
        for dims in {(0,) * len(given), (0, *[None] * (len(given) - 1)), (*[None] * (len(given) - 1), 0)}:
            xs = [constant(s if d == 0 else a) for s, a, d in zip(stacks, arrays, dims, strict=True)]
            leaves = [x.requires_grad_() for x in xs if differentiable and x._array.dtype.kind in "fc"]
            try:
                rows = [function(*[x[i] if d == 0 else x for x, d in zip(xs, dims, strict=True)]) for i in range(2)]
                expected = [backlight.stack(column) for column in zip(*rows, strict=True)]
                wanted = gradients(expected, leaves)
            except Exception:
                continue  # what the op refuses, or a result whose shape depends on the values
            tried += 1
            found = vmap(function, in_dims=dims, randomness="different")(*xs)
            where = f"{dims} {[a.shape for a in arrays]} {named}"

            assert all(close(a._array, b._array) for a, b in zip(found, expected, strict=True)), where
            assert all(close(a, b) for a, b in zip(gradients(found, leaves), wanted, strict=True)), where


@pytest.mark.parametrize(
    "name",
    sorted(n for n, op in OPS.items() if op.supports_forward_ad and op.supports_autograd and n not in NOT_FORWARD),
)
def test_the_forward_derivative_is_that_of_torch(name):
    op, call, samples = samples_of(name)
    for sample in samples[:SAMPLES]:
        args, named = (sample.input, *sample.args), dict(sample.kwargs)
        given = [x for x in tensors(torch.Tensor, (args, named)) if x.dtype == torch.float64]
        rng = np.random.default_rng(0)
        along = [rng.standard_normal(tuple(x.shape)) for x in given]
        run = of_tensors(op.op, torch.Tensor, torch, args, named, given)
        try:
            own_args, own_named = to_backlight((args, named))
            wanted = torch.func.jvp(
                lambda *xs, run=run: tuple([y for y in run(*xs) if y.is_floating_point()]),
                tuple(given),
                tuple([torch.from_numpy(np.asarray(v)) for v in along]),
            )[1]
        except Exception:
            continue  # torch itself cannot
        own = [x for x in tensors(backlight.Tensor, (own_args, own_named)) if x.dtype == face.float64]
        function = of_tensors(call, backlight.Tensor, face, own_args, own_named, own)
        found = jvp(
            lambda *xs, function=function: tuple([y for y in function(*xs) if y.is_floating_point()]),
            tuple(own),
            tuple([constant(np.asarray(v)) for v in along]),
        )[1]
        for a, b in zip(found, wanted, strict=True):
            assert close(a._array, b.detach().numpy(force=True)), f"{named}"
