"""`torch.jit`: scripting and tracing give back what runs as it is; what needs a compiled program is refused."""

from __future__ import annotations

import copy
import os
import typing
from collections import namedtuple
from collections.abc import Callable
from functools import update_wrapper
from types import UnionType
from typing import Any

from backlight.compile.marking import _Mark
from backlight.compile.saying import refuse, say_once
from backlight.nn.modules.module import Module
from backlight.nn.modules.wording import drawn

Final = typing.Final
Attribute = namedtuple("Attribute", ["value", "type"])
_INSTEAD = "Save the parameters with torch.save(model.state_dict(), path), and make the model from its class."


class Error(RuntimeError):
    """An exception inside of a compiled program; never raised here."""


class ScriptFunction:
    """A function that was scripted or traced. It computes as the function that it was made of."""

    def __init__(self, function: Callable) -> None:
        update_wrapper(self, function)
        self._function = function

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self._function(*args, **named)

    def save(self, f: Any, **more: Any) -> None:
        """Not here."""
        refuse("ScriptFunction.save", "Import the function from the program that defines it.")

    @property
    def code(self) -> str:
        """Not here."""
        refuse("ScriptFunction.code", "The function itself is its code.")

    @property
    def graph(self) -> Any:
        """Not here."""
        refuse("ScriptFunction.graph", "A result's .graph() draws the operations that made it.")


class ScriptModule(Module):
    """A module that was scripted or traced. It computes as the module that it was made of."""

    torch_module = "torch.jit._script"

    def save(self, f: Any, **more: Any) -> None:
        """Not here."""
        refuse("ScriptModule.save", _INSTEAD)

    def save_to_buffer(self, *args: Any, **named: Any) -> bytes:
        """Not here."""
        refuse("ScriptModule.save_to_buffer", _INSTEAD)

    @property
    def original_name(self) -> str:
        """The name of the class that was scripted."""
        return vars(self).get("_scripted_class", type(self).__name__)

    @property
    def code(self) -> str:
        """Not here."""
        refuse("ScriptModule.code", "The module's own forward is its code.")

    @property
    def graph(self) -> Any:
        """Not here."""
        refuse("ScriptModule.graph", "A result's .graph() draws the operations that made it.")

    inlined_graph = graph

    def __repr__(self) -> str:
        own = vars(self)
        if "_scripted_class" not in own:
            return super().__repr__()
        children = [(name, repr(module)) for name, module in self._modules.items()]
        return drawn(own["_scripted_name"], f"original_name={own['_scripted_class']}", children)


class RecursiveScriptModule(ScriptModule):
    """A module that `script` has made."""


class TracedModule(ScriptModule):
    """A module that `trace` has made."""

    torch_module = "torch.jit._trace"


class TopLevelTracedModule(TracedModule):
    """The outermost module that `trace` has made."""

    torch_module = "torch.jit._trace"


def _again(module: Any, kind: type, inner: type, made: dict[int, Any]) -> Any:
    """A module with modes of its own that shares the parameters and buffers: what torch makes of it."""
    if isinstance(module, ScriptModule) or module is None:
        return module
    if id(module) not in made:
        name = type(module).__name__
        made[id(module)] = new = copy.copy(module)
        new.__class__ = type(kind.__name__, (kind, type(module)), {"__module__": kind.__module__})
        own = vars(new)
        for home in ("_parameters", "_buffers"):
            own[home] = dict(own[home])
        own["_modules"] = {key: _again(child, inner, inner, made) for key, child in module._modules.items()}
        own["_scripted_class"] = name
        own["_scripted_name"] = name if issubclass(kind, TracedModule) else kind.__name__
    return made[id(module)]


def script(obj: Any, optimize: Any = None, _frames_up: int = 0, _rcb: Any = None, example_inputs: Any = None) -> Any:
    """A module, function or class as it is, which is said once; a module as a ScriptModule with the same state."""
    if not callable(obj):
        raise TypeError(f"torch.jit.script: expected a module, a function or a class, but got {type(obj).__name__}")
    say_once("torch.jit.script")
    if isinstance(obj, Module):
        return _again(obj, RecursiveScriptModule, RecursiveScriptModule, {})
    return obj if isinstance(obj, (type, ScriptFunction)) else ScriptFunction(obj)


