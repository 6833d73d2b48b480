"""Names of torch that backlight lacks: one clear error, of the class that Python expects on each path.

MissingTorchName
 ├─ MissingTorchAttribute (AttributeError)        torch.foo, tensor.foo; so hasattr(torch, "foo") is False
 ├─ MissingTorchImport    (ImportError)           from torch import foo
 └─ MissingTorchModule    (ModuleNotFoundError)   import torch.foo
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from backlight.core.errors import user_place
from backlight.core.variable import Variable


class MissingTorchName(Exception):
    """A name of torch that backlight does not have; `torch_name` says which."""

    def __init__(self, owner: str, name: str, place: str | None = None, holder: object = None) -> None:
        super().__init__(owner, name, place)
        self.torch_name = f"{owner}.{name}" if owner else name
        self.name = name  # set here, Python adds no "Did you mean" of its own
        self.holder = holder

    def __str__(self) -> str:
        owner, name, place = self.args
        text = f"backlight has no {self.torch_name} yet"
        if place:
            text += f" ({place})"
        near = closest(owner, name, self.holder)
        if near:
            text += f"; closest names: {', '.join(near)}"
        return text

    def __reduce__(self) -> tuple:
        return type(self), self.args


class MissingTorchAttribute(MissingTorchName, AttributeError):
    """`torch.foo` or `tensor.foo` of a name that backlight does not have."""


class MissingTorchImport(MissingTorchName, ImportError):
    """`from torch import foo` of a name that backlight does not have."""


class MissingTorchModule(MissingTorchName, ModuleNotFoundError):
    """`import torch.foo` of a module that backlight does not have."""

    def __init__(self, owner: str, name: str, place: str | None = None, holder: object = None) -> None:
        super().__init__(owner, name, place, holder)
        self.name = self.torch_name  # whoever catches this error compares it with what was to be imported


_MODULES = ("__config__", "__future__")  # of torch


def missing_from(module: str, later: Mapping[str, str] = {}) -> Callable[[str], Any]:
    """The `__getattr__` of a face module: a submodule or a name of `later` is imported when first named.

    Any other name is missing.

    >>> __getattr__ = missing_from("backlight.torch.nn")
    >>> __getattr__("no_such_layer")
    Traceback (most recent call last):
    backlight.core.missing.MissingTorchAttribute: backlight has no torch.nn.no_such_layer yet...
    """
    owner = public_name(module)

    def __getattr__(name: str) -> Any:
        if name.startswith("__") and name not in _MODULES:  # Python asks for these and expects a plain no
            raise AttributeError(f"module {owner!r} has no attribute {name!r}")
        if name in later:
            found = getattr(import_module(later[name]), name)
            setattr(sys.modules[module], name, found)  # the next time it is simply there
            return found
        try:
            return import_module(f"{module}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{module}.{name}":
                raise
        kind = MissingTorchImport if _is_from_import(sys._getframe(1)) else MissingTorchAttribute
        raise kind(owner, name, user_place(), sys.modules.get(module))

    return __getattr__


def explain_member(error: AttributeError) -> None:
    """Say of an uncaught `tensor.foo` in our own words that backlight lacks it.

    A `__getattr__` on the class could say so at once, and would cost every attribute of every tensor 30 ns more.
    """
    owner = type(error.obj)
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if isinstance(error.obj, Variable) and error.name and not hasattr(owner, error.name) and trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}, line {trace.tb_lineno}"
        error.args = (str(MissingTorchName(owner.__name__, error.name, place, owner)),)


def public_name(module: str) -> str:
    """`torch.nn` for the module `backlight.torch.nn`."""
    return module.removeprefix("backlight.")


def closest(owner: str, name: str, holder: object) -> list[str]:
    """Up to three public names like `owner.name`: the same name in another torch module, then similar ones here."""
    from difflib import get_close_matches

    here = {known.lower(): known for known in dir(holder) if not known.startswith("_")}
    similar = [f"{owner}.{here[known]}" for known in get_close_matches(name.lower(), here, cutoff=0.7)]
    faces = [key for key in sys.modules if key.split(".")[:2] in (["backlight", "torch"], ["backlight", "torchvision"])]
    elsewhere = [f"{public_name(key)}.{name}" for key in faces if name in vars(sys.modules[key])]
    return (sorted(set(elsewhere), key=len)[:1] + similar)[:3]


def _is_from_import(frame: Any) -> bool:
    """Whether the instruction at work in `frame` is the `import foo` of `from torch import foo`."""
    from opcode import opmap

    return frame.f_code.co_code[frame.f_lasti] == opmap["IMPORT_FROM"]
