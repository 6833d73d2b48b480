"""Parameters that an optimizer has and no gradient ever comes to: layers that are not used, or cut off on the way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from backlight.see.doctor.chart import listed, named
from backlight.see.doctor.left_out import lost_leaves
from backlight.see.doctor.notice import Notice
from backlight.see.doctor.source import where_made, where_set
from backlight.see.doctor.symptom import Symptom

STEPS = 2  # of an optimizer, before it is worth a word


class Unreached(Symptom):
    """Compares what the optimizers hold with the leaves of the graphs."""

    def finish(self) -> Iterable[Notice]:
        """Grouped by the module that owns them, as one line of a program makes them all."""
        chart = self.chart
        reached = {id(known.ref()) for known in list(chart.leaves.values()) if known.reached}
        owners = self._owners()
        replaced = bool(lost_leaves(chart))  # then those that no model has are the old ones of these
        for helm in list(chart.helms.values()):
            parameters = [p for p in helm.parameters() if p.requires_grad]
            lost = [p for p in parameters if id(p) not in reached and p._grad is None]
            if helm.steps < STEPS or not lost or len(lost) == len(parameters):
                continue
            groups: dict[Any, list[str]] = {}
            for p in lost:
                if replaced and id(p) not in owners:
                    continue
                owner, attribute, ran, name = owners.get(id(p), (None, "", False, ""))
                name = name or getattr(chart.leaves.get(id(p)), "name", "")
                groups.setdefault((ran, owner, attribute), []).append(named(p, name))
            for (ran, owner, attribute), names in groups.items():
                where = where_set(owner, attribute) if owner else where_made(type(helm.optimizer))
                kind = "gradient_cut" if ran else "parameter_unused"
                yield chart.notice(kind, where or helm.where, names=listed(names), steps=helm.steps)

    def _owners(self) -> dict[int, tuple[Any, str, bool, str]]:
        """For each parameter: the class that sets it or its layer, as which attribute, whether that ran, its name."""
        found = {}
        chart = self.chart
        names = chart.recording.modules.parameters()
        for model, _ in list(chart.roots.values()):
            for path, module in model.named_modules():
                above, _, attribute = path.rpartition(".")
                while attribute.isdigit() and above:  # a layer in a Sequential or a list
                    above, _, attribute = above.rpartition(".")
                owner = type(model.get_submodule(above))
                known = chart.called.get(id(module))
                ran = known is not None and known() is module
                for name, parameter in module.named_parameters(recurse=False):
                    about = (owner, attribute) if path else (type(module), name)
                    found[id(parameter)] = (*about, ran, names.get(id(parameter), ""))
        return found
