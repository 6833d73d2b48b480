"""What `parameters()` does not see: layers and Parameters in a list or dictionary of Python's, and bare tensors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from backlight.core.variable import Variable
from backlight.see.doctor.notice import Notice
from backlight.see.doctor.source import where_set
from backlight.see.doctor.symptom import Symptom


class Hidden(NamedTuple):
    """An attribute of a model that holds something to train without the model's knowledge."""

    owner: Any
    attribute: str
    parameters: list[Any]
    layers: int  # how many; 0 if it holds the parameters themselves


class PlainList(Symptom):
    """Looks into the attributes of every model that was called."""

    def finish(self) -> Iterable[Notice]:
        """What is in no model and in no optimizer."""
        chart = self.chart
        steered = chart.steered()
        for model, where in list(chart.roots.values()):
            for found in hidden(model):
                lost = [p for p in found.parameters if p.requires_grad and id(p) not in steered]
                if lost:
                    held = vars(found.owner)[found.attribute]
                    kind = "not_a_parameter" if isinstance(held, Variable) else "plain_list"
                    yield chart.notice(
                        kind,
                        where_set(type(found.owner), found.attribute) or where,
                        owner=type(found.owner).__name__,
                        attribute=found.attribute,
                        container=type(held).__name__,
                        better=("Module" if found.layers else "Parameter") + ("Dict" if type(held) is dict else "List"),
                        count=found.layers or len(lost),
                        what="layers" if found.layers else "parameters",
                        what_zh="层" if found.layers else "参数",
                        numbers=f"{sum(p.numel() for p in lost):,}",
                    )


def hidden(model: Any) -> Iterable[Hidden]:
    """All of a model's attributes that hold layers or tensors to train which the model does not know."""
    from backlight.nn import Module, Parameter
    from backlight.tensor.tensor import Tensor

    registered = {id(module) for module in model.modules()} | {id(p) for p in model.parameters()}
    for owner in list(model.modules()):
        for attribute, held in list(vars(owner).items()):
            if attribute[0] == "_" or id(held) in registered:
                continue
            if isinstance(held, Tensor):
                if held.is_leaf and held.requires_grad:
                    yield Hidden(owner, attribute, [held], 0)
            elif isinstance(held, (list, tuple, dict)):
                values = list(held.values() if isinstance(held, dict) else held)
                layers = [one for one in values if isinstance(one, Module) and id(one) not in registered]
                bare = [one for one in values if isinstance(one, Parameter) and id(one) not in registered]
                if layers:
                    yield Hidden(owner, attribute, [p for layer in layers for p in layer.parameters()], len(layers))
                elif bare:
                    yield Hidden(owner, attribute, bare, 0)
