"""What vmap does that figures do not show: when examples are computed together, and when one by one."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import backlight
from backlight.core import modes
from backlight.core.modes import Watcher, state
from backlight.func import grad, hessian, jacrev, vmap
from backlight.func.lane import Lane, Level
from backlight.nn import functional as F


@pytest.fixture
def one_by_one(monkeypatch):
    """Says how often vmap has gone through the examples one by one."""
    module = sys.modules["backlight.func.vmap"]
    calls, original = [], module._one_by_one
    monkeypatch.setattr(module, "_one_by_one", lambda *args: calls.append(1) or original(*args))
    return calls


@pytest.fixture(autouse=True)
def _nothing_is_left_behind():
    yield

    assert state.batching is None
    assert state.transforms == modes.transforms == 0
    assert state.grad


def test_each_op_runs_once_for_all_examples():
    calls = []

    class Count(Watcher):
        def on_record(self, node, result):
            calls.append(node.name())

    w = backlight.ones(3, requires_grad=True)
    before = modes.watch(Count())
    try:
        vmap(lambda x: (x * w).sum())(backlight.ones(100, 3))
    finally:
        modes.watch(before)

    assert calls == ["MulBackward0", "SumBackward1"]


def test_per_sample_gradients_of_a_network_are_vectorised(one_by_one):
    weights = {"w1": backlight.randn(4, 8), "b1": backlight.randn(8), "w2": backlight.randn(8, 3)}
    x, y = backlight.randn(16, 4), backlight.randint(3, (16,))

    def loss(weights, x, y):
        h = F.layer_norm(F.gelu(x @ weights["w1"] + weights["b1"]), (8,))
        return F.cross_entropy((h @ weights["w2"]).unsqueeze(0), y.unsqueeze(0))

    found = vmap(grad(loss), in_dims=(None, 0, 0))(weights, x, y)

    assert not one_by_one
    for name in weights:
        rows = backlight.stack([grad(loss)(weights, x[i], y[i])[name] for i in range(16)])
        assert np.allclose(found[name].numpy(), rows.numpy(), atol=1e-6)


def test_what_reads_values_is_computed_one_by_one(one_by_one):
    found = vmap(lambda x: x + float(np.sort(x.numpy())[0]))(backlight.tensor([[3.0, 1.0], [5.0, 4.0]]))

    assert one_by_one == [1]
    assert found.tolist() == [[4.0, 2.0], [9.0, 8.0]]


def test_a_write_in_place_is_seen_by_each_example_alone():
    def function(x):
        out = backlight.zeros(2)
        out[0] = x[1]
        out += x
        return out

    x = backlight.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    found = vmap(function)(x)
    found.sum().backward()

    assert found.tolist() == [[3.0, 2.0], [7.0, 4.0]]
    assert x.grad.tolist() == [[1.0, 2.0], [1.0, 2.0]]


def test_gradients_flow_to_what_the_function_closes_over_when_examples_come_one_by_one():
    w = backlight.tensor([1.0, 2.0], requires_grad=True)
    vmap(lambda x: (x * w * float(x.numpy().max())).sum())(backlight.tensor([[1.0, 2.0], [3.0, 4.0]])).sum().backward()

    assert w.grad.tolist() == [14.0, 20.0]


def test_a_custom_function_keeps_its_own_gradient():
    class Twice(backlight.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 100

    x, w = backlight.ones(3, 2, requires_grad=True), backlight.ones(2, requires_grad=True)
    vmap(lambda x: Twice.apply(x) * w)(x).sum().backward()

    assert x.grad.tolist() == [[100.0, 100.0]] * 3
    assert w.grad.tolist() == [6.0, 6.0]
    assert vmap(grad(lambda x: Twice.apply(x).sum()))(backlight.ones(3, 2)).tolist() == [[100.0, 100.0]] * 3


def test_an_example_shows_itself_as_in_torch():
    shown = []
    vmap(lambda x: shown.append(repr(x)) or x)(backlight.tensor([1.0, 2.0]))

    assert shown == ["BatchedTensor(lvl=1, bdim=0, value=\n    tensor([1., 2.])\n)"]


def test_an_example_knows_its_shape_and_dtype(one_by_one):
    seen = []

    def function(x):
        seen.append((x.shape, x.dtype, x.ndim, x.numel(), x.is_contiguous(), x.requires_grad, len(x), x.size(0)))
        return x

    vmap(function, in_dims=1)(backlight.zeros(2, 5, 3, requires_grad=True))

    assert seen == [((2, 3), backlight.float32, 2, 6, False, True, 2, 2)]
    assert not one_by_one


def test_a_lane_never_gives_values_away():
    with Level(2, "error") as level:
        lane = Lane(backlight.ones(2, 3), level)
        for ask in (
            lambda: np.asarray(lane),
            lambda: np.add(lane, 1),
            lambda: np.concatenate([lane, lane]),
            lambda: np.zeros(3).__setitem__(slice(None), lane),
            lambda: bool(lane),
            lambda: float(lane),
            lambda: list(lane),
            lambda: lane.sum(),
            lambda: lane == np.ones(3),
            lambda: np.ones(3) + lane,
            lambda: np.ndarray((3,), np.float32, lane.data),
        ):
            with pytest.raises(Exception, match="one example was asked for"):
                ask()


def test_the_recorder_sees_the_tensors_of_all_examples_and_no_lanes():
    seen = []

    class Look(Watcher):
        def on_record(self, node, result):
            seen.append(result._array)

        def on_gradient(self, target, gradient):
            seen.append(gradient)

    before = modes.watch(Look())
    try:
        x = backlight.ones(3, 2, requires_grad=True)
        vmap(grad(lambda x: (x * x).sum()))(x).sum().backward()
    finally:
        modes.watch(before)

    assert seen
    assert all(type(getattr(one, "_array", one)) is not Lane for one in seen)


def test_one_by_one_the_same_randomness_is_the_same():
    def function(x):
        x.numpy()
        return x + backlight.rand(3)

    same = vmap(function, randomness="same")(backlight.zeros(2, 3))
    different = vmap(function, randomness="different")(backlight.zeros(2, 3))

    assert same[0].equal(same[1])
    assert not different[0].equal(different[1])
    with pytest.raises(RuntimeError, match="randomness error mode"):
        vmap(function)(backlight.zeros(2, 3))


def test_nothing_to_map_over_gives_an_empty_result():
    assert vmap(lambda x: x.exp() @ backlight.ones(3, 2))(backlight.zeros(0, 4, 3)).shape == (0, 4, 2)


def test_results_need_no_gradient_where_nothing_outside_does():
    x = backlight.randn(3, 2)

    assert not vmap(grad(lambda x: (x**3).sum()))(x).requires_grad
    assert not hessian(lambda x: (x**3).sum())(x[0]).requires_grad
    assert not vmap(jacrev(backlight.sin))(x).requires_grad


def test_an_error_of_the_function_is_the_error_of_vmap():
    with pytest.raises(RuntimeError, match="inconsistent tensor size"):
        vmap(lambda x: x @ backlight.ones(5))(backlight.ones(2, 3))
