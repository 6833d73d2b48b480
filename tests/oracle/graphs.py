"""One line of code run by backlight and by torch: values, dtypes, nodes, gradients and their gradients are the same."""

from __future__ import annotations

import warnings
import zlib
from types import ModuleType
from typing import Any

import numpy as np


def run(torch: ModuleType, functional: ModuleType, line: str, dtype: str) -> tuple[Any, list]:
    """The value of `line`, and the leaves that it made with r(*shape) and u(*shape); or the exception."""
    rng = np.random.default_rng(zlib.crc32(line.encode()))
    leaves = []

    def leaf(array) -> Any:
        leaves.append(torch.tensor(array.tolist(), dtype=getattr(torch, dtype)).reshape(array.shape))
        return leaves[-1].requires_grad_()

    names = {
        "torch": torch,
        "F": functional,
        "inf": float("inf"),
        "nan": float("nan"),
        "r": lambda *shape: leaf(rng.standard_normal(shape).astype(dtype)),
        "u": lambda *shape: leaf(rng.uniform(0.1, 0.9, shape).astype(dtype)),  # probabilities
        "c": lambda *numbers: torch.tensor(numbers),  # classes
        "t": lambda values: torch.tensor(values, dtype=getattr(torch, dtype)),
    }
    torch.manual_seed(3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = eval(line, names)
        except Exception as error:
            return error, []
    return value, leaves


def numbers(tensor) -> np.ndarray | None:
    return None if tensor is None else tensor.detach().numpy(force=True)


def slopes(torch: ModuleType, value, leaves: list, seed: int) -> tuple[list, list]:
    """The gradients of a random sum of the values, and those of a random sum of them."""
    rng = np.random.default_rng(seed)

    def total(tensors):
        weights = [torch.tensor(rng.standard_normal(t.numel()).tolist(), dtype=t.dtype) for t in tensors]
        parts = [(t * w.reshape(t.shape)).sum() for t, w in zip(tensors, weights, strict=True)]
        return sum(parts[1:], parts[0])

    first = torch.autograd.grad(total([value]), leaves, create_graph=True, allow_unused=True)
    known = [g for g in first if g is not None and g.requires_grad]
    if not known:
        return [numbers(g) for g in first], []
    try:
        second = torch.autograd.grad(total(known), leaves, allow_unused=True)
    except RuntimeError as error:
        if "not implemented" not in str(error) and "size mismatch" not in str(error):
            raise
        second = []  # torch has no gradient of this gradient
    return [numbers(g) for g in first], [numbers(g) for g in second]


def name_of(tensor) -> str | None:
    return None if tensor.grad_fn is None else tensor.grad_fn.name()


def close(ours, theirs, tolerance: float) -> bool:
    if theirs is None:
        return ours is None or not ours.any()
    if ours is None:
        return not theirs.any()
    size = np.abs(theirs[np.isfinite(theirs)]).max(initial=1)
    return ours.dtype == theirs.dtype and np.allclose(
        ours, theirs, rtol=tolerance, atol=tolerance * size, equal_nan=True
    )


def assert_same(
    ours: tuple[ModuleType, ModuleType],
    theirs: tuple[ModuleType, ModuleType],
    line: str,
    dtype: str = "float32",
    named: bool = True,
) -> None:
    """Fail unless `line` does the same with our (torch, torch.nn.functional) as with theirs."""
    tolerance = 2e-5 if dtype == "float32" else 1e-9
    mine, leaves = run(*ours, line, dtype)
    other, other_leaves = run(*theirs, line, dtype)
    both = f"{line}\n  backlight: {mine!r}\n  torch:     {other!r}"
    if isinstance(other, Exception):
        kind = type(other)
        assert isinstance(mine, kind.__base__ if kind.__name__.startswith("_") else kind), both
        return
    assert not isinstance(mine, Exception), both
    assert str(mine.dtype) == str(other.dtype) and tuple(mine.shape) == tuple(other.shape), (line, mine, other)
    assert close(numbers(mine), numbers(other), tolerance / 10), both
    assert mine.requires_grad == other.requires_grad, line
    if not other.requires_grad:
        return
    if named:
        assert name_of(mine) == name_of(other), line
    seed = zlib.crc32(line.encode())
    for mine_g, other_g in zip(
        slopes(ours[0], mine, leaves, seed), slopes(theirs[0], other, other_leaves, seed), strict=True
    ):
        for order, (a, b) in enumerate(zip(mine_g, other_g, strict=False)):
            assert close(a, b, tolerance), f"{line}: gradient {order}\n  backlight: {a}\n  torch:     {b}"


def lines(table: str) -> list[str]:
    """The lines of a table of calls."""
    return [line.strip() for line in table.splitlines() if line.strip()]
