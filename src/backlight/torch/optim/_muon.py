"""`torch.optim._muon`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.adafactor import Muon as Muon

__getattr__ = _missing_from(__name__)
