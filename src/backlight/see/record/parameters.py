"""What became of each parameter: its size, its gradient and how far it moved, through the training."""

from __future__ import annotations

from typing import Any
from weakref import ref

import numpy as np

from backlight.core.variable import Variable
from backlight.see.buffers import Buffers
from backlight.see.record.values import norm_of
from backlight.see.trace import Trace


class History:
    """One parameter. Row by row: the step, |w|, |gradient|, |update|; None where there was none or it is not known."""

    def __init__(self, leaf: Variable, name: str) -> None:
        self.leaf = ref(leaf)
        self.name = name
        self.shape, self.dtype = leaf._array.shape, leaf._array.dtype.name
        self.rows: list[tuple[int, float, float | None, float | None]] = []
        self.in_graph = self.has_gradient = self.changed = False
        self.in_optimizer: bool | None = None


class Parameters:
    """All leaves that a backward pass has met, and all that an optimizer holds."""

    def __init__(self) -> None:
        self.histories: dict[int, History] = {}  # by the id of the leaf
        self._before: list[tuple[History, np.ndarray]] = []  # what the leaves held at the last step in detail
        self._optimizers: dict[int, int] = {}  # how many parameters each held when it was last looked at
        self._handle: Any = None

    def start(self) -> None:
        """Look at every optimizer when it takes a step."""
        from backlight.optim.optimizer import register_optimizer_step_post_hook

        self._handle = register_optimizer_step_post_hook(self._meet)

    def stop(self) -> None:
        """Look no longer."""
        if self._handle is not None:
            self._handle.remove()

    def _meet(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        count = sum([len(group["params"]) for group in optimizer.param_groups])
        if self._optimizers.get(id(optimizer)) != count:
            self._optimizers[id(optimizer)] = count
            for group in optimizer.param_groups:
                for leaf in group["params"]:
                    self._of(leaf, "").in_optimizer = True

    def _of(self, leaf: Variable, name: str) -> History:
        found = self.histories.get(id(leaf))
        if found is None or found.leaf() is not leaf:
            found = self.histories[id(leaf)] = History(leaf, name)
        found.name = found.name or name
        return found

    def moved(self, buffers: Buffers) -> None:
        """Before a step: how far did the parameters move since the last one that was noted?"""
        for history, before in self._before:
            leaf = history.leaf()
            if leaf is not None and leaf._array.shape == before.shape:
                step, norm, gradient, _ = history.rows[-1]
                with np.errstate(all="ignore"):  # ∞ − ∞
                    difference = buffers.copy(leaf._array)
                with np.errstate(all="ignore"):  # ∞ − ∞
                    difference -= before
                update = norm_of(difference)
                history.changed = history.changed or update != 0
                history.rows[-1] = step, norm, gradient, update
        self._before = []

    def note(self, step: int, trace: Trace) -> None:
        """Add a row for every parameter in the graph of a step."""
        for leaf, (array, _) in trace.leaves.items():
            history = self._of(leaf, trace.names.get(id(leaf), ""))
            before = trace.value(array)
            gradient = trace.gradients.get(leaf)
            history.in_graph = True
            history.has_gradient = history.has_gradient or gradient is not None
            size = None if gradient is None else norm_of(gradient)
            history.rows.append((step, norm_of(before), size, None))
            self._before.append((history, before))
