"""`torch.nn.modules.channelshuffle`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.reshaping import ChannelShuffle as ChannelShuffle

__getattr__ = _missing_from(__name__)
