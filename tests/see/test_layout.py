import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlight.see.layers import distances
from backlight.see.layout import lay_out
from tests.see import drawings

LENGTHS = st.integers(min_value=10, max_value=120)


@st.composite
def problems(draw):
    """A random graph, as `lay_out` takes it: box sizes, edges (operands in order), label sizes, a direction."""
    count = draw(st.integers(min_value=1, max_value=14))
    names = draw(st.permutations(range(count)))
    edges = []
    for i in range(1, count):
        operands = draw(st.lists(st.integers(min_value=0, max_value=i - 1), max_size=3))
        edges += [(names[operand], names[i]) for operand in operands]
    nodes = draw(st.lists(st.tuples(LENGTHS, LENGTHS), min_size=count, max_size=count))
    label = st.one_of(st.just((0, 0)), st.tuples(LENGTHS, LENGTHS))
    labels = draw(st.lists(label, min_size=len(edges), max_size=len(edges)))
    return nodes, edges, labels, draw(st.sampled_from(["down", "right"]))


def overlap(a, b):
    """Whether two boxes share more than a border."""
    (ax, ay, aw, ah), (bx, by, bw, bh) = a, b
    return ax + aw > bx + 0.2 and bx + bw > ax + 0.2 and ay + ah > by + 0.2 and by + bh > ay + 0.2


def curve(points, direction):
    """Points along a drawn line: straight, or bent as a Bézier curve that leaves and arrives along the flow."""
    found = [points[0]]
    for (x0, y0), (x1, y1) in pairwise(points):
        if direction == "down":
            (ax, ay), (bx, by) = (x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2)
        else:
            (ax, ay), (bx, by) = ((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)
        if x0 == x1 or y0 == y1:
            (ax, ay), (bx, by) = (x0, y0), (x1, y1)
        steps = 4 + int(abs(x1 - x0) + abs(y1 - y0)) // 4
        for k in range(1, steps + 1):
            t, s = k / steps, 1 - k / steps
            weights = s**3, 3 * s * s * t, 3 * s * t * t, t**3
            xs, ys = (x0, ax, bx, x1), (y0, ay, by, y1)
            found.append((sum(w * x for w, x in zip(weights, xs)), sum(w * y for w, y in zip(weights, ys))))
    return found


def inside(point, box):
    (x, y), (left, top, width, height) = point, box
    return left + 0.5 < x < left + width - 0.5 and top + 0.5 < y < top + height - 0.5


@given(problems())
@settings(max_examples=150, deadline=None)
def test_no_box_and_no_label_overlaps_another(problem):
    layout = lay_out(*problem)
    boxes = [*layout.boxes, *(label for label in layout.labels if label[2])]

    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[:i] if overlap(a, b)]
    assert all(x >= -0.1 and y >= -0.1 for x, y, _, _ in boxes)
    assert all(x + w <= layout.width + 0.1 and y + h <= layout.height + 0.1 for x, y, w, h in boxes)


@given(problems())
@settings(max_examples=100, deadline=None)
def test_lines_pass_through_no_box_and_through_no_label_but_their_own(problem):
    layout = lay_out(*problem)
    direction = problem[3]
    lines = [(e, curve(line, direction)) for e, line in enumerate(layout.lines)]
    lines += [(None, curve(line, direction)) for _, line in layout.trunks]
    for own, points in lines:
        others = [*layout.boxes, *(label for e, label in enumerate(layout.labels) if e != own)]

        assert not [(point, box) for point in points for box in others if inside(point, box)]


@given(problems())
@settings(max_examples=100, deadline=None)
def test_every_line_runs_from_its_source_to_its_target_through_its_label(problem):
    _, edges, _, direction = problem
    layout = lay_out(*problem)
    along, across = (1, 0) if direction == "down" else (0, 1)
    trunk_of = dict(layout.trunks)
    for (source, target), line, label in zip(edges, layout.lines, layout.labels, strict=True):
        start, end = layout.boxes[source], layout.boxes[target]
        on_trunk = any(abs(line[0][across] - p[across]) < 0.2 for p in trunk_of.get(source, []))

        assert abs(line[0][along] - start[along] - start[along + 2]) < 0.2 or on_trunk
        assert abs(line[-1][along] - end[along]) < 0.2
        assert end[across] <= line[-1][across] <= end[across] + end[across + 2]
        assert line[0][along] < line[-1][along]
        if label[2]:
            assert any(inside(point, label) for point in curve(line, direction))


