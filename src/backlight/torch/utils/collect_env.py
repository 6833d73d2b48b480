"""`torch.utils.collect_env`: what a report of a problem should say of the computer; `python -m` prints it."""

import os
import platform

import numpy as np

import backlight
from backlight.core.missing import missing_from as _missing_from
from backlight.torch.version import __version__ as _torch


def get_pretty_env_info() -> str:
    """The versions of backlight, Python and NumPy, the system and the processor, in lines."""
    lines = {
        "PyTorch version": f"{_torch} (backlight {backlight.__version__})",
        "Is debug build": False,
        "CUDA used to build PyTorch": None,
        "OS": platform.platform(),
        "Python version": f"{platform.python_version()} ({platform.architecture()[0]} runtime)",
        "Python platform": platform.platform(),
        "Is CUDA available": False,
        "CPU": f"{platform.processor() or platform.machine()}, {os.cpu_count()} logical",
        "NumPy": np.__version__,
    }
    return "\n".join([f"{name}: {value}" for name, value in lines.items()])


def main() -> None:
    """Print it."""
    print("Collecting environment information...")
    print(get_pretty_env_info())


__all__ = ["get_pretty_env_info", "main"]

__getattr__ = _missing_from(__name__)

if __name__ == "__main__":
    main()
