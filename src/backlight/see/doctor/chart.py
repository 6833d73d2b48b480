"""What all symptoms know together: the recording, the optimizers, the parameters, and what was said already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import CodeType
from typing import TYPE_CHECKING, Any
from weakref import ref

from backlight.core import writes
from backlight.core.variable import Variable
from backlight.see.doctor.notice import Notice
from backlight.see.recorder import frame_that_calls

if TYPE_CHECKING:
    from backlight.see.record.places import Place
    from backlight.see.record.recording import Pass, Recording

Where = tuple[CodeType, int]  # code and the offset of an instruction in it
ROOTS = 16  # models that are kept to be asked at the end, when the program may have left the function that had them
KEPT = 1000  # leaves that are, likewise
OFTEN = 3  # a leaf that was in so many passes is none of passing interest, such as data with a gradient


class Leaf:
    """A leaf of the graphs that were seen."""

    def __init__(self, leaf: Variable, name: str, where: Where | None) -> None:
        self.ref, self.name, self.where = ref(leaf), name, where  # the operation that uses it first
        self.writes = _writes(leaf)
        self.graphs: set[int] = set()  # that had it, by their shape
        self.reached = 0  # how often a gradient came

    @property
    def unchanged(self) -> bool:
        """Whether nothing has written to it since it was met; False where it is gone."""
        leaf = self.ref()
        return leaf is not None and _writes(leaf) == self.writes


def _writes(leaf: Variable) -> tuple[int, int]:
    return id(leaf._array), writes.count_of(leaf._array)


class Helm:
    """An optimizer that took steps."""

    def __init__(self, optimizer: Any, where: Where) -> None:
        self.optimizer, self.where = optimizer, where
        self.steps = self.empty = 0  # all steps, and those for which no parameter had a gradient
        self.rate = 0.0  # the greatest learning rate that it had

    def note(self, gradients: Mapping[Any, Any]) -> None:
        """One more step, after a pass that had these gradients."""
        if self.empty == self.steps:
            self.empty += all(_is_emptied(leaf, gradients) for leaf in self.parameters())
        self.steps += 1
        self.rate = max(self.rate, *(float(group.get("lr", 1.0)) for group in self.optimizer.param_groups))

    def parameters(self) -> list[Any]:
        """All that it is to move."""
        return [leaf for group in self.optimizer.param_groups for leaf in group["params"]]


def _is_emptied(leaf: Variable, gradients: Mapping[Any, Any]) -> bool:
    """Whether a leaf has no gradient, or zeros where backward gave others."""
    if leaf._grad is None:
        return True
    given = gradients.get(leaf)
    return given is not None and not leaf._grad._array.any() and bool(getattr(given, "_array", given).any())


class Chart:
    """The patient's notes."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.notices: list[Notice] = []
        self.leaves: dict[int, Leaf] = {}
        self.kept: list[Variable] = []  # leaves that would be gone with the function that has them
        self.helms: dict[int, Helm] = {}
        self.called: dict[int, Any] = {}  # the modules that ran, by id: weak references
        self.roots: dict[int, tuple[Any, Where]] = {}  # those that the program itself called, and where at first
        self.root: Any = None  # the one at work, or the last
        self.call: Where | None = None  # the program's latest call of a model
        self.aside: set[int] = set()  # leaves whose gradient was taken for its own sake, by autograd.grad
        self.boundary = self.earlier_boundary = 0  # the youngest node of the graph of this backward, and of the last
        self.backward: Where | None = None  # where the program called the backward at work, and the one before
        self.earlier: Where | None = None
        self._leaf_slots: dict[int, list[int]] = {}  # of the leaves, by graph
        self._ends: dict[int, tuple[int, int]] = {}  # the slots of the first and last operation, by graph
        self._said: set[tuple[str, Any]] = set()

    def say(self, kind: str, where: Any, about: Any = None, **facts: Any) -> None:
        """Keep a notice, once for each place (or for each `about`)."""
        key = kind, where if about is None else about
        if key not in self._said:
            self._said.add(key)
            self.notices.append(self.notice(kind, where, **facts))

    def notice(self, kind: str, where: Any, step: int | None = None, **facts: Any) -> Notice:
        """A notice at a place: (code, offset), (file, line), or None."""
        return Notice(kind, self.place(where), self.recording.count if step is None else step, facts)

    def place(self, where: Any) -> Place | None:
        """A place as the record has it."""
        if where is None:
            return None
        places = self.recording.places
        return places.of(*where) if isinstance(where[0], CodeType) else places.at(*where)

    def line(self, where: Any) -> str:
        """A place for people: "train.py:12"."""
        place = self.place(where)
        return "?" if place is None else self.recording.places.text(place)

    def meet(self, one: Pass) -> None:
        """Note the leaves of a graph; for each the operation that uses it first."""
        trace, index = one.trace, one.reading.index
        self.earlier_boundary, self.earlier = self.boundary, self.backward
        ends = self.ends(one)
        self.boundary = 0 if ends is None else ends[1].sequence
        self.backward = calling()
        for leaf in trace.leaves:
            known = self.leaves.get(id(leaf))
            if known is None or known.ref() is not leaf:
                known = self.leaves[id(leaf)] = Leaf(leaf, self.name(one, leaf), _first_use(one, index[leaf]))
            known.graphs.add(one.shape)

    def ends(self, one: Pass) -> tuple[Any, Any] | None:
        """The oldest and the youngest operation in the graph of a pass; None if it has none."""
        found = self._ends.get(one.shape)
        if found is None:
            kinds = one.reading.kinds
            operations = [slot for slot, kind in enumerate(kinds) if kind == "operation"]
            found = self._ends[one.shape] = (operations[0], operations[-1]) if operations else (-1, -1)
        slots = one.reading.slots
        if found[0] < 0:
            return None
        youngest = slots[found[1]]
        return slots[found[0]], one.reading.only(youngest) or youngest

    def reached(self, one: Pass) -> None:
        """Note the leaves that a gradient came to."""
        for leaf in one.trace.leaves:
            if leaf in one.trace.gradients:
                known = self.leaves[id(leaf)]
                known.reached += 1
                if known.reached == OFTEN and len(self.kept) < KEPT:
                    self.kept.append(leaf)

    def name(self, one: Pass, what: Any) -> str:
        """What the program calls a node or a leaf in the graph of a pass; "" if it has no name."""
        return one.name(what)

    def gradients(self, one: Pass) -> list[tuple[Any, Any]]:
        """The leaves that a gradient came to, with it as an array, in the order in which forward used them."""
        slots, gradients, places = one.reading.slots, one.trace.gradients, self._leaf_slots.get(one.shape)
        if places is None:
            places = [slot for slot, kind in enumerate(one.reading.kinds) if kind == "leaf"]
            self._leaf_slots[one.shape] = places
        found = [(slots[slot], gradients.get(slots[slot])) for slot in places]
        return [(leaf, getattr(g, "_array", g)) for leaf, g in found if g is not None]

    def behind(self, one: Pass, leaf: Variable) -> Any:
        """The gradient of what the first operation on a leaf gives, as an array; None if none came."""
        slot = one.reading.index[leaf]
        targets = [target for source, target, _ in one.reading.edges if source == slot]
        return one.reading.gradient(min(targets)) if targets else None

    def called_root(self, module: Any) -> None:
        """Note that the program itself calls this model."""
        self.call, self.root = calling(), module
        if id(module) not in self.roots:
            self.roots[id(module)] = module, self.call
            if len(self.roots) > ROOTS:
                del self.roots[next(iter(self.roots))]

    def steered(self) -> set[int]:
        """The ids of all parameters that some optimizer holds."""
        return {id(leaf) for helm in self.helms.values() for leaf in helm.parameters()}


def _first_use(one: Pass, slot: int) -> Where | None:
    targets = [target for source, target, _ in one.reading.edges if source == slot]
    return one.trace.steps[one.reading.slots[min(targets)]].place if targets else None


def calling() -> Where:
    """Where the program has called backlight."""
    frame = frame_that_calls()
    return frame.f_code, frame.f_lasti


def optimizers() -> list[Any]:
    """All that there are, whether they took steps or not."""
    import gc

    from backlight.optim.optimizer import Optimizer

    return [thing for thing in gc.get_objects() if issubclass(type(thing), Optimizer)]


def named(leaf: Any, name: str) -> str:
    """A leaf's name, or what it looks like."""
    return name or f"a tensor of shape {tuple(leaf.shape)}"


def listed(names: Iterable[str], most: int = 3) -> str:
    """Some names, and how many more there are."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
