"""`torch.nn.modules.instancenorm`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.batch_norm import InstanceNorm1d as InstanceNorm1d
from backlight.nn.modules.batch_norm import InstanceNorm2d as InstanceNorm2d
from backlight.nn.modules.batch_norm import InstanceNorm3d as InstanceNorm3d
from backlight.nn.modules.batch_norm import _InstanceNorm as _InstanceNorm
from backlight.nn.modules.lazy import LazyInstanceNorm1d as LazyInstanceNorm1d
from backlight.nn.modules.lazy import LazyInstanceNorm2d as LazyInstanceNorm2d
from backlight.nn.modules.lazy import LazyInstanceNorm3d as LazyInstanceNorm3d

__getattr__ = _missing_from(__name__)
