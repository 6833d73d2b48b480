"""The commands that run a program: the options that each knows, and who is to look on for them."""

from __future__ import annotations

from collections.abc import Callable

from backlight.run import run
from backlight.run.errors import CannotShowError
from backlight.run.observers import Observers

# Of each option: what must follow it, "" if something may after "=", None if nothing does.
Known = dict[str, str | None]
RUN: Known = {
    "--report": "a file",
    "--json": "a file",
    "--steps": "numbers of steps",
    "--full": "names",
    "--out": "a directory",
    "--live": "",
    "--progress": None,
}
CHECK: Known = {"--language": "en or zh"}
GRAPH: Known = {"--dot": None, "--mermaid": None, "--all": None}
STEPS: Known = {"--backward": "a number"}


def _run(program: str, arguments: list[str], as_module: bool, options: dict[str, str]) -> int:
    observers = Observers()
    if "--progress" in options:
        from backlight.run.progress import Progress

        observers.add(Progress())
    if "--out" in options:
        from backlight.run.results import Results

        observers.add(Results(options["--out"]))
    if not options.keys().isdisjoint(("--report", "--json", "--live")):
        _record(observers, program, options)
    elif not options.keys().isdisjoint(("--steps", "--full")):
        raise CannotShowError("--steps and --full say what a record holds: add --report, --json or --live")
    return run(program, arguments, as_module=as_module, observers=observers)


def _record(observers: Observers, program: str, options: dict[str, str]) -> None:
    from backlight.run.report import Report
    from backlight.run.watched import Watched
    from backlight.see.page import data, page_of

    steps = _listed(options, "--steps")
    if not all(number.isdecimal() and int(number) for number in steps):
        raise CannotShowError(f"--steps: expected numbers from 1, such as 1,500, got {options['--steps']!r}")
    observers.watched = watched = Watched(program, [int(number) for number in steps], _listed(options, "--full"))
    for option, text in (("--report", page_of), ("--json", data)):
        if option in options:
            observers.add(Report(option, options[option], watched, text))
    if "--live" in options:
        from backlight.run.live import Live

        observers.add(Live(options["--live"], watched))


def _listed(options: dict[str, str], name: str) -> list[str]:
    return [one.strip() for one in options.get(name, "").split(",") if one.strip()]


def _graph(program: str, arguments: list[str], as_module: bool, options: dict[str, str]) -> int:
    from backlight.run.graph import LastGraph

    form = "dot" if "--dot" in options else "mermaid" if "--mermaid" in options else "text"
    return run(program, arguments, as_module=as_module, observers=Observers(LastGraph(form, whole="--all" in options)))


def _steps(program: str, arguments: list[str], as_module: bool, options: dict[str, str]) -> int:
    from backlight.run.steps import Steps

    number = options.get("--backward", "1")
    if not number.isdecimal() or not int(number):
        raise CannotShowError(f"--backward: expected a number from 1, got {number!r}")
    return run(program, arguments, as_module=as_module, observers=Observers(Steps(int(number))))


def _check(program: str, arguments: list[str], as_module: bool, options: dict[str, str]) -> int:
    from backlight.run.check import LANGUAGES, Check

    language = options.get("--language", "en")
    if language not in LANGUAGES:
        raise CannotShowError(f"--language: expected {' or '.join(LANGUAGES)}, got {language!r}")
    return run(program, arguments, as_module=as_module, observers=Observers(Check(language)))


Command = Callable[[str, list[str], bool, dict[str, str]], int]
COMMANDS: dict[str, tuple[Known, Command]] = {
    "run": (RUN, _run),
    "check": (CHECK, _check),
    "graph": (GRAPH, _graph),
    "steps": (STEPS, _steps),
}
