"""A line of code run by backlight and by torch, and whether both did the same: value, dtype, shape, class of error."""

from __future__ import annotations

import warnings
from types import ModuleType
from typing import Any

import numpy as np

import backlight


def variables(torch: ModuleType) -> dict[str, Any]:
    """What the lines may use, made anew for each."""
    inf, nan = float("inf"), float("nan")
    return {
        "torch": torch,
        "np": np,
        "inf": inf,
        "nan": nan,
        "x": torch.tensor([[3.0, 1.0, -2.0, 1.5], [1.0, 5.0, 4.5, 0.0]]),
        "y": torch.tensor([[0.5, 2.0, -1.0, 3.0], [2.5, -4.0, 1.0, 2.0]]),
        "d": torch.tensor([1.0, -2.0], dtype=torch.float64),
        "h": torch.tensor([1.5, -0.25], dtype=torch.float16),
        "p": torch.tensor([0.2, 0.5, 0.9]),
        "n": torch.tensor([1.0, nan, 3.0, nan, 2.0, -inf]),
        "i": torch.tensor([[1, 2, 2], [0, 7, 3]]),
        "j": torch.tensor([[2, 1, 5], [3, 4, 2]]),
        "u": torch.tensor([1, 200], dtype=torch.uint8),
        "b": torch.tensor([[True, False], [True, True]]),
        "s": torch.tensor(3.0),
        "k": torch.tensor(4),
        "e": torch.empty(0),
        "e2": torch.empty(0, 3),
        "c": torch.tensor([1 + 2j, -1j]),
        "g": torch.tensor([0.5, 2.0, 3.0], requires_grad=True),
    }


def run(torch: ModuleType, line: str) -> Any:
    """The value of `line`; of several statements the last one's; or the exception that it raised."""
    names = variables(torch)
    *before, last = line.split("; ")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for statement in before:
                exec(statement, names)
            return eval(last, names)
        except Exception as error:
            return error


def plain(value: Any) -> Any:
    """A result as nested tuples of Python values, with the dtype, the shape and whether it needs a gradient."""
    if isinstance(value, Exception):
        return value
    if hasattr(value, "requires_grad"):
        array = value.detach()
        array = array.resolve_conj().numpy() if hasattr(array, "resolve_conj") else array.numpy()
        return str(value.dtype), tuple(value.shape), value.requires_grad, array
    if isinstance(value, (tuple, list)):
        return type(value).__name__, *[plain(v) for v in value]
    return value


def same(ours: Any, theirs: Any, tolerance: float) -> bool:
    """Whether the two plain results are equal, floats up to the tolerance."""
    if isinstance(ours, Exception) or isinstance(theirs, Exception):
        if not (isinstance(ours, Exception) and isinstance(theirs, Exception)):
            return False
        # torch's class, one of our own below it, or the class that torch's is below (RuntimeError: NotImplementedError)
        return isinstance(ours, type(theirs)) or (isinstance(theirs, type(ours)) and type(ours) is not Exception)
    if isinstance(ours, np.ndarray):
        return np.allclose(ours, theirs, rtol=tolerance, atol=2e-7, equal_nan=True)
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        return len(ours) == len(theirs) and all(same(a, b, tolerance) for a, b in zip(ours, theirs, strict=True))
    return type(ours) is type(theirs) and ours == theirs


def assert_same(torch: ModuleType, line: str, tolerance: float = 1e-5) -> None:
    """Fail unless backlight does with `line` what torch does."""
    ours, theirs = plain(run(backlight, line)), plain(run(torch, line))

    assert same(ours, theirs, tolerance), f"{line}\n  backlight: {ours!r}\n  torch:     {theirs!r}"


def lines(table: str) -> list[str]:
    """The lines of a table of calls."""
    return [line for line in table.splitlines() if line.strip()]
