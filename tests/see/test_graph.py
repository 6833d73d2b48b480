import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlight.see.graph import Graph, GraphEdge, GraphNode
from tests.see import drawings


def test_an_unknown_kind_is_an_error():
    with pytest.raises(ValueError, match=r"expected one of leaf, constant, .*, folded, got 'tensor'"):
        GraphNode("x", "tensor", "x")


def test_two_nodes_of_one_key_are_an_error():
    with pytest.raises(ValueError, match="2 nodes share 1 keys"):
        Graph([GraphNode("x", "leaf", "x"), GraphNode("x", "leaf", "y")], [])


def test_an_edge_to_nowhere_is_an_error():
    with pytest.raises(ValueError, match=r"<GraphEdge 'x' → 'z' \[0\]> ends at a node that is not in the graph"):
        Graph([GraphNode("x", "leaf", "x")], [GraphEdge("x", "z")])


def test_a_graph_within_the_limit_is_not_folded():
    graph = drawings.quadratic()

    assert graph.folded(len(graph.nodes)) is graph


def test_the_farthest_nodes_are_folded_into_one():
    folded = drawings.chain(10_000).folded(400)

    assert len(folded.nodes) == 400
    assert [node.title for node in folded.nodes if node.kind == "folded"] == ["+9,601 more"]
    assert folded.nodes[-1].title == "n9999"
    assert len(folded.edges) == 399


def test_an_edge_out_of_the_fold_keeps_what_it_says():
    graph = drawings.quadratic()
    folded = graph.folded(4)
    (edge,) = [edge for edge in folded.edges if edge.source == "…" and edge.formula == "∂(x+y)/∂x"]

    assert [node.title for node in folded.nodes] == ["+9 more", "+", "−", "^2"]
    assert edge.contribution.text() == "−10.28"


@given(st.integers(2, 60), st.integers(1, 12), st.integers(1, 20), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_a_fold_makes_no_cycle_and_keeps_the_uses_of_what_is_kept(count, reach, limit, seed):
    graph = drawings.random_graph(count, reach, seed)
    folded = graph.folded(limit)
    kept = {node.key for node in folded.nodes if node.kind != "folded"}

    assert len(folded.nodes) <= max(limit, 2)
    assert not [edge for edge in folded.edges if edge.target not in kept]
    assert [e.target for e in graph.edges if e.target in kept] == [e.target for e in folded.edges]


def test_the_key_of_the_fold_is_new():
    nodes = [GraphNode(key, "leaf", "x") for key in ("…", "……", 3, 4)]
    keys = [node.key for node in Graph(nodes, []).folded(3).nodes]

    assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("name", "start"), [("g.svg", "<svg"), ("g.dot", "digraph"), ("g.txt", "loss = "), ("g.SVG", "<svg")]
)
def test_save_writes_what_the_suffix_says(tmp_path, name, start):
    drawings.quadratic().save(tmp_path / name)

    assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize("name", ["graph.gif", "graph", "a.svg/graph"])
def test_save_to_another_kind_of_file_is_an_error(tmp_path, name):
    with pytest.raises(ValueError, match=r"expected a file name ending in \.svg, \.dot, .*, \.png, got"):
        drawings.quadratic().save(tmp_path / name)


def test_a_graph_prints_as_text_and_shows_as_a_picture():
    graph = drawings.square()

    assert repr(graph) == str(graph) == graph.text()
    assert graph._repr_svg_() == graph.svg()
