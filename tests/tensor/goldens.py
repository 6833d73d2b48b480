"""The calls of one family of tests/samples/calls as cases, each with what torch 2.13 came to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import backlight
from tests.samples.calls import ours, outcome, same

ANSWERS = json.loads((Path(__file__).parent.parent / "golden" / "calls.json").read_text(encoding="utf-8"))
OURS = ours()


def every(family: str):
    """Parametrizes a test by `call` and `expected`."""
    return pytest.mark.parametrize(("call", "expected"), ANSWERS[family].items(), ids=range(len(ANSWERS[family])))


def check(call: str, expected: list) -> None:
    """Make the call, and compare what comes of it with torch's answer."""
    default = backlight.get_default_dtype()
    try:
        actual = outcome(call, OURS)
    finally:
        backlight.set_default_dtype(default)

    assert same(actual, expected), f"{call}\n torch: {expected}\n  ours: {actual}"
