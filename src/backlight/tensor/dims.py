"""Dimensions and sizes as users write them, brought to one form: counted from the front, tuples of ints."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from operator import index
from typing import Any


def dim_of(dim: Any, ndim: int) -> int:
    """`dim`, which may count from the end, as a position in `ndim` dimensions (0 dimensions count as one).

    >>> dim_of(-1, 3)
    2
    """
    room = ndim or 1
    if not -room <= dim < room:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-room}, {room - 1}], but got {dim})")
    return index(dim) % room


def dims_of(dims: Any, ndim: int) -> tuple[int, ...]:
    """One dim or several of them as positions; RuntimeError where one comes twice."""
    found = tuple([dim_of(d, ndim) for d in (dims if isinstance(dims, Iterable) else (dims,))])
    if len(set(found)) < len(found):
        raise RuntimeError(f"dim {max(found, key=found.count)} appears multiple times in the list of dims")
    return found


def sizes_of(sizes: tuple, name: str) -> tuple[int, ...]:
    """The sizes of `view(2, 3)` or `view((2, 3))` as a tuple of ints."""
    given: Any = sizes[0] if len(sizes) == 1 and isinstance(sizes[0], (tuple, list)) else sizes
    try:
        return tuple(map(index, given))
    except TypeError:
        position, wrong = next((i, n) for i, n in enumerate(given) if not hasattr(n, "__index__"))
        raise TypeError(
            f"{name}(): the sizes must be ints, but found element of type {type(wrong).__name__} at pos {position}"
        ) from None


def also(**spellings: str) -> Any:
    """Makes a function of torch's take other words for its arguments: `@also(axis="dim")`, as torch does.

    >>> @also(axis="dim")
    ... def size(x, dim):
    ...     return x.shape[dim]
    >>> size(backlight.zeros(2, 3), axis=1)
    3
    """

    def decorate(call: Any) -> Any:
        @wraps(call)
        def either(*args: Any, **named: Any) -> Any:
            for word in spellings.keys() & named.keys():
                if spellings[word] in named:
                    raise TypeError(f"{call.__name__}() got both {word!r} and {spellings[word]!r}")
                named[spellings[word]] = named.pop(word)
            return call(*args, **named)

        return either

    return decorate


axis_is_dim = also(axis="dim")
reduced = also(axis="dim", keepdims="keepdim")
