"""`torch.backends.mps`: there is none."""

from backlight.core.missing import missing_from as _missing_from


def is_available() -> bool:
    """False: backlight computes on the CPU."""
    return False


def is_built() -> bool:
    """False: backlight computes on the CPU."""
    return False


__getattr__ = _missing_from(__name__)
