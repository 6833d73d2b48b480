"""`torch.utils.checkpoint`."""

from backlight.autograd.checkpoint import checkpoint as checkpoint
from backlight.autograd.checkpoint import checkpoint_sequential as checkpoint_sequential
from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
