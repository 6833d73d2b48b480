"""`torch.nn.functional`."""

from backlight.core.missing import missing_from
from backlight.nn.functional import *  # noqa: F403

__getattr__ = missing_from(__name__)
