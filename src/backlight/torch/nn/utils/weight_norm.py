"""`torch.nn.utils.weight_norm`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.weight_norm import WeightNorm as WeightNorm
from backlight.nn.weight_norm import remove_weight_norm as remove_weight_norm
from backlight.nn.weight_norm import weight_norm as weight_norm

__getattr__ = _missing_from(__name__)
