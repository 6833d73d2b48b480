"""Autocast next to torch itself: dtypes and values of what a region casts, and of what it leaves alone."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import backlight
import backlight.torch
import backlight.torch.fft
import backlight.torch.linalg

torch = pytest.importorskip("torch")

# x: float32 (4, 4), v: (4,), b: (2, 4, 4), i: an image (1, 2, 6, 6), w: (3, 2, 3, 3); t: classes; each line is run
# with these in float32 and in bfloat16.
LINES = """
x @ x
torch.matmul(x, v)
torch.mm(x, x)
x.mm(x)
torch.mv(x, v)
torch.dot(v, v)
torch.bmm(b, b)
torch.addmm(x, x, x)
x.addmm(x, x)
torch.addmv(v, x, v)
torch.addbmm(x, b, b)
torch.baddbmm(b, b, b)
torch.einsum("ij,jk->ik", x, x)
torch.einsum("ij->ji", x)
torch.tensordot(x, x, 1)
torch.linalg.multi_dot([x, x, x])
torch.linalg.matrix_power(x, 2)
torch.linalg.vecdot(x, x)
torch.inner(x, x)
torch.outer(v, v)
torch.kron(x, x)
F.linear(x, x, v)
F.bilinear(x, x, b.repeat(2, 1, 1), v)
F.conv2d(i, w)
F.conv1d(i[0], w[:, :, 0])
F.conv_transpose2d(i, w.transpose(0, 1))
F.prelu(x, v[:1])
F.scaled_dot_product_attention(b, b, b)
F.softmax(x, 1)
F.log_softmax(x, 1)
F.relu(x)
F.gelu(x)
F.layer_norm(x, (4,))
F.max_pool2d(i, 2)
F.avg_pool2d(i, 2)
F.pad(i, (1, 1, 1, 1))
F.pad(i, (1, 1, 1, 1), mode="reflect")
F.mse_loss(x, x + 1)
F.l1_loss(x, x + 1)
F.smooth_l1_loss(x, x + 1)
F.huber_loss(x, x + 1)
F.cross_entropy(x, t)
F.nll_loss(x, t)
F.kl_div(x, x)
F.binary_cross_entropy_with_logits(x, x * 0 + 1)
F.soft_margin_loss(x, x * 0 + 1)
F.cosine_embedding_loss(x, x + 1, v * 0 + 1)
F.margin_ranking_loss(v, v + 1, v * 0 + 1)
F.hinge_embedding_loss(x, x * 0 + 1)
F.triplet_margin_loss(x, x + 1, x - 1)
F.multi_margin_loss(x, t)
F.poisson_nll_loss(x, x * 0 + 1)
F.cosine_similarity(x, x + 1)
F.normalize(x)
x.prod()
torch.prod(x, 1)
x.trace()
torch.cdist(x, x + 1)
torch.quantile(x, 0.5)
torch.cat([x, x])
torch.stack([x, x.float()])
torch.cat([x.bfloat16(), x.bfloat16()])
torch.cat([x.bfloat16(), x.float(), x.double()])
x.sum()
x.mean()
x + x
x * 2
torch.exp(x)
x.norm()
x.std()
torch.linalg.solve(x + 9 * torch.eye(4), x)
torch.linalg.inv(x + 9 * torch.eye(4))
torch.linalg.cholesky(x @ x.T * 0 + 4 * torch.eye(4))
torch.fft.fft(v)
torch.cumsum(x, 0)
torch.where(x > 0, x, x)
F.embedding(t, x)
torch.mm(x.double(), x.double())
torch.mm(x, x, out=torch.empty(4, 4))
x.clone().addmm_(x, x)
torch.cov(x)
torch.logsumexp(x, 1)
""".strip().splitlines()


def names(of, low: bool) -> dict:
    numbers = np.random.default_rng(0).normal(size=400).astype(np.float32)

    def made(*shape):
        found = of.tensor(numbers[: int(np.prod(shape))].reshape(shape).tolist())
        return found.bfloat16() if low else found

    return {
        **{"torch": of, "F": of.nn.functional, "t": of.tensor([1, 0, 3, 2])},
        **{"x": made(4, 4), "v": made(4), "b": made(2, 4, 4), "i": made(1, 2, 6, 6), "w": made(3, 2, 3, 3)},
    }


def outcome(of, line: str, low: bool, dtype: str | None = None):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given = names(of, low)
        try:
            with of.autocast("cpu", dtype=None if dtype is None else getattr(of, dtype)):
                return eval(line, given)
        except Exception as error:
            return error


@pytest.mark.parametrize("low", [False, True], ids=["float32", "bfloat16"])
@pytest.mark.parametrize("line", LINES)
def test_a_region_casts_as_torch_does(line, low):
    expected, actual = outcome(torch, line, low), outcome(backlight.torch, line, low)
    if isinstance(expected, Exception):
        return  # torch has no such function in 16 bits; that we have one is no harm

    assert not isinstance(actual, Exception), actual
    assert str(actual.dtype) == str(expected.dtype)
    ours, theirs = actual.to(backlight.complex64).numpy(), expected.to(torch.complex64).numpy()
    assert np.allclose(ours, theirs, rtol=0.03, atol=0.05, equal_nan=True)


@pytest.mark.parametrize("line", ["x @ x", "F.linear(x, x)", "F.cross_entropy(x, t)", "torch.cat([x, x.half()])"])
def test_a_region_in_float16_casts_as_torch_does(line):
    expected, actual = outcome(torch, line, False, "float16"), outcome(backlight.torch, line, False, "float16")

    assert str(actual.dtype) == str(expected.dtype)


STATE = """
torch.is_autocast_enabled("cpu")
torch.is_autocast_enabled()
torch.get_autocast_dtype("cpu")
torch.get_autocast_dtype("cuda")
torch.is_autocast_cache_enabled()
torch.get_autocast_cpu_dtype()
torch.amp.is_autocast_available("cpu")
torch.amp.is_autocast_available("mps")
torch.amp.is_autocast_available("no such device")
torch.autocast(3)
torch.autocast("no such device")
torch.autocast("cuda")._enabled
torch.autocast("cpu", dtype=torch.float32)._enabled
torch.autocast("cpu", dtype=torch.float16).fast_dtype
torch.cuda.amp.autocast()._enabled
torch.cpu.amp.autocast()._enabled
torch.cuda.amp.GradScaler().is_enabled()
torch.cuda.amp.GradScaler().state_dict()
torch.amp.GradScaler("cpu").state_dict()
torch.amp.GradScaler("cpu", growth_factor=0.5)
torch.amp.GradScaler("cpu").get_scale()
torch.amp.GradScaler("cpu").step(None)
torch.amp.GradScaler("cpu").update()
torch.amp.GradScaler("cpu").load_state_dict({})
torch.amp.GradScaler("cpu", enabled=False).scale(3)
torch.autocast_increment_nesting() - torch.autocast_decrement_nesting()
""".strip().splitlines()


@pytest.mark.parametrize("line", STATE)
def test_the_switches_say_what_torchs_say(line):
    found = []
    for of in (torch, backlight.torch):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                value = str(eval(line, {"torch": of}))
            except Exception as error:
                value = type(error).__name__
        found.append((value, [w.category.__name__ for w in caught]))

    assert found[1] == found[0]


class Descent:
    """One step of plain gradient descent, for parameters of either library."""

    def __init__(self, of, *params):
        self.of, self.param_groups, self.steps = of, [{"params": list(params)}], 0

    def step(self):
        self.steps += 1
        with self.of.no_grad():
            for p in self.param_groups[0]["params"]:
                p.sub_(p.grad * 0.1)


def test_a_scaler_trains_as_torchs_does():
    logs = []
    for of in (torch, backlight.torch):
        w = of.tensor([[0.5, -1.0], [2.0, 0.25]], requires_grad=True)
        x = of.tensor([[1.0, 2.0], [3.0, -1.0]])
        scaler = of.amp.GradScaler("cpu", init_scale=1024.0, growth_interval=2)
        optimizer, log = Descent(of, w), []
        for step in range(6):
            w.grad = None
            with of.autocast("cpu", dtype=of.float16):
                loss = ((x @ w).float() ** 2).sum() * (float("inf") if step == 3 else 1.0)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
            log.append((scaler.get_scale(), optimizer.steps, scaler.state_dict(), w.detach().tolist()))
        logs.append(log)

    for (scale, steps, state, values), (scale2, steps2, state2, values2) in zip(*logs, strict=True):
        assert (scale, steps, state) == (scale2, steps2, state2)
        assert np.allclose(values, values2, rtol=1e-3)
