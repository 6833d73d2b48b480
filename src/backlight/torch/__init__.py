"""The face: what `import torch` finds under `backlight run`. Names are re-exported; nothing is computed here."""

from backlight import *  # noqa: F403
from backlight import autograd as autograd
from backlight.core.missing import missing_from

__version__ = "2.13.0+backlight"
__getattr__ = missing_from(__name__)
