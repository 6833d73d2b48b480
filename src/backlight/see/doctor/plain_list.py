"""plain_list: layers in a list or dictionary of Python's, which `parameters()` does not look into."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from backlight.see.doctor.notice import Notice
from backlight.see.doctor.source import where_set
from backlight.see.doctor.symptom import Symptom


class PlainList(Symptom):
    """Looks into the attributes of every model that was called."""

    def finish(self) -> Iterable[Notice]:
        """Layers that are in no model, and whose parameters no optimizer has."""
        steered = self.chart.steered()
        for root, where in list(self.chart.roots.values()):
            model = root()
            if model is not None:
                for owner, attribute, layers in hidden_layers(model):
                    parameters = [p for layer in layers for p in layer.parameters()]
                    lost = [p for p in parameters if p.requires_grad and id(p) not in steered]
                    if lost:
                        yield self.chart.notice(
                            "plain_list",
                            where_set(type(owner), attribute) or where,
                            owner=type(owner).__name__,
                            attribute=attribute,
                            container=type(vars(owner)[attribute]).__name__,
                            better="ModuleDict" if isinstance(vars(owner)[attribute], dict) else "ModuleList",
                            layers=len(layers),
                            numbers=f"{sum(p.numel() for p in lost):,}",
                        )


def hidden_layers(model: Any) -> Iterable[tuple[Any, str, list]]:
    """(owner, attribute, layers) for each plain container in a model that holds layers which are not in the model."""
    from backlight.nn.modules.module import Module

    registered = {id(module) for module in model.modules()}
    for owner in list(model.modules()):
        for attribute, held in list(vars(owner).items()):
            if attribute[0] != "_" and isinstance(held, (list, tuple, dict)):
                values = held.values() if isinstance(held, dict) else held
                layers = [one for one in values if isinstance(one, Module) and id(one) not in registered]
                if layers:
                    yield owner, attribute, layers
