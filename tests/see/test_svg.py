import re
import time
from xml.etree import ElementTree

import pytest

from backlight.see.graph import Graph, GraphEdge, GraphNode
from backlight.see.summary import Summary
from backlight.see.svg import graph_svg
from backlight.see.theme import text_width
from tests.see import drawings

SVG = "{http://www.w3.org/2000/svg}"
GRAPHS = {
    "quadratic": drawings.quadratic(),
    "before backward": drawings.quadratic(backward=False),
    "linear": drawings.linear(),
    "square": drawings.square(),
    "perceptron": drawings.perceptron(),
    "recurrent": drawings.recurrent(),
    "matrices": drawings.matrices(),
    "random": drawings.random_graph(60, 10),
    "empty": Graph([], []),
}


def texts(element):
    return ["".join(text.itertext()) for text in element.iter(f"{SVG}text")]


def groups(svg, kind):
    """The parts of a drawing of one class, such as "bl-node"."""
    return [g for g in ElementTree.fromstring(svg).iter(f"{SVG}g") if kind in g.get("class", "").split()]


@pytest.mark.parametrize("direction", ["down", "right"])
@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
def test_a_picture_is_well_formed_and_stands_alone(graph, direction):
    svg = graph.svg(direction=direction)
    root = ElementTree.fromstring(svg)

    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert not re.search(r"<script|href=|url\(|@import|\bon\w+=|\bnan\b", svg)
    assert len(groups(svg, "bl-node")) == len(graph.nodes)


def test_every_node_shows_its_name_its_value_and_its_gradient():
    nodes = {g.get("data-node"): texts(g) for g in groups(GRAPHS["quadratic"].svg(), "bl-node")}

    assert nodes["0"] == ["w1", "value", "0.44", "grad", "−92.52"]
    assert nodes["3"] == ["x²", "value", "9.0", "no gradient needed"]
    assert nodes["8"] == ["+", "y_pred", "value", "0.86", "grad", "−10.28"]
    assert nodes["11"] == ["^2", "loss", "value", "26.42", "grad", "1.0"]


def test_every_edge_shows_its_local_derivative_and_what_flowed_back():
    edges = [texts(g) for g in groups(GRAPHS["quadratic"].svg(), "bl-edge")]

    assert len(edges) == 11
    assert ["∂(x·y)/∂x = y = 9.0", "−92.52"] in edges
    assert ["∂(x·y)/∂y = x = 0.44"] in edges
    assert ["∂(xⁿ)/∂x = n·xⁿ⁻¹ = −10.28", "−10.28"] in edges


def test_an_arrow_marks_each_gradient_that_flowed_back_and_each_value_that_flows_forward():
    svg = GRAPHS["quadratic"].svg()
    arrows = [path.get("class") for path in ElementTree.fromstring(svg).iter(f"{SVG}path")]

    assert arrows.count("bl-back") == 8 + 1  # and one in the legend
    assert arrows.count("bl-arrow") == 11 + 1
    assert "bl-back" not in GRAPHS["before backward"].svg().split("</style>")[1]


def test_no_gradient_yet_looks_different_from_zero_and_from_none_needed():
    nodes = [
        GraphNode("yet", "leaf", "a", value=Summary(1.0)),
        GraphNode("zero", "leaf", "b", value=Summary(1.0), gradient=Summary(0.0)),
        GraphNode("never", "constant", "c", value=Summary(1.0)),
    ]
    yet, zero, never = groups(Graph(nodes, []).svg(), "bl-node")

    assert texts(yet)[-2:] == ["grad", "none yet"]
    assert texts(zero)[-2:] == ["grad", "0.0"]
    assert texts(never)[-1] == "no gradient needed"
    assert "bl-none" in list(yet.iter(f"{SVG}text"))[-1].get("class")
    assert "bl-none" not in list(zero.iter(f"{SVG}text"))[-1].get("class")


def test_two_uses_of_one_value_have_two_lines_and_two_labels():
    svg = GRAPHS["square"].svg()
    labels = groups(svg, "bl-edge")
    lines = [p.get("d") for p in ElementTree.fromstring(svg).iter(f"{SVG}path") if p.get("data-target") == "1"]

    assert [texts(label) for label in labels] == [["∂(x·y)/∂x = y = 3.0", "3.0"], ["∂(x·y)/∂y = x = 3.0", "3.0"]]
    assert len(set(lines)) == 2


