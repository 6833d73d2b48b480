"""`backward_steps()`: to the end it is `backward()`, bit for bit; each step tells what came and what was sent on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backlight
from backlight.core import modes
from backlight.core.variable import Variable
from tests.autograd.graphs import viewed_graphs


def leaves_of(graph):
    return [backlight.tensor(x, dtype=backlight.float32, requires_grad=True) for x in graph.leaves]


def result_of(graph, leaves):
    results = [r for r in graph.run(leaves) if r.requires_grad]
    return sum([r.sum() for r in results[1:]], results[0].sum()) * 0.3


def bits(x):
    return None if x is None else x.numpy().tobytes()


@given(viewed_graphs(), st.booleans(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_to_the_end_it_equals_backward_bit_for_bit(graph, twice, hooked):
    gradients = []
    for stepping in (False, True):
        leaves = leaves_of(graph)
        if hooked:
            leaves[0].register_hook(lambda g: g * 3)
        for _ in range(1 + twice):
            loss = result_of(graph, leaves)
            if stepping:
                loss.backward_steps().finish()
            else:
                loss.backward()
        gradients.append([bits(leaf.grad) for leaf in leaves])

    assert gradients[0] == gradients[1]


@given(viewed_graphs())
@settings(max_examples=300, deadline=None)
def test_no_node_fires_before_its_last_contribution_and_its_gradient_is_their_sum(graph):
    sent: dict = {}
    fired = set()
    loss = result_of(graph, leaves_of(graph))
    for step in loss.backward_steps():
        arrived = sent.get(step.node)
        if arrived is not None:
            total = arrived[0]
            for one in arrived[1:]:
                total = total + one
            assert bits(step.gradient) == bits(total)
        assert step.node not in fired
        fired.add(step.node)
        for one in step.contributions:
            target = step.node.parents[one.position]
            assert target not in fired
            sent.setdefault(target, []).append(one.value)

    assert set(sent) <= fired


def test_each_step_tells_the_node_its_gradient_and_what_it_sends():
    w = backlight.tensor(3.0, requires_grad=True)
    x = w * 2.0
    steps = list((x * x).backward_steps())

    assert [(s.number, s.kind, s.op, s.name) for s in steps] == [
        (1, "operation", "multiply", ""),
        (2, "operation", "multiply", "x"),
        (3, "leaf", "", "w"),
    ]
    assert [s.gradient.item() for s in steps] == [1.0, 12.0, 24.0]
    assert [(c.position, c.name, c.value.item(), c.local.item()) for c in steps[0].contributions] == [
        (0, "x", 6.0, 6.0),
        (1, "x", 6.0, 6.0),
    ]
    assert str(steps[1]).splitlines() == ["2  x: x × y = 6.0, grad 12.0", "   → w  ∂(x × y)/∂x = y = 2.0  ↓ 24.0"]


def test_a_pass_that_is_left_has_filled_nothing_behind_it():
    w = backlight.tensor(3.0, requires_grad=True)
    steps = (w * w).backward_steps()
    next(steps)

    assert w.grad is None
    steps.finish()
    assert w.grad.item() == 6.0


def test_the_graph_is_freed_as_by_backward():
    w = backlight.tensor(3.0, requires_grad=True)
    loss = w * w
    loss.backward_steps().finish()

    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        loss.backward_steps().finish()


def test_with_retain_graph_it_may_be_walked_again():
    w = backlight.tensor(3.0, requires_grad=True)
    loss = w * w
    for _ in range(2):
        loss.backward_steps(retain_graph=True).finish()

    assert w.grad.item() == 12.0


def test_create_graph_records_the_gradients():
    w = backlight.tensor(3.0, requires_grad=True)
    (w * w * w).backward_steps(create_graph=True).finish()
    (second,) = backlight.autograd.grad(w.grad, w)

    assert (w.grad.item(), second.item()) == (27.0, 18.0)


def test_inputs_limit_what_is_filled():
    v, w = (backlight.tensor(x, requires_grad=True) for x in (2.0, 3.0))
    (v * w).backward_steps(inputs=[w]).finish()

    assert (v.grad, w.grad.item()) == (None, 2.0)


def test_a_gradient_is_given_as_to_backward():
    w = backlight.tensor([1.0, 2.0], requires_grad=True)
    (w * w).backward_steps(backlight.tensor([1.0, 10.0])).finish()

    assert w.grad.tolist() == [2.0, 40.0]


@pytest.mark.parametrize("what", ["exp", "ExpBackward0", "h"])
def test_a_breakpoint_runs_on_to_an_op_a_node_or_a_variable(what):
    w = backlight.tensor(0.0, requires_grad=True)
    h = w.exp()
    loss = (h * 2.0).sin()
    steps = loss.backward_steps(until=what)

    assert [step.op for step in steps] == ["exp", ""]
    assert w.grad is not None


def test_until_returns_none_where_nothing_matches():
    w = backlight.tensor(2.0, requires_grad=True)

    assert (w * w).backward_steps().until("log") is None
    assert w.grad.item() == 4.0
    assert list((w * w).backward_steps(until="log")) == []


def test_nonfinite_stops_where_it_first_appears():
    x = backlight.tensor([0.0, 4.0], requires_grad=True)
    loss = (x.sqrt() * backlight.tensor([0.0, 1.0])).sum()
    step = loss.backward_steps().until("nonfinite")

    assert step.op == "sqrt"
    assert np.isnan(step.contributions[0].value.numpy()).tolist() == [True, False]


def test_a_recording_sees_the_pass_and_the_watcher_is_as_before():
    with backlight.record() as r:
        w = backlight.tensor(3.0, requires_grad=True)
        watcher = modes.watcher
        for _ in (w * w).backward_steps():
            assert modes.watcher is watcher
        (w * 2).backward()

    assert modes.watcher is None
    steps = r.data()["steps"]
    assert [step["gradients"][0] for step in steps] == [{"v": 6.0}, {"v": 2.0}]


def test_grad_mode_of_the_program_stays_as_it_is_between_steps():
    w = backlight.tensor(3.0, requires_grad=True)
    for _ in (w * w).backward_steps():
        assert backlight.is_grad_enabled()


def test_writing_to_what_a_step_tells_changes_nothing():
    w = backlight.tensor(3.0, requires_grad=True)
    for step in (w * w * w).backward_steps():
        step.gradient.fill_(100.0)
        for one in step.contributions:
            one.value.fill_(100.0)

    assert w.grad.item() == 27.0


def test_several_outputs_are_steps_of_their_own():
    x = backlight.tensor([3.0, 1.0], requires_grad=True)
    values, _ = x.sort()
    steps = list((values * backlight.tensor([1.0, 5.0])).sum().backward_steps())

    assert [s.label for s in steps if isinstance(s.node, Variable) or s.label.startswith("output")] == ["output 0", ""]
    assert x.grad.tolist() == [5.0, 1.0]


def test_what_backward_refuses_is_refused_at_once():
    with pytest.raises(RuntimeError, match="does not require grad"):
        backlight.tensor(1.0).backward_steps()
    with pytest.raises(RuntimeError, match="only for scalar outputs"):
        (backlight.ones(2, requires_grad=True) * 2).backward_steps()
