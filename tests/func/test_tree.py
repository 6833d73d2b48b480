"""Trees of containers."""

from collections import OrderedDict, defaultdict, deque, namedtuple

import pytest

from backlight.func import tree

Point = namedtuple("Point", "x y")


@pytest.mark.parametrize(
    "value",
    [
        3,
        (1, [2, {"a": 3, "b": None}]),
        OrderedDict(b=1, a=(2,)),
        defaultdict(list, {"a": 1}),
        deque([1, 2], maxlen=5),
        Point(1, (2, 3)),
        [],
    ],
)
def test_a_tree_is_put_together_again(value):
    leaves, spec = tree.tree_flatten(value)

    again = tree.tree_unflatten(leaves, spec)

    assert again == value
    assert type(again) is type(value)
    assert len(leaves) == spec.num_leaves


def test_trees_of_one_structure_are_mapped_together():
    assert tree.tree_map(lambda a, b: a * b, {"x": 2, "y": [3]}, {"x": 5, "y": [7]}) == {"x": 10, "y": [21]}

    with pytest.raises(ValueError, match="mismatch"):
        tree.tree_map(lambda a, b: a, [1, 2], [1])


def test_too_few_leaves_are_refused():
    with pytest.raises(ValueError, match="2 items"):
        tree.tree_unflatten([1], tree.tree_structure((1, 2)))


def test_a_class_of_ones_own_can_be_a_container():
    class Box:
        def __init__(self, inside):
            self.inside = inside

    tree.register_pytree_node(Box, lambda box: ([box.inside], None), lambda values, context: Box(*values))
    try:
        assert tree.tree_map(lambda x: x + 1, Box(1)).inside == 2
        with pytest.raises(ValueError, match="already registered"):
            tree.register_pytree_node(Box, None, None)
    finally:
        del tree.SUPPORTED_NODES[Box]


def test_a_shallow_tree_is_spread_over_a_deep_one():
    spec = tree.tree_structure(({"a": 1, "b": 2}, [3, 4]))

    assert tree.broadcast_to_and_flatten((0, [1, None]), spec) == [0, 0, 1, None]
    assert tree.broadcast_to_and_flatten((0, (1, 2)), spec) is None


def test_questions_to_leaves():
    assert tree.tree_all(bool, [1, (2,)])
    assert not tree.tree_any(bool, [0, (0,)])
    assert tree.tree_map_only(int, str, [1, "a", (2.0,)]) == ["1", "a", (2.0,)]
    assert tree.tree_leaves((1, [2]), is_leaf=lambda x: isinstance(x, list)) == [1, [2]]
    assert tree.treespec_pprint(tree.tree_structure({"a": (1,)})) == "{'a': (*,)}"
