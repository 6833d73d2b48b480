"""`torch.hub`."""

from typing import Any

from backlight.core.missing import missing_from as _missing_from
from backlight.hub import *  # noqa: F403
from backlight.hub import __all__ as __all__

_missing = _missing_from(__name__)


def __getattr__(name: str) -> Any:
    if name == "tqdm":  # programs take the progress bar from here
        from tqdm import tqdm  # type: ignore[import-not-found]

        return tqdm
    return _missing(name)
