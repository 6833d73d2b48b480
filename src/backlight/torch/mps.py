"""`torch.mps` on a machine without it: the questions that programs ask, and their answers."""

from backlight.core.absent import Absent
from backlight.core.missing import missing_from as _missing_from

_mps = Absent("mps")

is_available, device_count = _mps.answers(False), _mps.answers(0)
manual_seed, empty_cache = _mps.ignores(), _mps.ignores()
seed, synchronize, get_rng_state, set_rng_state = _mps.refuses(), _mps.refuses(), _mps.refuses(), _mps.refuses()
current_allocated_memory, driver_allocated_memory = _mps.refuses(), _mps.refuses()
recommended_max_memory, set_per_process_memory_fraction = _mps.refuses(), _mps.refuses()
Event = _mps.class_("Event")

__getattr__ = _missing_from(__name__)
