"""`torch.nn.modules.flatten`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.reshaping import Flatten as Flatten
from backlight.nn.modules.reshaping import Unflatten as Unflatten

__getattr__ = _missing_from(__name__)
