"""A graph as Mermaid, JSON and PNG."""

from __future__ import annotations

import json
import struct

import pytest

import backlight
from backlight.see.graph import Graph, GraphEdge, GraphNode
from backlight.see.summary import Summary
from tests.see import drawings


def test_mermaid_has_a_line_for_every_node_and_edge():
    w = backlight.tensor(3.0, requires_grad=True)
    lines = (w * w).graph(backward=True).mermaid().splitlines()

    assert lines[0] == "flowchart TD"
    assert lines[1] == '  n0["w<br>value 3.0<br>grad 6.0"]:::leaf'
    assert lines[2] == '  n1("×<br>value 9.0<br>grad 1.0"):::result'
    assert [line.split("|")[0] for line in lines[3:5]] == ["  n0 -->"] * 2


def test_mermaid_text_cannot_end_its_quotes_nor_be_markup():
    text = Graph([GraphNode("x", "leaf", '"]; click n0 "javascript:x" <b> #quot;')], []).mermaid()

    assert text.splitlines()[1].count('"') == 2
    assert "<b>" not in text


def test_json_tells_nodes_and_edges():
    w = backlight.tensor(3.0, requires_grad=True)
    told = json.loads((w * w).graph(backward=True).json())

    assert (told["format"], told["version"]) == ("backlight-graph", 1)
    assert [(n["kind"], n["value"]["values"], n["gradient"]["values"]) for n in told["nodes"]] == [
        ("leaf", 3.0, 6.0),
        ("result", 9.0, 1.0),
    ]
    assert [(e["source"], e["target"], e["position"], e["contribution"]["values"]) for e in told["edges"]] == [
        (0, 1, 0, 3.0),
        (0, 1, 1, 3.0),
    ]


def test_json_writes_statistics_of_large_arrays_and_words_for_what_is_not_finite():
    node = GraphNode("x", "leaf", "x", value=Summary([float("nan")] * 3), gradient=Summary([1.0, 3.0] * 20))
    (told,) = json.loads(Graph([node], [GraphEdge("x", "x")]).json())["nodes"]

    assert told["value"]["values"] == ["NaN"] * 3
    known = {"shape": [40], "dtype": "float64", "min": 1.0, "max": 3.0, "mean": 2.0, "std": 1.0, "nonfinite": 0}
    assert told["gradient"] == known


def test_png_is_scaled(tmp_path):
    sizes = []
    for scale in (1.0, 2.0):
        drawings.quadratic().png(tmp_path / "g.png", scale=scale)
        head = (tmp_path / "g.png").read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        sizes.append(struct.unpack(">II", head[16:24]))

    assert sizes[1] == tuple(2 * side for side in sizes[0])
    with pytest.raises(ValueError, match="expected a positive scale, got 0"):
        drawings.quadratic().png(tmp_path / "g.png", scale=0)


def test_a_huge_picture_is_made_smaller(tmp_path, monkeypatch):
    from backlight.see import png

    monkeypatch.setattr(png, "LARGEST", 1e4)
    drawings.quadratic().png(tmp_path / "g.png")
    width, height = struct.unpack(">II", (tmp_path / "g.png").read_bytes()[16:24])

    assert 0.9e4 < width * height < 1.1e4


def test_png_has_the_colours_of_the_drawing(tmp_path):
    from PIL import Image

    drawings.quadratic().save(tmp_path / "g.png")
    with Image.open(tmp_path / "g.png") as image:
        colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 20)}

    assert {(0xFF, 0xFF, 0xFF), (0xE4, 0xF1, 0xFB), (0xFF, 0xF5, 0xD6)} <= colours
