"""Which values a gradient rule reads, found in its bytecode: all else need not be kept for backward."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

_SHAPE_ONLY = frozenset(("shape", "dtype", "ndim", "size"))
_VARARGS = 0x04


def reads_of(rule) -> tuple[bool, tuple[bool, ...]]:
    """Whether the rule reads `out`, and which of its arrays; `x.shape` and the like do not count as reading.

    >>> reads_of(lambda g, out, x, y: g * y)
    (False, (False, True))
    >>> reads_of(lambda g, out, x: g + x.shape[0])
    (False, (False,))
    >>> reads_of(lambda g, out, x, size: g * (x > size))  # a name of its own, not an attribute
    (False, (True, True))
    """
    import dis

    code = rule.__code__
    names = code.co_varnames[1 : code.co_argcount]
    if code.co_flags & _VARARGS:
        names += (code.co_varnames[code.co_argcount + code.co_kwonlyargcount],)
    read = set()
    instructions = list(dis.get_instructions(code))
    for here, after in pairwise(instructions):
        if here.opname.startswith("LOAD_"):
            # newer Pythons load two locals in one instruction; argval is then a tuple of both names
            loaded = here.argval if isinstance(here.argval, tuple) else (here.argval,)
            shape_only = after.opname == "LOAD_ATTR" and after.argval in _SHAPE_ONLY
            read.update(loaded[:-1] if shape_only else loaded)
    found = [name in read for name in names]
    return found[0], tuple(found[1:])


_zeros = bytes(16)


def stand_in(array: np.ndarray) -> np.ndarray:
    """An array of the same shape and dtype that takes no memory, for values that no rule will read."""
    return np.ndarray(array.shape, array.dtype, _zeros, strides=(0,) * array.ndim)


def is_stand_in(array) -> bool:
    """Whether `array` only stands for a shape, and its values are not known any more."""
    return isinstance(array, np.ndarray) and array.base is _zeros
