"""`torch.backends.mha`: whether an encoder may leave padding out in evaluation, as torch's fused attention does."""

from backlight.core.missing import missing_from as _missing_from
from backlight.nn.modules.transformer import fastpath_enabled as _fastpath


def get_fastpath_enabled() -> bool:
    """What was set."""
    return _fastpath[0]


def set_fastpath_enabled(value: bool) -> None:
    """Without it, the places of padding hold what was computed there, and no zeros."""
    _fastpath[0] = value


__getattr__ = _missing_from(__name__)
