"""`torch.nn.parallel.replicate`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.parallel import replicate as replicate

__getattr__ = _missing_from(__name__)
