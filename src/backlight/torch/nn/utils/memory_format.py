"""`torch.nn.utils.memory_format`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.fusing import convert_conv2d_weight_memory_format as convert_conv2d_weight_memory_format
from backlight.nn.fusing import convert_conv3d_weight_memory_format as convert_conv3d_weight_memory_format

__getattr__ = _missing_from(__name__)
