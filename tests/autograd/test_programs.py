"""Every small program shows what torch shows; its answers are stored in tests/golden/autograd.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import backlight
from tests.autograd.programs import alike, observed, programs

PROGRAMS = programs()
ANSWERS = json.loads((Path(__file__).resolve().parents[1] / "golden" / "autograd.json").read_text())


def test_every_program_has_an_answer():
    assert set(PROGRAMS) == set(ANSWERS)


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_shows_what_torch_shows(name):
    seen = observed(PROGRAMS[name], backlight)

    assert alike(ANSWERS[name], seen), f"torch: {ANSWERS[name]}\nbacklight: {seen}"
