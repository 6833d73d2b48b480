"""`torch.distributions`, with its some fifty modules, each of which torch gives to one distribution.

They are made here from a table, and what they hold is imported when it is first named.
"""

import sys as _sys
from importlib.machinery import ModuleSpec as _ModuleSpec
from types import ModuleType as _ModuleType

from backlight.core.missing import missing_from as _missing_from
from backlight.distributions.names import HERE as _HERE
from backlight.distributions.names import PRIVATE as _PRIVATE
from backlight.distributions.names import SUBMODULES as _SUBMODULES

# Named in their modules alone.
_BELOW = {"ConstraintRegistry", "ExpRelaxedCategorical", "LogitRelaxedBernoulli"}
_BELOW.update(_SUBMODULES["constraints"].split(), _SUBMODULES["utils"].split())
__all__ = sorted({name for names in _SUBMODULES.values() for name in names.split()} - _BELOW)


def _module(name: str, public: list[str], private: list[str]) -> _ModuleType:
    module = _ModuleType(f"{__name__}.{name}", f"`torch.distributions.{name}`.")
    here = {known: _HERE[known] for known in public + private}
    module.__spec__, module.__package__ = _ModuleSpec(module.__name__, None), __name__
    vars(module).update(__all__=public, __getattr__=_missing_from(module.__name__, here))
    return module


for _name, _names in _SUBMODULES.items():
    globals()[_name] = _sys.modules[f"{__name__}.{_name}"] = _module(
        _name, _names.split(), _PRIVATE.get(_name, "").split()
    )

__getattr__ = _missing_from(__name__, {name: _HERE[name] for name in __all__})


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
