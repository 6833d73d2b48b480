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
    "--out": "a directory",
    "--live": "",
    "--progress": None,
}
GRAPH: Known = {"--dot": None, "--mermaid": None}
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
    return run(program, arguments, as_module=as_module, observers=observers)


def _record(observers: Observers, program: str, options: dict[str, str]) -> None:
    from backlight.run.report import Report
    from backlight.run.watched import Watched
    from backlight.see.page import data, page_of

    observers.watched = watched = Watched(program)
    for option, text in (("--report", page_of), ("--json", data)):
        if option in options:
            observers.add(Report(option, options[option], watched, text))
    if "--live" in options:
        from backlight.run.live import Live

        observers.add(Live(options["--live"], watched))


def _graph(program: str, arguments: list[str], as_module: bool, options: dict[str, str]) -> int:
    from backlight.run.graph import LastGraph

    form = "dot" if "--dot" in options else "mermaid" if "--mermaid" in options else "text"
    return run(program, arguments, as_module=as_module, observers=Observers(LastGraph(form)))


def _steps(program: str, arguments: list[str], as_module: bool, options: dict[str, str]) -> int:
    from backlight.run.steps import Steps

    number = options.get("--backward", "1")
    if not number.isdecimal() or not int(number):
        raise CannotShowError(f"--backward: expected a number from 1, got {number!r}")
    return run(program, arguments, as_module=as_module, observers=Observers(Steps(int(number))))


def _check(program: str, arguments: list[str], as_module: bool, options: dict[str, str]) -> int:
    from backlight.run.check import Check

    return run(program, arguments, as_module=as_module, observers=Observers(Check()))


Command = Callable[[str, list[str], bool, dict[str, str]], int]
COMMANDS: dict[str, tuple[Known, Command]] = {
    "run": (RUN, _run),
    "check": ({}, _check),
    "graph": (GRAPH, _graph),
    "steps": (STEPS, _steps),
}
