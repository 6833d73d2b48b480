"""`torch.nn.modules.container`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.containers import ModuleDict as ModuleDict
from backlight.nn.modules.containers import ModuleList as ModuleList
from backlight.nn.modules.containers import Sequential as Sequential
from backlight.nn.modules.former import Container as Container
from backlight.nn.modules.parameter_containers import ParameterDict as ParameterDict
from backlight.nn.modules.parameter_containers import ParameterList as ParameterList

__getattr__ = _missing_from(__name__)
