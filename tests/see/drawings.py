"""Graphs to draw, from a tape that computes real values and gradients with NumPy alone."""

from __future__ import annotations

import numpy as np

from backlight.see.graph import Graph, GraphEdge, GraphNode
from backlight.see.summary import Summary


def softmax(x):
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


# Per op: its symbol, its forward, and per operand the formula, the local derivative and the gradient rule.
OPS = {
    "add": (
        "+",
        np.add,
        [
            ("∂(x+y)/∂x", lambda x, y: 1, lambda g, x, y: g),
            ("∂(x+y)/∂y", lambda x, y: 1, lambda g, x, y: g),
        ],
    ),
    "subtract": (
        "−",
        np.subtract,
        [
            ("∂(x−y)/∂x", lambda x, y: 1, lambda g, x, y: g),
            ("∂(x−y)/∂y", lambda x, y: -1, lambda g, x, y: -g),
        ],
    ),
    "multiply": (
        "×",
        np.multiply,
        [
            ("∂(x·y)/∂x = y", lambda x, y: y, lambda g, x, y: g * y),
            ("∂(x·y)/∂y = x", lambda x, y: x, lambda g, x, y: g * x),
        ],
    ),
    "square": ("^2", np.square, [("∂(xⁿ)/∂x = n·xⁿ⁻¹", lambda x: 2 * x, lambda g, x: g * 2 * x)]),
    "tanh": (
        "tanh",
        np.tanh,
        [("∂tanh(x)/∂x = 1−tanh²(x)", lambda x: 1 - np.tanh(x) ** 2, lambda g, x: g * (1 - np.tanh(x) ** 2))],
    ),
    "relu": (
        "relu",
        lambda x: np.maximum(x, 0),
        [("∂relu(x)/∂x = [x > 0]", lambda x: x > 0, lambda g, x: g * (x > 0))],
    ),
    "matmul": (
        "@",
        np.matmul,
        [
            ("∂(x@y)/∂x: g @ yᵀ", lambda x, y: None, lambda g, x, y: g @ y.T),
            ("∂(x@y)/∂y: xᵀ @ g", lambda x, y: None, lambda g, x, y: x.T @ g),
        ],
    ),
    "cross_entropy": (
        "cross_entropy",
        lambda x, t: -np.log(softmax(x)[np.arange(len(t)), t]).mean(),
        [
            ("(softmax(x) − onehot) / n", lambda x, t: None, lambda g, x, t: g * (softmax(x) - np.eye(10)[t]) / len(t)),
            ("", lambda x, t: None, lambda g, x, t: None),
        ],
    ),
}


class Tape:
    """Records ops on arrays, runs backward, and makes the graph."""

    def __init__(self, dtype=np.float32):
        self.dtype, self.nodes, self.edges, self.arrays, self.grads = dtype, [], [], [], {}

    def _add(self, kind, title, name, operation, array):
        self.nodes.append(GraphNode(len(self.nodes), kind, title, name, operation, Summary(array)))
        self.arrays.append(array)
        return len(self.nodes) - 1

    def leaf(self, name, value):
        return self._add("leaf", name, name, "", np.asarray(value, self.dtype))

    def constant(self, name, value):
        value = np.asarray(value)
        return self._add("constant", name, name, "", value if value.dtype.kind in "iu" else value.astype(self.dtype))

    def op(self, operation, *operands, name=""):
        symbol, forward, rules = OPS[operation]
        arrays = [self.arrays[i] for i in operands]
        out = self._add("operation", symbol, name, operation, forward(*arrays))
        for k, (operand, (formula, local, _)) in enumerate(zip(operands, rules, strict=True)):
            number = local(*arrays)
            self.edges.append(GraphEdge(operand, out, k, formula, None if number is None else Summary(number)))
        return out

    def backward(self, result):
        grads = {result: np.ones_like(self.arrays[result])}
        for edge in sorted(self.edges, key=lambda e: -e.target):
            if edge.target in grads and self.nodes[edge.source].kind != "constant":
                arrays = [self.arrays[e.source] for e in self.edges if e.target == edge.target]
                g = OPS[self.nodes[edge.target].operation][2][edge.position][2](grads[edge.target], *arrays)
                for axis in range(g.ndim - self.arrays[edge.source].ndim):
                    g = g.sum(axis)
                g = np.asarray(g, self.dtype)
                edge.contribution = Summary(g)
                grads[edge.source] = grads.get(edge.source, 0) + g
        for i, g in grads.items():
            self.nodes[i].gradient = Summary(g)

    def graph(self, *results, title="", backward=True):
        for result in results:
            self.nodes[result].kind = "result"
        if backward:
            self.backward(results[0])
        return Graph(self.nodes, self.edges, title)