@pytest.mark.parametrize("text", ["<&\"'>", "]]>", "\x00\x08\ud800", "a\nb\tc"])
def test_any_text_is_escaped(text):
    nodes = [GraphNode(text, "leaf", text, note=text), GraphNode(text + "2", "result", text, text, text, note=text)]
    graph = Graph(nodes, [GraphEdge(text, text + "2", 0, text, text, Summary(1.0))], title=text)
    root = ElementTree.fromstring(graph.svg())
    shown = text.translate({0: "\ufffd", 8: "\ufffd", 0xD800: "\ufffd", 9: " ", 10: " "})

    assert shown in texts(root)
    assert root.get("aria-label").replace("\n", " ") == shown


def test_what_is_not_finite_is_marked():
    nodes = groups(GRAPHS["matrices"].svg(), "bl-node")
    marked = [text.text for g in nodes for text in g.iter(f"{SVG}text") if "bl-warn" in text.get("class")]

    assert sorted(text for text in marked if "⚠" in text) == ["⚠ [0.1, inf]", "⚠ −0.5375  inf"]
    assert len(marked) == 1 + 4


def test_the_size_and_dtype_of_an_array_are_shown_unless_it_is_one_number():
    shown = texts(ElementTree.fromstring(GRAPHS["perceptron"].svg()))

    assert {"64×784 float32", "784×128 float32", "64 int64"} <= set(shown)
    assert "float32" not in " ".join(texts(ElementTree.fromstring(GRAPHS["linear"].svg())))


def test_hovering_tells_all_digits():
    node = GraphNode("x", "leaf", "x", value=Summary(1 / 3), gradient=Summary(2 / 3))
    (title,) = ElementTree.fromstring(Graph([node], []).svg()).iter(f"{SVG}title")

    assert title.text == "x (leaf)\nvalue: float64\n0.3333333333333333\ngradient: float64\n0.6666666666666666"


def test_text_is_never_wider_than_its_box():
    for graph in GRAPHS.values():
        for group in groups(graph.svg(), "bl-node"):
            box = next(group.iter(f"{SVG}rect"))
            for text in group.iter(f"{SVG}text"):
                style = text.get("class")
                width = text_width(
                    text.text,
                    10.5 if "small" in style else 13 if "head" in style else 12,
                    mono="mono" in style,
                    bold="head" in style,
                )
                start = float(text.get("x")) - (width / 2 if text.get("text-anchor") else 0)

                assert start >= 0
                assert start + width <= float(box.get("width"))


@pytest.mark.parametrize(
    ("text", "mono"), [("0123456789", False), ("MWmw@", False), ("−92.52 … ⚠", True), ("漢字", False)]
)
def test_text_is_measured_with_the_widest_font(text, mono):
    dejavu = {"0123456789": 6.36, "MWmw@": 0.863 + 0.989 + 0.974 + 0.818 + 1.0, "−92.52 … ⚠": 6.02, "漢字": 2.0}

    assert dejavu[text] * 10 <= text_width(text, 10, mono=mono) <= dejavu[text] * 10 * 1.1


def test_only_the_nearest_nodes_of_a_large_graph_are_drawn():
    svg = drawings.chain(10_000).svg()
    (fold,) = groups(svg, "bl-folded")

    assert len(groups(svg, "bl-node")) == 400
    assert texts(fold) == ["+9,601 more"]
    assert len(groups(drawings.chain(30).svg(limit=10), "bl-node")) == 10


def test_a_large_graph_is_drawn_in_seconds():
    graph = drawings.random_graph(3000, 40)
    started = time.process_time()
    graph.svg()

    assert time.process_time() - started < 6  # under 1 on an idle machine


def test_the_same_graph_gives_the_same_picture():
    assert drawings.recurrent().svg() == GRAPHS["recurrent"].svg()


def test_light_and_dark_follow_the_page_or_the_system_and_old_programs_get_light():
    svg = GRAPHS["square"].svg()

    assert "@media (prefers-color-scheme:dark){.backlight{--bl-page:#14181d" in svg
    assert "[data-jp-theme-light=false] .backlight" in svg
    assert "fill:#ffffff;fill:var(--bl-page,#ffffff);" in svg
    assert "@page;" not in svg


def places(svg):
    return [g.get("transform") for g in groups(svg, "bl-node")]


def test_with_room_for_other_steps_nothing_moves_between_them():
    steps = [drawings.quadratic(x=x) for x in (1.0, 3.0, 123.456)]
    steps.append(drawings.quadratic(backward=False))
    alone = [places(graph_svg(step)) for step in steps]
    together = [places(graph_svg(step, steps=steps)) for step in steps]

    assert alone[0] != alone[2]
    assert together[0] == together[1] == together[2] == together[3]
