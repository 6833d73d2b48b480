"""`torch.nn.modules.adaptive`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.adaptive import AdaptiveLogSoftmaxWithLoss as AdaptiveLogSoftmaxWithLoss
from backlight.nn.modules.adaptive import _ASMoutput as _ASMoutput

__getattr__ = _missing_from(__name__)
