"""`torch.optim.swa_utils`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.averaged import AveragedModel as AveragedModel
from backlight.nn.averaged import get_ema_avg_fn as get_ema_avg_fn
from backlight.nn.averaged import get_ema_multi_avg_fn as get_ema_multi_avg_fn
from backlight.nn.averaged import get_swa_avg_fn as get_swa_avg_fn
from backlight.nn.averaged import get_swa_multi_avg_fn as get_swa_multi_avg_fn
from backlight.nn.averaged import update_bn as update_bn
from backlight.optim.lr_scheduler.settling import SWALR as SWALR

__all__ = [
    "SWALR",
    "AveragedModel",
    "get_ema_avg_fn",
    "get_ema_multi_avg_fn",
    "get_swa_avg_fn",
    "get_swa_multi_avg_fn",
    "update_bn",
]

__getattr__ = _missing_from(__name__)
