"""`torch.serialization`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.serialization import *  # noqa: F403

__getattr__ = _missing_from(__name__)
