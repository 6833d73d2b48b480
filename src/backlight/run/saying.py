"""A line for the user on standard error, beside what the program prints itself."""

from __future__ import annotations

import sys
from contextlib import suppress


def say(text: str) -> None:
    """Print "backlight: …" on the standard error that the program was started with."""
    with suppress(OSError, ValueError):  # it may be closed, or a file on a full disk
        print(f"backlight: {text}", file=sys.__stderr__, flush=True)
