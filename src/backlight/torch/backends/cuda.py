"""`torch.backends.cuda`: switches that programs set before training, without effect here."""

from types import SimpleNamespace

from backlight.core.missing import missing_from as _missing_from

matmul = SimpleNamespace(
    allow_tf32=False,
    allow_fp16_reduced_precision_reduction=True,
    allow_bf16_reduced_precision_reduction=True,
)


def is_built() -> bool:
    """False: there is no CUDA."""
    return False


__getattr__ = _missing_from(__name__)
