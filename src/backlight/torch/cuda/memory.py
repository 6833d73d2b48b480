"""`torch.cuda.memory`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.torch.cuda import empty_cache as empty_cache
from backlight.torch.cuda import max_memory_allocated as max_memory_allocated
from backlight.torch.cuda import max_memory_reserved as max_memory_reserved
from backlight.torch.cuda import mem_get_info as mem_get_info
from backlight.torch.cuda import memory_allocated as memory_allocated
from backlight.torch.cuda import memory_reserved as memory_reserved
from backlight.torch.cuda import memory_stats as memory_stats
from backlight.torch.cuda import memory_summary as memory_summary
from backlight.torch.cuda import reset_peak_memory_stats as reset_peak_memory_stats

__getattr__ = _missing_from(__name__)
