"""`torch.multiprocessing.spawn`: a module, and a function of the same name in its package; so it can be called."""

from backlight.core.later import call_module as _call_module
from backlight.core.missing import missing_from as _missing_from
from backlight.multiprocessing import ProcessContext as ProcessContext
from backlight.multiprocessing import ProcessException as ProcessException
from backlight.multiprocessing import ProcessExitedException as ProcessExitedException
from backlight.multiprocessing import ProcessRaisedException as ProcessRaisedException
from backlight.multiprocessing import SpawnContext as SpawnContext
from backlight.multiprocessing import spawn as spawn
from backlight.multiprocessing import start_processes as start_processes

__all__ = [
    "ProcessContext",
    "ProcessException",
    "ProcessExitedException",
    "ProcessRaisedException",
    "SpawnContext",
    "spawn",
    "start_processes",
]

__getattr__ = _missing_from(__name__)
_call_module(__name__, "backlight.multiprocessing", "spawn")
