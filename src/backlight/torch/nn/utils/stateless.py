"""`torch.nn.utils.stateless`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.func.stateless import functional_call as functional_call

__getattr__ = _missing_from(__name__)
