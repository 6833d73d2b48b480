"""`torch.nn.utils.parametrize`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.parametrize import ParametrizationList as ParametrizationList
from backlight.nn.parametrize import cached as cached
from backlight.nn.parametrize import is_parametrized as is_parametrized
from backlight.nn.parametrize import register_parametrization as register_parametrization
from backlight.nn.parametrize import remove_parametrizations as remove_parametrizations
from backlight.nn.parametrize import transfer_parametrizations_and_params as transfer_parametrizations_and_params
from backlight.nn.parametrize import type_before_parametrizations as type_before_parametrizations

__getattr__ = _missing_from(__name__)
