"""Asking the face for every name: is it there, and does it take the keyword arguments that programs pass."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import Any, NamedTuple

from backlight.coverage.evidence import absent, keywords, names, reason

# The class of each object whose methods were counted.
OWNERS = {
    "Tensor": "torch.Tensor",
    "Module": "torch.nn.Module",
    "Optimizer": "torch.optim.Optimizer",
    "LRScheduler": "torch.optim.lr_scheduler.LRScheduler",
    "Distribution": "torch.distributions.Distribution",
    "ctx": "torch.autograd.function.FunctionCtx",
}
# What instances have and classes need not have: there, if the class is.
OF_INSTANCES = {"training", "param_groups", "state", "last_epoch", "get_last_lr", "saved_tensors"}

MODULES = (
    *("nn.functional", "nn.init", "nn.utils", "nn", "optim.lr_scheduler", "optim", "utils.data", "utils", "autograd"),
    *("cuda", "accelerator", "mps", "xpu", "amp", "backends", "linalg", "fft", "special", "func", "distributions"),
    *("testing", "profiler", "masked", "random", "version", "serialization"),
)


class Share(NamedTuple):
    """How much of one module is there."""

    module: str
    had: int  # uses, each name counted once for every file that uses it
    all: int
    missing: list[tuple[str, int]]  # the names that are not there, with their files, the most used first

    @property
    def percent(self) -> float:
        """The share of uses that is there, of 100."""
        return 100 * self.had / self.all


def names_had() -> list[Share]:
    """The share of each module's names that is there, weighted by files; the most used module first."""
    gone = absent()
    found = {name: (files, has(name)) for name, files in names().items() if name not in gone and reason(name) is None}
    return _by_module(found)


def keywords_had() -> list[Share]:
    """The share of keyword arguments that the functions take, likewise; those of missing names are not counted."""
    found = {}
    for (name, keyword), files in keywords().items():
        if reason(name) is None and has(name):
            found[f"{name}({keyword}=)"] = files, keyword in accepted(find(name))
    return _by_module(found)


def has(name: str) -> bool:
    """Whether the face has a name, such as `torch.zeros` or `Tensor.sum`.

    >>> has("torch.zeros"), has("Tensor.no_such_method")
    (True, False)
    """
    owner, _, last = name.rpartition(".")
    of_instance = last in OF_INSTANCES and owner.removeprefix("nn.") in OWNERS
    try:
        find(owner if of_instance else name)
    except (AttributeError, ImportError):
        return False
    return True


def find(name: str) -> Any:
    """What a dotted name is for; AttributeError if it is not there."""
    owner, _, rest = name.removeprefix("nn.").partition(".")
    found: Any = import_module("backlight.torch")
    for part in f"{OWNERS.get(owner, owner)}.{rest}".split(".")[1:]:
        if part:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = getattr(found, part)
    return found


class _Any(set):
    """The keyword arguments of a function that takes all and looks at them itself."""

    def __contains__(self, name: object) -> bool:
        return True


def accepted(function: Any) -> set[str]:
    """The keyword arguments that a function takes.

    >>> sorted(accepted(find("torch.cat")))
    ['axis', 'dim', 'out', 'tensors']
    """
    found: set[str] = set()
    workers = list(_workers(function))
    for worker in workers:
        if isinstance(worker, dict):
            found |= worker.keys()
            continue
        if isinstance(worker, type) and type(worker).__call__ is not type.__call__:  # the legacy constructors
            found |= {"device", "size"}
        try:
            parameters = inspect.signature(worker, follow_wrapped=False).parameters.values()
        except (TypeError, ValueError):
            continue
        for parameter in parameters:
            if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
                found.add(parameter.name)
            elif parameter.kind is parameter.VAR_KEYWORD:
                options = _unpacked(worker, str(parameter.annotation))
                found |= options
                if not options and worker is workers[-1]:  # and no other that it hands them on to
                    return _Any(found)
    return found


def _workers(function: Any) -> Iterator[Any]:
    """The function, and those that it hands its arguments on to: decorators, and what core/later.py imports."""
    if not inspect.isfunction(function):
        yield function
        return
    if "_autocast" in (function.__kwdefaults__ or {}):  # amp/swapping.py
        function = function.__wrapped__  # type: ignore[attr-defined]
    yield function
    inside = inspect.getclosurevars(function).nonlocals
    if {"module", "name"} == inside.keys():
        yield from _workers(getattr(import_module(inside["module"]), inside["name"]))
    elif function.__code__.co_name == "either":  # tensor/dims.py
        yield inside["spellings"]
        yield from _workers(inside["call"])
    elif function.__code__.co_name == "write":  # core/inplace.py
        yield {"other": ""} if inside["card"] is not None else {}
        yield from _workers(inside["call"])
    elif hasattr(function, "__wrapped__"):  # functools.wraps
        yield from _workers(vars(function)["__wrapped__"])
    elif function.__code__.co_qualname.startswith("_of_method"):  # tensor/foreach.py
        yield dict.fromkeys(import_module("backlight.tensor.foreach").WORDS)
        yield from _workers(getattr(find("torch.Tensor"), inside["method"]))


def _unpacked(function: Any, annotation: str) -> set[str]:
    """The names in `Unpack[Options]`, where `Options` is a TypedDict of the function's module or of the makers'."""
    name = annotation.removeprefix("Unpack[").removesuffix("]")
    own = getattr(function, "__globals__", {})
    options = own.get(name, getattr(import_module("backlight.tensor.options"), name, None))
    return set(getattr(options, "__annotations__", ()))


def _by_module(found: dict[str, tuple[int, bool]]) -> list[Share]:
    grouped: dict[str, list[tuple[str, int, bool]]] = {}
    for name, (files, had) in found.items():
        grouped.setdefault(module_of(name), []).append((name, files, had))
    shares = [
        Share(
            module,
            sum(files for _, files, had in rows if had),
            sum(files for _, files, _ in rows),
            [(name, files) for name, files, had in rows if not had],
        )
        for module, rows in grouped.items()
    ]
    return sorted(shares, key=lambda share: -share.all)


def module_of(name: str) -> str:
    """The part of torch that a name belongs to: `torch.nn.functional`, `torch`, `Tensor`.

    >>> module_of("torch.nn.functional.relu"), module_of("torch.zeros"), module_of("Tensor.sum")
    ('torch.nn.functional', 'torch', 'Tensor')
    """
    owner, _, rest = name.partition(".")
    if owner != "torch":
        return name.removeprefix("nn.").partition(".")[0]
    return next((f"torch.{module}" for module in MODULES if rest.startswith(f"{module}.")), "torch")
