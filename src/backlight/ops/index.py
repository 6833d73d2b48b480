"""Parts of a tensor: views by ints and slices, then copies by index arrays and masks, and what writes such parts."""

from __future__ import annotations

from math import prod

import numpy as np

from backlight.core.op import op


def view_of(x: np.ndarray, key: tuple) -> np.ndarray:
    """The part of `x` at a key of ints, slices, None and one Ellipsis, as a view of its memory, even if 0-dim."""
    try:
        return x[key]
    except IndexError as error:
        raise IndexError(_told(error, x, key)) from None


def _told(error: IndexError, x: np.ndarray, key: tuple) -> str:
    text = str(error)
    if "too many indices" in text:
        if not x.ndim:
            return "invalid index of a 0-dim tensor. Use `tensor.item()` to convert a 0-dim tensor to a number"
        return f"too many indices for tensor of dimension {x.ndim}: {sum(k is not None for k in key) - 1} were given"
    return text.replace("axis", "dimension")


def _part_name(params: dict) -> str:
    key = params["key"]
    for part in reversed(key):
        if part is None:
            return "UnsqueezeBackward0"
        if part.__class__ is int:
            return "SelectBackward0"
        if part.__class__ is slice and (part.start is not None or part.stop is not None or part.step is not None):
            return "SliceBackward0"
    return "SliceBackward0" if key[0].__class__ is slice and len(key) == 2 else "AliasBackward0"


def key_text(params: dict) -> str:
    """The key as a user writes it: [0, 1:3].

    >>> key_text({"key": (0, slice(1, 3), ...)}), key_text({"key": (..., 1)})
    ('[0, 1:3]', '[..., 1]')
    """
    key = params["key"]
    shown = key[:-1] if key[-1] is ... and len(key) > 1 else key
    return f"[{', '.join([_part_text(part) for part in shown])}]"


def _part_text(part) -> str:
    if part is ...:
        return "..."
    if part.__class__ is not slice:
        return str(part)
    start, stop = ("" if n is None else n for n in (part.start, part.stop))
    return f"{start}:{stop}" + (f":{part.step}" if part.step not in (None, 1) else "")


getitem = op(
    lambda x, key: view_of(x, key),
    lambda g, out, x, key: place(g, shape=x.shape, key=key),
    name="getitem",
    kind="view",
    label=key_text,
    local=("1 at the index",),
    grad_fn=_part_name,
)


def _place(x, shape, key):
    placed = np.zeros(shape, x.dtype)
    placed[key] = x
    return placed


place = op(
    _place,
    lambda g, out, x, shape, key: getitem(g, key=key),
    name="place",
    kind="gather",
    label="[ ] of zeros",
    local=("1",),
)


def located(axes: tuple, indices: tuple) -> tuple:
    """NumPy's key that has each index array at its place in `axes`, and full slices between."""
    key: list = [slice(None)] * (axes[-1] + 1)
    for axis, index in zip(axes, indices, strict=True):
        key[axis] = index
    return tuple(key)


def _index(x, *indices, axes):
    try:
        if len(indices) == 1 and axes[0] and indices[0].dtype.kind != "b" and x.flags.c_contiguous:
            return x.take(indices[0], axes[0])
        out = x[located(axes, indices)]
        return out if out.flags.c_contiguous or not x.flags.c_contiguous else np.ascontiguousarray(out)
    except IndexError as error:
        raise IndexError(_unfit(error, x, indices, axes)) from None


def _unfit(error: IndexError, x, indices, axes) -> str:
    shapes = [list(np.shape(i)) for i in indices]
    for axis, index in zip(axes, indices, strict=True):
        if index.dtype.kind == "b" and index.shape != x.shape[axis : axis + index.ndim]:
            return (
                f"The shape of the mask {list(index.shape)} at index {axis} does not match the shape of the indexed "
                f"tensor {list(x.shape)} at index {axis}"
            )
    if "broadcast" in str(error):
        return "shape mismatch: indexing tensors could not be broadcast together with shapes " + ", ".join(
            map(str, shapes)
        )
    return _told(error, x, axes)


