"""`torch.utils.data.datapipes._decorator`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.data.pipes import functional_datapipe as functional_datapipe

__getattr__ = _missing_from(__name__)
