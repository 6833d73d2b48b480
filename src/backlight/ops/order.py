"""What complex numbers do not have: an order. NumPy gives them one, torch refuses."""

from __future__ import annotations

from typing import Any


def expect_order(x: Any, name: str) -> None:
    """NotImplementedError for an array of complex numbers."""
    if x.dtype.kind == "c":
        raise NotImplementedError(f'"{name}" not implemented for complex numbers ({x.dtype}), which have no order')


def ordered(ufunc: Any) -> Any:
    """A ufunc of two arrays that does so."""
    name = ufunc.__name__

    def call(x, y):
        if x.dtype.kind == "c":
            expect_order(x, name)
        return ufunc(x, y)

    return call
