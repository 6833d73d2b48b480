"""`torch.nn.parallel.data_parallel`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.parallel import DataParallel as DataParallel
from backlight.nn.parallel import data_parallel as data_parallel

__getattr__ = _missing_from(__name__)
