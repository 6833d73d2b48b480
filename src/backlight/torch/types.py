"""`torch.types`: names for type hints."""

import builtins as _builtins
from collections.abc import Sequence as _Sequence
from os import PathLike as _PathLike
from typing import IO as _IO
from typing import Any

from backlight.core.device import device as device
from backlight.core.dtypes import dtype as dtype
from backlight.core.layout import layout as layout
from backlight.core.missing import missing_from as _missing_from
from backlight.tensor.size import Size as Size
from backlight.tensor.tensor import Tensor as Tensor

_TensorOrTensors = Tensor | _Sequence[Tensor]
Number = _builtins.int | _builtins.float | _builtins.bool
FileLike = str | _PathLike[str] | _IO[bytes]
Device = device | str | int | None
Storage = Any

_int, _float, _bool, _complex = _builtins.int, _builtins.float, _builtins.bool, _builtins.complex
_dtype, _device, _layout = dtype, device, layout
_size = Size | list[_int] | tuple[_int, ...]

__getattr__ = _missing_from(__name__)
