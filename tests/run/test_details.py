"""`--steps` and `--full`: what a record keeps besides what it keeps of itself."""

from __future__ import annotations

import json

import pytest

TRAIN = """\
import torch
model = torch.nn.Linear(10, 10)
for _ in range(500):
    loss = model(torch.ones(10)).sum()
    loss.backward()
"""


def test_steps_and_values_that_were_asked_for_are_kept(run, script, tmp_path):
    done = run(
        *("-m", "backlight", "run", "--json", "record.json", "--steps", "333, 335", "--full", "model.weight"),
        script(TRAIN),
        cwd=tmp_path,
    )
    record = json.loads((tmp_path / "record.json").read_text("utf-8"))
    (weight,) = [node["id"] for node in record["graphs"][0]["nodes"] if node["name"] == "model.weight"]
    steps = [step["step"] for step in record["steps"]]

    assert done.returncode == 0, done.stderr
    assert {1, 333, 335, 500} <= set(steps) and 334 not in steps
    assert all(len(step["values"][weight]["f"]) == 10 for step in record["steps"])
    assert not any("f" in (value or {}) for step in record["steps"] for value in step["values"][:weight])


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--json", "r.json", "--steps", "1,x"), "--steps: expected numbers from 1, such as 1,500, got '1,x'"),
        (("--json", "r.json", "--steps", "0"), "--steps: expected numbers from 1"),
        (("--steps", "3"), "--steps and --full say what a record holds: add --report, --json or --live"),
        (("--full", "w"), "--steps and --full say what a record holds: add --report, --json or --live"),
    ],
)
def test_what_makes_no_sense_is_told_before_the_program_runs(run, script, options, reason):
    done = run("-m", "backlight", "run", *options, script("print('ran')"))

    assert done.returncode == 2
    assert done.stdout == b"" and reason in done.stderr.decode()
