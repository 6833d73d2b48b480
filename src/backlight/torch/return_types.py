"""`torch.return_types`: the tuples with named parts that functions such as max return."""

from typing import Any

from backlight.core.missing import missing_from as _missing_from
from backlight.tensor.results import TYPES

_missing = _missing_from(__name__)


def __getattr__(name: str) -> Any:
    return TYPES.get(name) or _missing(name)


def __dir__() -> list[str]:
    return sorted(TYPES)
