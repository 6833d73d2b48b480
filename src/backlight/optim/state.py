"""What an optimizer remembers of a parameter, begun at its first gradient."""

from __future__ import annotations

from typing import Any

from backlight.core import dtypes
from backlight.tensor.creation import zeros_like
from backlight.tensor.data import tensor


def begun(state: dict[str, Any], p: Any, *names: str) -> None:
    """Zeros of the parameter's shape under each name, and the count of steps, unless they are there."""
    if "step" not in state:
        state["step"] = tensor(0.0, dtype=count_type())
    for name in names:
        if name not in state:
            state[name] = zeros_like(p)


def counted(state: dict[str, Any]) -> float:
    """The number of this step, which is counted."""
    state["step"]._array += 1
    return float(state["step"]._array)


def count_type() -> dtypes.dtype:
    """The dtype of counts: float64 where that is the default, float32 otherwise."""
    return dtypes.float64 if dtypes.get_default_dtype() is dtypes.float64 else dtypes.float32
