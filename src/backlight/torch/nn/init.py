"""`torch.nn.init`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.init import *  # noqa: F403
from backlight.nn.init import _calculate_correct_fan as _calculate_correct_fan
from backlight.nn.init import _calculate_fan_in_and_fan_out as _calculate_fan_in_and_fan_out

__getattr__ = _missing_from(__name__)
