"""`torch.backends.cusparselt`: there is no CUDA."""

from backlight.core.missing import missing_from as _missing_from


def is_available() -> bool:
    """False: there is no CUDA."""
    return False


def version() -> None:
    """None: there is no CUDA."""


__getattr__ = _missing_from(__name__)
