"""`torch.nn.modules.module`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.module import Module as Module

__getattr__ = _missing_from(__name__)
