"""`torch.utils.hooks`."""

from backlight.core.hooks import Handle as RemovableHandle
from backlight.core.missing import missing_from as _missing_from

__all__ = ["RemovableHandle"]

__getattr__ = _missing_from(__name__)
