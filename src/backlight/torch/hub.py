"""`torch.hub`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.hub import *  # noqa: F403
from backlight.hub import __all__ as __all__

__getattr__ = _missing_from(__name__)
