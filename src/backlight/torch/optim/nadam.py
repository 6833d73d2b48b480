"""`torch.optim.nadam`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.adam_variants import NAdam as NAdam

__getattr__ = _missing_from(__name__)
