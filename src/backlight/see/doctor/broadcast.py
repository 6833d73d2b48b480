"""broadcast_in_loss: a column of predictions against a row of targets, (n, 1) and (n,), makes n × n differences."""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.node import Node
from backlight.see.doctor.symptom import Symptom

_LOSSES = ("mse_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits")
_DIFFERENCES = ("subtract", "multiply", "divide", "maximum", "minimum")


class Broadcast(Symptom):
    """Looks at each new graph once, at what lies between the loss and the first operation that is not elementwise."""

    def met(self, one: Any) -> None:
        """Walk back from the loss."""
        stack = [root._node for root in one.trace.roots if root._node is not None and root._array.size == 1]
        seen = set(stack)
        while stack:
            node = stack.pop()
            if node.op is None or node.op.kind not in ("elementwise", "reduce"):
                continue
            if node.op.name in _LOSSES or node.op.name in _DIFFERENCES:
                self._look(one, node)
            for parent in node.parents:
                if isinstance(parent, Node) and parent not in seen:
                    seen.add(parent)
                    stack.append(parent)

    def _look(self, one: Any, node: Node) -> None:
        """One side of a loss has a gradient, the other is data."""
        first, second = node.parents[:2]
        if (first is None) == (second is None):
            return
        inputs = one.trace.steps[node].inputs
        if inputs is None or len(inputs) < 2:
            return
        shapes = [_shape_before(parent, x) for parent, x in zip((first, second), inputs, strict=False)]
        shorter, longer = sorted(shapes, key=len)
        if len(shorter) == 1 and len(longer) == 2 and longer == (*shorter, 1) and shorter[0] > 1:
            prediction, target = shapes if first is not None else shapes[::-1]
            place = one.trace.steps[node].place
            self.chart.say("broadcast_in_loss", place, prediction=prediction, target=target, n=shorter[0])


def _shape_before(parent: Any, x: Any) -> tuple[int, ...]:
    """The shape of an operand before it was broadcast."""
    if isinstance(parent, Node) and parent.op is not None and parent.op.name == "broadcast_to" and parent.inputs:
        return parent.inputs[0].shape
    if not isinstance(x, np.ndarray):
        return ()
    if parent is None and x.ndim == 2 and 0 in x.strides and min(x.shape) > 1:
        n = x.shape[0]
        return (n, 1) if x.strides[1] == 0 else (n,)
    return x.shape
