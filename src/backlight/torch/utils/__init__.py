"""`torch.utils`: of it, dlpack is there."""

from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