@given(problems())
@settings(max_examples=100, deadline=None)
def test_operands_arrive_in_their_order_and_their_labels_stand_in_it(problem):
    nodes, edges, _, direction = problem
    layout = lay_out(*problem)
    across = 0 if direction == "down" else 1
    for node in range(len(nodes)):
        into = [e for e, (_, target) in enumerate(edges) if target == node]
        ports = [layout.lines[e][-1][across] for e in into]
        middles = [layout.labels[e][across] + layout.labels[e][across + 2] / 2 for e in into]

        assert ports == sorted(ports)
        assert middles == sorted(middles)


@given(problems())
@settings(max_examples=30, deadline=None)
def test_the_same_graph_is_laid_out_the_same(problem):
    first, second = lay_out(*problem), lay_out(*problem)

    assert (first.boxes, first.lines, first.trunks) == (second.boxes, second.lines, second.trunks)


@given(st.integers(min_value=2, max_value=40), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_a_tree_has_no_crossings(count, random):
    edges = [(i, random.randrange(i)) for i in range(1, count)]

    assert lay_out([(40, 20)] * count, edges, [(30, 10)] * (count - 1)).crossings == 0


def test_values_flow_in_the_direction_asked_for():
    down = lay_out([(40, 20)] * 2, [(0, 1)], [(30, 10)])
    right = lay_out([(40, 20)] * 2, [(0, 1)], [(30, 10)], "right")

    assert down.boxes[0][1] + 20 < down.labels[0][1] < down.boxes[1][1]
    assert right.boxes[0][0] + 40 < right.labels[0][0] < right.boxes[1][0]
    with pytest.raises(ValueError, match="'down' or 'right', got 'up'"):
        lay_out([(40, 20)], [], [], "up")


def test_two_uses_of_a_value_by_one_operation_are_two_lines():
    layout = lay_out([(80, 40)] * 2, [(0, 1), (0, 1)], [(60, 20), (60, 20)])

    assert layout.lines[0] != layout.lines[1]
    assert not overlap(*layout.labels)


def test_uses_in_several_layers_share_a_trunk():
    # 0 is used by 1, 2 and 3 of the chain 1 → 2 → 3
    layout = lay_out([(40, 20)] * 4, [(0, 1), (1, 2), (0, 2), (2, 3), (0, 3)], [(30, 10)] * 5)
    (source, trunk), *more = layout.trunks

    assert (source, more) == (0, [])
    assert len({x for x, _ in trunk[-2:]}) == 1
    assert layout.lines[4][0] == trunk[-1]


def test_a_leaf_stands_just_above_its_first_use():
    # the chain 0 → 1 → 2 → 3, where 3 also takes the leaf 4
    layout = lay_out([(40, 20)] * 5, [(0, 1), (1, 2), (2, 3), (4, 3)], [(30, 10)] * 4)

    assert layout.boxes[4][1] == layout.boxes[2][1]


def test_a_result_on_the_way_is_not_pulled_down_to_the_last_one():
    # 1 is used in the chain 1 → 2 → 3 → 4 and by the result 5
    layout = lay_out([(40, 20)] * 6, [(0, 1), (1, 2), (2, 3), (3, 4), (1, 5)], [(0, 0)] * 5)

    assert layout.boxes[5][1] == layout.boxes[2][1]


def test_nothing_is_laid_out_as_nothing():
    layout = lay_out([], [], [])

    assert (layout.boxes, layout.width, layout.height) == ([], 0, 0)


def test_a_cycle_is_an_error():
    with pytest.raises(ValueError, match="3 nodes lie on a cycle or lead into one"):
        lay_out([(40, 20)] * 3, [(0, 1), (1, 2), (2, 1)], [(0, 0)] * 3)


def test_distance_is_the_longest_way_to_a_result():
    assert distances(4, [(0, 1), (1, 2), (0, 2), (3, 2)]) == [2, 1, 0, 1]


@pytest.mark.parametrize(
    "graph",
    [drawings.chain(10_000), drawings.random_graph(3000, 40), drawings.random_graph(3000, 3000)],
    ids=["a chain of 10,000", "3,000 nodes, deep", "3,000 nodes, wide"],
)
def test_large_graphs_are_laid_out_in_seconds(graph):
    started = time.process_time()
    layout = lay_out([(90, 60)] * len(graph.nodes), graph.pairs(), [(90, 30)] * len(graph.edges))
    seconds = time.process_time() - started

    assert len(layout.boxes) == len(graph.nodes)
    assert seconds < 8  # about 1 on an idle machine
