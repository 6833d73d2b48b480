"""not_in_optimizer: a gradient comes to a parameter in every step, and no optimizer has it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from backlight.see.doctor.chart import OFTEN, Chart, Leaf, listed, named, optimizers
from backlight.see.doctor.notice import Notice
from backlight.see.doctor.plain_list import hidden
from backlight.see.doctor.source import where_made
from backlight.see.doctor.symptom import Symptom


class LeftOut(Symptom):
    """Compares the leaves of the graphs with what the optimizers hold."""

    def finish(self) -> Iterable[Notice]:
        """One notice for all of them, at the line that makes the optimizer if there is one such line."""
        chart = self.chart
        lost = lost_leaves(chart)
        if lost:
            helm = next(iter(chart.helms.values()))
            where = (where_made(type(helm.optimizer)) if len(chart.helms) == 1 else None) or lost[0].where
            names = listed(named(known.ref(), known.name) for known in lost)
            made = type(helm.optimizer).__name__
            steps = max(known.reached for known in lost)
            yield chart.notice("not_in_optimizer", where, names=names, steps=steps, optimizer=made)


def lost_leaves(chart: Chart) -> list[Leaf]:
    """Those of graphs that an optimizer learns from, and that the program does not move by hand."""
    steered, leaves = chart.steered(), list(chart.leaves.values())
    if not steered:
        return []
    told = {id(leaf) for model, _ in list(chart.roots.values()) for found in hidden(model) for leaf in found.parameters}
    others = steered | chart.aside | told
    learned = set().union(*[known.graphs for known in leaves if id(known.ref()) in steered])
    lost = [known for known in leaves if known.graphs & learned and _is_lost(known, others) and known.unchanged]
    idle = {id(leaf) for one in optimizers() for group in one.param_groups for leaf in group["params"]} if lost else ()
    return [known for known in lost if id(known.ref()) not in idle]


def _is_lost(known: Leaf, others: set[int]) -> bool:
    """Whether nobody has it; a bare tensor is no mistake until it was often there, a Parameter is from the first."""
    from backlight.nn import Parameter

    leaf: Any = known.ref()
    if leaf is None or not leaf.requires_grad or id(leaf) in others:
        return False
    return known.reached >= (1 if isinstance(leaf, Parameter) else OFTEN)
