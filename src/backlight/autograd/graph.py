"""The graph as users walk it: `torch.autograd.graph`."""

from backlight.autograd.grad import GradientEdge as GradientEdge
from backlight.autograd.grad import get_gradient_edge as get_gradient_edge
from backlight.core.node import AccumulateGrad as AccumulateGrad
from backlight.core.node import Node as Node
