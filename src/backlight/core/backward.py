"""The walk: from the result to the leaves, each node once, the youngest first.

A node is made after all that it uses, so descending sequence numbers are a topological order: when a node is the
youngest that waits, all contributions to its gradient are in. A heap of those that wait is all it takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from sys import getrefcount
from typing import Any

import numpy as np
from numpy import ndarray

from backlight.core import hooks, modes, writes
from backlight.core.card import is_complex
from backlight.core.errors import ModifiedError
from backlight.core.fit import fit
from backlight.core.layout import empty_like
from backlight.core.modes import state
from backlight.core.node import Node
from backlight.core.result import constant
from backlight.core.variable import Variable, edge


def walk(
    roots: Sequence[Variable],
    gradients: Sequence[Variable],
    *,
    retain_graph: bool = False,
    create_graph: bool = False,
    targets: Iterable | None = None,
    accumulate: bool = True,
) -> dict:
    """Send `gradients` back from `roots` and add to the leaves' `.grad` what arrives there.

    With `targets` (nodes or leaves), only paths that lead to them are walked; their gradients are returned, by
    target, as arrays (as tensors with `create_graph`), and `.grad` is left alone unless `accumulate`.
    """
    watcher = modes.watcher
    one_pass, starts = begin(roots, gradients, retain_graph, create_graph, targets, accumulate)
    outer, state.walking = state.walking, starts
    try:
        one_pass.run()
    finally:
        state.walking = outer
        if watcher is not None:
            watcher.on_backward_end()
    return one_pass.found


def begin(
    roots: Sequence[Variable],
    gradients: Sequence[Variable],
    retain_graph: bool = False,
    create_graph: bool = False,
    targets: Iterable | None = None,
    accumulate: bool = True,
) -> tuple[Pass, list]:
    """A walk before its first step, of which the watcher is told, and where it starts."""
    # inside `vmap` arrays may stand for many: rules then run on tensors, as for create_graph
    tensors = create_graph or state.batching is not None
    one_pass = Pass({}, [], retain_graph, tensors, accumulate)
    one_pass.recording = create_graph
    starts = [edge(r) for r in roots]
    if targets is not None:
        one_pass.aim(set(targets), starts)
    if hooks.on_leaves:
        one_pass.count_edges(starts)
    for start, g in zip(starts, gradients):
        one_pass.deliver(start, g if tensors else g._array)
    if modes.watcher is not None:
        modes.watcher.on_backward(roots, gradients, accumulate)
    return one_pass, starts


def straight(node: Any, g: Any, retain_graph: bool) -> None:
    """The walk from one node in the common case, written out for speed: no targets, no watcher, no create_graph.

    A node with hooks, of a custom Function, with a joint rule or older than a write takes its step in a `Pass`, and so
    do all from the first complex gradient on.
    """
    pending: dict = {}
    heap: list = []
    one_pass: Pass | None = None
    coming: Any = None
    while True:
        inputs = node.inputs
        following = None  # the first node that this one leads to: in a chain it is next, without going through the heap
        if not inputs or node.hooks is not None or node.sequence < writes.latest or node.op.by_steps:
            if one_pass is None:
                one_pass = Pass(pending, heap, retain_graph, False, True)
            one_pass.step_quietly(node, g)
            if one_pass.is_complex:  # which needs more than the case below
                return one_pass.run()
        else:
            op, out, params = node.op, node.out, node.params
            count = 0 if params else len(inputs)
            for rule, parent, x in zip(op.rules, node.parents, inputs):
                if parent is None or rule is None:
                    continue
                try:  # spelled out, as unpacking costs as much as many a rule does
                    if count == 1:
                        contribution = rule(g, out, x)
                    elif count == 2:
                        contribution = rule(g, out, inputs[0], inputs[1])
                    else:
                        contribution = rule(g, out, *inputs, **params)
                except RuntimeWarning:
                    with np.errstate(all="ignore"):
                        contribution = rule(g, out, *inputs, **params)
                if contribution.shape != x.shape or contribution.dtype is not x.dtype:
                    contribution = fit(contribution, x)
                if parent in pending:
                    pending[parent] = _plus(pending[parent], contribution)
                elif not isinstance(parent, Node):
                    pending[parent] = contribution
                elif following is None:
                    following, coming = parent, contribution
                elif following is parent:
                    coming = _plus(coming, contribution)
                else:
                    pending[parent] = contribution
                    heappush(heap, (-parent.sequence, parent))
            if not retain_graph:
                keeps = op.keeps
                if keeps or (keeps is None and op.find_keeps()):
                    node.inputs = node.out = None
        if following is not None and (not heap or following.sequence > -heap[0][0]):
            node, g = following, coming
            continue
        if following is not None:
            pending[following] = coming
            heappush(heap, (-following.sequence, following))
        elif not heap:
            break
        node = heappop(heap)[1]
        g = pending.pop(node)
    g = contribution = coming = None  # so that leaves can take their arrays instead of copies
    while pending:
        leaf, g = pending.popitem()
        add_to_grad(leaf, g)


def _plus(old: Any, contribution: Any) -> Any:
    try:
        return old + contribution
    except RuntimeWarning:  # ∞ − ∞, where someone made NumPy's warnings errors
        with np.errstate(all="ignore"):
            return old + contribution


_ones: dict = {}  # the gradient of a result with itself, by dtype and number of dimensions


def one_like(array: ndarray) -> ndarray:
    """The number 1, to be read only, in the shape and dtype of an array of one element."""
    key = array.dtype, array.ndim
    found = _ones.get(key)
    if found is None:
        found = _ones[key] = np.ones(array.shape, array.dtype)
        found.flags.writeable = False
    return found


def add_to_grad(leaf: Variable, g: Any) -> None:
    """leaf.grad += g, for an array g. The array itself is taken where nobody but the caller holds it."""
    if not leaf._needs_grad:
        return
    old = leaf._grad
    if old is None:
        home = leaf._array
        shared = g.__class__ is not ndarray or g.base is not None or getrefcount(g) > _UNSHARED
        if shared or (g.ndim > 1 and g.strides != home.strides):
            g = _copied(g, home)
        leaf._grad = constant(g)
    else:
        total = old._array
        if getrefcount(total) > _UNSHARED:  # a graph may have kept it
            writes.note(total, "a later backward")
        try:  # noqa: SIM105 (suppress() costs more than the addition)
            total += g
        except RuntimeWarning:  # NumPy warns when all is written
            pass


def _copied(g: Any, home: ndarray) -> ndarray:
    """A copy of a gradient, laid out in memory as the array that it is for."""
    if g.ndim < 2 or g.shape != home.shape:
        return np.array(g)
    copy = empty_like(home, g.dtype)
    copy[...] = g
    return copy


def _references(leaf: Any, g: Any) -> int:
    return getrefcount(g)


def _unshared() -> int:
    """The references to an array in `add_to_grad` when only its caller has it, counted as this Python counts them."""
    g = np.empty(0)
    return _references(None, g)


_UNSHARED = _unshared()


class Pass:
    """One walk: gradients on their way, and what happens to them at nodes, leaves, hooks, targets and watchers."""

    def __init__(self, pending: dict, heap: list, retain_graph: bool, create_graph: bool, accumulate: bool) -> None:
        self.pending = pending  # node or leaf -> the sum of the contributions that have come so far
        self.heap = heap  # the nodes among them, the youngest on top
        self.retain_graph = retain_graph
        self.create_graph = create_graph  # the gradients are tensors
        self.recording = create_graph  # and what makes them is recorded
        self.accumulate = accumulate
        self.wanted: set = set()  # targets, whose gradients go into `found`
        self.useful: set | None = None  # the nodes and leaves on a path to a target; None for all
        self.awaited: dict = {}  # leaf with hooks -> how many edges have yet to deliver
        self.found: dict = {}
        self.is_complex = False  # whether some gradient is

    def aim(self, wanted: set, starts: Sequence) -> None:
        """Walk only where it leads to one of `wanted`."""
        self.wanted = wanted
        self.useful = useful = set(wanted)
        for node in sorted(reachable(starts), key=lambda node: node.sequence):
            if any(parent in useful for parent in node.parents if parent is not None):
                useful.add(node)

    def count_edges(self, starts: Sequence) -> None:
        """Find out when the leaves that have hooks will be complete: their hooks run at that moment, as in torch."""
        for node in reachable(starts):
            for parent in node.parents:
                if isinstance(parent, Variable) and parent._hooks is not None:
                    self.awaited[parent] = self.awaited.get(parent, 0) + 1

    def run(self) -> None:
        """Step through the nodes until only leaves wait, and serve those."""
        before, state.grad = state.grad, self.recording
        try:
            while self.heap:
                self.advance()
            while self.pending:
                self.advance()
        finally:
            state.grad = before

    def advance(self) -> None:
        """Run the node that is next, or serve the leaf that is."""
        if self.heap:
            node = heappop(self.heap)[1]
            self.step(node, self.pending.pop(node))
        else:
            self.arrive(next(iter(self.pending)))

    def step_quietly(self, node: Node, g: ndarray) -> None:
        """One step, without recording what it computes."""
        before, state.grad = state.grad, False
        try:
            self.step(node, g if type(g) is dict or g.flags.writeable else g.copy())
        finally:
            state.grad = before

    def deliver(self, parent: Any, contribution: Any) -> None:
        """Add a contribution to what waits at `parent`."""
        old = self.pending.get(parent)
        if old is not None:
            self.pending[parent] = _plus(old, contribution)
            return
        self.pending[parent] = contribution
        if isinstance(parent, Node):
            heappush(self.heap, (-parent.sequence, parent))

    def deliver_none(self, parent: Any) -> None:
        """No gradient goes to `parent`; what runs all the same, behind it, gets zeros."""
        for node in reachable((parent,)):
            if node.fills and node not in self.pending and (self.useful is None or node in self.useful):
                self.deliver(node, node.no_gradient(self.create_graph))

    def step(self, node: Node, g: Any) -> None:
        """Run one node: hooks, rules, hooks, and on to its inputs."""
        useful, watcher, hooked = self.useful, modes.watcher, node.hooks
        if hooked is not None:
            g = hooks.on_tensor(hooked, g, self.create_graph)
        if watcher is not None:
            watcher.on_gradient(node, g)
        if node in self.wanted:
            self.found[node] = g
        if useful is not None and not any(parent in useful for parent in node.parents):
            return
        if node.picks:
            if watcher is not None:
                watcher.on_edge(node, 0, g)
            source = node.parents[0]
            if source not in self.pending:
                self.pending[source] = {}
                heappush(self.heap, (-source.sequence, source))
            waiting, index = self.pending[source], node.index  # type: ignore[attr-defined]
            # in gradients of gradients an output has a second place: the one that rules read
            waiting[index] = _plus(waiting[index], g) if index in waiting else g
            return
        if hooked is not None:
            g = hooks.before(hooked, g, node.outputs(), self.create_graph)
        try:
            if node.sequence < writes.latest:
                _refuse_modified(node)
            inputs, gs = node.contributions(g, useful, self.create_graph)
        except Exception as error:
            if watcher is not None:
                watcher.on_error(node, error)
            raise
        gs = list(gs)
        if hooked is not None and hooked.after:
            gs = [one if one is None else fit(one, x) for one, x in zip(gs, inputs)]
            gs = hooks.after(hooked, gs, g, node.outputs(), self.create_graph)
        if not self.retain_graph:
            node.release()
        for position, parent in enumerate(node.parents):
            contribution, gs[position] = gs[position], None
            if parent is None:
                continue
            if useful is None or parent in useful:
                if contribution is None:
                    self.deliver_none(parent)
                else:
                    contribution = fit(contribution, inputs[position])
                    self.is_complex = self.is_complex or is_complex(contribution)
                    if watcher is not None:
                        watcher.on_edge(node, position, contribution)
                    self.deliver(parent, contribution)
            contribution = None
            if parent in self.awaited:
                self.awaited[parent] -= 1
                if not self.awaited[parent]:
                    self.arrive(parent)

    def arrive(self, leaf: Variable) -> None:
        """All contributions to the leaf are in: call its hooks and add the sum to its `.grad`."""
        g = self.pending.pop(leaf, None)
        if g is None or (self.wanted and leaf not in self.wanted):
            return
        hooked = leaf._hooks
        if hooked is not None:
            g = hooks.on_tensor(hooked, g, self.create_graph)
        if modes.watcher is not None:
            modes.watcher.on_gradient(leaf, g)
        if self.wanted:
            self.found[leaf] = g
        if not self.accumulate:
            return
        if hooked is not None:
            g = hooks.before(hooked, g, 1, self.create_graph)
        if not self.create_graph:
            add_to_grad(leaf, g)
        elif leaf._needs_grad:
            leaf._grad = hooks.clone(g) if leaf._grad is None else leaf._grad + g  # type: ignore[operator]
        if hooked is not None:
            for hook in list(hooked.accumulated.values()):
                hook(leaf)
            hooks.after(hooked, (), g, 1, self.create_graph)


def reachable(starts: Sequence) -> list[Node]:
    """All nodes that `starts` rest on."""
    nodes: list[Node] = [s for s in dict.fromkeys(starts) if isinstance(s, Node)]
    seen = set(nodes)
    for node in nodes:  # the list grows while it is read
        for parent in node.parents:
            if isinstance(parent, Node) and parent not in seen:
                seen.add(parent)
                nodes.append(parent)
    return nodes


def _refuse_modified(node: Node) -> None:
    inputs = node.inputs
    if not inputs or node.op is None:
        return
    out, reads = node.op.reads_for(node.parents)
    outs, found = (node.out,), (out,)
    if type(node.out) is tuple:
        outs, found = node.out, [i in (node.op.results or ()) for i in range(len(node.out))]
    for array, read in zip((*inputs, *outs), (*reads, *found)):
        what = writes.since(array, node.sequence) if read else None
        if what is not None:
            raise ModifiedError(
                "one of the variables needed for gradient computation has been modified by an inplace operation: "
                f"{node.name()} kept a {array.dtype} tensor of shape {tuple(array.shape)} for backward, and then "
                f"{what} wrote into it. Use the out-of-place form (x = x + 1 instead of x += 1), or .clone() first."
            )
