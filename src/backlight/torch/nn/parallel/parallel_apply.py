"""`torch.nn.parallel.parallel_apply`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.parallel import parallel_apply as parallel_apply

__getattr__ = _missing_from(__name__)
