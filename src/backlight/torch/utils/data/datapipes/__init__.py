"""`torch.utils.data.datapipes`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.torch.utils.data.datapipes import iter as iter
from backlight.torch.utils.data.datapipes import map as map

__getattr__ = _missing_from(__name__)
