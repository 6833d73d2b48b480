import pytest

from backlight.see.graph import Graph, GraphEdge, GraphNode
from backlight.see.summary import Summary
from tests.see import drawings

QUADRATIC = """\
loss = (w1·x² + w2·x + b − y)²

loss: ^2                             = 26.42  grad 1.0
│  ∂(xⁿ)/∂x = n·xⁿ⁻¹ = −10.28                    ↓ −10.28
└─ −                                 = −5.14  grad −10.28
   │  ∂(x−y)/∂x = 1                              ↓ −10.28
   ├─ y_pred: +                      = 0.86   grad −10.28
   │  │  ∂(x+y)/∂x = 1                           ↓ −10.28
   │  ├─ +                           = 0.36   grad −10.28
   │  │  │  ∂(x+y)/∂x = 1                        ↓ −10.28
   │  │  ├─ ×                        = 3.96   grad −10.28
   │  │  │  │  ∂(x·y)/∂x = y = 9.0               ↓ −92.52
   │  │  │  ├─ w1                    = 0.44   grad −92.52
   │  │  │  │  ∂(x·y)/∂y = x = 0.44
   │  │  │  └─ x² (constant)         = 9.0    no gradient needed
   │  │  │  ∂(x+y)/∂y = 1                        ↓ −10.28
   │  │  └─ ×                        = −3.6   grad −10.28
   │  │     │  ∂(x·y)/∂x = y = 3.0               ↓ −30.84
   │  │     ├─ w2                    = −1.2   grad −30.84
   │  │     │  ∂(x·y)/∂y = x = −1.2
   │  │     └─ x (constant)          = 3.0    no gradient needed
   │  │  ∂(x+y)/∂y = 1                           ↓ −10.28
   │  └─ b                           = 0.5    grad −10.28
   │  ∂(x−y)/∂y = −1
   └─ y (constant)                   = 6.0    no gradient needed"""


def test_the_quadratic_model_reads_from_the_loss_to_the_leaves():
    assert drawings.quadratic().text() == QUADRATIC


def test_no_gradient_yet_is_not_zero():
    before = drawings.quadratic(backward=False).text()
    zero = Graph([GraphNode("x", "leaf", "x", value=Summary(1.0), gradient=Summary(0.0))], []).text()

    assert before.count("grad none yet") == 9
    assert "↓" not in before
    assert zero == "x  = 1.0  grad 0.0"


def test_a_shared_value_is_printed_once():
    lines = drawings.linear().text().splitlines()

    assert sum("y_pred: ×" in line and "= [2.0]" in line for line in lines) == 1
    assert lines[-3].strip() == "├─ y_pred: × (above)"


def test_shared_values_of_one_label_are_told_apart():
    nodes = [GraphNode(k, "operation", "×") for k in range(4)]
    text = Graph(nodes, [GraphEdge(a, b, p) for a, b, p in [(0, 2, 0), (1, 2, 1), (0, 3, 0), (1, 3, 1)]]).text()

    assert "├─ × #1 (above)" in text
    assert "└─ × #2 (above)" in text


def test_a_deep_graph_continues_below():
    text = drawings.chain(40).text()
    lines = text.splitlines()

    assert sum(line.lstrip("└─ │├").startswith("n28") for line in lines) == 2
    assert "n28 (below)" in text
    assert lines[[line[:4] for line in lines].index("n28 ") - 1] == ""
    assert all(f"n{k} " in text for k in range(40))


def test_every_node_and_every_edge_of_a_graph_has_its_line():
    graph = drawings.random_graph(60, 10)
    lines = [line.lstrip("│├└─ ").split() for line in graph.text().splitlines() if line]

    assert sorted(int(words[0][1:]) for words in lines if "none" in words) == list(range(60))
    results = 60 - len({edge.source for edge in graph.edges})
    below = [words[0] for words in lines if words[-1] == "(below)"]
    assert len(lines) == results + len(graph.edges) + len(set(below))


@pytest.mark.parametrize(
    "graph", [drawings.perceptron(), drawings.recurrent(40), drawings.matrices()], ids=["net", "recurrent", "small"]
)
def test_no_line_is_wider_than_a_hundred_columns(graph):
    assert max(map(len, graph.text().splitlines())) <= 100


def test_a_large_graph_is_folded():
    lines = drawings.chain(10_000).text().splitlines()

    assert len(lines) < 500
    assert lines[-1].strip() == "└─ +9,601 more"
    assert drawings.chain(600).text(limit=600).count("n") > 600


def test_several_results_are_printed_one_after_the_other():
    text = drawings.plain([(0, 1), (0, 2)], 3).text()

    assert [line.split() for line in text.splitlines()[2:]] == [
        [],
        ["n2", "grad", "none", "yet"],
        ["└─", "n0", "(above)"],
    ]


def test_notes_and_long_names_are_shown_short():
    node = GraphNode("x", "leaf", "x" * 200, value=Summary(1.0), note="train.py:12\nsecond line")
    text = Graph([node], []).text()

    assert text == f"{'x' * 29}…  = 1.0  grad none yet  train.py:12 second line"


def test_a_constant_without_a_name_is_not_called_constant_twice():
    text = Graph([GraphNode(0, "constant", "constant", value=Summary(9.0))], []).text()

    assert text == "constant  = 9.0  no gradient needed"


def test_an_empty_graph_has_no_text():
    assert Graph([], []).text() == ""
