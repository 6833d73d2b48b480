"""`torch.nn.modules.padding`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.padding import CircularPad1d as CircularPad1d
from backlight.nn.modules.padding import CircularPad2d as CircularPad2d
from backlight.nn.modules.padding import CircularPad3d as CircularPad3d
from backlight.nn.modules.padding import ConstantPad1d as ConstantPad1d
from backlight.nn.modules.padding import ConstantPad2d as ConstantPad2d
from backlight.nn.modules.padding import ConstantPad3d as ConstantPad3d
from backlight.nn.modules.padding import ReflectionPad1d as ReflectionPad1d
from backlight.nn.modules.padding import ReflectionPad2d as ReflectionPad2d
from backlight.nn.modules.padding import ReflectionPad3d as ReflectionPad3d
from backlight.nn.modules.padding import ReplicationPad1d as ReplicationPad1d
from backlight.nn.modules.padding import ReplicationPad2d as ReplicationPad2d
from backlight.nn.modules.padding import ReplicationPad3d as ReplicationPad3d
from backlight.nn.modules.padding import ZeroPad1d as ZeroPad1d
from backlight.nn.modules.padding import ZeroPad2d as ZeroPad2d
from backlight.nn.modules.padding import ZeroPad3d as ZeroPad3d

__getattr__ = _missing_from(__name__)
