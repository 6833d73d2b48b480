"""The command `backlight`: a few words to read, so they are read by hand and no parser is imported."""

from __future__ import annotations

import sys

HELP = """\
usage: backlight run [--out DIR] SCRIPT [ARGS]...

Run a PyTorch script, unchanged, on NumPy alone.

  SCRIPT      a file, a directory with a __main__.py, or - for standard input
  -m MODULE   in place of SCRIPT: run a module, as python -m does
  ARGS        whatever follows belongs to the script
  --out DIR   leave there graph.svg, loss.svg, losses.csv and the script's
              matplotlib figures as figure-1.png, ...; no window is opened

other usage:
  backlight coverage [--keywords]       how much of torch is here, by module
  backlight coverage --write FILE       the same as a page
  backlight --version
  backlight --help
"""

RUN_OPTIONS = ("--out", "-m", "--help")
COVERAGE_OPTIONS = ("--keywords", "--write", "--help")


class UsageError(Exception):
    """The command line makes no sense; the message says what to write."""


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says and return the exit status.

    >>> main(["--help"])
    usage: backlight run [--out DIR] SCRIPT [ARGS]...
    ...
    0
    """
    words = sys.argv[1:] if arguments is None else arguments
    try:
        return _dispatch(words)
    except UsageError as error:
        return _fail(f"{error}\nTry: backlight --help")


def _dispatch(words: list[str]) -> int:
    command, rest = (words[0], words[1:]) if words else ("--help", [])
    if command == "run":
        return _run(rest)
    if command == "coverage":
        return _coverage(rest)
    if command in ("--help", "-h", "help"):
        print(HELP, end="")
        return 0
    if command in ("--version", "-V"):
        from backlight import __version__

        print(f"backlight {__version__}")
        return 0
    if command.endswith(".py"):
        raise UsageError(f"no command {command!r}; to run a script: backlight run {' '.join(words)}")
    raise UsageError(f"no command {command!r}" + _did_you_mean(command, ("run", "coverage", "--version", "--help")))


def _run(words: list[str]) -> int:
    from backlight.run import CannotOpenError, CannotWriteError, run

    out, as_module, words = None, False, list(words)
    while words and words[0].startswith("-") and words[0] != "-" and not as_module:
        option, equals, value = words.pop(0).partition("=")
        if option == "--":
            break
        if option in ("--help", "-h"):
            print(HELP, end="")
            return 0
        if option == "--out":
            out = value if equals else words.pop(0) if words else ""
            if not out:
                raise UsageError("run: --out needs a directory")
        elif option == "-m":
            as_module = True
        else:
            hint = _did_you_mean(option, RUN_OPTIONS)
            raise UsageError(f"run: no option {option!r}{hint}; the script's own options go after its name")
    if not words:
        raise UsageError("run: -m needs a module" if as_module else "run: which script?")
    try:
        return run(words[0], words[1:], as_module=as_module, out=out)
    except CannotOpenError as error:
        return _fail(str(error))
    except CannotWriteError as error:
        return _fail(f"--out: {error}; nothing was run")


def _coverage(words: list[str]) -> int:
    from backlight.coverage import keywords_had, names_had, page, table

    option, values = (words[0], words[1:]) if words else ("", [])
    if option == "--write" and len(values) == 1:
        with open(values[0], "w", encoding="utf-8") as file:
            file.write(page())
    elif option in ("", "--keywords") and not values:
        print(table(keywords_had() if option else names_had()))
    elif option in ("--help", "-h"):
        print(HELP, end="")
    elif option in COVERAGE_OPTIONS:
        raise UsageError("coverage: --write needs a file" if option == "--write" else f"coverage: not {values[0]!r}")
    else:
        hint = _did_you_mean(option, COVERAGE_OPTIONS)
        raise UsageError(f"coverage: no option {option!r}{hint}")
    return 0


def _did_you_mean(word: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    spelling = {name.lstrip("-"): name for name in known}
    close = get_close_matches(word.lstrip("-"), spelling, n=1)
    return f"; did you mean {spelling[close[0]]!r}?" if close else ""


def _fail(message: str) -> int:
    print(f"backlight: {message}", file=sys.stderr)
    return 2
