"""`torch.autograd.graph`."""

from backlight.autograd.graph import AccumulateGrad as AccumulateGrad
from backlight.autograd.graph import GradientEdge as GradientEdge
from backlight.autograd.graph import Node as Node
from backlight.autograd.graph import allow_mutation_on_saved_tensors as allow_mutation_on_saved_tensors
from backlight.autograd.graph import disable_saved_tensors_hooks as disable_saved_tensors_hooks
from backlight.autograd.graph import get_gradient_edge as get_gradient_edge
from backlight.autograd.graph import increment_version as increment_version
from backlight.autograd.graph import register_multi_grad_hook as register_multi_grad_hook
from backlight.autograd.graph import save_on_cpu as save_on_cpu
from backlight.autograd.graph import saved_tensors_hooks as saved_tensors_hooks
from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
