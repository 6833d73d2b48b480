"""One table of samples per op: it drives values, gradients, dtypes and the comparison with torch.

A family's file declares `SAMPLES: dict[str, OpSamples]` and `ERRORS: dict[str, list[ErrorSample]]`, keyed by the
card's name; this file joins them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import numpy as np

from backlight import ops


@dataclass(frozen=True)
class Sample:
    """Arguments of one call of a card: arrays (floats as float64) or Python numbers, then metadata."""

    arrays: tuple
    params: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    differentiable: bool = True  # False: a point where the function has a kink or jump


@dataclass(frozen=True)
class OpSamples:
    """How to try one op.

    `make(rng)` returns samples: broadcasting, 0-d, size-1, empty, non-contiguous, edge values.
    `torch(torch, *tensors, **params)` is the same operation in torch (params are the card's).
    """

    make: Callable[[np.random.Generator], list[Sample]]
    torch: Callable[..., Any]
    tolerance: float = 1e-5  # relative, float32, against torch
    slack: float = 0.0  # absolute, float32, against torch: for what cancels in torch's own formula
    double: float = 0.0  # relative, float64, where torch itself is not exact
    second_order: bool = True  # gradgradcheck applies
    half: bool = True  # float16 works, as it does in torch
    own_name: bool = False  # torch makes the same of several nodes: the name of this one is ours


@dataclass(frozen=True)
class ErrorSample:
    """A call that must raise `error` with `match` (a regular expression) in its message."""

    arrays: tuple
    params: dict[str, Any]
    error: type[Exception]
    match: str


FAMILIES = sorted([path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in ("__init__", "calls")])

for _cards in iter_modules(ops.__path__):  # also those that `import backlight` leaves for later
    import_module(f"backlight.ops.{_cards.name}")

SAMPLES: dict[str, OpSamples] = {}
ERRORS: dict[str, list[ErrorSample]] = {}
BROKEN: dict[str, str] = {}  # a family that cannot be imported fails one test, and the others are tried all the same
for _family in FAMILIES:
    try:
        _module = import_module(f"tests.samples.{_family}")
    except Exception as _error:
        BROKEN[_family] = f"{type(_error).__name__}: {_error}"
        continue
    SAMPLES.update(_module.SAMPLES)
    ERRORS.update(_module.ERRORS)
