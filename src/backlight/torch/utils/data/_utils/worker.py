"""`torch.utils.data._utils.worker`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.data.worker_info import WorkerInfo as WorkerInfo
from backlight.data.worker_info import get_worker_info as get_worker_info

__getattr__ = _missing_from(__name__)
