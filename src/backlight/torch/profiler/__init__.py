"""`torch.profiler`: where the time goes."""

from backlight.core.missing import missing_from as _missing_from
from backlight.profiling.profile import ProfilerAction as ProfilerAction
from backlight.profiling.profile import ProfilerActivity as ProfilerActivity
from backlight.profiling.profile import profile as profile
from backlight.profiling.profile import record_function as record_function
from backlight.profiling.profile import schedule as schedule
from backlight.profiling.profile import supported_activities as supported_activities
from backlight.profiling.profile import tensorboard_trace_handler as tensorboard_trace_handler

__getattr__ = _missing_from(__name__)
