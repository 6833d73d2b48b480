"""Squashed scores: a softmax before a loss that takes one itself, or a sigmoid before one with logits."""

from __future__ import annotations

from typing import Any

from backlight.core.node import Node
from backlight.see.doctor.symptom import Symptom

_KINDS = {  # (the op, what it is given) -> the mistake
    ("log_softmax", "softmax"): "softmax_before_cross_entropy",
    ("log_softmax", "log_softmax"): "log_softmax_twice",
    ("log_softmax", "sigmoid"): "squashed_before_cross_entropy",
    ("log_softmax", "tanh"): "squashed_before_cross_entropy",
    ("log_softmax", "relu"): "relu_before_cross_entropy",
    ("nll_loss", "softmax"): "softmax_before_nll_loss",
    ("binary_cross_entropy_with_logits", "sigmoid"): "sigmoid_before_logits_loss",
    ("binary_cross_entropy_with_logits", "softmax"): "sigmoid_before_logits_loss",
}


class Squashed(Symptom):
    """Looks at each new graph once."""

    def met(self, one: Any) -> None:
        """Compare each node with what it is given, views aside."""
        for node, step in one.trace.steps.items():
            if node.op is None:
                continue
            source = _source(node)
            kind = None if source is None else _KINDS.get((node.op.name, source.op.name))
            if source is not None and kind is not None:
                found = one.trace.steps[source]
                module = f" (in {found.module})" if found.module else ""
                self.chart.say(kind, found.place, loss=self.chart.line(step.place), module=module, op=source.op.name)


def _source(node: Node) -> Node | None:
    """The node that made a node's first operand, before views of it and changes of dtype."""
    source: Any = node.parents[0]
    while isinstance(source, Node) and source.op is not None and (source.op.kind == "view" or source.op.name in _SAME):
        source = source.parents[0]
    return source if isinstance(source, Node) and source.op is not None else None


_SAME = ("astype", "copy", "clone", "contiguous")
