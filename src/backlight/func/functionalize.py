"""`functionalize`: in torch a function without writes in place; here a function is that already for whoever looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.func.gradient import wrapped_as
from backlight.func.lane import lane_of


def functionalize(func: Callable, *, remove: str = "mutations") -> Callable:
    """`func` itself: the graph that it leaves has no writes in it anyway."""
    if remove not in ("mutations", "mutations_and_views"):
        raise RuntimeError(
            f"functionalize(f, remove='mutations'): received invalid argument for remove={remove}. Valid options are "
            "'mutations' and 'mutations_and_views'."
        )

    def functional(*args: Any, **kwargs: Any) -> Any:
        return func(*args, **kwargs)

    return wrapped_as(func, functional)


def debug_unwrap(tensor: Any, *, recurse: bool = True) -> Any:
    """The tensor of all examples behind a tensor inside `vmap`; any other tensor is returned as it is."""
    lane = lane_of(tensor)
    if lane is None:
        return tensor
    return debug_unwrap(lane.physical) if recurse else lane.physical
