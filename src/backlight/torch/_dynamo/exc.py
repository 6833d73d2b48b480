"""`torch._dynamo.exc`."""

from backlight.compile.compiling import InvalidBackend as InvalidBackend
from backlight.core.missing import missing_from as _missing_from

__all__ = [
    "InvalidBackend",
]

__getattr__ = _missing_from(__name__)
