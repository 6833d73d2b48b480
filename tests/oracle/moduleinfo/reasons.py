"""What does not pass, and whose numbers are compared with more slack: each with its reason."""

from __future__ import annotations

from fnmatch import fnmatch

# Name → how much wider its tolerance is, and why its floats cannot agree more closely.
SLACK: dict[str, tuple[float, str]] = {
    "LBFGS": (300, "20 iterations in a step, each by quotients of differences of gradients, amplify the last digit"),
    "Muon": (1e10, "its iteration rounds to bfloat16: where a float64 falls the other way, that is a step of 1/256"),
}

# (name or pattern, aspect) → why some samples fail.
FAILING: dict[tuple[str, str], str] = {
    ("nn.CTCLoss", "strided"): "torch reads targets in one row as if they were contiguous, and so wrong ones",
    ("nn.CrossMapLRN2d", "forward"): "torch's leaves the first channel in all later sums",
    ("nn.CrossMapLRN2d", "file"): "the same",
    (
        "nn.weight_norm",
        "second",
    ): "torch's second derivative by the direction is not that of finite differences; ours is",
}


def slack_of(name: str) -> float:
    """The factor on the tolerance for a name."""
    return SLACK[name][0] if name in SLACK else 1.0


def reason_of(name: str, aspect: str) -> str:
    """Why an aspect of a name does not pass; empty if it must."""
    return next((why for (pattern, part), why in FAILING.items() if part == aspect and fnmatch(name, pattern)), "")
