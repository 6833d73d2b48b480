"""`torch.nn.utils.init`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.skipping import skip_init as skip_init

__getattr__ = _missing_from(__name__)
