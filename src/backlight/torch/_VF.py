"""`torch._VF`: the functions of torch by another way, which torch's own modules take."""

from typing import Any


def __getattr__(name: str) -> Any:
    from backlight import torch

    return getattr(torch, name)
