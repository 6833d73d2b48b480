"""Several watchers of the engine at once: each is told everything."""

from __future__ import annotations

from typing import Any

from backlight.core import modes
from backlight.core.modes import Watcher


def join(new: Watcher) -> None:
    """Let `new` watch the engine, beside whoever does already."""
    current = modes.watcher
    if isinstance(current, Together):
        new = Together(*current.all, new)
    elif current is not None:
        new = Together(current, new)
    modes.watch(new)


def leave(old: Watcher) -> bool:
    """Let `old` watch no longer; whether it did."""
    current = modes.watcher
    if current is old:
        modes.watch(None)
        return True
    if not isinstance(current, Together) or old not in current.all:
        return False
    rest = [watcher for watcher in current.all if watcher is not old]
    modes.watch(rest[0] if len(rest) == 1 else Together(*rest))
    return True


class Together(Watcher):
    """Tells all of its watchers, in the order in which they came."""

    def __init__(self, *watchers: Watcher) -> None:
        self.all = watchers

    def on_record(self, node: Any, result: Any) -> None:
        for watcher in self.all:
            watcher.on_record(node, result)

    def on_backward(self, roots: Any, gradients: Any, accumulate: bool) -> None:
        for watcher in self.all:
            watcher.on_backward(roots, gradients, accumulate)

    def on_edge(self, node: Any, position: int, contribution: Any) -> None:
        for watcher in self.all:
            watcher.on_edge(node, position, contribution)

    def on_gradient(self, target: Any, gradient: Any) -> None:
        for watcher in self.all:
            watcher.on_gradient(target, gradient)

    def on_error(self, node: Any, error: BaseException) -> None:
        for watcher in self.all:
            watcher.on_error(node, error)

    def on_backward_end(self) -> None:
        for watcher in self.all:
            watcher.on_backward_end()
