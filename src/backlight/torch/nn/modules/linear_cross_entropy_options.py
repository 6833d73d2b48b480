"""`torch.nn.modules.linear_cross_entropy_options`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.projected import LinearCrossEntropyOptions as LinearCrossEntropyOptions

__getattr__ = _missing_from(__name__)
