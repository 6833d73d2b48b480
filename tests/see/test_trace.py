"""One backward pass as a drawn graph: names, values, gradients, contributions and what is said where they are lost."""

from __future__ import annotations

import gc
import re
import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backlight
from backlight.core import modes
from backlight.core.backward import walk
from backlight.core.card import OPS
from backlight.core.fit import fit
from backlight.core.result import constant
from backlight.core.variable import Variable, edge
from backlight.nn.functional import linear
from backlight.see.drawing import MOST
from backlight.see.trace import Trace
from tests.samples import SAMPLES


def box(graph, title):
    """The one node of this name or title."""
    (node,) = [node for node in graph.nodes if title in (node.name, node.title)]
    return node


def into(graph, title):
    """The edges into a node, in the order of its operands."""
    return sorted([e for e in graph.edges if e.target == box(graph, title).key], key=lambda e: e.position)


def texts(edges):
    return [(e.formula, e.local and e.local.text(), e.contribution and e.contribution.text()) for e in edges]


def leaf(values, dtype=backlight.float32):
    return backlight.tensor(values, dtype=dtype, requires_grad=True)


class Cube(backlight.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 3 * x * x * g


# Names -----------------------------------------------------------------------------------------------------------


def test_nodes_have_the_names_of_the_variables():
    w1, b, x = leaf(2.0), leaf(1.0), backlight.tensor([3.0, 4.0])
    y = w1 * x + b
    loss = y.sum()
    graph = loss.graph()

    assert {node.name: node.kind for node in graph.nodes if node.name} == {
        "w1": "leaf",
        "b": "leaf",
        "x": "constant",
        "y": "operation",
        "loss": "result",
    }


def test_names_are_found_in_lists_dictionaries_and_objects():
    class Model:
        def __init__(self):
            self.scale = leaf(3.0)

    parameters, by_name, model = [leaf(1.0), leaf(2.0)], {"bias": leaf(4.0)}, Model()
    graph = (parameters[0] * parameters[1] * model.scale + by_name["bias"]).graph()

    assert [node.name for node in graph.nodes if node.kind == "leaf"] == [
        "parameters[0]",
        "parameters[1]",
        "model.scale",
        "by_name['bias']",
    ]


def test_a_variable_of_its_own_is_a_better_name_than_a_place_in_a_list():
    parameters = [leaf(1.0)]
    w = parameters[0]

    assert box((w * 2).graph(), "w").kind == "leaf"


def test_a_name_of_the_calling_function_is_found():
    w = leaf(1.0)

    def loss_of(prediction):
        return (prediction * prediction).graph()

    assert [node.name for node in loss_of(w * 2).nodes if node.kind != "constant"] == ["w", "prediction", ""]


def test_looking_for_names_keeps_nothing_alive_and_changes_no_dictionary_of_the_program():
    def train():
        mine = locals()
        before = dict(mine)
        w = leaf(1.0)
        (w * w).graph()
        return mine == before

    def kept():
        y = leaf(1.0) * 2
        alive = weakref.ref(y)
        y.graph()
        del y
        return alive()

    gc.disable()
    try:
        assert kept() is None
    finally:
        gc.enable()
    assert train()


# What is drawn ------------------------------------------------------------------------------------------------------


def test_a_shared_operand_has_two_edges():
    x = leaf(3.0)
    graph = (x * x).graph(backward=True)

    assert texts(into(graph, "×")) == [("∂(x × y)/∂x = y", "3.0", "3.0"), ("∂(x × y)/∂y = x", "3.0", "3.0")]
    assert box(graph, "x").gradient.text() == "6.0"


def test_a_gradient_that_was_not_computed_is_none_yet_and_not_zero():
    w = leaf(2.0)
    graph = (w * 3).graph()

    assert [node.absent for node in graph.nodes if node.kind != "constant"] == ["none yet", "none yet"]
    assert "grad none yet" in graph.text()
    assert "none yet" in graph.svg()
    assert all(edge.contribution is None for edge in graph.edges)


def test_a_drawing_computes_gradients_and_leaves_the_program_alone():
    w = leaf(2.0)
    loss = w * w
    graph = loss.graph(backward=True)

    assert box(graph, "w").gradient.text() == "4.0"
    assert w.grad is None
    loss.backward()
    assert w.grad.item() == 4.0


def test_a_number_is_a_constant_at_each_use_and_a_tensor_is_one_wherever_it_is_used():
    w, x = leaf(2.0), backlight.tensor(5.0)
    graph = (w * 2 + w * 2 + w * x + x).graph()

    assert sorted(n.value.text() for n in graph.nodes if n.kind == "constant") == ["2.0", "2.0", "5.0"]
    assert len([e for e in graph.edges if e.source == box(graph, "x").key]) == 2


def test_formulas_end_in_their_number_once():
    w = leaf([2.0])
    graph = ((w * 3 + 1) ** 2).graph()

    assert [(e.formula, e.local and e.local.text()) for e in graph.edges if e.formula] == [
        ("∂(x × y)/∂x = y", "[3.0]"),
        ("∂(x + y)/∂x = 1", None),
        ("∂x²/∂x = 2x", "[14.0]"),
    ]


@pytest.mark.parametrize(
    ("make", "formulas"),
    [
        (lambda w: w @ w, ["∂(x @ y)/∂x: g @ yᵀ", "∂(x @ y)/∂y: xᵀ @ g"]),
        (lambda w: w.sum(), ["∂Σ(x)/∂x = 1"]),
        (lambda w: -w, ["∂(−x)/∂x = −1"]),
        (lambda w: w.sqrt(), ["∂√x/∂x = 1/(2√x)"]),
        (lambda w: w.log1p(), ["∂log(1 + x)/∂x = 1/(1 + x)"]),
        (lambda w: w[0], ["∂x[0]/∂x = 1 at the index"]),
        (lambda w: w**w, ["∂xʸ/∂x = y·xʸ⁻¹", "∂xʸ/∂y = xʸ·log x"]),
        (lambda w: backlight.cat([w, w]), ["∂cat(x0, x1)/∂x0 = 1 on its part", "∂cat(x0, x1)/∂x1 = 1 on its part"]),
        (lambda w: Cube.apply(w), ["∂Cube(x)/∂x"]),
        (lambda w: backlight.atan2(w, w), ["∂arctan2(x, y)/∂x = y/(x² + y²)", "∂arctan2(x, y)/∂y = −x/(x² + y²)"]),
        (
            lambda w: linear(w, w, w[0]),
            ["∂(x @ wᵀ + b)/∂b = 1", "∂(x @ wᵀ + b)/∂x: g @ w", "∂(x @ wᵀ + b)/∂w: gᵀ @ x"],
        ),
    ],
)
def test_formulas(make, formulas):
    w = leaf([[0.5, 0.25], [0.75, 0.5]])
    graph = make(w).graph()
    edges = sorted([e for e in graph.edges if e.target == graph.nodes[-1].key], key=lambda e: e.position)

    assert [edge.formula for edge in edges] == formulas


def test_a_large_tensor_shows_as_shape_and_statistics():
    w = leaf(np.arange(5_000.0).reshape(50, 100))
    graph = (w * 2).sum().graph(backward=True)

    assert box(graph, "w").value.text() == "50×100 float32, 0.0 … 5000.0, mean 2500.0"
    assert box(graph, "×").value.rows() == ["not kept"]  # nobody will read it, so the graph does not keep it


def test_a_leaf_or_a_constant_alone_is_a_graph_of_one_node():
    x, t = leaf(1.0), backlight.tensor([2.0])

    assert [(n.kind, n.name) for n in x.graph().nodes] == [("leaf", "x")]
    assert [(n.kind, n.name) for n in t.graph().nodes] == [("constant", "t")]


def test_a_huge_graph_is_folded_before_it_is_drawn():
    x = leaf(1.0)
    y = x
    for _ in range(MOST + 500):
        y = y + x
    graph = y.graph()
    (fold,) = [node for node in graph.nodes if node.kind == "folded"]

    assert fold.title == "+500 more"
    assert [node.title for node in graph.folded(10).nodes if node.kind == "folded"] == [f"+{MOST + 500 - 8:,} more"]


# Nodes with several outputs, custom functions, views and writes -------------------------------------------------------


def test_an_operation_of_which_one_output_is_used_is_one_box():
    w = leaf([[1.0, 2.0], [4.0, 3.0]])
    values, _ = w.max(1)
    graph = values.sum().graph(backward=True)

    assert box(graph, "values").value.text() == "[2.0, 4.0]"
    assert box(graph, "values").gradient.text() == "[1.0, 1.0]"
    assert [edge.contribution.text() for edge in into(graph, "values")] == ["[[0.0, 1.0], [1.0, 0.0]]"]


def test_each_output_that_is_used_is_a_box():
    w = leaf([1.0, 2.0, 3.0])
    a, b, _ = w.split(1)
    graph = (a * b).graph(backward=True)
    several = box(graph, "split")

    assert (several.kind, several.value, several.gradient, several.absent) == ("several", None, None, "")
    assert [(e.formula, e.contribution.text()) for e in graph.edges if e.source == several.key] == [
        ("output 0", "[2.0]"),
        ("output 1", "[1.0]"),
    ]
    assert box(graph, "w").gradient.text() == "[2.0, 1.0, 0.0]"
    assert "none yet" not in graph.text()


def test_a_custom_function_shows_what_is_known():
    x = leaf(2.0)
    y = Cube.apply(x)
    graph = (y * 1.0).graph(backward=True)

    assert (box(graph, "y").title, box(graph, "y").value.text()) == ("Cube", "8.0")
    assert texts(into(graph, "y")) == [("∂Cube(x)/∂x", None, "12.0")]


def test_values_that_were_overwritten_in_place_are_not_shown():
    w = leaf([1.0, 2.0])
    h = w * 2
    h += 1
    h[0] = 7.0
    graph = h.sum().graph(backward=True)

    assert box(graph, "h").value.text() == "[7.0, 5.0]"
    assert box(graph, "×").value.text() == "2 float32, not kept"
    assert box(graph, "×").note == "overwritten in place since"
    assert box(graph, "w").gradient.text() == "[0.0, 2.0]"


def test_what_the_program_writes_after_the_pass_does_not_show():
    w, x, v = leaf([2.0]), backlight.tensor([3.0]), backlight.tensor([1.0])
    y = w * x
    trace = Trace([y])
    watch(trace, [y], [v])
    w.data.fill_(0)
    x.fill_(0)
    y.detach().fill_(0)
    v.fill_(0)
    graph = trace.graph()

    assert [node.value.text() for node in graph.nodes] == ["[2.0]", "[3.0]", "[6.0]"]
    assert texts(into(graph, "y"))[0] == ("∂(x × y)/∂x = y", "[3.0]", "[3.0]")
    assert box(graph, "y").gradient.text() == "[1.0]"


def test_an_update_after_the_pass_does_not_show_however_it_is_written():
    v, w = leaf([2.0]), leaf([3.0])
    trace = watched(v * w)
    v.data = v.data - 1
    with backlight.no_grad():
        w -= 1
    graph = trace.graph()

    assert [box(graph, name).value.text() for name in ("v", "w")] == ["[2.0]", "[3.0]"]


# Passes -------------------------------------------------------------------------------------------------------------


def watch(trace, roots, gradients, **how):
    before = modes.watch(trace)
    try:
        walk(roots, gradients, **how)
    finally:
        modes.watch(before)


def watched(*_, retain_graph=False):
    trace = Trace(_)
    watch(trace, _, [constant(np.ones_like(root._array)) for root in _], retain_graph=retain_graph)
    return trace


def test_the_gradient_of_a_leaf_is_what_arrived_in_this_pass():
    w = leaf(3.0)
    (w * 2).backward()
    graph = watched(w * 5).graph()

    assert box(graph, "w").gradient.text() == "5.0"
    assert box(graph, "w").note == "added to 2.0 in .grad"
    assert w.grad.item() == 7.0


def test_a_gradient_that_was_set_to_zero_is_no_news():
    w = leaf(3.0)
    (w * 2).backward()
    w.grad.zero_()

    assert box(watched(w * 5).graph(), "w").note == ""


def test_after_backward_a_graph_shows_what_is_left():
    w = leaf([3.0])
    y = w * w
    loss = y.sum()
    loss.backward()
    graph = loss.graph()

    assert box(graph, "w").gradient.text() == "[6.0]"
    assert [box(graph, name).absent for name in ("y", "loss")] == ["not kept", "not kept"]
    assert [box(graph, name).value.text() for name in ("y", "loss")] == ["[9.0]", "9.0"]


def test_a_retained_graph_shows_the_second_pass():
    w = leaf(3.0)
    y = w * w
    watched(y, retain_graph=True)
    graph = watched(y).graph()

    assert [edge.contribution.text() for edge in into(graph, "y")] == ["3.0", "3.0"]
    assert box(graph, "w").note == "added to 6.0 in .grad"


def test_several_roots():
    w = leaf(3.0)
    a, b = w * 2, w * 5
    graph = watched(a, b).graph()

    assert [node.name for node in graph.nodes if node.kind == "result"] == ["a", "b"]
    assert box(graph, "w").gradient.text() == "7.0"


def test_a_hook_that_changes_a_gradient_is_said():
    w = leaf(3.0)
    y = w * 2
    y.register_hook(lambda g: g.mul_(10))
    graph = watched(y * 1.0).graph()

    assert [edge.contribution.text() for edge in graph.edges if edge.source == box(graph, "y").key] == ["1.0"]
    assert box(graph, "y").gradient.text() == "10.0"
    assert box(graph, "y").note == "gradient changed by a hook"
    assert box(graph, "w").gradient.text() == "20.0"


def test_an_error_on_the_way_leaves_the_part_before_it():
    class Broken(Cube):
        @staticmethod
        def backward(ctx, g):
            raise ValueError("no")

    w = leaf(2.0)
    middle = Broken.apply(w)
    loss = middle * 3.0
    trace = Trace([loss])
    with pytest.raises(ValueError, match="no"):
        watch(trace, [loss], [backlight.tensor(1.0)])
    graph = trace.graph()

    assert box(graph, "loss").gradient.text() == "1.0"
    assert box(graph, "middle").note == "raised ValueError here"
    assert box(graph, "w").absent == "none yet"


def test_a_pass_with_create_graph_is_drawn_too():
    w = leaf(3.0)
    y = w**3
    trace = Trace([y])
    watch(trace, [y], [backlight.tensor(1.0)], create_graph=True)

    assert box(trace.graph(), "w").gradient.text() == "27.0"


# Every sum is right -------------------------------------------------------------------------------------------------

STEPS = [
    lambda a, b: a + b,
    lambda a, b: a * b,
    lambda a, b: a - b,
    lambda a, b: (a * 0.5).tanh(),
    lambda a, b: a.sum(0, keepdim=True) * b,
    lambda a, b: backlight.cat(a.split(1))[:1] + b,
    lambda a, b: a.clone().mul_(0.5) + b,
    lambda a, b: a.max(0, keepdim=True).values + a,
]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=12))
@settings(max_examples=80, deadline=None)
def test_the_contributions_to_a_node_sum_to_its_gradient_bit_for_bit(program):
    rng = np.random.default_rng(len(program))
    values = [leaf(rng.normal(size=shape)) for shape in ((3, 2), (1, 2), (2,), ())]
    values = [value if value.dim() == 2 else value.expand(3, 2) for value in values]
    for step, i, j in program:
        values.append(STEPS[step](values[i % len(values)], values[j % len(values)]))
    roots = (values[-1], values[len(values) // 2])
    trace = watched(*roots)
    sums = {}
    for root in roots:
        one = np.ones_like(root._array)
        sums[edge(root)] = one if edge(root) not in sums else sums[edge(root)] + one
    for (node, position), contribution in trace.contributions.items():
        parent = node.parents[position]
        sums[parent] = contribution if parent not in sums else sums[parent] + contribution
    assert {place for place in trace.gradients if isinstance(place, Variable)} == set(trace.leaves)
    for place, gradient in trace.gradients.items():
        if gradient is not None:  # as it is of several outputs together
            np.testing.assert_array_equal(sums[place], gradient)
    for place in trace.leaves:
        np.testing.assert_array_equal(trace.gradients[place], place.grad.numpy())


def as_operand(value):
    """A sample's array as a tensor, a leaf if it can have a gradient."""
    if not isinstance(value, np.ndarray):
        return value
    x = constant(value)
    x._needs_grad = value.dtype.kind == "f"
    return x


@pytest.mark.parametrize("name", sorted(OPS.keys() & SAMPLES.keys()))
def test_every_op_can_be_drawn_and_its_local_derivative_times_the_gradient_is_what_flows(name):
    card = OPS[name]
    for sample in SAMPLES[name].make(np.random.default_rng(0)):
        arrays = [as_operand(a) for a in sample.arrays]
        out = CALLS[name](*arrays, **sample.params)
        roots = [y for y in (out if isinstance(out, tuple) else (out,)) if isinstance(y, Variable) and y._needs_grad]
        if not roots or card.kind == "random":
            continue
        try:
            trace = watched(*roots)
        except (RuntimeError, NotImplementedError) as refused:
            assert re.search("derivative|phase", str(refused))  # of some inputs torch knows none either
            continue
        graph = trace.graph()
        assert graph.text()
        assert graph.svg().endswith("</svg>\n")
        for edge_ in graph.edges:
            if edge_.local is None or edge_.contribution is None or edge_.local.values is None:
                continue
            if sample.differentiable and edge_.contribution.values is not None:
                np.testing.assert_allclose(
                    fit(edge_.local.values, edge_.contribution.values), edge_.contribution.values, rtol=1e-12
                )


def calls() -> dict:
    """The functions that call the cards, by the card's name."""
    import sys

    return {
        value.op.name: value
        for key, module in list(sys.modules.items())
        if key.startswith("backlight.")
        for value in vars(module).values()
        if callable(value) and hasattr(value, "op") and hasattr(value.op, "forward")
    }


CALLS = calls()


def test_values_that_the_program_packs_are_not_taken_for_operands():
    w = leaf([2.0])
    pack, unpack = (lambda x: x.numpy().copy()), backlight.tensor
    with backlight.autograd.graph.saved_tensors_hooks(pack, unpack):
        y = w * backlight.tensor([3.0])
    trace = watched(y)

    assert [step.inputs for step in trace.steps.values()] == [None]
    assert [node.kind for node in trace.graph().nodes if node.kind == "constant"] == []
    assert w.grad.tolist() == [3.0]
