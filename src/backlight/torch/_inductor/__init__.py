"""`torch._inductor`: one of torch's compilers, which is not here."""

from backlight.core.missing import missing_from as _missing_from
from backlight.torch._inductor import config as config

__getattr__ = _missing_from(__name__)
