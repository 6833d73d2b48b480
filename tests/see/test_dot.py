from backlight.see.graph import Graph, GraphEdge, GraphNode
from backlight.see.summary import Summary
from tests.see import drawings


def test_both_uses_of_a_shared_operand_are_there_with_their_numbers():
    assert drawings.square().dot() == (
        "digraph {\n"
        '  label="x * x"; labelloc=t;\n'
        '  ordering=in; node [fontname="Helvetica"]; edge [fontname="Helvetica", fontsize=10];\n'
        '  n0 [label="x\\nvalue 3.0\\ngrad 6.0", shape=box, style=filled, fillcolor="#e4f1fb", color="#0072b2"];\n'
        '  n1 [label="×\\nvalue 9.0\\ngrad 1.0", shape=box, style="filled,rounded", fillcolor="#fff5d6", '
        'color="#a87400", penwidth=2];\n'
        '  n0 -> n1 [label="∂(x·y)/∂x = y = 3.0\\n↑ 3.0"];\n'
        '  n0 -> n1 [label="∂(x·y)/∂y = x = 3.0\\n↑ 3.0"];\n'
        "}\n"
    )


def test_quotes_and_backslashes_are_escaped():
    dot = Graph([GraphNode('k"', "leaf", 'say "hi" \\N', note="a\nb")], []).dot()

    assert 'n0 [label="say \\"hi\\" \\\\N\\ngrad none yet\\na b",' in dot


def test_operands_are_listed_in_their_order():
    nodes = [GraphNode(k, "leaf", k) for k in "ab"] + [GraphNode("c", "result", "−")]
    dot = Graph(nodes, [GraphEdge("b", "c", 1), GraphEdge("a", "c", 0)]).dot()

    assert dot.index("n0 -> n2") < dot.index("n1 -> n2")


def test_no_gradient_yet_is_neither_zero_nor_none_needed():
    nodes = [
        GraphNode("a", "leaf", "a", value=Summary(1.0)),
        GraphNode("b", "leaf", "b", value=Summary(1.0), gradient=Summary(0.0)),
        GraphNode("c", "constant", "c", value=Summary(1.0)),
    ]
    labels = [line.split('"')[1] for line in Graph(nodes, []).dot().splitlines()[2:-1]]

    assert labels == ["a\\nvalue 1.0\\ngrad none yet", "b\\nvalue 1.0\\ngrad 0.0", "c\\nvalue 1.0\\nno gradient needed"]
