"""`torch.nn.modules.batchnorm`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.batch_norm import BatchNorm1d as BatchNorm1d
from backlight.nn.modules.batch_norm import BatchNorm2d as BatchNorm2d
from backlight.nn.modules.batch_norm import BatchNorm3d as BatchNorm3d
from backlight.nn.modules.batch_norm import SyncBatchNorm as SyncBatchNorm
from backlight.nn.modules.batch_norm import _BatchNorm as _BatchNorm
from backlight.nn.modules.batch_norm import _NormBase as _NormBase
from backlight.nn.modules.lazy import LazyBatchNorm1d as LazyBatchNorm1d
from backlight.nn.modules.lazy import LazyBatchNorm2d as LazyBatchNorm2d
from backlight.nn.modules.lazy import LazyBatchNorm3d as LazyBatchNorm3d

__getattr__ = _missing_from(__name__)
