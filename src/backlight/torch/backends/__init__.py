"""`torch.backends`: the libraries that torch may compute with; of none of them is anything here."""

from backlight.core.missing import missing_from

__getattr__ = missing_from(__name__)
