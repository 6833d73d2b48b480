"""Pickles that may hold anything: Python's own unpickler, which finds torch's names here."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from importlib import import_module
from typing import Any

from backlight.serialization.machine import Callable_, Plain
from backlight.serialization.names import ALLOWED


class Unpickler(pickle.Unpickler):
    """Loads what the user trusts; it calls what the file names."""

    def __init__(self, file: io.BytesIO, storage: Callable[[Any], Any], **options: Any) -> None:
        super().__init__(file, **{"encoding": "utf-8", **options})
        self._storage = storage

    def find_class(self, module: str, name: str) -> Any:
        """An object by its name, torch's being ours."""
        known = ALLOWED.get(f"{module}.{name}")
        if isinstance(known, Plain):
            return _Marked(known) if known.value is None or "Storage" in name else known.value
        if isinstance(known, Callable_) and module.startswith("torch._utils"):
            return known.function
        if module.partition(".")[0] in ("torch", "torchvision"):
            if module.startswith("torch._C"):  # functions written in C: F.gelu as an activation, torch.relu
                module = "torch.nn.functional" if module == "torch._C._nn" else "torch"
                name = name.removeprefix("_VariableFunctionsClass").lstrip(".")
            found: Any = import_module(f"backlight.{module}")
            for part in filter(None, name.split(".")):
                found = getattr(found, part)
            return found
        return super().find_class(module, name)

    def persistent_load(self, pid: Any) -> Any:
        """A storage."""
        return self._storage(tuple([p.known if isinstance(p, _Marked) else p for p in pid]))


class _Marked:
    """The class of a storage, which stands for a dtype."""

    def __init__(self, known: Plain) -> None:
        self.known = known
