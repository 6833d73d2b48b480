"""The face: what `import torch` finds under `backlight run`. Names are re-exported; nothing is computed here."""

from backlight import *  # noqa: F403
from backlight import LATER as _LATER
from backlight.core.device import get_default_device as get_default_device
from backlight.core.device import set_default_device as set_default_device
from backlight.core.later import where_found as _where_found
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
has_lapack = has_spectral = True
has_mkl = has_openmp = False
del autograd  # noqa: F821  (the face has one of its own, which is found when it is first named)

_FACE = _where_found(
    {
        "backlight.compile.compiling": "compile",
        "backlight.core.errors": "AcceleratorError OutOfMemoryError",
        "backlight.core.layout": (
            "jagged legacy_contiguous_format per_channel_affine per_channel_affine_float_qparams "
            "per_channel_symmetric per_tensor_affine per_tensor_symmetric qscheme sparse_bsc sparse_bsr sparse_csc"
        ),
        "backlight.core.settings": (
            "compiled_with_cxx11_abi get_deterministic_debug_mode init_num_threads is_vulkan_available "
            "is_warn_always_enabled set_deterministic_debug_mode set_flush_denormal set_warn_always"
        ),
        "backlight.tensor.foreach": (
            "_foreach_abs _foreach_abs_ _foreach_acos _foreach_acos_ _foreach_add _foreach_add_ _foreach_addcdiv "
            "_foreach_addcdiv_ _foreach_addcmul _foreach_addcmul_ _foreach_asin _foreach_asin_ _foreach_atan "
            "_foreach_atan_ _foreach_ceil _foreach_ceil_ _foreach_clamp_max _foreach_clamp_max_ "
            "_foreach_clamp_min _foreach_clamp_min_ _foreach_clone _foreach_copy_ _foreach_cos _foreach_cos_ "
            "_foreach_cosh _foreach_cosh_ _foreach_div _foreach_div_ _foreach_erf _foreach_erf_ _foreach_erfc "
            "_foreach_erfc_ _foreach_exp _foreach_exp_ _foreach_expm1 _foreach_expm1_ _foreach_floor "
            "_foreach_floor_ _foreach_frac _foreach_frac_ _foreach_lerp _foreach_lerp_ _foreach_lgamma "
            "_foreach_lgamma_ _foreach_log _foreach_log10 _foreach_log10_ _foreach_log1p _foreach_log1p_ "
            "_foreach_log2 _foreach_log2_ _foreach_log_ _foreach_max _foreach_maximum _foreach_maximum_ "
            "_foreach_minimum _foreach_minimum_ _foreach_mm _foreach_mul _foreach_mul_ _foreach_neg _foreach_neg_ "
            "_foreach_norm _foreach_pow _foreach_pow_ _foreach_powsum _foreach_reciprocal _foreach_reciprocal_ "
            "_foreach_round _foreach_round_ _foreach_rsqrt _foreach_rsqrt_ _foreach_sigmoid _foreach_sigmoid_ "
            "_foreach_sign _foreach_sign_ _foreach_sin _foreach_sin_ _foreach_sinh _foreach_sinh_ _foreach_sqrt "
            "_foreach_sqrt_ _foreach_sub _foreach_sub_ _foreach_tan _foreach_tan_ _foreach_tanh _foreach_tanh_ "
            "_foreach_trunc _foreach_trunc_ _foreach_zero_"
        ),
        "backlight.autograd.anomaly": "is_anomaly_check_nan_enabled is_anomaly_enabled",
        "backlight.tensor.methods": (
            "addmv_ as_strided_ detach detach_ index_put_ is_distributed is_neg resize_as_ vander"
        ),
        "backlight.tensor.sparse": (
            "quantize_per_channel quantize_per_tensor sparse_bsc_tensor sparse_bsr_tensor sparse_compressed_tensor "
            "sparse_coo_tensor sparse_csc_tensor sparse_csr_tensor"
        ),
        "backlight.tensor.storage": (
            "BFloat16Storage BoolStorage ByteStorage CharStorage ComplexDoubleStorage ComplexFloatStorage "
            "DoubleStorage FloatStorage HalfStorage IntStorage LongStorage ShortStorage Storage TypedStorage "
            "UntypedStorage is_storage"
        ),
        "backlight.torch.cpu": "Event Stream",
    }
)
__getattr__ = _missing_from(__name__, {**_LATER, **_FACE})


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER, *_FACE})
