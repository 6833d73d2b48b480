"""`torch._dynamo.utils`."""

from backlight.compile.marking import counters as counters
from backlight.core.missing import missing_from as _missing_from

__all__ = [
    "counters",
]

__getattr__ = _missing_from(__name__)
