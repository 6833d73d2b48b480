"""`torch.futures`."""

from backlight.compile.futures import Future as Future
from backlight.compile.futures import collect_all as collect_all
from backlight.compile.futures import wait_all as wait_all
from backlight.core.missing import missing_from as _missing_from

__all__ = [
    "Future",
    "collect_all",
    "wait_all",
]

__getattr__ = _missing_from(__name__)