def trace(
    func: Any,
    example_inputs: Any = None,
    optimize: Any = None,
    check_trace: bool = True,
    check_inputs: Any = None,
    check_tolerance: float = 1e-5,
    strict: bool = True,
    *args: Any,
    example_kwarg_inputs: dict | None = None,
    **more: Any,
) -> Any:
    """A module or function as it is, which is said once, after one run on the example; a module as a ScriptModule.

    Where the program decides by values, torch's trace keeps the decision of the example and this one decides anew.
    """
    if isinstance(func, (ScriptModule, ScriptFunction)):
        return func
    if example_inputs is None and example_kwarg_inputs is None:
        raise RuntimeError("example_kwarg_inputs should be a dict")
    say_once("torch.jit.trace")
    given = () if example_inputs is None else example_inputs
    func(*(given if isinstance(given, (tuple, list)) else (given,)), **(example_kwarg_inputs or {}))
    return _again(func, TopLevelTracedModule, TracedModule, {}) if isinstance(func, Module) else ScriptFunction(func)


def trace_module(mod: Any, inputs: dict, *args: Any, **more: Any) -> Any:
    """As `trace`; the example's inputs by method."""
    say_once("torch.jit.trace_module")
    for method, given in inputs.items():
        getattr(mod, method)(*(given if isinstance(given, (tuple, list)) else (given,)))
    return _again(mod, TopLevelTracedModule, TracedModule, {})


def script_method(fn: Callable) -> Callable:
    """The method as it is."""
    say_once("torch.jit.script_method")
    return fn


def script_if_tracing(fn: Callable) -> Callable:
    """The function as it is: nothing is traced."""
    return fn


def ignore(drop: Any = False, **more: Any) -> Any:
    """The function as it is; also with arguments."""
    return drop if callable(drop) else _Mark()


def unmarked(fn: Any) -> Any:
    """`export`, `unused` and `interface`: the function or class as it is."""
    return fn


def annotate(the_type: Any, the_value: Any) -> Any:
    """The value."""
    return the_value


def is_instance(obj: Any, target_type: Any) -> bool:
    """`torch.jit.isinstance`: whether an object is of a type; of a container's type the elements are looked at too."""
    origin, parts = typing.get_origin(target_type), typing.get_args(target_type)
    if isinstance(target_type, tuple):
        return any(is_instance(obj, one) for one in target_type)
    if origin is None:
        return isinstance(obj, target_type)
    if origin in (typing.Union, UnionType):
        return any(is_instance(obj, one) for one in parts)
    if not isinstance(obj, origin):
        return False
    if origin is dict:
        return all(is_instance(k, parts[0]) and is_instance(v, parts[1]) for k, v in obj.items())
    if origin is tuple:
        return len(obj) == len(parts) and all(map(is_instance, obj, parts))
    return all(is_instance(one, parts[0]) for one in obj)


def freeze(mod: Any, preserved_attrs: Any = None, optimize_numerics: bool = True) -> Any:
    """A scripted module in evaluation mode, as it is."""
    if not isinstance(mod, ScriptModule):
        raise RuntimeError(
            "Freezing expects a ScriptModule as input. Please use torch.jit.script or torch.jit.trace to script your "
            "'nn.Module'."
        )
    if mod.training:
        raise RuntimeError(
            "Freezing is currently only implemented for modules in eval mode. Please call .eval() on your module "
            "before freezing."
        )
    return mod


def optimize_for_inference(mod: Any, other_methods: Any = None) -> Any:
    """A scripted module as it is."""
    return freeze(mod.eval()) if isinstance(mod, ScriptModule) else freeze(mod)


def set_fusion_strategy(strategy: list) -> list:
    """What torch would fuse; nothing is fused here."""
    return strategy


def save(m: Any, f: Any, _extra_files: Any = None) -> None:
    """Not here."""
    refuse("torch.jit.save", _INSTEAD)


def load(f: Any, map_location: Any = None, _extra_files: Any = None, _restore_shapes: bool = False) -> Any:
    """Not here: such a file holds a compiled program."""
    if isinstance(f, (str, os.PathLike)) and not os.path.exists(f):
        raise ValueError(f"The provided filename {f} does not exist")
    refuse("torch.jit.load", "Save the model's state_dict with torch.save where it was made, and load that.")
