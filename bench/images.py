"""Pooling and resizing of images, forward and backward, in milliseconds next to torch; one thread each."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from measure import fastest, seconds
from table import Row

CALLS: dict[str, tuple[tuple[int, ...], Callable[[Any, Any], Any]]] = {
    "max_pool2d 2x2 of 64x64x24x24, a step": ((64, 64, 24, 24), lambda F, x: F.max_pool2d(x, 2)),
    "bilinear interpolate, 8x16x32x32 twice as large, a step": (
        (8, 16, 32, 32),
        lambda F, x: F.interpolate(x, scale_factor=2, mode="bilinear"),
    ),
}


def rows(modules: dict[str, Any], rounds: int) -> list[Row]:
    """Each call with its backward; both libraries in turns."""
    found = []
    for what, (shape, call) in CALLS.items():
        time_of = fastest({name: _step(nx, shape, call) for name, nx in modules.items()}, rounds)
        ours, theirs = 1e3 * time_of["backlight"], 1e3 * time_of["torch"]
        met = ours <= 3 * theirs
        found.append(
            Row(
                what,
                "≤ 3 × torch's time",
                f"{ours:.1f} ms, {ours / theirs:.2f} ×",
                f"{theirs:.1f} ms",
                theirs / ours,
                met,
            )
        )
    return found


def _step(nx: Any, shape: tuple[int, ...], call: Callable[[Any, Any], Any]) -> Callable[[], float]:
    functional = importlib.import_module(f"{nx.__name__}.nn.functional")
    x = nx.randn(*shape, requires_grad=True)
    g = nx.ones(*call(functional, x.detach()).shape)

    def step() -> None:
        x.grad = None
        call(functional, x).backward(g)

    return lambda: seconds(step)
