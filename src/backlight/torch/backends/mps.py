"""`torch.backends.mps`: there is none."""

from backlight.core.missing import missing_from as _missing_from


def is_available() -> bool:
    """False: backlight computes on the CPU."""
    return False


def is_built() -> bool:
    """False: backlight computes on the CPU."""
    return False


def is_macos_or_newer(major: int, minor: int) -> bool:
    """False: backlight computes on the CPU."""
    return False


def is_macos13_or_newer(minor: int = 0) -> bool:
    """False: backlight computes on the CPU."""
    return False


def get_name() -> str:
    """An empty name: there is no such device."""
    return ""


def get_core_count() -> int:
    """0: there is no such device."""
    return 0


__getattr__ = _missing_from(__name__)
