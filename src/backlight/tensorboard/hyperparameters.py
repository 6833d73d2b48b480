"""The hyperparameters and results of one run: three summaries, of the experiment, its start and its end."""

from __future__ import annotations

from typing import Any

from backlight.core.variable import Variable
from backlight.tensorboard.records import double, integer, message, text
from backlight.tensorboard.values import array_of, plugin, value

_SUCCESS = 1
_TEXT, _NUMBER = 1, 3


def hyperparameters(settings: dict, results: dict, choices: dict | None = None) -> list[bytes]:
    """The summaries; `choices` names the values that a setting may have."""
    choices = choices or {}
    if not isinstance(choices, dict):
        raise TypeError("parameter: hparam_domain_discrete should be a dictionary, nothing logged.")
    for name, allowed in choices.items():
        kind = type(settings.get(name))
        if name not in settings or not isinstance(allowed, list) or not all(isinstance(x, kind) for x in allowed):
            raise TypeError(
                f"parameter: hparam_domain_discrete[{name}] should be a list of same type as hparam_dict[{name}]."
            )
    start, experiment = b"", b""
    for name, setting in settings.items():
        if setting is None:
            continue
        kind, held = _held(setting)
        start += message(1, text(1, name) + message(2, held))
        domain = b"".join([message(1, _held(x)[1]) for x in choices.get(name, ())])
        experiment += message(4, text(1, name) + integer(4, kind) + (message(5, domain) if name in choices else b""))
    for name in results:
        experiment += message(5, message(1, text(2, name)))
    contents = {"experiment": (2, experiment), "session_start_info": (3, start)}
    contents["session_end_info"] = (4, integer(1, _SUCCESS))
    return [
        value(f"_hparams_/{name}", b"", plugin("hparams", message(field, body)))
        for name, (field, body) in contents.items()
    ]


def _held(setting: Any) -> tuple[int, bytes]:
    """The kind of a setting, and its message."""
    if isinstance(setting, Variable):
        setting = float(array_of(setting).reshape(-1)[0])
    if isinstance(setting, (int, float)):
        return _NUMBER, double(2, float(setting), always=True)
    if isinstance(setting, str):
        return _TEXT, message(3, setting)
    raise ValueError("value should be one of int, float, str, bool, or torch.Tensor")
