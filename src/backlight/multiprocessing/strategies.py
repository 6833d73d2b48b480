"""How torch shares tensors between processes: names that are remembered; here it is always a file in memory."""

from __future__ import annotations

_KNOWN = {"file_descriptor", "file_system"}
_now = "file_descriptor"


def get_all_sharing_strategies() -> set[str]:
    """The names that `set_sharing_strategy` takes."""
    return set(_KNOWN)


def get_sharing_strategy() -> str:
    """The name that was set last."""
    return _now


def set_sharing_strategy(new_strategy: str) -> None:
    """Remember a name."""
    global _now
    if new_strategy not in _KNOWN:
        raise AssertionError(f"invalid sharing strategy {new_strategy!r}; expected one of {sorted(_KNOWN)}")
    _now = new_strategy


def init_reductions() -> None:
    """Nothing: tensors say themselves how they travel."""
