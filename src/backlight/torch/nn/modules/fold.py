"""`torch.nn.modules.fold`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.reshaping import Fold as Fold
from backlight.nn.modules.reshaping import Unfold as Unfold

__getattr__ = _missing_from(__name__)