index = op(
    _index,
    joint=lambda g, out, x, *indices, axes: (
        index_sum(g, *indices, shape=x.shape, axes=axes),
        *[None] * len(indices),
    ),
    name="index",
    kind="gather",
    label="[ ]",
    local=("1 at the index", ""),
)


def add_at(total: np.ndarray, axes: tuple, indices: tuple, values) -> None:
    """Add `values` to the indexed places of `total`, which may come more than once."""
    key = located(axes, indices)
    if len(indices) == 1 and indices[0].dtype.kind == "b":
        total[key] += values  # a mask names no place twice
        return
    if total.size < 1000 or not total.flags.c_contiguous or total.dtype.kind not in "fc":
        np.add.at(total, key, values)
        return
    # NumPy adds fast in one dimension only: so do it by places in memory
    end = axes[-1] + (indices[-1].ndim if indices[-1].dtype.kind == "b" else 1)
    at = _rows_at(total.shape[:end], key)
    shape = total.shape[end:]
    tail = prod(shape)  # the dimensions behind the last index are taken whole
    places = at[..., None] * tail + np.arange(tail)
    np.add.at(total.reshape(-1), places.ravel(), np.broadcast_to(values, at.shape + shape).ravel())


def _rows_at(shape: tuple, key: tuple) -> np.ndarray:
    """The numbers of the indexed elements of an array of this shape, counted through all of it."""
    numbers, step = np.intp(0), 1
    for d in reversed(range(len(shape))):
        coordinate = np.arange(shape[d]).reshape((shape[d],) + (1,) * (len(shape) - d - 1))
        numbers = numbers + np.broadcast_to(coordinate, shape)[key] * step
        step *= shape[d]
    return np.asarray(numbers)


def _index_sum(x, *indices, shape, axes):
    total = np.zeros(shape, x.dtype)
    add_at(total, axes, indices, x)
    return total


index_sum = op(
    _index_sum,
    joint=lambda g, out, x, *indices, shape, axes: (index(g, *indices, axes=axes), *[None] * len(indices)),
    name="index_sum",
    kind="gather",
    label="Σ into [ ]",
    local=("1", ""),
    grad_fn="IndexPutBackward0",
)


def write_at(x: np.ndarray, values, *indices, axes: tuple, accumulate: bool = False) -> np.ndarray:
    """Overwrite the indexed places of `x` with `values`, or add them there; return `x`."""
    try:
        if accumulate:
            add_at(x, axes, indices, values)
        else:
            x[located(axes, indices)] = values
    except IndexError as error:
        raise IndexError(_unfit(error, x, indices, axes)) from None
    except ValueError:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(np.shape(values))} cannot be broadcast to indexing result "
            f"of shape {list(_index(x, *indices, axes=axes).shape)}"
        ) from None
    return x


index_put = op(
    lambda x, values, *indices, **where: write_at(x.copy(), values, *indices, **where),
    joint=lambda g, out, x, values, *indices, axes, accumulate=False: (
        g if accumulate else index_put(g, 0, *indices, axes=axes),
        index(g, *indices, axes=axes),
        *[None] * len(indices),
    ),
    name="index_put",
    kind="gather",
    label="write into [ ]",
    local=(lambda p: "1" if p.get("accumulate") else "0 at the index, else 1", "1 at the index", ""),
)


def _take(x, index):
    try:
        return x.take(index)
    except IndexError:
        wrong = next(i for i in index.ravel().tolist() if not -x.size <= i < x.size)
        raise IndexError(f"out of range: tried to access index {wrong} on a tensor of {x.size} elements.") from None


take = op(
    _take,
    lambda g, out, x, index: take_sum(g, index, shape=x.shape),
    None,
    name="take",
    kind="gather",
    local=("1 at the index", ""),
)


def _take_sum(x, index, shape):
    total = np.zeros(shape, x.dtype)
    add_at(total.reshape(-1), (0,), (index,), x)
    return total


take_sum = op(
    _take_sum,
    lambda g, out, x, index, shape: take(g, index),
    None,
    name="take_sum",
    kind="gather",
    label="Σ back",
    local=("1", ""),
    grad_fn="PutBackward0",
)
