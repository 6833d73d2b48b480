"""`explain`: the chain rule with the numbers of this moment, as text and as LaTeX."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from matplotlib.mathtext import MathTextParser

import backlight
from backlight import nn
from backlight.see.latex import signs, symbol
from tests.autograd.graphs import random_graphs

PARSER = MathTextParser("path")


def rows(latex):
    """The rows of an aligned formula, each a formula that matplotlib can read."""
    body = latex.removeprefix("\\begin{aligned}\n").removesuffix("\n\\end{aligned}")
    return [row.replace("&", "").replace("\\\\", "").strip() for row in body.split("\n")]


def parabola():
    w = backlight.tensor(1.0, requires_grad=True)
    x, y = backlight.tensor([1.0, 2.0, 3.0]), backlight.tensor([2.0, 4.0, 6.0])
    loss = ((w * x - y) ** 2).sum()
    return str(backlight.explain(loss, w)), backlight.explain(loss, w).latex


def test_the_text_goes_back_step_by_step():
    assert parabola()[0].splitlines() == [
        "∂loss/∂w, by the chain rule",
        "",
        "v1 = w × x = [1.0, 2.0, 3.0]",
        "v2 = v1 − y = [−1.0, −2.0, −3.0]",
        "v3 = v2² = [1.0, 4.0, 9.0]",
        "loss = Σ(v3) = 14.0",
        "",
        "∂loss/∂loss = 1.0",
        "∂loss/∂v3 = ∂loss/∂loss · 1 = [1.0, 1.0, 1.0]",
        "∂loss/∂v2 = ∂loss/∂v3 · 2v2 = [1.0, 1.0, 1.0] · [−2.0, −4.0, −6.0] = [−2.0, −4.0, −6.0]",
        "∂loss/∂v1 = ∂loss/∂v2 · 1 = [−2.0, −4.0, −6.0] · [1.0, 1.0, 1.0] = [−2.0, −4.0, −6.0]",
        "∂loss/∂w = Σ(∂loss/∂v1 · x) = [−2.0, −4.0, −6.0] · [1.0, 2.0, 3.0] = −28.0",
    ]


def test_the_latex_can_be_read():
    latex = parabola()[1]

    assert latex.startswith("\\begin{aligned}\n{v_{1}} &= w \\times ")
    for row in rows(latex):
        PARSER.parse(f"${row}$")


def test_a_network_can_be_explained_and_its_latex_read():
    backlight.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 2))
    loss = nn.functional.cross_entropy(model(backlight.randn(4, 3)), backlight.tensor([0, 1, 1, 0]))
    told = backlight.explain(loss, model[0].weight)

    assert "∂loss/∂" in str(told)
    for row in rows(told.latex):
        PARSER.parse(f"${row}$")


@given(random_graphs())
@settings(max_examples=60, deadline=None)
def test_what_it_arrives_at_is_the_gradient(graph):
    leaves = [backlight.tensor(x, dtype=backlight.float64, requires_grad=True) for x in graph.leaves]
    loss = sum(r.sum() for r in graph.run(leaves) if r.requires_grad)
    gradients = backlight.autograd.grad(loss, leaves, retain_graph=True, allow_unused=True)
    for x, gradient in zip(leaves, gradients, strict=True):
        if gradient is not None:
            np.testing.assert_array_equal(backlight.explain(loss, x).gradient, gradient.numpy())


def test_a_value_used_twice_is_a_sum():
    a = backlight.tensor(3.0, requires_grad=True)
    z = a * a

    assert str(backlight.explain(z, a)).endswith("∂z/∂a = ∂z/∂z · a + ∂z/∂z · a = 3.0 + 3.0 = 6.0")


def test_nothing_is_filled_and_nothing_freed():
    a = backlight.tensor(3.0, requires_grad=True)
    z = a * a
    backlight.explain(z, a)

    assert a.grad is None
    z.backward()
    assert a.grad.item() == 6.0


def test_after_backward_it_needs_a_recording():
    a = backlight.tensor(3.0, requires_grad=True)
    z = a * a
    z.backward()
    with pytest.raises(RuntimeError, match="the graph was freed by backward"):
        backlight.explain(z, a)
    with backlight.record() as r:
        z = a * a
        z.backward()

    assert r.recording.count == 1
    assert str(backlight.explain(z, a)).endswith("= 6.0")


def test_what_does_not_rest_on_it_is_an_error():
    a, b = (backlight.tensor(3.0, requires_grad=True) for _ in range(2))
    with pytest.raises(ValueError, match="does not rest on that tensor"):
        backlight.explain(a * 2, b)
    with pytest.raises(TypeError, match="expected a tensor as x, got float"):
        backlight.explain(a * 2, 1.0)


def test_a_hostile_name_stays_text():
    assert symbol("a$}\\evil") == r"\mathrm{a\$\}\backslash evil}"
    assert signs("50% # & {") == r"50\% \# \& \{"
