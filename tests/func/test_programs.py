"""Programs with transforms of functions, against the figures of torch that are stored in tests/golden/func.json."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import backlight.torch as face
from tests.func.comparing import expect_same, plain, read
from tests.func.programs import ERRORS, PROGRAMS

FIGURES = json.loads((Path(__file__).parent.parent / "golden" / "func.json").read_text(encoding="utf-8"))


def test_every_program_has_its_figures():
    assert set(FIGURES) == set(PROGRAMS)


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_a_program_gives_what_torch_gave(name):
    expect_same(plain(PROGRAMS[name](face, face.func)), read(FIGURES[name]), name)


@pytest.mark.parametrize("name", sorted(ERRORS))
def test_an_error_has_the_class_and_the_words_of_torch(name):
    call, error, words = ERRORS[name]

    with pytest.raises(error, match=re.escape(words)):
        call(face, face.func)
