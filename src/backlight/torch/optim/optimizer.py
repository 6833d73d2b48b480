"""`torch.optim.optimizer`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.optimizer import Optimizer as Optimizer
from backlight.optim.optimizer import ParamsT as ParamsT
from backlight.optim.optimizer import register_optimizer_step_post_hook as register_optimizer_step_post_hook
from backlight.optim.optimizer import register_optimizer_step_pre_hook as register_optimizer_step_pre_hook
from backlight.optim.optimizer import required as required

__getattr__ = _missing_from(__name__)
