"""What torch 2.13 has: whether a name is there, and which keyword arguments a function takes, by its own stub files."""

from __future__ import annotations

import ast
import inspect
import warnings
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType
from typing import Any

import torch

OWNERS = {
    "Tensor": "torch.Tensor",
    "Module": "torch.nn.Module",
    "Optimizer": "torch.optim.Optimizer",
    "LRScheduler": "torch.optim.lr_scheduler.LRScheduler",
    "Distribution": "torch.distributions.Distribution",
    "ctx": "torch.autograd.function.FunctionCtx",
}
ALSO = {"dim": "axis", "keepdim": "keepdims"}  # NumPy's names, which torch's parser takes too
NAMED = {"names"}  # of tensors whose dimensions have names, a prototype of torch's


def find(name: str) -> Any:
    """The object that a dotted name is for; AttributeError if there is none."""
    owner, _, rest = name.removeprefix("nn.").partition(".")
    path = OWNERS.get(owner, owner) + "." + rest
    found, so_far = torch, "torch"
    for part in path.split(".")[1:]:
        so_far += f".{part}"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found = getattr(found, part)
            except (AttributeError, RuntimeError):  # RuntimeError: of torch.ops and torch.classes
                try:
                    found = import_module(so_far)
                except (ImportError, TypeError):  # TypeError: torch.classes is no real package
                    raise AttributeError(so_far) from None
    return found


def in_torch(name: str) -> bool:
    """Whether torch has the name, as an attribute of its class or instances, or as a module that may need a package."""
    try:
        find(name)
    except AttributeError:
        owner, _, last = name.rpartition(".")
        if owner == "torch.utils" and find_spec(name):
            return True
        return owner.removeprefix("nn.") in OWNERS and last in {
            "training",
            "param_groups",
            "state",
            "last_epoch",
            "get_last_lr",
        }
    return True


@cache
def stubs() -> dict[str, list[list[str]]]:
    """The argument names of every overload: `torch.sum`, `Tensor.sum`, `torch.nn.functional.gelu`."""
    folder = Path(torch.__file__).parent / "_C"
    found: dict[str, list[list[str]]] = {}
    for file, owner in (("_VariableFunctions.pyi", "torch"), ("_nn.pyi", "torch.nn.functional")):
        _collect(ast.parse((folder / file).read_text(encoding="utf-8")).body, owner, found)
    for node in ast.parse((folder / "__init__.pyi").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and node.name == "TensorBase":
            _collect(node.body, "Tensor", found)
    return found


def _collect(body: list, owner: str, found: dict) -> None:
    for node in body:
        if isinstance(node, ast.FunctionDef):
            a = node.args
            listed = [argument.arg for argument in a.posonlyargs + a.args + a.kwonlyargs if argument.arg != "self"]
            found.setdefault(f"{owner}.{node.name}", []).append(listed + ["*"] * bool(a.vararg))


def keywords_of(name: str) -> set[str]:
    """The keyword arguments that a function of torch takes; empty for one that does not say."""
    from_stubs = {k for overload in stubs().get(name, []) if not NAMED & set(overload) for k in overload} - {"*"}
    if from_stubs and not isinstance(find(name), FunctionType):
        return from_stubs | {ALSO[k] for k in from_stubs & {"dim", "keepdim"}}
    try:
        parameters = inspect.signature(find(name)).parameters.values()
    except (AttributeError, TypeError, ValueError):
        return set()
    keyword = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return {p.name for p in parameters if p.kind in keyword} - {"self"}


def takes(name: str, keyword: str) -> bool:
    """Whether torch's function takes the keyword (True where torch does not say)."""
    if keyword in NAMED:
        return False
    if name in EXTRA:
        return keyword in EXTRA[name]
    return keyword in (known := keywords_of(name)) or not known


# Classes and functions written in C whose arguments stand in no stub.
MAKER = {"dtype", "device", "requires_grad"}
EXTRA = {
    "torch.Tensor": {"device", "size"},
    "torch.FloatTensor": {"device", "size"},
    "Tensor.requires_grad_": {"requires_grad"},
    "torch.tensor": MAKER | {"data", "pin_memory"},
    "torch.device": {"type", "index"},
    "torch.Generator": {"device"},
}
