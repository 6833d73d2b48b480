"""`torch.autograd`."""

import sys
from types import ModuleType
from typing import Any

from backlight import autograd as _own
from backlight.autograd import *  # noqa: F403
from backlight.core.missing import missing_from as _missing_from

for _name in ("function", "grad_mode"):  # the face has its own, found when they are first named
    del globals()[_name]

_missing = _missing_from(__name__)
_LATER = ("detect_anomaly", "gradgradcheck", "set_detect_anomaly")


def __getattr__(name: str) -> Any:
    return getattr(_own, name) if name in _LATER else _missing(name)


class _Package(ModuleType):
    """`torch.autograd.gradcheck` is the function, also when the module of that name has been imported."""

    @property
    def gradcheck(self) -> Any:
        return _own.gradcheck

    @gradcheck.setter
    def gradcheck(self, module: Any) -> None:
        """What the import of the module would set."""


sys.modules[__name__].__class__ = _Package
