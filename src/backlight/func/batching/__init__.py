"""How each op is computed for many examples at once: a table of rules, keyed by the card."""

from __future__ import annotations

from typing import Any

from backlight.func.batching.batch import Batch
from backlight.func.batching.plain import aligned, looped
from backlight.func.batching.table import RULES


def batched(op: Any, level: Any, operands: list, lanes: list, ndims: list, params: dict) -> Any:
    """The result of `op` for all examples of a level: tensors (one, or a tuple) whose first dimension counts them.

    Of the `operands`, those in `lanes` have that dimension and the others are the same for all; `ndims` are the
    numbers of dimensions without it.
    """
    rule = RULES.get(op.name)
    if rule is None:
        rule = aligned if op.kind == "elementwise" else looped
    return rule(Batch(op, level, operands, lanes, ndims, params))
