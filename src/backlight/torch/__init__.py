"""The face: what `import torch` finds under `backlight run`. Names are re-exported; nothing is computed here."""

from backlight import *  # noqa: F403
from backlight import LATER as _LATER
from backlight.core.device import get_default_device as get_default_device
from backlight.core.device import set_default_device as set_default_device
from backlight.core.layout import channels_last as channels_last
from backlight.core.layout import channels_last_3d as channels_last_3d
from backlight.core.layout import contiguous_format as contiguous_format
from backlight.core.layout import layout as layout
from backlight.core.layout import memory_format as memory_format
from backlight.core.layout import preserve_format as preserve_format
from backlight.core.layout import sparse_coo as sparse_coo
from backlight.core.layout import sparse_csr as sparse_csr
from backlight.core.layout import strided as strided
from backlight.core.missing import missing_from as _missing_from
from backlight.core.settings import are_deterministic_algorithms_enabled as are_deterministic_algorithms_enabled
from backlight.core.settings import get_float32_matmul_precision as get_float32_matmul_precision
from backlight.core.settings import get_num_interop_threads as get_num_interop_threads
from backlight.core.settings import get_num_threads as get_num_threads
from backlight.core.settings import (
    is_deterministic_algorithms_warn_only_enabled as is_deterministic_algorithms_warn_only_enabled,
)
from backlight.core.settings import set_float32_matmul_precision as set_float32_matmul_precision
from backlight.core.settings import set_num_interop_threads as set_num_interop_threads
from backlight.core.settings import set_num_threads as set_num_threads
from backlight.core.settings import use_deterministic_algorithms as use_deterministic_algorithms
from backlight.torch.version import __version__ as __version__

newaxis = None
del autograd  # noqa: F821  (the face has one of its own, which is found when it is first named)

__getattr__ = _missing_from(__name__, _LATER)
