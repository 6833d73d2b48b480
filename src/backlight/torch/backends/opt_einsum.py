"""`torch.backends.opt_einsum`: products of several tensors are taken from the left."""

from backlight.core.missing import missing_from as _missing_from

enabled = False
strategy = None


def is_available() -> bool:
    """False: the package is not used."""
    return False


def get_opt_einsum() -> None:
    """None: the package is not used."""


__getattr__ = _missing_from(__name__)
