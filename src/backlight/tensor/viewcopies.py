"""What the views show, as copies with memory of their own: torch's functions that end in _copy."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.card import known_as
from backlight.core.result import constant
from backlight.ops.index import getitem
from backlight.tensor.diagonals import diagonal
from backlight.tensor.dims import dim_of
from backlight.tensor.indexing import select
from backlight.tensor.joining import split, split_with_sizes, unbind
from backlight.tensor.memory import as_strided
from backlight.tensor.out import into
from backlight.tensor.shaping import squeeze, unsqueeze
from backlight.tensor.surface import given
from backlight.tensor.turning import permute, t, transpose

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def slice(input: Any, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1) -> Tensor:
    """A view of the slices along `dim` from `start` to `end`, `step` apart.

    >>> slice(backlight.arange(5), 0, 1, -1)
    tensor([1, 2, 3])
    """
    if step <= 0:
        raise RuntimeError("slice step must be positive")
    return input[(*[builtins.slice(None)] * dim_of(dim, input.ndim), builtins.slice(start, end, step))]


def _copied(name: str, view: Callable) -> Any:
    """The function `name`, which copies what `view` shows."""

    def call(input: Tensor, *args: Any, out: Tensor | None = None, **named: Any) -> Tensor:
        return given(out, _apart(view(input, *args, **named)), name)

    return _named(call, name)


def _apart(part: Any) -> Any:
    """The copy of a view, which takes the place of the view in the graph."""
    result = constant(np.array(part._array, order="C"))
    node = part._node
    if node is not None:
        name = type(node.parents[0] if node.picks else node).__name__
        known_as(part, name if name.endswith("_copy") else f"{name}_copy")
        result._node, result._needs_grad, node.out = node, True, result._array
    return result


def _all_copied(name: str, views: Callable) -> Any:
    """The same for a view that shows several parts."""

    def call(input: Tensor, *args: Any, out: Any = None, **named: Any) -> Any:
        parts = [_apart(part) for part in views(input, *args, **named)]
        if out is None:
            return tuple(parts)
        if len(out) != len(parts):
            raise RuntimeError(f"{name}() expected an out= argument of {len(parts)} tensors, got {len(out)}")
        for one, part in zip(out, parts, strict=True):
            into(one, part, name)
        return None

    return _named(call, name)


def _named(call: Any, name: str) -> Any:
    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"What `{name.removesuffix('_copy')}` shows, in memory of its own (or in `out`)."
    return call


def _method(name: str) -> Callable:
    """The view that a method of tensors gives."""
    return lambda x, *args, **named: getattr(x, name)(*args, **named)


alias_copy = _copied("alias_copy", lambda x: getitem(x, key=(...,)))
as_strided_copy = _copied("as_strided_copy", as_strided)
detach_copy = _copied("detach_copy", _method("detach"))
diagonal_copy = _copied("diagonal_copy", diagonal)
expand_copy = _copied("expand_copy", _method("expand"))
permute_copy = _copied("permute_copy", permute)
select_copy = _copied("select_copy", select)
slice_copy = _copied("slice_copy", slice)
squeeze_copy = _copied("squeeze_copy", squeeze)
t_copy = _copied("t_copy", t)
transpose_copy = _copied("transpose_copy", transpose)
unfold_copy = _copied("unfold_copy", _method("unfold"))
unsqueeze_copy = _copied("unsqueeze_copy", unsqueeze)
view_copy = _copied("view_copy", _method("view"))

split_copy = _all_copied("split_copy", split)
split_with_sizes_copy = _all_copied("split_with_sizes_copy", split_with_sizes)
unbind_copy = _all_copied("unbind_copy", unbind)
