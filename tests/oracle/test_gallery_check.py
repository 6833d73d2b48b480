"""`backlight check` on the whole gallery: nothing to mend, and the figures are those of torch, as without it.

It is here and not beside the doctor's own tests because it trains seventeen models.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.gallery import EXACT, GOLDEN, PROGRAMS, ROOT, differences, missing


@pytest.mark.parametrize("program", [*EXACT, *PROGRAMS])
def test_a_program_of_the_gallery_gets_no_notice_and_prints_the_figures_of_torch(program):
    if lacking := missing(program):
        pytest.skip(f"examples/{program}.py needs {', '.join(lacking)}")

    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "backlight", "check", f"examples/{program}.py"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=600)
    figures = (GOLDEN.parent if program in EXACT else GOLDEN) / f"{program}.txt"

    assert re.fullmatch(r"backlight: nothing to mend \([\d,]+ steps\)\n", done.stderr), done.stderr
    assert not differences(done.stdout, figures.read_text("utf-8"))
    assert done.returncode == 0
