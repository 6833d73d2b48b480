"""`torch.nn.modules.module`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.everywhere import register_module_backward_hook as register_module_backward_hook
from backlight.nn.modules.everywhere import (
    register_module_buffer_registration_hook as register_module_buffer_registration_hook,
)
from backlight.nn.modules.everywhere import register_module_forward_hook as register_module_forward_hook
from backlight.nn.modules.everywhere import (
    register_module_forward_pre_hook as register_module_forward_pre_hook,
)
from backlight.nn.modules.everywhere import (
    register_module_full_backward_hook as register_module_full_backward_hook,
)
from backlight.nn.modules.everywhere import (
    register_module_full_backward_pre_hook as register_module_full_backward_pre_hook,
)
from backlight.nn.modules.everywhere import (
    register_module_module_registration_hook as register_module_module_registration_hook,
)
from backlight.nn.modules.everywhere import (
    register_module_parameter_registration_hook as register_module_parameter_registration_hook,
)
from backlight.nn.modules.module import Module as Module
from backlight.nn.modules.registering import _WrappedHook as _WrappedHook

__getattr__ = _missing_from(__name__)
