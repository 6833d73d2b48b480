"""Processes that the program starts with multiprocessing import torch from backlight too."""

from __future__ import annotations

from typing import Any

from backlight.run.imports import after_import
from backlight.torch_alias import install_as_torch


def serve_children() -> None:
    """Let every process that multiprocessing spawns call `install_as_torch()` before it imports the program."""
    after_import("multiprocessing.spawn", _extend)


def _extend(spawn: Any) -> None:
    prepare = spawn.get_preparation_data

    def get_preparation_data(name: str) -> dict:
        return {"backlight": _Install(), **prepare(name)}

    spawn.get_preparation_data = get_preparation_data


class _Install:
    """Unpickling it, which is the first thing that a child does, is the call."""

    def __reduce__(self) -> tuple:
        return install_as_torch, ()
