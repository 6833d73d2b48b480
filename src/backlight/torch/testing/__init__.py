"""`torch.testing`: to compare tensors, and to make some."""

from backlight.core.missing import missing_from as _missing_from
from backlight.testing import assert_allclose as assert_allclose
from backlight.testing import assert_close as assert_close
from backlight.testing import make_tensor as make_tensor

__getattr__ = _missing_from(__name__)
