"""`torch.autograd.gradcheck`, the module; in its package that name is the function."""

from backlight.autograd.checking import GradcheckError as GradcheckError
from backlight.autograd.checking import gradcheck as gradcheck
from backlight.autograd.checking import gradgradcheck as gradgradcheck
from backlight.core.missing import missing_from as _missing_from

__getattr__ = _missing_from(__name__)
