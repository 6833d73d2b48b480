"""`torch.nn.attention`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.attending import SDPBackend as SDPBackend
from backlight.nn.attending import sdpa_kernel as sdpa_kernel

WARN_FOR_UNFUSED_KERNELS = False

__getattr__ = _missing_from(__name__)
