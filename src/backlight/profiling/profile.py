"""`torch.profiler.profile`: times the operations of a block, of all of it or of some steps of a loop."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from functools import wraps
from typing import Any

from backlight.profiling import listening
from backlight.profiling.events import EventList
from backlight.profiling.listening import Listener


class ProfilerActivity(Enum):
    """What may be watched; here the CPU is."""

    CPU = 0
    XPU = 1
    CUDA = 2
    MTIA = 3
    HPU = 4
    PrivateUse1 = 5


class ProfilerAction(Enum):
    """What is done at one step of a schedule."""

    NONE = 0
    WARMUP = 1
    RECORD = 2
    RECORD_AND_SAVE = 3


def schedule(
    *, wait: int, warmup: int, active: int, repeat: int = 0, skip_first: int = 0, skip_first_wait: int = 0
) -> Callable[[int], ProfilerAction]:
    """Which steps of a loop are timed: after `skip_first`, cycles of `wait`, `warmup` and then `active` steps.

    >>> plan = schedule(wait=1, warmup=1, active=2, repeat=1)
    >>> [plan(step).name for step in range(5)]
    ['NONE', 'WARMUP', 'RECORD', 'RECORD_AND_SAVE', 'NONE']
    """
    if wait < 0 or warmup < 0 or active <= 0 or repeat < 0 or skip_first < 0:
        raise AssertionError(f"Invalid profiler schedule arguments: {wait=}, {warmup=}, {active=}, {repeat=}")

    def action(step: int) -> ProfilerAction:
        at = step - skip_first
        if skip_first_wait:
            at += wait  # the first cycle does not wait
        cycle, place = divmod(at, wait + warmup + active)
        if at < 0 or (repeat and cycle >= repeat) or place < wait:
            return ProfilerAction.NONE
        if place < wait + warmup:
            return ProfilerAction.WARMUP
        last = place == wait + warmup + active - 1
        return ProfilerAction.RECORD_AND_SAVE if last else ProfilerAction.RECORD

    return action


def supported_activities() -> set[ProfilerActivity]:
    """What can be watched: the CPU."""
    return {ProfilerActivity.CPU}


def tensorboard_trace_handler(dir_name: str, worker_name: str | None = None, use_gzip: bool = False) -> Callable:
    """For `on_trace_ready`: writes each trace to a file of its own in the directory."""

    def handler(profiler: profile) -> None:
        import os
        import time

        os.makedirs(dir_name, exist_ok=True)
        name = f"{worker_name or f'worker_{os.getpid()}'}.{time.time_ns()}.pt.trace.json"
        profiler.export_chrome_trace(os.path.join(dir_name, name))

    return handler


class profile:
    """Times every operation inside the block; `key_averages().table()` shows what took how long.

    Args:
        schedule: which steps are timed (see `schedule`); `step()` ends one. Without it, all of the block.
        on_trace_ready: called with this profiler after each cycle, or at the end of the block.
        record_shapes: keep the shapes of what operations are given.

    What is given for `activities`, `profile_memory`, `with_stack`, `with_flops` and `with_modules` is remembered; only
    the time on the CPU is measured.

    >>> with profile() as p:
    ...     y = backlight.ones(2, 2) @ backlight.ones(2, 2)
    >>> [event.key for event in p.key_averages()]
    ['matmul']
    """

    def __init__(
        self,
        *,
        activities: Iterable[ProfilerActivity] | None = None,
        schedule: Callable[[int], ProfilerAction] | None = None,
        on_trace_ready: Callable[[profile], Any] | None = None,
        record_shapes: bool = False,
        profile_memory: bool = False,
        with_stack: bool = False,
        with_flops: bool = False,
        with_modules: bool = False,
        experimental_config: Any = None,
        execution_trace_observer: Any = None,
        acc_events: bool = False,
        use_cuda: bool | None = None,
    ) -> None:
        self.activities = set(activities) if activities else supported_activities()
        self.schedule, self.on_trace_ready, self.record_shapes = schedule, on_trace_ready, record_shapes
        self.profile_memory, self.with_stack = profile_memory, with_stack
        self.with_flops, self.with_modules = with_flops, with_modules
        self.step_num = 0
        self.current_action = ProfilerAction.RECORD_AND_SAVE if schedule is None else schedule(0)
        self._listener: Listener | None = None
        self._events = EventList()

    def start(self) -> None:
        """Begin, as entering the block does."""
        self._follow(self.current_action)

    def stop(self) -> None:
        """End, as leaving the block does."""
        was_listening = self._listener is not None
        self._finish()
        if was_listening and self.on_trace_ready is not None:
            self.on_trace_ready(self)

    def __enter__(self) -> profile:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def step(self) -> None:
        """One step of the loop is over."""
        saved = self.current_action is ProfilerAction.RECORD_AND_SAVE
        self.step_num += 1
        if self.schedule is None:
            return
        if saved:
            self._finish()
            if self.on_trace_ready is not None:
                self.on_trace_ready(self)
        self.current_action = self.schedule(self.step_num)
        self._follow(self.current_action)

    def _follow(self, action: ProfilerAction) -> None:
        recording = action in (ProfilerAction.RECORD, ProfilerAction.RECORD_AND_SAVE)
        if recording and self._listener is None:
            self._listener = Listener(self.record_shapes)
            self._listener.start()
        elif not recording:
            self._finish()

    def _finish(self) -> None:
        if self._listener is not None:
            self._listener.stop()
            self._events, self._listener = self._listener.events, None

    def events(self) -> EventList:
        """Every call of an operation, in the order in which they began."""
        return self._events

    def key_averages(self, group_by_input_shape: bool = False, group_by_stack_n: int = 0) -> EventList:
        """The calls summed by operation."""
        return self._events.key_averages(group_by_input_shape, group_by_stack_n)

    def total_average(self) -> Any:
        """All calls as one."""
        return self._events.total_average()

    def table(self, *args: Any, **named: Any) -> str:
        """The calls as a table."""
        return self._events.table(*args, **named)

    @property
    def self_cpu_time_total(self) -> float:
        """The time of all operations in µs."""
        return self._events.self_cpu_time_total

    def export_chrome_trace(self, path: str) -> None:
        """Write the calls to a file that chrome://tracing and ui.perfetto.dev show."""
        self._events.export_chrome_trace(path)

    def __str__(self) -> str:
        return str(self._events)


class record_function:
    """A block, or a decorated function, that a profile shows as one line of its own."""

    def __init__(self, name: str, args: str | None = None) -> None:
        self.name, self.args = name, args

    def __enter__(self) -> record_function:
        self._listener = listening.listening
        if self._listener is not None:
            self._listener.begin(self.name, [], is_user=True)
        return self

    def __exit__(self, *exception: object) -> None:
        if self._listener is not None:
            self._listener.end()

    def __call__(self, function: Callable) -> Callable:
        @wraps(function)
        def inside(*args: Any, **named: Any) -> Any:
            with record_function(self.name, self.args):
                return function(*args, **named)

        return inside
