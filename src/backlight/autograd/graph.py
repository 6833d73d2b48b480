"""The graph as users walk it, and hooks on more than one place of it: `torch.autograd.graph`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from backlight.autograd.grad import GradientEdge as GradientEdge
from backlight.autograd.grad import get_gradient_edge as get_gradient_edge
from backlight.autograd.saving import disable_saved_tensors_hooks as disable_saved_tensors_hooks
from backlight.autograd.saving import saved_tensors_hooks as saved_tensors_hooks
from backlight.core import hooks
from backlight.core.backward import reachable
from backlight.core.inplace import noted
from backlight.core.modes import state
from backlight.core.node import AccumulateGrad as AccumulateGrad
from backlight.core.node import Node as Node
from backlight.core.variable import Variable, edge


class save_on_cpu:
    """Keep in main memory what backward needs: all of it is there already, so this block changes nothing."""

    def __init__(self, pin_memory: bool = False, device_type: str = "cuda") -> None:
        self.pin_memory = pin_memory

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exception: object) -> None:
        pass


def increment_version(tensor: Variable | Iterable[Variable]) -> None:
    """Count a write to tensors that something else than an operation has written to, so that backward learns of it."""
    for x in [tensor] if isinstance(tensor, Variable) else tensor:
        noted(x, "increment_version")


class _Handles:
    """The handles of one hook that stands at several places."""

    def __init__(self, handles: list) -> None:
        self._handles = handles

    def remove(self) -> None:
        for handle in self._handles:
            handle.remove()

    def __enter__(self) -> _Handles:
        return self

    def __exit__(self, *exception: object) -> None:
        self.remove()


def register_multi_grad_hook(tensors: Sequence[Variable], fn: Callable, *, mode: str = "all") -> _Handles:
    """Call `fn` in a backward once the gradients of several tensors are known.

    With mode "all" it gets the list of all of them, None for those that this backward does not reach; with "any" the
    first one that is known.

    >>> import backlight
    >>> a, b = backlight.ones(1, requires_grad=True), backlight.ones(1, requires_grad=True)
    >>> handle = register_multi_grad_hook([a, b], print)
    >>> (a * 2 + b * 3).backward()
    [tensor([2.]), tensor([3.])]
    """
    if mode not in ("all", "any"):
        raise ValueError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    hooks.on_leaves = True  # a walk must know where it started
    places = [edge(t) for t in tensors]
    now: Any = None  # the starts of the walk that the following belong to
    found: dict[int, Any] = {}
    expected = 0

    def received(position: int, g: Variable) -> None:
        nonlocal now, expected
        if state.walking is not now:
            now = state.walking
            found.clear()
            inside = set(reachable(now)) | {p for n in reachable(now) for p in n.parents} | set(now)
            expected = sum(place in inside for place in places)
        first = not found
        found[position] = g
        if mode == "any":
            if first:
                fn(g)
        elif len(found) == expected:
            now = None
            fn([found.get(i) for i in range(len(places))])

    def at(position: int) -> Callable:
        @wraps(fn)
        def hook(g: Variable) -> None:
            received(position, g)

        return hook

    return _Handles([t.register_hook(at(i)) for i, t in enumerate(tensors) if t._needs_grad])  # type: ignore[attr-defined]


def allow_mutation_on_saved_tensors() -> Any:
    """NotImplementedError: a write to what backward needs is found at backward, and never repaired."""
    raise NotImplementedError(
        "allow_mutation_on_saved_tensors: backlight finds writes to what backward needs, and does not undo them; "
        "use the out-of-place form, or .clone() before the write"
    )
