"""The op card: one operation declared once, as data.

A rule is `(g, out, *args, **params)`, one per array argument. It is written with operators and ops only, so that
the same text runs on arrays (backward) and on tensors (create_graph=True).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backlight.core.errors import GraphFreedError
from backlight.core.modes import state
from backlight.core.node import Node, Pick, next_sequence
from backlight.core.reads import reads_of
from backlight.core.result import constant, placed
from backlight.core.variable import Variable

OPS: dict[str, Op] = {}


class Op:
    """One operation, as data: how to compute it, its gradient rules, and what a reader wants to know of it."""

    def __init__(
        self,
        name: str,
        forward: Callable,
        rules: tuple = (),
        *,
        joint: Callable | None = None,
        label: str | Callable[[dict], str] = "",
        local: tuple[str | Callable[[dict], str], ...] = (),
        kind: str = "",
        grad_fn: str | Callable[[dict], str] = "",
        reads: tuple[bool, tuple[bool, ...]] | None = None,
        holomorphic: bool = True,
        holes: bool = False,
        results: tuple[int, ...] | None = None,
    ) -> None:
        self.name = name
        self.forward = forward
        self.rules = rules  # one per array argument; None where an argument has no gradient
        self.joint = joint  # instead: all gradients at once, (g, out, *args, **params) -> a tuple
        self.label = label or name
        self.local = local  # per argument, the local derivative as text: ("y", "x") for x·y
        self.kind = kind
        self.grad_fn = grad_fn or name.title().replace("_", "") + "Backward0"
        self.holomorphic = holomorphic  # the rules are derivatives as for real numbers; else they mind the complex ones
        self.holes = holes  # the joint rule gets None, and not zeros, for the outputs that nothing used
        self.results = results  # of several, those that the rules read, if that was said; the others are let go
        self.by_steps = joint is not None or not holomorphic  # not for the fast walk
        self.differentiable = joint is not None or any(rule is not None for rule in rules)
        self.call: Any = None  # the function that calls it
        self._reads = reads
        self._each: list | None = None
        self.keeps: bool | None = None  # found when the first of its nodes is walked
        self._node_types: dict[str, type[OpNode]] = {}
        self._plain_type: type[OpNode] | None = None  # that of calls without metadata
        if name in OPS:
            raise ValueError(f"an op named {name!r} is declared already")
        OPS[name] = self

    def __repr__(self) -> str:
        return f"<op {self.name}>"

    @staticmethod
    def text(words: str | Callable[[dict], str], params: dict) -> str:
        """A label or local derivative as text; some depend on the call's metadata, as in x²."""
        return words if isinstance(words, str) else words(params)

    def node_type(self, params: dict) -> type[OpNode]:
        """The class of this op's nodes; its name is what users see as `type(t.grad_fn).__name__`."""
        if not params and self._plain_type is not None:
            return self._plain_type
        found = self.type_named(self.grad_fn if isinstance(self.grad_fn, str) else self.grad_fn(params))
        if not params:
            self._plain_type = found
        return found

    def type_named(self, name: str) -> type[OpNode]:
        """The class of those of this op's nodes that go by `name`."""
        found = self._node_types.get(name)
        if found is None:
            found = self._node_types[name] = type(name, (OpNode,), {"__slots__": (), "op": self})
        return found

    def reads(self, count: int) -> tuple[bool, tuple[bool, ...]]:
        """Whether backward reads `out`, and which of `count` inputs."""
        if self._reads is None:
            self._reads = _together([reads_of(rule) for rule in self.rules or (self.joint,) if rule is not None])
        out, inputs = self._reads
        return out, (inputs + inputs[-1:] * count)[:count]  # a variable number of arguments: as the last

    def reads_for(self, parents: tuple) -> tuple[bool, tuple[bool, ...]]:
        """The same for one node: rules of arguments that need no gradient do not count."""
        if self.joint is not None or None not in parents:
            return self.reads(len(parents))
        if self._each is None:
            self._each = [None if rule is None else reads_of(rule) for rule in self.rules]
        found = [r for r, parent in zip(self._each, parents) if r is not None and parent is not None]
        out, inputs = _together(found)
        return out, (inputs + (False,) * len(parents))[: len(parents)]

    def find_keeps(self) -> bool:
        """Whether backward reads any value at all (else a freed graph can be walked again, as in torch)."""
        out, inputs = self.reads(len(self.rules) or 9)
        self.keeps = out or any(inputs)
        return self.keeps


