"""`torch.autograd.grad_mode`."""

from backlight.autograd.grad_mode import enable_grad as enable_grad
from backlight.autograd.grad_mode import inference_mode as inference_mode
from backlight.autograd.grad_mode import no_grad as no_grad
from backlight.autograd.grad_mode import set_grad_enabled as set_grad_enabled
from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
