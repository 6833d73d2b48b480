"""`torch.nn.parallel.scatter_gather`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.parallel import gather as gather
from backlight.nn.parallel import scatter as scatter

__getattr__ = _missing_from(__name__)
