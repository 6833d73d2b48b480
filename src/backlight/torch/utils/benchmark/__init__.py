"""`torch.utils.benchmark`: one statement timed many times."""

from backlight.core.missing import missing_from as _missing_from
from backlight.profiling.benchmark import Compare as Compare
from backlight.profiling.benchmark import Language as Language
from backlight.profiling.benchmark import Measurement as Measurement
from backlight.profiling.benchmark import Timer as Timer
from backlight.profiling.benchmark import timer as timer

__getattr__ = _missing_from(__name__)
