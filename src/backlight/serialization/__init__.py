"""Saving and loading, in torch's own file format."""

from backlight.serialization.loading import (
    add_safe_globals,
    clear_safe_globals,
    get_safe_globals,
    load,
    safe_globals,
)
from backlight.serialization.saving import save

__all__ = ["add_safe_globals", "clear_safe_globals", "get_safe_globals", "load", "safe_globals", "save"]
