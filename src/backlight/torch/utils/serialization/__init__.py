"""`torch.utils.serialization`."""

from backlight.torch.utils.serialization import config as config

__all__ = ["config"]
