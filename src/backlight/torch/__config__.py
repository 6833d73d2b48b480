"""`torch.__config__`: what computes."""

import numpy as _numpy

from backlight.core.missing import missing_from as _missing_from
from backlight.core.settings import get_num_threads as _get_num_threads


def show() -> str:
    """What backlight was built with: NumPy."""
    return f"backlight on NumPy {_numpy.__version__}\n"


def parallel_info() -> str:
    """The number of threads that was set."""
    return f"threads: {_get_num_threads()}; how many NumPy uses is set by its library, as by OPENBLAS_NUM_THREADS\n"


__getattr__ = _missing_from(__name__)
