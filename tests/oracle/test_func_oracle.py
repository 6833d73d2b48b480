"""Transforms of functions against torch.func: whole programs, and their errors."""

from __future__ import annotations

import re

import pytest

torch = pytest.importorskip("torch")

import backlight.torch as face  # noqa: E402
from tests.func.comparing import expect_same, plain  # noqa: E402
from tests.func.programs import ERRORS, PROGRAMS  # noqa: E402


@pytest.mark.parametrize("name", sorted(PROGRAMS))
@pytest.mark.filterwarnings("ignore")
def test_a_program_gives_what_torch_gives(name):
    program = PROGRAMS[name]

    expect_same(plain(program(face, face.func)), plain(program(torch, torch.func)), name)


@pytest.mark.parametrize("name", sorted(ERRORS))
@pytest.mark.filterwarnings("ignore")
def test_an_error_has_the_class_and_the_words_of_torch(name):
    call, error, words = ERRORS[name]
    with pytest.raises(error, match=re.escape(words)):
        call(torch, torch.func)

    with pytest.raises(error, match=re.escape(words)):
        call(face, face.func)
