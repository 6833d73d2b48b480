"""`torch.multiprocessing`: Python's own processes, and torch's way to start several of one function."""

from multiprocessing import *  # noqa: F403
from multiprocessing import __all__ as _all

from backlight.multiprocessing.failures import ProcessException as ProcessException
from backlight.multiprocessing.failures import ProcessExitedException as ProcessExitedException
from backlight.multiprocessing.failures import ProcessRaisedException as ProcessRaisedException
from backlight.multiprocessing.spawning import ProcessContext as ProcessContext
from backlight.multiprocessing.spawning import SpawnContext as SpawnContext
from backlight.multiprocessing.spawning import spawn as spawn
from backlight.multiprocessing.spawning import start_processes as start_processes
from backlight.multiprocessing.strategies import get_all_sharing_strategies as get_all_sharing_strategies
from backlight.multiprocessing.strategies import get_sharing_strategy as get_sharing_strategy
from backlight.multiprocessing.strategies import init_reductions as init_reductions
from backlight.multiprocessing.strategies import set_sharing_strategy as set_sharing_strategy

_own = {name for name, value in globals().items() if getattr(value, "__module__", "").startswith("backlight")}
__all__ = sorted({*_all, *_own})  # pyright: ignore[reportUnsupportedDunderAll]
