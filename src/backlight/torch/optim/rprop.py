"""`torch.optim.rprop`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.averaging import Rprop as Rprop

__getattr__ = _missing_from(__name__)
