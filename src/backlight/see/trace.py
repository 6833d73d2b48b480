"""One backward pass, watched: its graph, the values in it, and what flowed along each edge.

A trace takes notes while the pass runs; `drawing.py` turns them into a picture when someone wants to see it. Values are
copied where the program may write to them afterwards: leaves and constants always, results if they are small.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from types import CodeType
from typing import TYPE_CHECKING, Any
from weakref import ref

from numpy import ndarray

from backlight.core import writes
from backlight.core.modes import Watcher
from backlight.core.node import Node
from backlight.core.op import LARGE
from backlight.core.reads import is_stand_in
from backlight.core.variable import Variable, edge
from backlight.see.buffers import Buffers
from backlight.see.names import variables_in_scope

if TYPE_CHECKING:
    from backlight.see.graph import Graph

Place = tuple[CodeType, int]  # code and the offset of an instruction in it: cheaper to note than the line's number
_PACKAGE = os.path.dirname(os.path.dirname(__file__)) + os.sep
SMALL = 4096  # bytes; results up to this size are copied, of larger ones the array itself is kept


def see(node: Node, result: Any, module: str = "") -> None:
    """Note of a node that was just recorded where the program made it, and the values that it may not keep itself.

    `module` is the path of the module at work.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    place, out = (frame.f_code, frame.f_lasti), node.out
    if type(out) is ndarray:
        node._seen = (place, module, node.inputs, out) if out.nbytes > LARGE else (place, module)
    elif out is None and isinstance(result, Variable):  # a custom Function keeps nothing
        node._seen = (place, module, None, result._array)
    else:
        node._seen = (place, module)


class Step:
    """A node of the graph with the values it had when the trace began, before backward freed them."""

    __slots__ = ("freed", "inputs", "module", "out", "overwritten", "place")

    def __init__(self, inputs: Any, out: Any, freed: bool) -> None:
        self.inputs = inputs
        self.out = out
        self.freed = freed
        self.overwritten: frozenset[int] = _NOTHING  # the inputs that were written to since, by position; −1 for `out`
        self.place: Place | None = None  # where the program called the operation
        self.module = ""  # the path of the module that did


_NOTHING: frozenset[int] = frozenset()


