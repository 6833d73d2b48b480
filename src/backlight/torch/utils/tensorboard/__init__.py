"""`torch.utils.tensorboard`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.tensorboard import FileWriter as FileWriter
from backlight.tensorboard import SummaryWriter as SummaryWriter

__all__ = ["FileWriter", "SummaryWriter"]

__getattr__ = _missing_from(__name__)
