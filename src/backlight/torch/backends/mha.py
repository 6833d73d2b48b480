"""`torch.backends.mha`: whether attention may take a faster way; here there is one."""

from backlight.core.missing import missing_from as _missing_from

_is_fastpath_enabled = True


def get_fastpath_enabled() -> bool:
    """What was set, which has no effect."""
    return _is_fastpath_enabled


def set_fastpath_enabled(value: bool) -> None:
    """Remember the wish."""
    global _is_fastpath_enabled
    _is_fastpath_enabled = value


__getattr__ = _missing_from(__name__)
