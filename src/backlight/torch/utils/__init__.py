"""`torch.utils`."""

from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__, {"swap_tensors": "backlight.tensor.swapping"})
