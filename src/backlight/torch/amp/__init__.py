"""`torch.amp`: mixed precision."""

from backlight.amp import GradScaler as GradScaler
from backlight.amp import autocast as autocast
from backlight.amp import custom_bwd as custom_bwd
from backlight.amp import custom_fwd as custom_fwd
from backlight.amp import is_autocast_available as is_autocast_available
from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
