"""`torch.optim.radam`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.adam_variants import RAdam as RAdam

__getattr__ = _missing_from(__name__)
