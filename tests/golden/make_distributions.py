"""Asks torch 2.13 what its distributions say: python -m tests.golden.make_distributions (writes distributions.json)."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import torch

from tests.distributions import table


def main() -> None:
    warnings.simplefilter("ignore")
    found = {f"{name} {i}": table.stored(table.figures(torch, name, i, torch.float64)) for name, i in table.chosen()}
    divergences = table.stored(table.divergences(torch, torch.float64))
    found["divergences"] = {k: v for k, v in divergences.items() if not isinstance(v, str) and "slope" not in k}
    lines = [f"{json.dumps(name)}: {json.dumps(figures)}" for name, figures in found.items()]
    Path(__file__).with_name("distributions.json").write_text("{" + ",\n".join(lines) + "}\n")


if __name__ == "__main__":
    main()
