"""The command `backlight`: a few words to read, so they are read by hand and no parser is imported."""

from __future__ import annotations

import sys

HELP = """\
usage: backlight run [OPTIONS] SCRIPT [ARGS]...

Run a PyTorch script, unchanged, on NumPy alone.

  SCRIPT      a file, a directory with a __main__.py, or - for standard input
  -m MODULE   in place of SCRIPT: run a module, as python -m does
  ARGS        whatever follows belongs to the script

  --report FILE     write a page with every value and gradient, through the
                    training and inside of each backward: report.html
  --json FILE       write what that page shows as JSON
  --steps 1,500     on that page, steps that are kept in any case
  --full NAMES      on that page, all values of these parameters and variables:
                    fc.weight,hidden
  --live            serve that page on this computer while the script runs
  --live=PORT       the same at http://127.0.0.1:PORT
  --progress        one line in the terminal: step, loss, steps per second
  --out DIR         leave there graph.svg, loss.svg, losses.csv and the script's
                    matplotlib figures as figure-1.png, ...; no window is opened

other usage:
  backlight check SCRIPT [ARGS]...      run it and name the usual mistakes
  backlight check --language zh ...     in Chinese
  backlight graph SCRIPT [ARGS]...      print the graph of the last backward
  backlight graph --all ...             every node, however many there are
  backlight graph --dot|--mermaid ...   the same for Graphviz, for Mermaid
  backlight steps SCRIPT [ARGS]...      go through a backward node by node
  backlight steps --backward N ...      through the Nth one
  backlight coverage [--keywords]       how much of torch is here, by module
  backlight coverage --write FILE       the same as a page
  backlight --version
  backlight --help
"""

COMMANDS = ("run", "check", "graph", "steps", "coverage", "--version", "--help")
COVERAGE_OPTIONS = ("--keywords", "--write", "--help")


class UsageError(Exception):
    """The command line makes no sense; the message says what to write."""


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says and return the exit status.

    >>> main(["--help"])
    usage: backlight run [OPTIONS] SCRIPT [ARGS]...
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
    if command in ("run", "check", "graph", "steps"):
        return _run(command, rest)
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
    raise UsageError(f"no command {command!r}" + _did_you_mean(command, COMMANDS))


def _run(command: str, words: list[str]) -> int:
    """The commands that run a script: options, its name, and what is its own."""
    from backlight.run.commands import COMMANDS
    from backlight.run.errors import CannotOpenError, CannotShowError, CannotWriteError

    known, run = COMMANDS[command]
    options: dict[str, str] = {}
    as_module, words = False, list(words)
    while words and words[0].startswith("-") and words[0] != "-" and not as_module:
        option, equals, value = words.pop(0).partition("=")
        if option == "--":
            break
        if option in ("--help", "-h"):
            print(HELP, end="")
            return 0
        if option == "-m":
            as_module = True
            continue
        if option not in known:
            hint = _did_you_mean(option, (*known, "-m", "--help"))
            raise UsageError(f"{command}: no option {option!r}{hint}; the script's own options go after its name")
        needs = known[option]
        if needs and not equals and words:
            value = words.pop(0)
        if needs and not value:
            raise UsageError(f"{command}: {option} needs {needs}")
        if equals and needs is None:
            raise UsageError(f"{command}: {option} takes no value")
        options[option] = value
    if not words:
        raise UsageError(f"{command}: -m needs a module" if as_module else f"{command}: which script?")
    try:
        return run(words[0], words[1:], as_module, options)
    except CannotOpenError as error:
        return _fail(str(error))
    except (CannotWriteError, CannotShowError) as error:
        return _fail(f"{error}; nothing was run")


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
