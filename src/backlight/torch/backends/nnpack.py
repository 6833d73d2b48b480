"""`torch.backends.nnpack`: NumPy does the arithmetic."""

from backlight.core.missing import missing_from as _missing_from


def is_available() -> bool:
    """False: torch's own use of it is not here."""
    return False


__getattr__ = _missing_from(__name__)
