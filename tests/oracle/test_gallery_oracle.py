"""The figures kept for the gallery are those that torch prints today, of the programs that are done in seconds.

That the others are of their programs as they stand is known by their sums: tests/test_gallery.py.
"""

from __future__ import annotations

import pytest

from tests.gallery import GOLDEN, differences, missing, output

pytest.importorskip("torch")


QUICK = ("digits", "gridworld_policy", "logistic_regression", "spoken_digits", "tabular_classifier")


@pytest.mark.parametrize("program", QUICK)
def test_the_kept_figures_are_those_of_torch(program):
    if lacking := missing(program):
        pytest.skip(f"examples/{program}.py needs {', '.join(lacking)}")

    found = differences(output(program), (GOLDEN / f"{program}.txt").read_text("utf-8"))

    assert not found, "\n".join(found)
