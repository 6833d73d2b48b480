"""The figures kept for the gallery are those that torch prints today."""

from __future__ import annotations

import pytest

from tests.gallery import GOLDEN, PROGRAMS, differences, missing, output

pytest.importorskip("torch")


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_kept_figures_are_those_of_torch(program):
    if lacking := missing(program):
        pytest.skip(f"examples/{program}.py needs {', '.join(lacking)}")

    found = differences(output(program), (GOLDEN / f"{program}.txt").read_text("utf-8"))

    assert not found, "\n".join(found)
