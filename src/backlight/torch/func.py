"""`torch.func`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.func import *  # noqa: F403
from backlight.func import __all__ as __all__

__getattr__ = _missing_from(__name__)
