"""`torch.optim.rmsprop`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.rmsprop import RMSprop as RMSprop

__getattr__ = _missing_from(__name__)
