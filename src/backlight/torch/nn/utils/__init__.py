"""`torch.nn.utils`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.clipping import clip_grad_norm as clip_grad_norm
from backlight.nn.clipping import clip_grad_norm_ as clip_grad_norm_
from backlight.nn.clipping import clip_grad_value_ as clip_grad_value_
from backlight.nn.clipping import clip_grads_with_norm_ as clip_grads_with_norm_
from backlight.nn.clipping import get_total_norm as get_total_norm
from backlight.nn.skipping import skip_init as skip_init
from backlight.nn.vectors import parameters_to_vector as parameters_to_vector
from backlight.nn.vectors import vector_to_parameters as vector_to_parameters
from backlight.torch.nn.utils import clip_grad as clip_grad
from backlight.torch.nn.utils import convert_parameters as convert_parameters
from backlight.torch.nn.utils import init as init
from backlight.torch.nn.utils import rnn as rnn

__all__ = [
    "clip_grad_norm",
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_grads_with_norm_",
    "get_total_norm",
    "parameters_to_vector",
    "rnn",
    "skip_init",
    "vector_to_parameters",
]

__getattr__ = _missing_from(__name__)
