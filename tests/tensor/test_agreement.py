"""Small things in which results agree with torch's: names of nodes, order in memory, what may stand in a call."""

from __future__ import annotations

import numpy as np
import pytest

import backlight
import backlight.nn.functional as F
from backlight.ops import scan


def x():
    return backlight.tensor([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]]).requires_grad_()


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda t: t % 2, "RemainderBackward0"),
        (lambda t: t % t, "RemainderBackward1"),
        (lambda t: backlight.fmod(t, 2), "FmodBackward0"),
        (lambda t: backlight.copysign(t, -1.0), "CopysignBackward1"),
        (lambda t: 2 - t, "RsubBackward1"),
        (lambda t: backlight.rsub(t, t), "RsubBackward0"),
        (lambda t: t // 2, "torch::autograd::NotImplemented"),
        (lambda t: backlight.nextafter(t, t), "NextafterBackward0"),
        (lambda t: F.elu(t * 1, inplace=True), "EluBackward1"),
        (lambda t: F.leaky_relu(t * 1, inplace=True), "LeakyReluBackward1"),
        (lambda t: (t * 1).fill_(2.0), "FillBackward2"),
        (lambda t: (t * 1).fill_(t[0, 0]), "FillBackward3"),
        (lambda t: (t * 1).unsqueeze_(0), "UnsqueezeBackward1"),
        (lambda t: (t * 1)[:1].clone().squeeze_(), "SqueezeBackward3"),
        (lambda t: t.sort(stable=True).values, "SortBackward1"),
        (lambda t: backlight.var_mean(t)[1], "VarMeanBackward0"),
        (lambda t: backlight.block_diag(t, t), "BlockDiagBackward0"),
        (lambda t: t.select_scatter(t[0], 0, 1), "SelectScatterBackward0"),
        (lambda t: t.sgn(), "SgnBackward0"),
    ],
)
def test_nodes_are_named_as_in_torch(call, name):
    assert call(x()).grad_fn.name() == name


def test_floor_divide_refuses_backward():
    with pytest.raises(RuntimeError, match="derivative for aten::floor_divide is not implemented"):
        (x() // 2).sum().backward()


@pytest.mark.parametrize("name", ["atan2", "hypot", "logaddexp", "heaviside", "logical_and", "nextafter", "maximum"])
def test_some_functions_take_no_number(name):
    t = x().detach()
    for pair in [(t, 2), (2, t)]:
        with pytest.raises(TypeError, match="must be Tensor, not int"):
            getattr(backlight, name)(*pair)


@pytest.mark.parametrize("name", ["eq", "lt", "fmod", "copysign"])
def test_some_take_one_on_the_right_only(name):
    call, t = getattr(backlight, name), x().detach()
    assert call(t, 2).shape == t.shape
    with pytest.raises(TypeError, match=r"'input' \(position 1\) must be Tensor, not int"):
        call(2, t)


def test_sums_and_products_take_two_numbers():
    found = [backlight.add(2, 3), backlight.sub(2, 3), backlight.mul(2, 2.5), backlight.div(1, 2)]

    assert [f.item() for f in found] == [5, -1, 5.0, 0.5]
    assert [f.dtype for f in found] == [backlight.int64] * 2 + [backlight.float32] * 2


@pytest.mark.parametrize(
    "call",
    [
        lambda t: t.sum(1),
        lambda t: t.mean(1),
        lambda t: t.amax(2),
        lambda t: t.max(1).values,
        lambda t: t.max(1).indices,
        lambda t: t.prod(1),
        lambda t: t.var(1),
        lambda t: t.norm(dim=1),
        lambda t: t.cumsum(1),
        lambda t: t.softmax(1),
        lambda t: t.logsumexp(1),
        lambda t: t.median(1).values,
        lambda t: t.gather(1, (t > 0).long()),
        lambda t: t.roll(1, 0),
        lambda t: t.tril(),
        lambda t: t[:, backlight.tensor([0, 1])].contiguous().clone(),
        lambda t: backlight.cat([t, t]),
        lambda t: backlight.stack([t, t]),
        lambda t: t.contiguous()[:, :, backlight.tensor([1, 0])],
        lambda t: t.contiguous().topk(1, 1).values,
    ],
)
def test_results_lie_in_order_whatever_the_order_of_the_operand(call):
    t = backlight.arange(24.0).reshape(4, 2, 3).permute(2, 0, 1)

    assert call(t).is_contiguous()


def test_joined_images_keep_their_channels_last():
    t = backlight.zeros(2, 3, 4, 5).to(memory_format=backlight.torch.channels_last)

    assert backlight.cat([t, t], 1).is_contiguous(memory_format=backlight.torch.channels_last)
    assert t.to(memory_format=backlight.torch.contiguous_format).is_contiguous()


def test_relu_passes_the_gradient_at_nan():
    t = backlight.tensor([float("nan"), -1.0, 2.0]).requires_grad_()
    t.relu().sum().backward()

    assert t.grad.tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    "name", ["max", "sort", "median", "cummax", "argmax", "relu", "maximum", "lt", "clamp", "xlogy"]
)
def test_complex_numbers_have_no_order(name):
    z = backlight.tensor([1 + 1j, 2j])
    arguments = {"cummax": (0,), "maximum": (z,), "lt": (z,), "clamp": (0,), "xlogy": (z,)}.get(name, ())
    with pytest.raises(NotImplementedError, match="complex"):
        getattr(backlight, name)(z, *arguments)


def test_whole_powers_below_zero_are_whole():
    base, exponent = backlight.tensor([2, 1, -1, -1]), backlight.tensor([-1, -2, -2, -3])

    assert (base**exponent).tolist() == [0, 1, 1, -1]


def test_sgn_of_complex_numbers_is_their_direction():
    z = backlight.tensor([3 + 4j, 0j])

    assert z.sgn().tolist() == [pytest.approx(0.6 + 0.8j), 0]


def test_a_recurrence_by_blocks_is_that_step_by_step(monkeypatch):
    rng = np.random.default_rng(0)
    values, factors = rng.standard_normal((3, 500)), rng.standard_normal((3, 500))
    factors[1, 77] = 0
    by_blocks = scan.carry(values, factors, axis=1)
    monkeypatch.setattr(scan, "LONG", 10**9)

    np.testing.assert_allclose(by_blocks, scan.carry(values, factors, axis=1), rtol=1e-9, atol=1e-9)


def test_a_recurrence_that_overflows_goes_step_by_step():
    factors, values = np.full(400, 1e30), np.zeros(400)
    values[-1] = 1.0

    assert scan.carry(values, factors, axis=0)[-1] == 1.0


def test_quantile_passes_a_gradient_to_q():
    q = backlight.tensor(0.25).requires_grad_()
    backlight.quantile(backlight.tensor([0.0, 10.0, 40.0]), q).backward()

    assert q.grad.item() == 20


def test_index_fill_counts_the_gradient_of_its_value_once_per_slice():
    value = backlight.tensor(5.0).requires_grad_()
    backlight.zeros(3).index_fill(0, backlight.tensor([1, 1]), value).sum().backward()

    assert value.grad.item() == 1
