"""`torch.utils.data.distributed`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.data import DistributedSampler as DistributedSampler

__getattr__ = _missing_from(__name__)
