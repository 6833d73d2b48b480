"""Calls as a script writes them, by family, and what comes of a call in a form that can be stored and compared."""

from __future__ import annotations

import base64
import copy
import math
import pickle
import warnings
from array import array
from collections import UserList, deque
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

NAMES = {
    "np": np,
    "copy": copy,
    "pickle": pickle,
    "math": math,
    "array": array,
    "deque": deque,
    "UserList": UserList,
    "Decimal": Decimal,
    "Fraction": Fraction,
    "inf": math.inf,
    "nan": math.nan,
}


def outcome(call: str, torch: Any) -> Any:
    """What `call` comes to, with `torch` as given: values as text and bytes, or the class and text of an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return described(eval(call, {"torch": torch, "tensor": torch.tensor, **NAMES}), torch)
        except Exception as error:
            return ["error", _public(type(error)), str(error).split("\n")[0][:120]]


def _public(error: type[Exception]) -> str:
    """The name of the builtin exception that a script would catch."""
    return next(kind.__name__ for kind in error.__mro__ if kind.__module__ == "builtins")


def described(value: Any, torch: Any) -> Any:
    """A value as plain lists and texts."""
    if isinstance(value, torch.Tensor):
        return ["tensor", *_described_tensor(value, torch)]
    if isinstance(value, np.ndarray):
        return ["ndarray", str(value.dtype), list(value.shape), _bytes(value)]
    if isinstance(value, type):
        return ["class", repr(value)]
    if isinstance(value, list | tuple):
        return [type(value).__name__, *[described(item, torch) for item in value]]
    return [type(value).__name__, repr(value).partition(" at 0x")[0]]


def _described_tensor(x: Any, torch: Any) -> list:
    name = str(x.dtype).removeprefix("torch.")
    bare = x.detach().float() if name == "bfloat16" else x.detach()
    grad_fn = x.grad_fn and x.grad_fn.name()
    dense = [(n, step) for n, step in zip(x.shape, x.stride(), strict=True) if n > 1 and x.numel()]
    return [name, list(x.shape), [step for _, step in dense], x.requires_grad, grad_fn, _bytes(bare.numpy())]


def _bytes(x: np.ndarray) -> str:
    x = np.where(np.isnan(x), np.array(np.nan, x.dtype), x) if x.dtype.kind == "f" else x  # a NaN has many faces
    return base64.b64encode(np.ascontiguousarray(x).tobytes()).decode()


def ours() -> Any:
    """The face of torch, which the calls use."""
    import backlight.torch

    return backlight.torch


def calls_of(family: str) -> list[str]:
    """The calls of one family, which stand one a line in a file of its name."""
    text = (Path(__file__).with_name("calls") / f"{family}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


FAMILIES = ("data", "creation", "conversion", "legacy", "device", "random", "parameter")


def same(actual: Any, expected: Any) -> bool:
    """Whether two outcomes agree: errors in their class, and in how their text begins unless it is a signature's."""
    if actual[0] == expected[0] == "error":
        begins = expected[1] == "TypeError" or actual[2][:20] == expected[2][:20]
        return actual[1] == expected[1] and begins
    return actual == expected
