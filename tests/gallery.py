"""The gallery, `examples/*.py`: which programs it has, how one is run, and when two outputs say the same.

A program prints the same words under torch and under backlight, the same whole numbers, and the same figures up to the
rounding of float32, which training makes larger: a decimal may be off by 1e-4 of itself, or by one in its last place.
So a program that prints its losses with six decimals is compared closely, one that prints two is not.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
GOLDEN = ROOT / "tests" / "golden" / "gallery"

EXACT = ("linear", "quadratic")  # tests/test_examples.py compares them to the last character
PROGRAMS = sorted(path.stem for path in EXAMPLES.glob("*.py") if path.stem not in EXACT)

SUMS = GOLDEN / "programs.json"  # of the texts from which torch made the figures

RELATIVE = 1e-4
NUMBER = re.compile(r"(?<![\w.])([-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)")


def output(program: str, *runner: str, said: str = "") -> str:
    """What a program prints, run as `python *runner examples/program.py`; it must succeed.

    What is on stderr must match the regular expression `said`.
    """
    command = [sys.executable, *runner, f"examples/{program}.py"]
    # One thread: matrices this small are multiplied faster so, above all while other work runs.
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=600)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(said, done.stderr), done.stderr
    return done.stdout


def sum_of(program: str) -> str:
    """What tells one text of a program from another."""
    return sha256((EXAMPLES / f"{program}.py").read_text("utf-8").encode()).hexdigest()


def missing(program: str) -> list[str]:
    """The packages that a program imports and this Python has not, torch and torchvision aside."""
    tree = ast.parse((EXAMPLES / f"{program}.py").read_text("utf-8"))
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    roots = {name.partition(".")[0] for name in names} - {"torch", "torchvision"}
    return sorted(root for root in roots if find_spec(root) is None)


def agree(actual: str, expected: str) -> bool:
    """Whether two printed numbers are the same: decimals up to the rounding of training, whole numbers exactly."""
    if "." not in expected:
        return actual == expected
    mantissa, _, exponent = expected.lower().partition("e")
    place = 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    slack = max(RELATIVE * abs(float(expected)), place * 1.001, 1e-6)
    return "." in actual and abs(float(actual) - float(expected)) <= slack


def differences(actual: str, expected: str) -> list[str]:
    """The lines in which two outputs disagree, each shown as both."""
    found = []
    pairs = zip_longest(actual.splitlines(), expected.splitlines(), fillvalue="(no line)")
    for number, (ours, theirs) in enumerate(pairs, 1):
        # Split by the pattern's one group: words stand at the even places, numbers at the odd ones.
        a, b = NUMBER.split(ours), NUMBER.split(theirs)
        words = [" ".join(text.split()) for text in a[::2]] == [" ".join(text.split()) for text in b[::2]]
        if not (words and all(map(agree, a[1::2], b[1::2]))):
            found.append(f"line {number}:\n    expected {theirs}\n    actual   {ours}")
    return found
