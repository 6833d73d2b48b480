"""`torch.backends`: the libraries that torch may compute with; of none of them is anything here."""

from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
