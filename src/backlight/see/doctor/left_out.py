"""not_in_optimizer: a gradient comes to a parameter in every step, and no optimizer has it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from backlight.see.doctor.chart import Leaf, listed
from backlight.see.doctor.notice import Notice
from backlight.see.doctor.plain_list import hidden_layers
from backlight.see.doctor.source import where_made
from backlight.see.doctor.symptom import Symptom

STEPS = 3  # of a bare tensor; a Parameter is meant to be trained from the first


class LeftOut(Symptom):
    """Compares the leaves of the graphs with what the optimizers hold."""

    def finish(self) -> Iterable[Notice]:
        """Only for graphs that an optimizer learns from, and for what the program does not move by hand."""
        chart = self.chart
        steered, leaves = chart.steered(), list(chart.leaves.values())
        if not steered:
            return
        others = steered | chart.aside | _told(chart.roots.values())
        learned = set().union(*[known.graphs for known in leaves if id(known.ref()) in steered])
        lost = [known for known in leaves if known.graphs & learned and _is_lost(known, others) and known.unchanged]
        if lost:
            helm = next(iter(chart.helms.values()))
            where = (where_made(type(helm.optimizer)) if len(chart.helms) == 1 else None) or lost[0].where
            names = listed(known.name or "a tensor without a name" for known in lost)
            steps = max(known.reached for known in lost)
            yield chart.notice("not_in_optimizer", where, names=names, count=len(lost), steps=steps)


def _told(roots: Iterable[tuple]) -> set[int]:
    """The parameters that `plain_list` speaks of."""
    models = [root() for root, _ in list(roots)]
    hidden = [layer for model in models if model is not None for *_, layers in hidden_layers(model) for layer in layers]
    return {id(parameter) for layer in hidden for parameter in layer.parameters()}


def _is_lost(known: Leaf, others: set[int]) -> bool:
    from backlight.nn import Parameter

    leaf: Any = known.ref()
    if leaf is None or not leaf.requires_grad or id(leaf) in others:
        return False
    return known.reached >= (1 if isinstance(leaf, Parameter) else STEPS)
