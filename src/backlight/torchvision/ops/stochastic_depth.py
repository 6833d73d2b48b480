"""`torchvision.ops.stochastic_depth`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.vision.ops.stochastic_depth import StochasticDepth as StochasticDepth
from backlight.vision.ops.stochastic_depth import stochastic_depth as stochastic_depth

__getattr__ = _missing_from(__name__)
