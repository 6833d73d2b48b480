"""`import torch` served by backlight: one finder, and every torch module is the one module object of the face."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType

from backlight.core.errors import user_place
from backlight.core.missing import MissingTorchModule

# What a script imports, and the package that serves it.
SERVED = {"torch": "backlight.torch", "torchvision": "backlight.torchvision"}


def install_as_torch() -> None:
    """Serve `import torch` (and `torchvision`) by backlight in this process from now on.

    A PyTorch that is installed is not touched. `uninstall_as_torch()` takes it back.

    Raises:
        RuntimeError: the real torch was imported before; two torches in one process would mix.

    >>> install_as_torch()
    >>> import torch
    >>> torch is sys.modules["backlight.torch"]
    True
    >>> uninstall_as_torch()
    """
    for name in SERVED:
        module = sys.modules.get(name)
        if module is not None and not _is_ours(name):
            raise RuntimeError(
                f"{name} is already imported from {getattr(module, '__file__', 'elsewhere')}, so backlight cannot "
                f"serve it in this process. Call backlight.install_as_torch() before the first `import {name}` "
                "(in a notebook: restart the kernel and call it in the first cell)."
            )
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)


def uninstall_as_torch() -> None:
    """Undo `install_as_torch()`: the next `import torch` finds whatever torch is installed."""
    if _finder in sys.meta_path:
        sys.meta_path.remove(_finder)
    for name in [name for name in sys.modules if _is_ours(name)]:
        del sys.modules[name]


class _TorchFinder:
    """Finds torch's modules in backlight; as a loader it puts the face's own module object in their place."""

    def find_spec(self, name: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name.partition(".")[0] not in SERVED:
            return None
        found = _spec_of(_real_name(name))
        if found is not None:
            return ModuleSpec(name, self, origin=found.origin)  # pyright: ignore[reportArgumentType]
        asker = sys._getframe(1).f_back
        if asker is None or asker.f_globals.get("__name__") != "importlib._bootstrap":
            return None  # importlib.util.find_spec and the like only ask
        owner, _, last = name.rpartition(".")
        raise MissingTorchModule(owner, last, user_place(), sys.modules.get(owner))

    def create_module(self, spec: ModuleSpec) -> None:
        return None  # importlib makes an empty one; it is replaced below before anyone sees it

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        sys.modules[name] = face = import_module(_real_name(name))
        # Modules whose names stand for functions in their package: their import later must not take those names back.
        for child in vars(face).get("SHADOWED", ()):
            sys.modules[f"{name}.{child}"] = sys.modules[f"{face.__name__}.{child}"]


_finder = _TorchFinder()


def _real_name(name: str) -> str:
    root, dot, rest = name.partition(".")
    return SERVED[root] + dot + rest


def _is_ours(name: str) -> bool:
    """Whether `sys.modules[name]` is a torch module served by backlight."""
    if name.partition(".")[0] not in SERVED or sys.modules[name] is None:
        return False
    return sys.modules[name] is sys.modules.get(_real_name(name))


def _spec_of(real: str) -> ModuleSpec | None:
    from importlib.util import find_spec

    try:
        return find_spec(real)
    except ModuleNotFoundError:  # the parent is no package
        return None
