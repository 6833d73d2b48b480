"""`torch.nn.utils`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.torch.nn.utils import rnn as rnn

__getattr__ = _missing_from(__name__)
