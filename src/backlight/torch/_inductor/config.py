"""`torch._inductor.config`: settings of a compiler, which is not here; they keep what is set."""

from types import SimpleNamespace as _Settings

from backlight.compile.marking import patch_dynamo_config as patch
from backlight.core.missing import missing_from as _missing_from

coordinate_descent_tuning = fx_graph_cache = max_autotune = epilogue_fusion = freezing = cpp_wrapper = debug = False
force_fuse_int_mm_with_mul = use_mixed_mm = fallback_random = shape_padding = assert_indirect_indexing = False
triton, cpp, trace = _Settings(unique_kernel_names=True, cudagraphs=False), _Settings(threads=-1), _Settings()

__all__ = ["patch"]

__getattr__ = _missing_from(__name__)
