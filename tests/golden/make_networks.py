"""Asks torch for the figures of modules, optimizers and schedulers: python -m tests.golden.make_networks.

Writes tests/golden/networks.json. Of each line of the tables a few numbers are kept, of single precision.
"""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import numpy as np
import torch

from tests.nn.modules.table import TABLE, Called, flat
from tests.optim.table import OPTIMIZERS, SCHEDULERS, rates, trajectory

PATH = Path(__file__).with_name("networks.json")


def rounded(values, digits: int) -> list[float]:
    return [float(f"{value:.{digits}g}") for value in values]


def sums(tensors) -> list[float]:
    """Of each tensor one number that depends on all of its numbers and their places."""
    found = []
    for x in tensors:
        if x is not None:
            numbers = x.detach().double().reshape(-1).numpy()
            found.append(float(numbers @ np.cos(np.arange(numbers.size))))
    return rounded(found, 7)


def module(line: str) -> dict:
    called = Called(torch, line, "float64")
    figures = {"repr": repr(called.module)}
    if "Lazy" not in line:
        figures["weights"] = sums(called.module.state_dict().values())
    if called.inputs and "CrossMapLRN2d" not in line:
        figures["output"] = sums(flat(called.call()))
        inputs, parameters = called.slopes()
        figures["gradients"] = sums(inputs + parameters)
    return figures


def main() -> None:
    warnings.simplefilter("ignore")
    table = {
        "modules": {line: module(line) for line in TABLE},
        "double": {
            line: rounded(trajectory(torch, line, "float64")[[0, 9, 49]].reshape(-1), 12) for line in OPTIMIZERS
        },
        "single": {line: rounded(trajectory(torch, line, "float32", 10)[-1], 7) for line in OPTIMIZERS},
        "schedulers": {line: [rounded(row, 12) for row in rates(torch, line)] for line in SCHEDULERS},
    }
    rows = [
        f'"{part}": {{\n' + ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in figures.items()) + "\n}"
        for part, figures in table.items()
    ]
    PATH.write_text("{\n" + ",\n".join(rows) + "\n}\n")


if __name__ == "__main__":
    main()
