"""`torch.storage`: the memory behind tensors."""

from backlight.core.missing import missing_from as _missing_from
from backlight.tensor.storage import TypedStorage as TypedStorage
from backlight.tensor.storage import UntypedStorage as UntypedStorage

__getattr__ = _missing_from(__name__)
