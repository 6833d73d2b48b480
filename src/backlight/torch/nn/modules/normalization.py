"""`torch.nn.modules.normalization`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.layer_norm import CrossMapLRN2d as CrossMapLRN2d
from backlight.nn.modules.layer_norm import GroupNorm as GroupNorm
from backlight.nn.modules.layer_norm import LayerNorm as LayerNorm
from backlight.nn.modules.layer_norm import LocalResponseNorm as LocalResponseNorm
from backlight.nn.modules.layer_norm import RMSNorm as RMSNorm

__getattr__ = _missing_from(__name__)
