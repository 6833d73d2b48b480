"""The words of the command line: what they do, and what is said when they make no sense."""

from __future__ import annotations

import pytest

import backlight
from backlight.cli import HELP, main


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["help"], ["run", "--help"], ["run", "--out", "x", "-h"]])
def test_help(capsys, words):
    assert main(words) == 0
    assert capsys.readouterr().out == HELP


@pytest.mark.parametrize("word", ["--version", "-V"])
def test_version(capsys, word):
    assert main([word]) == 0
    assert capsys.readouterr().out == f"backlight {backlight.__version__}\n"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["rnu"], "no command 'rnu'; did you mean 'run'?"),
        (["--versoin"], "no command '--versoin'; did you mean '--version'?"),
        (["quux"], "no command 'quux'\n"),
        (["train.py", "--lr", "1"], "no command 'train.py'; to run a script: backlight run train.py --lr 1"),
        (["run"], "run: which script?"),
        (["run", "--out", "dir"], "run: which script?"),
        (["run", "--out"], "run: --out needs a directory"),
        (["run", "--out="], "run: --out needs a directory"),
        (["run", "-m"], "run: -m needs a module"),
        (["run", "--outt", "d", "a.py"], "run: no option '--outt'; did you mean '--out'?"),
        (["run", "--lr", "1"], "run: no option '--lr'; the script's own options go after its name"),
    ],
)
def test_a_wrong_word_gets_a_reason_and_status_2(capsys, words, reason):
    assert main(words) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert f"backlight: {reason}" in said.err.partition("Try")[0]
    assert said.err.endswith("\nTry: backlight --help\n")


def test_options_after_the_script_are_its_own(run, script):
    done = run("-m", "backlight", "run", script("import sys; print(sys.argv[1:])"), "--out", "x", "-m", "--help", "--")

    assert done.stdout == b"['--out', 'x', '-m', '--help', '--']\n"


def test_a_script_whose_name_starts_with_a_dash(run, script):
    script("print('ran')", "-x.py")

    assert run("-m", "backlight", "run", "--", "-x.py").stdout == b"ran\n"


def test_a_run_without_options_imports_no_parser(run, script):
    words = "('argparse', 'runpy', 'difflib', 'tempfile', 'matplotlib', 'backlight.run.results')"
    source = f"import sys; print([name for name in {words} if name in sys.modules])"
    done = run("-c", "import sys; from backlight.cli import main; sys.exit(main())", "run", script(source))

    assert done.stdout == b"[]\n"
