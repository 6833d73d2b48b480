"""`torch.autograd.profiler`: the older form of `torch.profiler`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.profiling.events import EventList as EventList
from backlight.profiling.former import profile as profile
from backlight.profiling.profile import record_function as record_function

__getattr__ = _missing_from(__name__)
