"""`skip_init`: a module whose first weights do not matter, because others are loaded right after."""

from __future__ import annotations

from typing import Any

from backlight.nn.modules.module import Module


def skip_init(module_cls: type[Module], *args: Any, **kwargs: Any) -> Any:
    """Make a module whose weights are arbitrary: the random stream stays where it was.

    >>> skip_init(backlight.nn.Linear, 2, 3)
    Linear(in_features=2, out_features=3, bias=True)
    """
    from inspect import signature

    from backlight.core.random import default_generator

    if not issubclass(module_cls, Module):
        raise RuntimeError(f"Expected a Module; got {module_cls}")
    if "device" not in signature(module_cls).parameters:
        raise RuntimeError("Module must support a 'device' arg to skip initialization")
    before = default_generator.get_state()
    try:
        return module_cls(*args, **kwargs)
    finally:
        default_generator.set_state(before)
