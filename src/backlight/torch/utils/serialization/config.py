"""`torch.utils.serialization.config`."""

from backlight.serialization.options import load as load
from backlight.serialization.options import save as save

__all__ = ["load", "save"]
