"""`torch.optim.sparse_adam`."""

from backlight.core.missing import missing_from as _missing_from
from backlight.optim.sparse_adam import SparseAdam as SparseAdam

__getattr__ = _missing_from(__name__)
