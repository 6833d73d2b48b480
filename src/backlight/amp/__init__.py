"""Mixed precision: `autocast` computes matrix products in 16 bits, `GradScaler` keeps their small gradients above 0."""

from backlight.amp.custom import custom_bwd, custom_fwd
from backlight.amp.region import autocast, is_autocast_available
from backlight.amp.scaler import GradScaler

__all__ = ["GradScaler", "autocast", "custom_bwd", "custom_fwd", "is_autocast_available"]
