"""`torch.nn.utils`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.clipping import clip_grad_norm as clip_grad_norm
from backlight.nn.clipping import clip_grad_norm_ as clip_grad_norm_
from backlight.nn.clipping import clip_grad_value_ as clip_grad_value_
from backlight.nn.clipping import clip_grads_with_norm_ as clip_grads_with_norm_
from backlight.nn.clipping import get_total_norm as get_total_norm
from backlight.nn.fusing import convert_conv2d_weight_memory_format as convert_conv2d_weight_memory_format
from backlight.nn.fusing import convert_conv3d_weight_memory_format as convert_conv3d_weight_memory_format
from backlight.nn.fusing import fuse_conv_bn_eval as fuse_conv_bn_eval
from backlight.nn.fusing import fuse_conv_bn_weights as fuse_conv_bn_weights
from backlight.nn.fusing import fuse_linear_bn_eval as fuse_linear_bn_eval
from backlight.nn.fusing import fuse_linear_bn_weights as fuse_linear_bn_weights
from backlight.nn.skipping import skip_init as skip_init
from backlight.nn.vectors import parameters_to_vector as parameters_to_vector
from backlight.nn.vectors import vector_to_parameters as vector_to_parameters
from backlight.torch.nn.utils import clip_grad as clip_grad
from backlight.torch.nn.utils import convert_parameters as convert_parameters
from backlight.torch.nn.utils import init as init
from backlight.torch.nn.utils import rnn as rnn

# The functions, whose modules have the same names: those must be imported before, or they would take their place.
from backlight.torch.nn.utils import spectral_norm, weight_norm  # isort: skip
from backlight.nn.spectral_norm import remove_spectral_norm, spectral_norm  # noqa: F811  # isort: skip
from backlight.nn.weight_norm import remove_weight_norm, weight_norm  # noqa: F811  # isort: skip

__all__ = [
    "clip_grad_norm",
    "clip_grad_norm_",
    "clip_grad_value_",
    "clip_grads_with_norm_",
    "convert_conv2d_weight_memory_format",
    "convert_conv3d_weight_memory_format",
    "fuse_conv_bn_eval",
    "fuse_conv_bn_weights",
    "fuse_linear_bn_eval",
    "fuse_linear_bn_weights",
    "get_total_norm",
    "parameters_to_vector",
    "remove_spectral_norm",
    "remove_weight_norm",
    "rnn",
    "skip_init",
    "spectral_norm",
    "vector_to_parameters",
    "weight_norm",
]

__getattr__ = _missing_from(__name__)
