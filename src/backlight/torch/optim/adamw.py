"""`torch.optim.adamw`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.adam import AdamW as AdamW

__getattr__ = _missing_from(__name__)
