"""`torch.autograd.gradcheck`, the module; the function of that name is in `torch.autograd`."""

from backlight.autograd.checking import GradcheckError as GradcheckError
from backlight.autograd.checking import gradcheck as gradcheck
from backlight.autograd.checking import gradgradcheck as gradgradcheck
from backlight.core.missing import missing_from

__getattr__ = missing_from(__name__)
