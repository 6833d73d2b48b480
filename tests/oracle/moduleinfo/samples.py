"""What a module is made of and called with: torch's own samples (ModuleInfo), and lines of our table for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import torch
from torch.testing._internal.common_modules import FunctionInput, ModuleErrorEnum, ModuleInfo, module_db

import backlight.torch as face
from tests.nn.modules.table import TABLE, Called
from tests.oracle.opinfo.translate import to_backlight

INFOS: dict[str, ModuleInfo] = {info.name: info for info in module_db}

# Lines of the table of modules, by the class that they show, for the classes that torch has no samples for.
LINES: dict[str, list[str]] = {}
for _line in TABLE:
    _name = "nn." + _line.partition("(")[0].partition(".from_")[0].rpartition(".")[2]
    if _name not in INFOS:
        LINES.setdefault(_name, []).append(_line)

WHOLE = 6  # of so many samples of an info everything is asked, of the others their numbers
MANY = 30  # of more than so many samples, every third in float32
THINNED = {"nn.LinearCrossEntropyLoss": 7, "nn.CrossEntropyLoss": 2}  # of so many samples one


@dataclass(frozen=True)
class Sample:
    """One module, as it is made in either library, and the inputs of one call (of torch)."""

    text: str
    make: Callable[[ModuleType], Any]
    args: tuple
    kwargs: dict[str, Any]
    whole: bool  # ask everything of it


def names() -> list[str]:
    """All modules that are judged."""
    return [*INFOS, *LINES]


def modes_of(name: str) -> tuple[bool, ...]:
    """The modes that make a difference: training, evaluation."""
    return (True, False) if name in LINES or INFOS[name].train_and_eval_differ else (True,)


def samples_of(name: str, kind: torch.dtype, training: bool) -> Iterator[Sample]:
    """The samples of a module."""
    if name in LINES:
        yield from _lines(LINES[name], kind)
        return
    info = INFOS[name]
    if kind not in info.dtypes:
        return
    torch.manual_seed(0)
    inputs = info.module_inputs_func(info, "cpu", kind, True, training)
    every = THINNED.get(name, 3 if kind == torch.float32 and len(inputs) > MANY else 1)
    for number, given in list(enumerate(inputs))[::every]:
        made, call = given.constructor_input, given.forward_input
        args, kwargs = call.args, dict(call.kwargs)
        text = f"{number}: {brief(made.args, made.kwargs)} on {brief(args, kwargs)} {given.desc}"
        make = maker(info.module_cls.__name__, made.args, made.kwargs)
        yield Sample(text, make, args, kwargs, number < WHOLE * every)


def errors_of(name: str) -> Iterator[tuple[str, Callable, tuple, dict[str, Any], Any, bool]]:
    """What torch's tests of mistakes call: text, maker, inputs, the class of the error, whether making raises."""
    info = INFOS.get(name)
    if info is None or info.module_error_inputs_func is None:
        return
    torch.manual_seed(0)
    for number, error in enumerate(info.module_error_inputs_func(info, "cpu", torch.float32, False, True)):
        given = error.module_error_input
        made, call = given.constructor_input, given.forward_input or FunctionInput()
        text = f"{number}: {brief(made.args, made.kwargs)} on {brief(call.args, call.kwargs)}"
        at_once = error.error_on == ModuleErrorEnum.CONSTRUCTION_ERROR
        make = maker(info.module_cls.__name__, made.args, made.kwargs)
        yield text, make, call.args, dict(call.kwargs), error.error_type, at_once


def maker(name: str, args: tuple, kwargs: dict[str, Any]) -> Callable[..., Any]:
    """The constructor of a module, for either library; `more` goes to it too."""

    def make(library: ModuleType, **more: Any) -> Any:
        given, named = (args, kwargs) if library is torch else to_backlight((args, kwargs))
        return getattr(library.nn, name)(*given, **named, **more)

    return make


def _lines(lines: list[str], kind: torch.dtype) -> Iterator[Sample]:
    for line in lines:
        called = Called(torch, line, str(kind).removeprefix("torch."))
        args = eval(f"({called.inputs},)", called.names()) if called.inputs else ()
        yield Sample(line, lambda library, made=called: eval(made.made, _again(library, made)), args, {}, True)


def _again(library: ModuleType, called: Called) -> dict[str, Any]:
    copy = object.__new__(Called)
    copy.torch, copy.line, copy.dtype = library, called.line, "float32"
    return copy.names()


def brief(args: Any, kwargs: Any = None) -> str:
    """Arguments in a few words: the shapes of tensors."""

    def of(x: Any) -> str:
        if isinstance(x, torch.nn.utils.rnn.PackedSequence):
            return f"packed {of(x.data)}"
        if isinstance(x, torch.Tensor):
            return f"{str(x.dtype).removeprefix('torch.')}{list(x.shape)}"
        if isinstance(x, tuple | list):
            return f"({', '.join([of(v) for v in x])})"
        return f"{type(x).__name__}" if isinstance(x, torch.nn.Module) else repr(x)

    return ", ".join([of(x) for x in args] + [f"{k}={of(v)}" for k, v in (kwargs or {}).items()])[:150]


assert face.nn is not torch.nn
