"""A backward pass that stops after every node, so that it can be followed by hand.

It is the engine's own walk, one step at a time: the same order of additions, hooks and freeing as in `backward()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import modes
from backlight.core.backward import begin
from backlight.core.inplace import refresh
from backlight.core.modes import Watcher, state
from backlight.core.node import Node
from backlight.core.result import asarray, constant
from backlight.core.start import first_gradient
from backlight.core.variable import Variable
from backlight.see.drawing import line_of, local_derivative
from backlight.see.formula import expression, formula, label
from backlight.see.summary import Summary
from backlight.see.together import Together
from backlight.see.trace import Trace

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def backward_steps(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Any = None,
    *,
    until: str = "",
) -> BackwardSteps:
    """Go through `backward()` node by node: an iterator of what each node received and what it sent on.

    To the end, it does exactly what `backward(...)` with the same arguments does, bit for bit; stopped before, the
    leaves that have not been reached have no gradient from it. `until` is a breakpoint, see `BackwardSteps.until`.

    >>> import backlight
    >>> w = backlight.tensor(3.0, requires_grad=True)
    >>> [(step.kind, step.label, step.gradient.item()) for step in (w * w).backward_steps()]
    [('operation', '×', 1.0), ('leaf', '', 6.0)]
    """
    if self._base is not None:
        refresh(self)
    if state.transforms:
        raise RuntimeError("backward_steps() cannot go inside a transform of functions (grad, vmap, …)")
    start = first_gradient(self, gradient)
    if inputs is not None:
        from backlight.autograd.grad import input_targets

        inputs = input_targets(inputs)
    retain_graph = create_graph if retain_graph is None else retain_graph
    return BackwardSteps(self, start, (retain_graph, create_graph, inputs), until)


class Contribution:
    """What a node sends to one of its operands.

    `position` of the operand, its `name` (a variable, or an operation's symbol), `formula` of the local derivative,
    `local` with its numbers where it works element by element (None elsewhere), and the `value` that was sent.
    """

    __slots__ = ("formula", "local", "name", "position", "value")

    def __init__(self, position: int, name: str, formula: str, local: Any, value: Any) -> None:
        self.position, self.name, self.formula, self.local, self.value = position, name, formula, local, value

    def __repr__(self) -> str:
        local = "" if self.local is None else f" = {Summary(self.local._array).text()}"
        return f"→ {self.name}  {self.formula}{local}  ↓ {Summary(self.value._array).text()}"


class BackwardStep:
    """One node that has fired, or one leaf that has received its gradient.

    `number` from 1; `kind`, "operation" or "leaf"; `node`, the grad_fn or the leaf; `name` of the variable and `place`
    in the program where they are known; `op`, `grad_fn` and `label` of the operation; `value` and `gradient`, as
    tensors of their own; `contributions`, what the node sent on, in that order.
    """

    def __init__(self, number: int, node: Any, gradient: Any, trace: Trace) -> None:
        self.number, self.node = number, node
        self.kind = "leaf" if isinstance(node, Variable) else "operation"
        self.name = trace.names.get(id(node), "")
        self.op = self.grad_fn = self.label = self.place = ""
        value = None
        if isinstance(node, Variable):
            value = node._array
        else:
            step = trace.steps.get(node)
            self.op, self.grad_fn = (node.op.name if node.op else ""), node.name()
            self.label = f"output {node.index}" if node.picks else label(node)  # type: ignore[attr-defined]
            self.place = line_of(step.place) if step else ""
            if step is not None and -1 not in step.overwritten:
                value = step.out
        self.value = _copied(trace.value(value)) if isinstance(value, np.ndarray) else None
        self.gradient = None if type(gradient) is dict else _copied(gradient)
        self.contributions: list[Contribution] = []

    @property
    def finite(self) -> bool:
        """Whether the gradient, and all that was sent on, is finite."""
        known = [self.gradient, *[one.value for one in self.contributions]]
        return all(np.isfinite(x._array).all() for x in known if x is not None)

    def matches(self, what: str) -> bool:
        """Whether this is the op, the node, the symbol or the variable called `what`, or not finite if it says so."""
        return not self.finite if what == "nonfinite" else what in (self.op, self.grad_fn, self.label, self.name)

    def __repr__(self) -> str:
        title = self.name
        if isinstance(self.node, Node):
            title = self.label if self.node.picks else f"{self.name or self.label}: {expression(self.node)}"
        known = "" if self.value is None else f" = {Summary(self.value._array).text()}"
        grad = "" if self.gradient is None else f", grad {Summary(self.gradient._array).text()}"
        place = f"  ({self.place})" if self.place else ""
        return "\n   ".join([f"{self.number}  {title or 'leaf'}{known}{grad}{place}", *map(repr, self.contributions)])


class BackwardSteps:
    """The iterator that `backward_steps()` returns."""

    def __init__(self, root: Any, gradient: Any, how: tuple, until: str) -> None:
        self._told = Told(Trace([root]))
        self._walk = self._go(root, gradient, how)
        self._breakpoint = until

    def __iter__(self) -> BackwardSteps:
        return self

    def __next__(self) -> BackwardStep:
        what, self._breakpoint = self._breakpoint, ""
        return next(step for step in self._walk if not what or step.matches(what))

    def until(self, what: str) -> BackwardStep | None:
        """Go on to the next node that is called `what` and return it; None if there was none to the end.

        That is an op ("exp"), a node ("ExpBackward0"), a symbol ("×") or a variable; "nonfinite" stops where a gradient
        or a contribution first is NaN or infinite.
        """
        return next((step for step in self if step.matches(what)), None)

    def finish(self) -> None:
        """Go on to the end."""
        for _ in self:
            pass

    def _go(self, root: Any, gradient: Any, how: tuple) -> Iterator[BackwardStep]:
        watcher = modes.watcher
        one_pass, starts = begin((root,), (gradient,), *how)
        try:
            while one_pass.heap or one_pass.pending:
                notes = _Notes(self._told)
                before = modes.watch(notes if watcher is None else Together(watcher, notes))
                outer, state.walking = state.walking, starts
                grad, state.grad = state.grad, one_pass.recording
                try:
                    one_pass.advance()
                finally:
                    state.grad, state.walking = grad, outer
                    modes.watch(before)
                yield from notes.steps
        finally:
            if watcher is not None:
                watcher.on_backward_end()


class Told:
    """Turns what the engine tells of a backward into steps; `step` is the one that was begun last."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.count = 0
        self.step: BackwardStep | None = None

    def receive(self, target: Any, gradient: Any) -> BackwardStep:
        """A node fires, or a leaf has its gradient."""
        self.count += 1
        self.step = BackwardStep(self.count, target, gradient, self.trace)
        return self.step

    def send(self, node: Any, position: int, contribution: Any) -> None:
        """The node sends on to one of its operands."""
        if self.step is None or self.step.node is not node:
            return
        parent = node.parents[position]
        name = self.trace.names.get(id(parent), "")
        if not name:
            name = "leaf" if isinstance(parent, Variable) else "output" if parent.picks else label(parent)
        text, is_number = formula(node, position)
        local = None if is_number or node not in self.trace.steps else local_derivative(self.trace, node, position)
        local = None if local is None else _copied(local)
        self.step.contributions.append(Contribution(position, name, text, local, _copied(contribution)))


class _Notes(Watcher):
    """What happens in one step of the walk: a node fires, and leaves with hooks may be served at once."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.steps: list[BackwardStep] = []
        self.first: BackwardStep | None = None

    def on_gradient(self, target: Any, gradient: Any) -> None:
        self.steps.append(self.told.receive(target, gradient))
        self.first = self.first or self.told.step

    def on_edge(self, node: Any, position: int, contribution: Any) -> None:
        self.told.step = self.first
        self.told.send(node, position, contribution)


def _copied(value: Any) -> Any:
    """The numbers of an array or a tensor, as a tensor that shares nothing."""
    return constant(asarray(value._array if isinstance(value, Variable) else value).copy())
