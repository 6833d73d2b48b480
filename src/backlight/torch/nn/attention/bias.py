"""`torch.nn.attention.bias`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.attending import CausalBias as CausalBias
from backlight.nn.attending import CausalVariant as CausalVariant
from backlight.nn.attending import causal_lower_right as causal_lower_right
from backlight.nn.attending import causal_upper_left as causal_upper_left

__getattr__ = _missing_from(__name__)
