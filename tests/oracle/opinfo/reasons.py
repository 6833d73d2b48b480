"""What does not pass, and whose numbers are compared with more slack: each with its reason."""

from __future__ import annotations

from fnmatch import fnmatch

# Op → how much wider its tolerance is, and why its floats cannot agree more closely.
SLACK: dict[str, tuple[float, str]] = {}

# Ops (patterns) that backlight does not have.
MISSING: dict[str, str] = {
    "jiterator_*": "compiles CUDA code",
    "sparse.*": "sparse tensors",
    "to_sparse": "sparse tensors",
    "torch._scaled_mm*": "private, quantised",
    "torch.ops.aten.*": "private",
}

# (op or pattern, aspect) → why some samples fail.
FAILING: dict[tuple[str, str], str] = {}


def slack_of(name: str) -> float:
    """The factor on the tolerance for an op."""
    return SLACK[name][0] if name in SLACK else 1.0


def reason_of(name: str, aspect: str) -> str:
    """Why an aspect of an op does not pass; empty if it must."""
    if aspect == "missing":
        return next((why for pattern, why in MISSING.items() if fnmatch(name, pattern)), "")
    return next((why for (pattern, part), why in FAILING.items() if part == aspect and fnmatch(name, pattern)), "")
