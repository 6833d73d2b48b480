"""Recording a whole training: every loss, and the steps in detail, edge by edge, as far as there is room."""

from __future__ import annotations

import time
from collections.abc import Iterable
from threading import RLock, get_ident
from typing import TYPE_CHECKING, Any

from backlight.core.modes import Watcher
from backlight.see.assigned import assigned_names
from backlight.see.buffers import Buffers
from backlight.see.record.detail import Detail
from backlight.see.record.keeping import Keeping
from backlight.see.record.modules import Modules
from backlight.see.record.parameters import Parameters
from backlight.see.record.places import Place, Places
from backlight.see.record.structure import Reading, describe
from backlight.see.recorder import OpenPasses, loss_of, place_that_calls
from backlight.see.together import join, leave
from backlight.see.trace import Trace, see

if TYPE_CHECKING:
    from backlight.see.doctor import Doctor

KEEP = 200  # steps in detail
ROOM = 16 << 20  # bytes
LARGEST = 50_000  # nodes of a graph that is kept


class Recording(Watcher):
    """What happened since `start()`. It changes no number of the program.

    Every backward pass that fills `.grad` is a step, counted from 1.

    Arguments: keep, how many steps in detail, and room, how many bytes for them: when there are more, every second
    step goes. steps, numbers of steps that stay in any case. full, names of parameters and variables whose values and
    gradients are kept in full, up to 65,536 numbers each. doctor, whether to look for mistakes.
    """

    def __init__(
        self,
        keep: int = KEEP,
        room: int = ROOM,
        steps: Iterable[int] = (),
        full: Iterable[str] = (),
        *,
        doctor: bool = False,
    ) -> None:
        self.count = 0
        self.places = Places()
        self.modules = Modules()
        self.parameters = Parameters()
        self.keeping = Keeping(keep, room, frozenset(steps))
        self.full = frozenset(full)
        self.graphs: dict[int, dict] = {}  # of the steps in detail, by number
        self.described = 0  # how many graphs were given a number
        self.largest = LARGEST
        self.too_large = 0  # how many steps had a larger graph
        self.losses: dict[tuple[str, Place], list[tuple[int, float]]] = {}
        self.began, self._ended = time.time(), 0.0
        self._numbers: dict[tuple, int] = {}  # of the graphs, by the key of their readings
        self.last: Pass | None = None
        self.lock = RLock()  # who looks from another thread, while the program trains, takes it
        self._settled: Detail | None = None  # the step that is kept only as the last
        self._open = OpenPasses()
        self._buffers = Buffers()
        self._thread: int | None = None  # the one that trains: the first that calls backward
        self.elsewhere = 0  # how many passes other threads have made
        self.doctor: Doctor | None = None
        if doctor:
            from backlight.see.doctor import Doctor

            self.doctor = Doctor(self)

    def start(self) -> None:
        """Watch the engine from here on."""
        self._thread = None
        self.modules.start()
        self.parameters.start()
        if self.doctor is not None:
            self.doctor.start()
        join(self)
        latest[:] = [self]

    def stop(self) -> None:
        """Watch no longer; safe to call again."""
        if leave(self):
            self.settle()
            self.parameters.moved(self._buffers)
            self.modules.stop()
            self.parameters.stop()
            if self.doctor is not None:
                self.doctor.stop()
            self._ended = time.time()

    @property
    def seconds(self) -> float:
        """How long it has been watching."""
        return (self._ended or time.time()) - self.began

    def __enter__(self) -> Recording:
        self.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop()

    def on_record(self, node: Any, result: Any) -> None:
        """Note where in the program, and in which module, a node was made."""
        see(node, result, self.modules.path)
        if self.doctor is not None:
            self.doctor.recorded(node)

    def on_backward(self, roots: Any, gradients: Any, accumulate: bool) -> None:
        """A pass begins: the graph is taken down before it is freed."""
        if not accumulate or not self._trains():
            self._open.passes.append(None)
            return
        with self.lock:
            self._begin(roots, gradients)

    def _trains(self) -> bool:
        """Whether this is the thread that trains: what others do at the same time would mix with its steps."""
        if self._thread is None:
            self._thread = get_ident()
        own = self._thread == get_ident()
        self.elsewhere += not own
        return own

    def _begin(self, roots: Any, gradients: Any) -> None:
        self.parameters.moved(self._buffers)
        self.count += 1
        self._buffers.begin()
        trace = Trace(roots, named=False, most=self.largest, buffers=self._buffers)
        trace.on_backward(roots, gradients, True)
        one = None if trace.cut else Pass(self.count, trace)
        self._open.passes.append(one)
        known = None if one is None else self._numbers.get(one.reading.key)
        if one is None:
            self.too_large += 1
        elif known is not None:
            one.graph = self.graphs[known]
        if known is None:
            trace.name()
            trace.names |= self.modules.parameters()
            trace.names = assigned_names(trace) | trace.names
        losses = []
        place = self.places.at(*place_that_calls())
        for root, g in zip(roots, gradients, strict=True):
            what = root if root._node is None else root._node
            name = (trace.names.get(id(what), "") if one is None else one.name(what)) or "loss"
            losses.append((name, loss_of(root, g)))
            self.losses.setdefault((name, place), []).append((self.count, losses[-1][1]))
        if one is not None:
            one.losses = losses
            if self.doctor is not None:
                self.doctor.began(one)

    def on_edge(self, node: Any, position: int, contribution: Any) -> None:
        """A contribution has come."""
        one = self._open.passes[-1]
        if one is not None:
            one.trace.on_edge(node, position, contribution)

    def on_gradient(self, target: Any, gradient: Any) -> None:
        """A gradient is complete."""
        one = self._open.passes[-1]
        if one is not None:
            one.trace.on_gradient(target, gradient)
        elif self.doctor is not None:
            self.doctor.aside(target)

    def on_error(self, node: Any, error: BaseException) -> None:
        """Backward has raised."""
        one = self._open.passes[-1]
        if one is not None:
            one.trace.on_error(node, error)
            if self.doctor is not None:
                self.doctor.failed(one, node, error)

    def on_backward_end(self) -> None:
        """A pass is over."""
        one = self._open.passes.pop()
        if one is None:
            return
        with self.lock:
            self.last = one
            if self.doctor is not None:
                self.doctor.ended(one)
            if self.keeping.wants(one.number):
                self._keep(one)

    def _keep(self, one: Pass) -> Detail:
        if self._settled is not None:  # another step is the last now
            self.keeping.remove(self._settled)
            self._settled = None
            self._forget()
        key = one.reading.key
        if key not in self._numbers:
            self._numbers[key] = self.described
            self.graphs[self.described] = describe(one.reading, self.places, self.modules.classes)
            self.described += 1
        detail = Detail(one.number, self._numbers[key], one.losses)
        nodes = self.graphs[detail.graph]["nodes"] if self.full else ()
        detail.fill(one.reading, {node["id"] for node in nodes if node["name"] in self.full})
        if self.keeping.add(detail):
            self._forget()
        self.parameters.note(one.number, one.trace)
        one.kept = True
        return detail

    def _forget(self) -> None:
        """Let go of the graphs of which no step is in detail any more."""
        used = {detail.graph for detail in self.keeping.details}
        self._numbers = {key: number for key, number in self._numbers.items() if number in used}
        self.graphs = {number: self.graphs[number] for number in sorted(used)}

    def settle(self) -> None:
        """Take the last step in detail too, if it was not, so that a record ends where the program does."""
        if self.last is not None and not self.last.kept:
            self._settled = self._keep(self.last)


latest: list[Recording] = []  # the recording that began last


class Pass:
    """A backward pass that is being watched, or was the last."""

    def __init__(self, number: int, trace: Trace) -> None:
        self.number, self.trace = number, trace
        self.reading = Reading(trace)
        self.shape = hash(self.reading.key)  # the same for passes with the same graph
        self.graph: dict | None = None  # what was told of an earlier one like it
        self.losses: list[tuple[str, float]] = []
        self.kept = False

    def name(self, what: Any) -> str:
        """What the program calls a node or a leaf; "" if it has no name."""
        slot = self.reading.index.get(what)
        if slot is None or self.graph is None:
            return self.trace.names.get(id(what), "")
        return self.graph["nodes"][slot]["name"]
