"""`torch.cuda.streams`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.torch.cuda import Event as Event
from backlight.torch.cuda import ExternalStream as ExternalStream
from backlight.torch.cuda import Stream as Stream

__getattr__ = _missing_from(__name__)
