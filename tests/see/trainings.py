"""Records of small trainings whose panels are looked at: every kind of warning, of number and of ending."""

from __future__ import annotations

import copy
from functools import cache

import backlight
from backlight import nn
from backlight.see.record import Recording, record_of

HOSTILE = "<img src=x onerror=owned()><script>owned()</script>"


def scalars() -> dict:
    """a is used four times: by product, twice by square, and by exp."""
    a, b = (backlight.tensor(x, requires_grad=True) for x in (2.0, -3.0))
    with Recording() as recording:
        for _ in range(6):
            product = a * b
            square = a * a
            loss = product + square + a.exp()
            loss.backward()
            with backlight.no_grad():
                a -= 0.05 * a.grad
                b -= 0.05 * b.grad
            a.grad = b.grad = None
    return record_of(recording, "scalars.py", {"kind": "completed", "error": "", "place": None})


def network() -> dict:
    """A network whose last layer no optimizer holds."""
    backlight.manual_seed(0)
    model = nn.Sequential(nn.Linear(6, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 3))
    optimizer = backlight.optim.SGD([*model[0].parameters(), *model[2].parameters()], lr=0.1)
    x, labels = backlight.randn(32, 6), backlight.randint(0, 3, (32,))
    with Recording() as recording:
        for _ in range(30):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(x), labels)
            loss.backward()
            optimizer.step()
    record = record_of(recording, "network.py", {"kind": "completed", "error": "", "place": None})
    chinese = {"text": "参数没有变化。", "fix": "检查学习率。"}
    notice = {"kind": "learning_rate_zero", "severity": "hint", "text": "Nothing moved.", "fix": "Look at the rate."}
    record["notices"] = [notice | {"zh": chinese, "place": record["losses"][0]["place"], "step": 7}]
    return record


def parts() -> dict:
    """An operation with two outputs that are both used."""
    x = backlight.tensor([1.0, 2.0, 3.0], requires_grad=True)
    with Recording() as recording:
        a, b = x.split(2)
        (a.sum() + b * b).sum().backward()
    return record_of(recording, "parts.py", {"kind": "completed", "error": "", "place": None})


def broken() -> dict:
    """The loss becomes NaN, the program raises, and all names are hostile."""
    w = backlight.tensor([0.5, -1.0], requires_grad=True)
    with Recording() as recording:
        for step in range(12):
            loss = (w * w).sum() if step < 8 else backlight.log(-(w * w)).sum()
            loss.backward()
            w.grad = None
    record = record_of(recording, HOSTILE, {"kind": "raised", "error": f"ValueError: {HOSTILE}", "place": [0, 1, 1, 1]})
    for graph in record["graphs"]:
        for node in graph["nodes"]:
            node |= {"name": HOSTILE, "label": HOSTILE, "module": HOSTILE, "op": HOSTILE, "formula": HOSTILE}
        graph["modules"] = {"": "", HOSTILE: HOSTILE}
    for parameter in record["parameters"]:
        parameter["name"] = HOSTILE
    record["losses"][0]["name"] = HOSTILE
    record["files"][0] |= {"name": HOSTILE, "lines": {line: HOSTILE for line in record["files"][0]["lines"]}}
    record["notices"] = [
        {"kind": HOSTILE, "severity": HOSTILE, "text": HOSTILE, "fix": HOSTILE, "place": [0, 1, 1, 3], "step": 3}
    ]
    return record


def nothing() -> dict:
    with Recording() as recording:
        pass
    return record_of(recording, "nothing.py")


TRAININGS = {one.__name__: one for one in (scalars, network, parts, broken, nothing)}


@cache
def _made(name: str) -> dict:
    return TRAININGS[name]()


def made(name: str) -> dict:
    """The record of a training by its name, which the caller may change."""
    return copy.deepcopy(_made(name))
