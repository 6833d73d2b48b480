"""`torch.nn.modules.lazy`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.lazy import LazyModuleMixin as LazyModuleMixin

__getattr__ = _missing_from(__name__)
