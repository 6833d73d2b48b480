"""`torch.backends.cpu`: NumPy does the arithmetic."""

from backlight.core.missing import missing_from as _missing_from


def get_cpu_capability() -> str:
    """'DEFAULT': which instructions NumPy uses is its own choice."""
    return "DEFAULT"


__getattr__ = _missing_from(__name__)