def quadratic(backward=True, x=3.0, y=6.0):
    t = Tape()
    w1, w2, b = t.leaf("w1", 0.44), t.leaf("w2", -1.2), t.leaf("b", 0.5)
    first = t.op("multiply", w1, t.constant("x²", x * x))
    second = t.op("multiply", w2, t.constant("x", x))
    y_pred = t.op("add", t.op("add", first, second), b, name="y_pred")
    loss = t.op("square", t.op("subtract", y_pred, t.constant("y", y)), name="loss")
    return t.graph(loss, title="loss = (w1·x² + w2·x + b − y)²", backward=backward)


def linear():
    t = Tape()
    x, y = t.constant("x", [2.0]), t.constant("y", [4.0])
    y_pred = t.op("multiply", x, t.leaf("w", [1.0]), name="y_pred")
    return t.graph(t.op("multiply", t.op("subtract", y_pred, y), t.op("subtract", y_pred, y), name="loss"))


def square():
    t = Tape()
    x = t.leaf("x", 3.0)
    return t.graph(t.op("multiply", x, x), title="x * x")


def perceptron():
    t, r = Tape(), np.random.default_rng(0)
    h = t.constant("images", r.random((64, 784)))
    for k, (i, o) in enumerate([(784, 128), (128, 10)]):
        w = t.leaf(f"net.{2 * k}.weight", r.normal(size=(i, o)) / i**0.5)
        h = t.op("add", t.op("matmul", h, w), t.leaf(f"net.{2 * k}.bias", np.zeros(o)), name="logits" if k else "")
        h = h if k else t.op("relu", h)
    loss = t.op("cross_entropy", h, t.constant("labels", r.integers(0, 10, 64)), name="loss")
    return t.graph(loss, title="784-128-10 with cross-entropy")


def recurrent(steps=12):
    t, r = Tape(), np.random.default_rng(0)
    w, u, b = t.leaf("W", r.normal(size=(2, 2))), t.leaf("U", r.normal(size=(2, 2)) / 2), t.leaf("b", np.zeros(2))
    h = t.constant("h0", np.zeros((1, 2)))
    for k in range(steps):
        x = t.op("matmul", t.constant(f"x{k + 1}", r.normal(size=(1, 2))), w)
        h = t.op("tanh", t.op("add", t.op("add", x, t.op("matmul", h, u)), b), name=f"h{k + 1}")
    return t.graph(h, title=f"a recurrent net, {steps} steps")


def matrices():
    t, r = Tape(np.float64), np.random.default_rng(1)
    x, w = t.constant("x", r.normal(size=(4, 3))), t.leaf("w", r.normal(size=(3, 2)))
    h = t.op("tanh", t.op("add", t.op("matmul", x, w), t.leaf("b", [0.1, np.inf])), name="h")
    return t.graph(h)


def plain(edges, count):
    """A graph with no values: edges (source, target) between `count` nodes."""
    position = [0] * count
    made = []
    for source, target in edges:
        made.append(GraphEdge(source, target, position[target]))
        position[target] += 1
    return Graph([GraphNode(i, "operation" if position[i] else "leaf", f"n{i}") for i in range(count)], made)


def chain(count):
    return plain([(i, i + 1) for i in range(count - 1)], count)


def random_graph(count, reach, seed=0):
    r = np.random.default_rng(seed)
    pairs = [(int(r.integers(max(0, i - reach), i)), i) for i in range(1, count) for _ in range(2)]
    return plain(pairs, count)
