"""`torch._dynamo.eval_frame`."""

from backlight.compile.compiling import OptimizedModule as OptimizedModule
from backlight.compile.compiling import optimize as optimize
from backlight.compile.marking import disable as disable
from backlight.compile.marking import explain as explain
from backlight.compile.marking import export as export
from backlight.core.missing import missing_from as _missing_from

__all__ = [
    "OptimizedModule",
    "disable",
    "explain",
    "export",
    "optimize",
]

__getattr__ = _missing_from(__name__)