def _together(found: list) -> tuple[bool, tuple[bool, ...]]:
    widest = max((len(inputs) for _, inputs in found), default=0)
    inputs = tuple(any(i[k] for _, i in found if k < len(i)) for k in range(widest))
    return any(out for out, _ in found), inputs


class OpNode(Node):
    """The node of a call of an op."""

    __slots__ = ()

    def contributions(self, g, useful, create_graph: bool) -> tuple[Any, Any]:
        """What the op's rules give for each input."""
        inputs, out, params, op = self.inputs, self.out, self.params, self.op
        if inputs is None:
            raise freed(self)
        if create_graph:
            inputs, out = self._as_tensors()
        if type(g) is dict:  # several outputs: those that nothing used get a gradient of zero
            g = [g.get(i) for i in range(len(self.out))]
            if not op.holes:
                g = [_zeros(o, create_graph) if one is None else one for one, o in zip(g, self.out)]
        # the gradient of a holomorphic f is g times the conjugate of f′; rules say f′: g and the result are conjugated
        turned = op.holomorphic and is_complex(out)
        if turned:
            g = [_conjugate(one) for one in g] if type(out) is tuple else _conjugate(g)
        with np.errstate(all="ignore"):
            if op.joint is not None:
                gs = op.joint(g, out, *inputs, **params)
            else:
                gs = [
                    None
                    if parent is None or rule is None or (useful is not None and parent not in useful)
                    else rule(g, out, *inputs, **params)
                    for rule, parent in zip(op.rules, self.parents, strict=False)
                ]
            return inputs, [_conjugate(one) for one in gs] if turned else gs

    def release(self) -> None:
        if self.op.keeps or (self.op.keeps is None and self.op.find_keeps()):
            self.inputs = self.out = None

    def _as_tensors(self) -> tuple[list, Any]:
        """The node's values as tensors in their place of the graph, for gradients of gradients."""
        inputs: list = []
        for x, parent in zip(self.inputs, self.parents, strict=True):
            if parent is None:
                inputs.append(constant(x) if isinstance(x, np.ndarray) else x)
            elif isinstance(parent, Variable) and parent._array is x:
                inputs.append(parent)
            else:
                inputs.append(placed(x, parent))
        if type(self.out) is tuple:
            return inputs, tuple([pick(self, i, o) for i, o in enumerate(self.out)])
        return inputs, placed(self.out, self)


def pick(node: Node, index: int, out: np.ndarray):
    """The tensor of one output of a node that has several."""
    if out.dtype.kind in "biu":
        return constant(out)
    way = object.__new__(Pick)
    way.inputs, way.params, way.parents, way.out = (), {}, (node,), out
    way.hooks, way.index, way.sequence = None, index, next_sequence()
    return placed(out, way)


def known_as(result: Any, name: str) -> Any:
    """The result, its node going by another name: torch has several nodes for what is one card here."""
    node = result._node
    if node is not None and state.grad:
        node = node.parents[0] if node.picks else node
        node.__class__ = node.op.type_named(name)
    return result


def is_complex(x) -> bool:
    """Whether an array or a tensor holds complex numbers, or one of a tuple of them does."""
    return any(map(is_complex, x)) if type(x) is tuple else getattr(x, "_array", x).dtype.kind == "c"


def _conjugate(g):
    return g.conj() if g is not None and is_complex(g) else g


def _zeros(o, create_graph: bool):
    zeros = np.zeros(o.shape, o.dtype)
    return constant(zeros) if create_graph else zeros


def freed(node: Node) -> GraphFreedError:
    """The error for a node whose values a first backward has freed."""
    return GraphFreedError(
        "Trying to backward through the graph a second time (or directly access saved tensors after they have "
        f"already been freed): the first backward freed the values that {node.name()} needs. Specify "
        "retain_graph=True in the first backward if you need both, or use .detach() on what should not be "
        "part of the second graph (a hidden state, a target)."
    )
