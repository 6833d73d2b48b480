"""A gradient in two ways: by one fast kernel for arrays, by ops for tensors, which `create_graph` asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy import ndarray

from backlight.core import modes
from backlight.core.backward import walk
from backlight.core.modes import state
from backlight.core.result import constant
from backlight.core.variable import Variable, edge
from backlight.ops.clone import clone


def twofold(kernel: Callable, by_ops: Callable) -> Callable:
    """The function that is `kernel` of arrays, and `by_ops` as soon as one of the values is a tensor.

    Both must compute the same. Rules call it where ops alone would be slow: an ordinary backward runs the kernel, and
    the gradient of a gradient is found from the ops.
    """

    def call(*values: Any, **params: Any) -> Any:
        for value in values:
            if isinstance(value, Variable):
                return by_ops(*values, **params)
        return kernel(*values, **params)

    return call


def retraced(forward: Callable) -> Callable:
    """The gradients of `forward`, a function written in ops, found by tracing it anew: for the `by_ops` above.

    Called with the gradients of its results, of which some may be None, and with its arguments, it returns a gradient
    or None for each argument: tensors in the graph, and arrays if it was given arrays.
    """

    def gradients(gs: Any, *arguments: Any, **params: Any) -> list:
        raw = not any(isinstance(x, Variable) for x in (*gs, *arguments))
        if raw:
            gs = [g if g is None else constant(g) for g in gs]
            arguments = tuple([_leaf(x) if isinstance(x, ndarray) else x for x in arguments])
        watcher, modes.watcher = modes.watcher, None  # nobody is to see this second trace
        recording, state.grad = state.grad, True
        try:
            # each argument gets a place of its own, also where one tensor is given twice
            own = [clone(x) if isinstance(x, Variable) and x._needs_grad else x for x in arguments]
            places = [edge(x) if isinstance(x, Variable) else None for x in own]
            pairs = [
                (r, g) for r, g in zip(forward(*own, **params), gs, strict=True) if g is not None and r._needs_grad
            ]
            targets = [place for place in places if place is not None]
            found: dict = {}
            if pairs and targets:
                roots, starts = zip(*pairs, strict=True)
                found = walk(roots, starts, retain_graph=True, create_graph=True, targets=targets, accumulate=False)
        finally:
            modes.watcher, state.grad = watcher, recording
        answer = [None if place is None else found.get(place) for place in places]
        return [g if g is None else g._array for g in answer] if raw else answer

    return gradients


def _leaf(x: ndarray) -> Any:
    leaf = constant(x)
    leaf._needs_grad = True
    return leaf
