"""Small programs that use a torch module in every way that concerns gradients, and what can be seen of them.

Each is a generator `program(torch)`: it yields what it wants compared. torch's answers are stored under tests/golden.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module
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
    return seen


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
