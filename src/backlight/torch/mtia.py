"""`torch.mtia` on a machine without it."""

from backlight.core.absent import Absent
from backlight.core.missing import missing_from as _missing_from

_mtia = Absent("mtia")

is_available, is_initialized, device_count = _mtia.answers(False), _mtia.answers(False), _mtia.answers(0)
manual_seed, manual_seed_all, empty_cache = _mtia.ignores(), _mtia.ignores(), _mtia.ignores()

__getattr__ = _missing_from(__name__)
