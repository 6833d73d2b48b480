"""`torch.utils.dlpack`: tensors shared with other libraries."""

from backlight.core.missing import missing_from as _missing_from
from backlight.tensor.data import from_dlpack as from_dlpack
from backlight.tensor.data import to_dlpack as to_dlpack

__getattr__ = _missing_from(__name__)
