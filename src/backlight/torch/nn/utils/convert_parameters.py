"""`torch.nn.utils.convert_parameters`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.vectors import parameters_to_vector as parameters_to_vector
from backlight.nn.vectors import vector_to_parameters as vector_to_parameters

__getattr__ = _missing_from(__name__)
