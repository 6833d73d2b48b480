"""`torch.utils`: nothing of it is there yet."""

from backlight.core.missing import missing_from

__getattr__ = missing_from(__name__)
