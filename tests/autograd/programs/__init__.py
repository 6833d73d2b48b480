"""Small programs that use a torch module in every way that concerns gradients, and what can be seen of them.

Each is a generator `program(torch)`: it yields what it wants compared. torch's answers are stored under tests/golden.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from importlib import import_module
from math import isclose, isnan
from typing import Any

TOPICS = (
    "accumulation",
    "anomaly",
    "checks",
    "freeing",
    "functional",
    "functions",
    "functions_in_place",
    "functions_refused",
    "hooks",
    "leaves",
    "modes",
    "nodes",
    "on_demand",
    "refusals",
    "retained",
    "second_order",
    "versions",
)


def programs() -> dict[str, Callable]:
    """Every program by its name, `topic.function`."""
    modules = {topic: import_module(f"{__name__}.{topic}") for topic in TOPICS}
    return {
        f"{topic}.{name}": value
        for topic, module in modules.items()
        for name, value in vars(module).items()
        if callable(value) and not name.startswith("_") and value.__module__ == module.__name__
    }


def observed(program: Callable, torch: Any) -> list:
    """What `program` shows under this torch, as plain data; an error that ends it is the last thing seen."""
    seen: list = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for value in program(torch):
                seen.append(described(value, torch))
        except Exception as error:
            seen.append({"raises": _builtin_class(error)})
    return json.loads(json.dumps(seen))  # tuples become lists


def described(value: Any, torch: Any) -> Any:
    """A value as data that JSON can hold; of a tensor, all that concerns its place in a graph."""
    if isinstance(value, torch.Tensor):
        return {
            "values": _numbers(value.detach().tolist()),
            "shape": list(value.shape),
            "dtype": str(value.dtype).rpartition(".")[2],
            "requires_grad": value.requires_grad,
            "is_leaf": value.is_leaf,
            "grad_fn": None if value.grad_fn is None else value.grad_fn.name(),
        }
    if isinstance(value, (list, tuple)):
        return [described(v, torch) for v in value]
    if isinstance(value, dict):
        return {str(k): described(v, torch) for k, v in value.items()}
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def alike(expected: Any, actual: Any, digits: float = 2e-6) -> bool:
    """Whether two descriptions are the same, numbers up to the last digits of their type."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        digits = 1e-12 if expected.get("dtype") in ("float64", "complex128") else digits
        return expected.keys() == actual.keys() and all(alike(expected[k], actual[k], digits) for k in expected)
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(alike(a, b, digits) for a, b in zip(expected, actual, strict=True))
    if isinstance(expected, float) and isinstance(actual, float):
        return isclose(expected, actual, rel_tol=digits, abs_tol=1e-12) or (isnan(expected) and isnan(actual))
    return expected == actual


def _numbers(value: Any) -> Any:
    if isinstance(value, list):
        return [_numbers(v) for v in value]
    return [value.real, value.imag] if isinstance(value, complex) else value


def _builtin_class(error: BaseException) -> str:
    return next(cls.__name__ for cls in type(error).__mro__ if cls.__module__ == "builtins")


def error(call: Callable, *arguments: Any, **named: Any) -> str:
    """The class of what a call raises."""
    try:
        call(*arguments, **named)
    except Exception as raised:
        return f"raises {_builtin_class(raised)}"
    return "raises nothing"


def warned(call: Callable, *arguments: Any) -> list[str]:
    """The categories of the warnings of a call."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call(*arguments)
    return [w.category.__name__ for w in caught]
