"""The programs of the gallery print what they print under torch, up to the rounding of float32.

They run under `backlight check`: the doctor finds nothing to mend in them, and being watched changes no figure.
"""

from __future__ import annotations

import json

import pytest

from tests.gallery import EXACT, EXAMPLES, GOLDEN, PROGRAMS, SUMS, agree, differences, missing, output, sum_of


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_prints_the_figures_of_torch(program):
    if lacking := missing(program):
        pytest.skip(f"examples/{program}.py needs {', '.join(lacking)}")

    printed = output(program, "-m", "backlight", "check", said=r"backlight: nothing to mend \([\d,]+ steps\)\n")
    found = differences(printed, (GOLDEN / f"{program}.txt").read_text("utf-8"))

    assert not found, "\n".join(found)


def test_every_program_has_its_figures_and_every_figure_its_program():
    assert sorted(path.stem for path in GOLDEN.glob("*.txt")) == PROGRAMS


def test_the_figures_were_made_from_the_programs_as_they_are():
    assert json.loads(SUMS.read_text("utf-8")) == {program: sum_of(program) for program in PROGRAMS}


def test_the_table_of_the_gallery_names_every_program_once():
    text = (EXAMPLES / "README.md").read_text("utf-8")

    assert [name for name in (*EXACT, *PROGRAMS) if text.count(f"[{name}.py]({name}.py)") != 1] == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_is_plain_and_short(program):
    text = (EXAMPLES / f"{program}.py").read_text("utf-8")

    assert "backlight" not in text.lower()
    assert len(text.splitlines()) <= 160
    assert text.startswith('"""')


def test_the_data_of_the_gallery_is_small():
    assert sum(path.stat().st_size for path in EXAMPLES.rglob("*") if path.suffix not in (".py", ".ipynb")) < 1_000_000


def test_a_decimal_may_be_off_by_rounding_and_a_whole_number_may_not():
    assert agree("0.512345", "0.512340")
    assert not agree("0.51245", "0.51234")
    assert agree("0.9751", "0.9750")
    assert not agree("0.9752", "0.9750")
    assert agree("1.0003e-08", "1.0004e-08")
    assert not agree("361", "360")
    assert not agree("361", "361.0")


def test_outputs_differ_in_words_numbers_and_lines():
    expected = "epoch 1: loss 0.693147\n[3/4] right"

    assert differences("epoch  1: loss 0.693148\n[3/4] right", expected) == []
    assert len(differences("epoch 2: loss 0.693147\n[3/4] left", expected)) == 2
    assert len(differences("epoch 1: loss 0.69\n[3/4] right", expected)) == 1
    assert len(differences("epoch 1: loss nan\n[3/4] right\nmore", expected)) == 2
