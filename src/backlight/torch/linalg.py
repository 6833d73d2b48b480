"""`torch.linalg`: what of it is there."""

from backlight.core.missing import missing_from as _missing_from
from backlight.ops.linalg import LinAlgError as LinAlgError
from backlight.tensor.linalg import cross as cross
from backlight.tensor.linalg import inv as inv
from backlight.tensor.linalg import matrix_norm as matrix_norm
from backlight.tensor.linalg import matrix_power as matrix_power
from backlight.tensor.linalg import multi_dot as multi_dot
from backlight.tensor.linalg import norm as norm
from backlight.tensor.linalg import vector_norm as vector_norm
from backlight.tensor.products import matmul as matmul

__getattr__ = _missing_from(__name__)
