"""`torch.autograd.forward_ad`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.func.dual import UnpackedDualTensor as UnpackedDualTensor
from backlight.func.dual import dual_level as dual_level
from backlight.func.dual import enter_dual_level as enter_dual_level
from backlight.func.dual import exit_dual_level as exit_dual_level
from backlight.func.dual import make_dual as make_dual
from backlight.func.dual import unpack_dual as unpack_dual

__getattr__ = _missing_from(__name__)
