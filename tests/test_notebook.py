"""The notebook, as it is stored with its outputs, shows the figures of torch and the graphs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CELLS = json.loads((ROOT / "examples" / "first_light.ipynb").read_text(encoding="utf-8"))["cells"]
OUTPUTS = [output for cell in CELLS if cell["cell_type"] == "code" for output in cell["outputs"]]
PRINTED = "".join("".join(output["text"]) for output in OUTPUTS if output["output_type"] == "stream")


@pytest.mark.parametrize(("model", "count"), [("linear", 12), ("quadratic", 11)])
def test_every_figure_is_the_one_of_torch(model, count):
    golden = (ROOT / "tests" / "golden" / f"{model}.txt").read_text().splitlines()
    wanted = [line for line in golden if re.match(r"epoch \d*0: |before|after", line)]

    assert len(wanted) == count
    assert [line for line in wanted if line not in PRINTED.splitlines()] == []


def test_the_graphs_and_the_curves_are_pictures():
    kinds = [kind for output in OUTPUTS for kind in output.get("data", {})]

    assert kinds.count("image/svg+xml") == 3
    assert kinds.count("image/png") == 2


def test_no_cell_failed():
    assert [output for output in OUTPUTS if output["output_type"] == "error"] == []
