"""Run the programs of tests/func/programs.py in torch and store what they give: python -m tests.golden.make_func."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import torch

from tests.func.comparing import plain, stored
from tests.func.programs import PROGRAMS

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    figures = {name: stored(plain(program(torch, torch.func))) for name, program in sorted(PROGRAMS.items())}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in figures.items())
    Path(__file__).with_name("func.json").write_text("{\n" + lines + "\n}\n", encoding="utf-8")
