"""Dropout that `model.eval()` does not reach: `F.dropout(x)` without `training=`, and a layer made anew in forward.

The other case is told as `train_mode_in_evaluation`: the model is in training mode and passes that on to `F.dropout`.
"""

from __future__ import annotations

import ast
import os
import sys
from types import FrameType
from typing import Any

from backlight.core.modes import state
from backlight.see.doctor.chart import Where
from backlight.see.doctor.source import calls, name_of
from backlight.see.doctor.symptom import Symptom

_PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(__file__))) + os.sep


class Dropout(Symptom):
    """Looks at each dropout that drops something."""

    def __init__(self, chart: Any) -> None:
        super().__init__(chart)
        self._trained: set[Where] = set()  # the calls that were made with gradients
        self._told: dict[Where, str] = {}  # what is given as `training`, as text; "" if nothing is

    def dropped(self) -> None:
        """Numbers are about to be dropped."""
        chart = self.chart
        modules = chart.recording.modules
        root = chart.root if modules.depth else None
        asleep = root is not None and not root.training
        frame, layer = _who()
        where = frame.f_code, frame.f_lasti
        if frame.f_code.co_filename.startswith(_PACKAGE):
            return  # a layer of ours, such as attention, that knows its mode
        if layer is not None:
            if root is not None and asleep and all(known is not layer for known in root.modules()):
                chart.say("dropout_made_in_forward", where)
            return
        given = self._given(where)
        if asleep:
            if not given:
                chart.say("dropout_in_evaluation", where)
        elif state.grad:
            self._trained.add(where)
        elif where in self._trained:
            if not given:
                chart.say("dropout_in_evaluation", where)
            elif root is not None and chart.call is not None and given != "True":
                about = chart.call[0]
                chart.say("train_mode_in_evaluation", chart.call, about=about, module=modules.path, layer="dropout")

    def _given(self, where: Where) -> str:
        """The argument `training` of a call, as the program's text has it."""
        if where not in self._told:
            code, _ = where
            place = self.chart.place(where)
            found = "unknown"
            here = [call for call in calls(code.co_filename) if place is not None and call.lineno == place[1]]
            for call in [call for call in here if "dropout" in name_of(call.func)]:
                given = [word.value for word in call.keywords if word.arg in ("training", None)] + call.args[2:3]
                found = ast.unparse(given[0]) if given else ""
            self._told[where] = found
        return self._told[where]


def _who() -> tuple[FrameType, Any]:
    """The frame that asked for dropout, and the layer that it did so by, if it was one."""
    from backlight.nn.functional import dropping as functional
    from backlight.nn.modules import dropping as layers

    frame, layer = sys._getframe(1), None
    while frame.f_back is not None:
        name = frame.f_code.co_filename
        if name == layers.__file__:
            layer = frame.f_locals["self"]
        elif name != functional.__file__ and not name.startswith(_HERE if layer is None else _PACKAGE):
            break
        frame = frame.f_back
    return frame, layer


_HERE = os.path.dirname(__file__) + os.sep
