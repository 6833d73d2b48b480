"""`torch.backends.cudnn`: switches that programs set before training, without effect here."""

from backlight.core.missing import missing_from as _missing_from

enabled = True
benchmark = False
benchmark_limit = None
deterministic = False
allow_tf32 = True


def is_available() -> bool:
    """False: there is no cuDNN."""
    return False


def version() -> None:
    """None: there is no cuDNN."""


__getattr__ = _missing_from(__name__)
