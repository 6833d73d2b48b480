"""`torch.cuda.amp.autocast_mode`: the older names."""

from backlight.amp.cuda import autocast as autocast
from backlight.amp.cuda import custom_bwd as custom_bwd
from backlight.amp.cuda import custom_fwd as custom_fwd
from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
