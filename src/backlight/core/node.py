"""The nodes of the computation graph: what an operation leaves behind for backward."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backlight.core.hooks import Handle, Hooks

next_sequence = count(1).__next__
# torch says so, and leaves it away in print
_IN_A_NAMESPACE = ("AccumulateGrad", "CopyBackwards", "CopySlices", "NotImplemented")


class Node:
    """One recorded operation; users know it as `grad_fn`.

    It holds arrays, never tensors, and nothing that refers back to it: dropping the result frees the graph.
    """

    __slots__ = ("__weakref__", "_seen", "hooks", "inputs", "out", "params", "parents", "sequence")

    op: Any  # the card; its `rules` are what backward applies. On the class: one subclass per kind of node
    picks = False
    fills = False  # runs even when no gradient came to it, on zeros
    inputs: Any  # the arrays that went in; None once a backward has freed them
    params: dict
    parents: tuple  # one per input: a Node, a leaf tensor, or None where no gradient is needed
    out: Any
    hooks: Hooks | None
    sequence: int
    _seen: tuple  # what a watcher wants to know of it later; unset without one

    def contributions(self, g, useful, create_graph: bool) -> tuple[Any, Any]:
        """The inputs, and what `g` means for each of them (None where no gradient is needed)."""
        raise NotImplementedError

    def no_gradient(self, create_graph: bool) -> Any:
        """What a node that `fills` runs on when no gradient came to it: zeros."""
        raise NotImplementedError

    def release(self) -> None:
        """Let go of the values kept for backward; the structure of the graph stays."""

    def outputs(self) -> int:
        """How many outputs the operation has."""
        return len(self.out) if type(self.out) is tuple else 1

    def name(self) -> str:
        """The name torch gives to this kind of node, such as 'MulBackward0'."""
        name = type(self).__name__
        return f"torch::autograd::{name}" if name in _IN_A_NAMESPACE else name

    @property
    def next_functions(self) -> tuple:
        """One pair (node, output number) per input that may have a gradient, as in torch."""
        rules = getattr(self.op, "rules", ()) or (True,) * len(self.parents)
        return tuple(
            [
                (as_function(parent), output_number(parent))
                for parent, rule in zip(self.parents, rules, strict=False)
                if rule is not None
            ]
        )

    @property
    def metadata(self) -> dict:
        """A dictionary for the user's own notes about this node."""
        return notes_of(self)

    def register_hook(self, fn: Callable) -> Handle:
        """Call `fn(grad_inputs, grad_outputs)` after this node ran; what it returns replaces grad_inputs."""
        from backlight.core.hooks import Handle, hooks_of

        return Handle(hooks_of(self.place()).after, fn)

    def register_prehook(self, fn: Callable) -> Handle:
        """Call `fn(grad_outputs)` before this node runs; what it returns replaces grad_outputs."""
        from backlight.core.hooks import Handle, hooks_of

        return Handle(hooks_of(self.place()).before, fn)

    def place(self) -> Any:
        """Where the graph's edges to this node lead."""
        return self

    def __repr__(self) -> str:
        return f"<{type(self).__name__} object at {id(self):#x}>"


class Pick(Node):
    """One output of a node that has several; the walk passes its gradient on by number."""

    __slots__ = ("index",)

    op = None
    picks = True


class AccumulateGrad(Node):
    """The end of an edge: adds what arrives to the leaf's `.grad`. Made when someone looks at the graph."""

    __slots__ = ("variable",)

    op = None
    parents = ()

    def __init__(self, variable: Any) -> None:
        self.variable = variable

    def place(self) -> Any:
        """The leaf: edges lead to it directly."""
        return self.variable

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AccumulateGrad) and other.variable is self.variable

    def __hash__(self) -> int:
        return hash((AccumulateGrad, id(self.variable)))

    def __repr__(self) -> str:
        return f"<AccumulateGrad object at {id(self.variable):#x}>"


def as_function(parent) -> Any:
    """What users see for an edge: the node, for one of several outputs its source, for a leaf AccumulateGrad."""
    if parent is None:
        return None
    if not isinstance(parent, Node):
        return AccumulateGrad(parent)
    return parent.parents[0] if parent.picks else parent


def output_number(place: Any) -> int:
    """Which output of its source a place in the graph is."""
    return place.index if isinstance(place, Pick) else 0


_notes: Any = None


def notes_of(node: Node) -> dict:
    """The metadata dictionary of a node; kept aside, as hardly any node has one."""
    global _notes
    if _notes is None:
        from weakref import WeakKeyDictionary

        _notes = WeakKeyDictionary()
    return _notes.setdefault(node, {})
