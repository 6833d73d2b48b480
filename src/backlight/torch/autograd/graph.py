"""`torch.autograd.graph`."""

from backlight.autograd.graph import AccumulateGrad as AccumulateGrad
from backlight.autograd.graph import GradientEdge as GradientEdge
from backlight.autograd.graph import Node as Node
from backlight.autograd.graph import get_gradient_edge as get_gradient_edge
from backlight.autograd.graph import save_on_cpu as save_on_cpu
from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
