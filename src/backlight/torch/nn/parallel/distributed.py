"""`torch.nn.parallel.distributed`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.parallel import DistributedDataParallel as DistributedDataParallel

__getattr__ = _missing_from(__name__)