class Trace(Watcher):
    """The graph behind some tensors, and the gradients as far as they have come."""

    def __init__(
        self,
        roots: Sequence[Variable],
        named: bool = True,
        most: int | None = None,
        buffers: Buffers | None = None,
    ) -> None:
        """Take down the graph behind `roots` as it is now; the program's names too, unless they will not be asked.

        With more nodes than `most` it is `cut`: only a part of it is there. Large copies are made in `buffers`.
        """
        self.roots = tuple(roots)
        self.steps: dict[Node, Step] = {}
        self.leaves: dict[Variable, tuple[ndarray, ndarray | None]] = {}  # its array, and what `.grad` holds already
        self.names: dict[int, str] = {}  # by the id of a leaf, a node or a constant's array
        self.gradients: dict[Any, Any] = {}  # of nodes and leaves, as they fire; of several outputs together None
        self.contributions: dict[tuple[Node, int], Any] = {}  # in the order in which they came
        self.error: tuple[Node, BaseException] | None = None
        self.watched = self.accumulates = False
        self._copies: dict[int, ndarray] = {}  # by the id of an array that `steps` or `leaves` keeps alive
        self._copy = (buffers or Buffers()).copy
        self._sent: dict[Variable, tuple[ref, ndarray]] = {}  # the last contribution to a leaf, and its copy
        self._hooked = False
        self._given: set[int] = set()  # the ids of the user's own arrays
        self.cut = not self._collect(sys.maxsize if most is None else most)
        if named:
            self.name()

    def _collect(self, most: int) -> bool:
        stack = [place for place in map(edge, self.roots) if place is not None]
        steps, leaves, copies, latest = self.steps, self.leaves, self._copies, writes.latest
        while stack:
            place = stack.pop()
            if place in steps or place in leaves:
                continue
            if isinstance(place, Variable):
                self._take_leaf(place)
                continue
            if len(steps) == most:
                return False
            inputs, out = place.inputs, place.out
            freed = inputs is None and place.op is not None
            if type(inputs) is not tuple:  # packed by the program's hooks, which are not to be called for this
                inputs = None
            step = steps[place] = Step(inputs, out, freed)
            if place.sequence < latest:
                step.overwritten = _overwritten(place)
            seen = getattr(place, "_seen", None)
            if seen is not None:
                step.place, step.module = seen[0], seen[1]
                if len(seen) > 2:
                    _, _, inputs, out = seen
                    step.inputs, step.out = inputs, out
            if type(out) is ndarray and out.nbytes <= SMALL:
                copies[id(out)] = out.copy()
            if place.hooks is not None:
                self._hooked = True
            for position, parent in enumerate(place.parents):
                if parent is not None:
                    stack.append(parent)
                elif inputs is not None and position < len(inputs):
                    self._take_constant(inputs[position])
        return True

    def _take_leaf(self, leaf: Variable) -> None:
        array = leaf._array
        self._copies[id(array)] = self._copy(array)
        if leaf._hooks is not None:
            self._hooked = True
        held = None if leaf._grad is None else leaf._grad._array
        self.leaves[leaf] = array, None if held is None else self._copy(held)

    def _take_constant(self, value: Any) -> None:
        if type(value) is ndarray and id(value) not in self._copies and not is_stand_in(value):
            self._copies[id(value)] = self._copy(value)

    def name(self) -> None:
        """Find the program's names for what is in the graph; a value that the graph lost may still have one."""
        names = self.names
        for name, variable in variables_in_scope():
            node = variable._node
            names.setdefault(id(variable), name)
            names.setdefault(id(variable._array), name)
            if node is not None:
                names.setdefault(id(node), name)
                self._find(node, variable._array)
        for root in self.roots:
            if root._node is not None:
                self._find(root._node, root._array)

    def _find(self, node: Any, value: ndarray) -> None:
        step = self.steps.get(node)
        if step is not None and (step.out is None or is_stand_in(step.out)):
            step.out = value
            self._copies[id(value)] = self._copy(value)

    def value(self, array: Any) -> Any:
        """What `array` held when the trace began."""
        return self._copies.get(id(array), array)

    def on_backward(self, roots: Sequence[Variable], gradients: Sequence[Variable], accumulate: bool) -> None:
        self.watched, self.accumulates = True, accumulate
        self._given = {id(g._array) for g in gradients}

    def on_gradient(self, target: Any, gradient: Any) -> None:
        if type(gradient) is dict:  # the gradients of several outputs came before, one by one
            self.gradients[target] = None
            return
        array = gradient._array if isinstance(gradient, Variable) else gradient
        sent, copy = self._sent.get(target, (None, None))
        if sent is None or sent() is not array:
            copy = self._copy(array) if self._in_danger(target, array) else array
        self.gradients[target] = copy

    def on_edge(self, node: Any, position: int, contribution: Any) -> None:
        array = contribution._array if isinstance(contribution, Variable) else contribution
        parent, copy = node.parents[position], array
        if self._in_danger(parent, array):
            copy = self._copy(array)
            if type(array) is ndarray and isinstance(parent, Variable):
                self._sent[parent] = ref(array), copy
        self.contributions[node, position] = copy

    def _in_danger(self, target: Any, array: Any) -> bool:
        """Whether to copy a gradient: it is small, or the program may write to it (its own array, in a hook, `.grad`).

        The engine hands the array itself to `.grad` if nobody else holds it.
        """
        return array.nbytes <= SMALL or isinstance(target, Variable) or self._hooked or id(array) in self._given

    def on_error(self, node: Any, error: BaseException) -> None:
        self.error = (node, error)

    def graph(self, title: str = "") -> Graph:
        """The pass as a graph with text and numbers, ready to be drawn."""
        from backlight.see.drawing import draw

        return draw(self, title)


def _overwritten(node: Node) -> frozenset[int]:
    """Which of a node's values an in-place write has spoiled, so that they are not those of the forward pass."""
    spoiled = [i for i, value in enumerate(node.inputs or ()) if writes.since(value, node.sequence)]
    if writes.since(node.out, node.sequence):
        spoiled.append(-1)
    return frozenset(spoiled) if spoiled else _NOTHING
