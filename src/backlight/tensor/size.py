"""The shape of a tensor: a tuple of ints that prints as torch.Size and stays one when sliced or joined."""

from __future__ import annotations

import math
from operator import index
from typing import TYPE_CHECKING, Any, overload

from backlight.core.public import Public

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import SupportsIndex


class Size(tuple[int, ...], metaclass=Public):
    """The sizes of a tensor's dimensions, one int each.

    Entries are anything with ``__index__``; others raise TypeError. Code that already holds a tuple of ints
    (``array.shape``) skips that check with ``tuple.__new__(Size, array.shape)``.

    >>> Size([2, 3]) + (4,)
    torch.Size([2, 3, 4])
    >>> Size([2, 3])[:1].numel()
    2
    """

    __slots__ = ()

    def __new__(cls, sizes: Iterable[SupportsIndex] = (), /) -> Size:
        items = tuple(sizes)
        for position, item in enumerate(items):
            try:
                index(item)
            except TypeError:
                raise TypeError(
                    f"torch.Size() takes an iterable of 'int' (item {position} is '{type(item).__name__}')"
                ) from None
        return tuple.__new__(cls, map(index, items))

    def numel(self) -> int:
        """The number of elements of a tensor of this size: the product of the entries, 1 for ``Size([])``."""
        return math.prod(self)

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    @overload
    def __getitem__(self, key: SupportsIndex, /) -> int: ...
    @overload
    def __getitem__(self, key: slice, /) -> Size: ...
    def __getitem__(self, key: Any, /) -> int | Size:
        part = tuple.__getitem__(self, key)
        return tuple.__new__(Size, part) if type(key) is slice else part

    def __add__(self, other: Any, /) -> Size:
        if not isinstance(other, tuple):
            raise TypeError(f"can only concatenate tuple (not {type(other).__name__}) to torch.Size")
        return Size((*self, *other))

    def __radd__(self, other: Any, /) -> Size:
        if not isinstance(other, tuple):
            return NotImplemented
        return Size((*other, *self))

    def __mul__(self, count: SupportsIndex, /) -> Size:
        return tuple.__new__(Size, tuple.__mul__(self, count))

    __rmul__ = __mul__

    def __reduce__(self) -> tuple[type[Size], tuple[tuple[int, ...]]]:
        return Size, (tuple(self),)
