"""`torch.autograd.anomaly_mode`."""

from backlight.autograd.anomaly import detect_anomaly as detect_anomaly
from backlight.autograd.anomaly import set_detect_anomaly as set_detect_anomaly
from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
