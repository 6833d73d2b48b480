"""`torch.__future__`: switches for what torch means to change; they are remembered."""

from backlight.core.missing import missing_from as _missing_from
from backlight.core.settings import (
    get_overwrite_module_params_on_conversion as get_overwrite_module_params_on_conversion,
)
from backlight.core.settings import (
    get_swap_module_params_on_conversion as get_swap_module_params_on_conversion,
)
from backlight.core.settings import (
    set_overwrite_module_params_on_conversion as set_overwrite_module_params_on_conversion,
)
from backlight.core.settings import (
    set_swap_module_params_on_conversion as set_swap_module_params_on_conversion,
)

__getattr__ = _missing_from(__name__)
