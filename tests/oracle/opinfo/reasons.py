"""What does not pass, and whose numbers are compared with more slack: each with its reason."""

from __future__ import annotations

# Op → why its float results cannot agree to the usual tolerance, and by how much more they may differ.
SLACK: dict[str, tuple[float, str]] = {}


def slack_of(name: str) -> float:
    """The factor on the tolerance for an op."""
    return SLACK[name][0] if name in SLACK else 1.0
