"""`torch.xpu` on a machine without it: the questions that programs ask, and their answers."""

from backlight.core.absent import Absent
from backlight.core.missing import missing_from as _missing_from

_xpu = Absent("xpu")

is_available, is_initialized, is_tf32_supported = _xpu.answers(False), _xpu.answers(False), _xpu.answers(False)
device_count, get_gencode_flags = _xpu.answers(0), _xpu.answers("")
is_bf16_supported = _xpu.answers_of(False)

manual_seed, manual_seed_all, seed, seed_all = _xpu.ignores(), _xpu.ignores(), _xpu.ignores(), _xpu.ignores()
empty_cache, reset_peak_memory_stats = _xpu.ignores(), _xpu.ignores()
memory_allocated = max_memory_allocated = memory_reserved = max_memory_reserved = _xpu.answers_of(0)

init, current_device, set_device = _xpu.refuses(), _xpu.refuses(), _xpu.refuses()
get_device_name, get_device_capability, get_device_properties = _xpu.refuses(), _xpu.refuses(), _xpu.refuses()
current_stream, set_stream, synchronize = _xpu.refuses(), _xpu.refuses(), _xpu.refuses()
mem_get_info, initial_seed, get_rng_state = _xpu.refuses(), _xpu.refuses(), _xpu.refuses()

Event, Stream = _xpu.class_("Event"), _xpu.class_("Stream")
device, StreamContext = _xpu.block("device"), _xpu.block("StreamContext")
stream = StreamContext

__getattr__ = _missing_from(__name__)
