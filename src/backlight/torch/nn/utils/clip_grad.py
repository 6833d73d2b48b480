"""`torch.nn.utils.clip_grad`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.clipping import clip_grad_norm as clip_grad_norm
from backlight.nn.clipping import clip_grad_norm_ as clip_grad_norm_
from backlight.nn.clipping import clip_grad_value_ as clip_grad_value_
from backlight.nn.clipping import clip_grads_with_norm_ as clip_grads_with_norm_
from backlight.nn.clipping import get_total_norm as get_total_norm

__getattr__ = _missing_from(__name__)
