"""`torch.nn.modules.instancenorm`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.batch_norm import InstanceNorm1d as InstanceNorm1d
from backlight.nn.modules.batch_norm import InstanceNorm2d as InstanceNorm2d
from backlight.nn.modules.batch_norm import InstanceNorm3d as InstanceNorm3d
from backlight.nn.modules.batch_norm import _InstanceNorm as _InstanceNorm

__getattr__ = _missing_from(__name__)
