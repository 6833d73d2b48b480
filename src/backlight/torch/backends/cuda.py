"""`torch.backends.cuda`: switches that programs set before training, most without effect here."""

from types import SimpleNamespace as _SimpleNamespace
from typing import Any as _Any

from backlight.core.errors import warn as _warn
from backlight.core.missing import missing_from as _missing_from
from backlight.core.settings import held as _held
from backlight.nn.functional.attention import switches as _sdp

matmul = _SimpleNamespace(
    allow_tf32=False,
    allow_fp16_reduced_precision_reduction=True,
    allow_bf16_reduced_precision_reduction=True,
    allow_fp16_accumulation=False,
    fp32_precision="none",
)
cufft_plan_cache = _SimpleNamespace(size=0, max_size=0)


def is_built() -> bool:
    """False: there is no CUDA."""
    return False


def flash_sdp_enabled() -> bool:
    """Whether flash attention may be used."""
    return _sdp.flash


def enable_flash_sdp(enabled: bool) -> None:
    """Set whether flash attention may be used."""
    _sdp.flash = enabled


def mem_efficient_sdp_enabled() -> bool:
    """Whether memory-efficient attention may be used."""
    return _sdp.mem_efficient


def enable_mem_efficient_sdp(enabled: bool) -> None:
    """Set whether memory-efficient attention may be used."""
    _sdp.mem_efficient = enabled


def math_sdp_enabled() -> bool:
    """Whether attention may be computed by its formula, step by step."""
    return _sdp.math


def enable_math_sdp(enabled: bool) -> None:
    """Set whether attention may be computed by its formula."""
    _sdp.math = enabled


def cudnn_sdp_enabled() -> bool:
    """Whether cuDNN's attention may be used."""
    return _sdp.cudnn


def enable_cudnn_sdp(enabled: bool) -> None:
    """Set whether cuDNN's attention may be used."""
    _sdp.cudnn = enabled


def fp16_bf16_reduction_math_sdp_allowed() -> bool:
    """Whether attention in 16 bits may be summed in 16 bits."""
    return _sdp.reduction


def allow_fp16_bf16_reduction_math_sdp(enabled: bool) -> None:
    """Set whether attention in 16 bits may be summed in 16 bits."""
    _sdp.reduction = enabled


def is_flash_attention_available() -> bool:
    """False: there is no CUDA."""
    return False


def can_use_flash_attention(params: _Any, debug: bool = False) -> bool:
    """False: there is no CUDA."""
    return False


can_use_efficient_attention = can_use_cudnn_attention = can_use_flash_attention


def sdp_kernel(
    enable_flash: bool = True, enable_math: bool = True, enable_mem_efficient: bool = True, enable_cudnn: bool = True
) -> _Any:
    """A block in which only some ways to compute attention may be used, deprecated."""
    _warn(
        "`torch.backends.cuda.sdp_kernel()` is deprecated. In the future, this context manager will be removed. "
        "Please see `torch.nn.attention.sdpa_kernel()` for the new context manager, with updated signature.",
        FutureWarning,
    )
    return _held(_sdp, flash=enable_flash, math=enable_math, mem_efficient=enable_mem_efficient, cudnn=enable_cudnn)


def preferred_linalg_library(backend: _Any = None) -> str:
    """'default': NumPy computes."""
    return "default"


preferred_blas_library = preferred_linalg_library

__getattr__ = _missing_from(__name__)
