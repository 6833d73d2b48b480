"""The switches of the engine: each thread has its own, and every one is restored by its context manager."""

from __future__ import annotations

import threading
from typing import Any


class _State(threading.local):
    grad = True  # record operations for backward
    inference = False  # results can never be part of a graph
    batching: Any = None  # the innermost `vmap` at work, or None
    hooks: tuple = ()  # pairs of functions that pack and unpack what is kept for backward
    hooks_refused = ""  # why there may be none
    dispatched = False  # a method of a subclass of Tensor is at work: those it calls are the plain ones
    walking: Any = None  # where the walk at work started, if someone may ask
    transforms = 0  # how many transforms of functions (`grad`, `vmap`, …) are at work


state = _State()

# How many `inference_mode` blocks are open in all threads: while it is 0, results need not ask for their thread's.
inference_blocks = 0
transforms = 0  # the same for transforms of functions

# Whoever wants to see what the engine does (the recorder, anomaly mode): an object with the methods of `Watcher`.
# One place for the process; None is the fast path.
watcher: Watcher | None = None


class Watcher:
    """What the engine tells while it works; subclasses override what they want to know."""

    def on_record(self, node, result) -> None:
        """An operation was recorded as `node`, and `result` (a tensor, or a tuple of them) goes to the user."""

    def on_backward(self, roots, gradients, accumulate) -> None:
        """A backward pass starts from `roots` (tensors) with these gradients; it fills `.grad` if `accumulate`."""

    def on_edge(self, node, position, contribution) -> None:
        """`contribution` flows back from `node` to its operand at `position` (already summed to its shape)."""

    def on_gradient(self, target, gradient) -> None:
        """All contributions to `target` (a node, or a leaf tensor) are in; `gradient` is their sum.

        Of a node with several outputs it is a dict: the gradient of each output, by its number.
        """

    def on_error(self, node, error) -> None:
        """What `node` does in backward raised `error`, which goes on to the user."""

    def on_backward_end(self) -> None:
        """The backward pass that started last is over."""


def watch(new: Watcher | None) -> Watcher | None:
    """Install `new` as the watcher of the process and return the one before."""
    global watcher
    old, watcher = watcher, new
    return old
