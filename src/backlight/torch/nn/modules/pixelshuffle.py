"""`torch.nn.modules.pixelshuffle`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.reshaping import PixelShuffle as PixelShuffle
from backlight.nn.modules.reshaping import PixelUnshuffle as PixelUnshuffle

__getattr__ = _missing_from(__name__)
