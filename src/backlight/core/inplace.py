"""Views and in-place writes: memory is overwritten, and the graph is told what the values now come from.

A write `x += y` computes `x + y` as ever, puts it where x was, and moves x to the new node; older consumers keep
the old one. Where x is a view, its base moves too: to a node that passes the gradient of the written part to the
new values and of the rest to the old base. Other views of that base find out at their next use (`refresh`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backlight.core import dtypes, writes
from backlight.core import op as engine
from backlight.core import result as results
from backlight.core.card import known_as
from backlight.core.fit import broadcast_to
from backlight.core.hooks import follow
from backlight.core.modes import state
from backlight.core.node import next_sequence
from backlight.core.op import astype, record
from backlight.core.operands import as_number
from backlight.core.result import new, owner
from backlight.core.strided import as_strided, geometry, overlaps, steps, strided, strided_scatter
from backlight.core.variable import Variable, edge


def refresh(view: Variable) -> None:
    """Bring a view's place in the graph up to date, if its base was written to since."""
    base = view._base
    assert base is not None
    if view._seen == base._rewrites:
        return
    if owner(view._array) is not owner(base._array):  # `base.data = …` gave the base other memory
        view._base = None
        return
    if base._needs_grad and view._locked is not None:
        if state.grad:
            raise RuntimeError(_locked_message(view, "its base or another view of its base has been"))
        return
    view._seen = base._rewrites
    if base._needs_grad:
        where = geometry(view._array, base._array)
        fresh = record(as_strided.op, (base._array,), where, (edge(base),), view._array)
        follow(view, view._node, fresh._node)
        view._node, view._needs_grad = fresh._node, True


engine.refresh = refresh


def needing(*values: object) -> bool:
    """Whether an operation on these values is to be recorded: one of them needs a gradient, and grad mode is on."""
    found = False
    for x in values:
        if isinstance(x, Variable):
            if x._base is not None:
                refresh(x)
            found = found or x._needs_grad
    return found and state.grad


def guard(x: Variable, needs: bool) -> None:
    """Refuse a write that the graph forbids; `needs` says whether what is written needs a gradient."""
    if x._base is not None:
        refresh(x)
    if x._inference and not state.inference:
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed. "
            "Make a clone first (x = x.clone()), or write inside inference_mode."
        )
    if not state.grad or not (needs or x._needs_grad):
        return
    if x._locked is not None:
        raise RuntimeError(_locked_message(x, "is being"))
    base = x if x._base is None else x._base
    if x._needs_grad and base._node is None:
        which = "a leaf Variable" if base is x else "a view of a leaf Variable"
        raise RuntimeError(
            f"{which} that requires grad is being used in an in-place operation. "
            "Wrap the update in `with torch.no_grad():`, or write to x.data."
        )


_LOCKS = {
    "several": "This view is the output of a function that returns multiple views ({about}). Such functions do not "
    "allow the output views to be modified inplace. Use the out-of-place operation, or take the part by an index "
    "(x[0], x[:2]) instead.",
    "parts": "It has another dtype than its base, and the graph does not follow a write from one to the other. Write "
    "to the base itself, or use the out-of-place operation.",
    "mode": "Given that this use case is ambiguous and error-prone, it is forbidden. Put both the view and the write "
    "inside the {about} block (if the write is not to be tracked) or both outside (if it is).",
    "function": "It was made inside a custom Function, or is an input that its forward handed back, and a write would "
    "bypass the custom backward. Use the out-of-place operation, or let forward return a .clone().",
}


def _locked_message(view: Variable, what: str) -> str:
    kind, about = view._locked  # type: ignore[misc]
    made = f"A view was created in {about} mode" if kind == "mode" else f"An output of {about}() is a view"
    return f"{made} and {what} modified inplace with grad mode enabled. {_LOCKS[kind].format(about=about)}"


def put(x: Variable, values: np.ndarray, what: str) -> None:
    """Write `values` into the memory of `x`, which keeps its shape and dtype, and note the write."""
    array = x._array
    if values is not array:
        if values.shape != array.shape and not _fits(values.shape, array.shape):
            raise RuntimeError(
                f"{what}: output with shape {list(array.shape)} doesn't match the broadcast shape "
                f"{list(values.shape)}; an in-place operation cannot change the shape of its tensor"
            )
        have, want = dtypes.of(values), dtypes.of(array)
        if have.category > max(want.category, dtypes.INTEGER * (want is not dtypes.bool)):
            raise RuntimeError(
                f"result type {dtypes.scalar_type(have)} can't be cast to the desired output type "
                f"{dtypes.scalar_type(want)}; use the out-of-place form of {what}, or convert the tensor first"
            )
        np.copyto(writable(array), values, casting="unsafe")
    noted(x, what)


def noted(x: Variable, what: str) -> None:
    """Tell backward, and the views of the same memory, that `what` has written to the memory of `x`."""
    if not x._silent:
        writes.note(x._array, what)
        base = x if x._base is None else x._base
        base._rewrites += 1


def _fits(source: tuple, target: tuple) -> bool:
    return len(source) <= len(target) and all(
        a in (1, b) for a, b in zip(reversed(source), reversed(target), strict=False)
    )


def writable(array: np.ndarray) -> np.ndarray:
    """The array itself, or a writable view of what NumPy calls read-only because it is a part of an expanded one."""
    if array.flags.writeable:
        return array
    if not overlaps(array.shape, steps(array)):
        root = owner(array)
        if isinstance(root, np.ndarray) and root.flags.writeable:
            return strided(array, array.shape, steps(array), 0)
    raise RuntimeError(
        "unsupported operation: more than one element of the written-to tensor refers to a single memory "
        "location (it was expanded), or its memory is read-only. Please clone() the tensor before the operation."
    )


def moved(x: Variable, result: Variable) -> None:
    """Tell the graph that the values of `x`, just written, come from `result`."""
    if result._array.shape != x._array.shape:
        result = broadcast_to(result, shape=x._array.shape)
    base = x._base
    if base is None:
        follow(x, x._node, result._node)
        x._node, x._needs_grad = result._node, result._needs_grad
        x._rewrites += 1
    elif base._needs_grad or result._needs_grad:
        _part_moved(base, x._array, x._array, edge(result))
        # x itself is as its siblings: a view of the base as it is now
        refresh(x)


def _part_moved(base: Variable, part: np.ndarray, values: np.ndarray, parent: Any) -> None:
    """Tell the graph that a part of the memory of `base` now holds `values`, which came from `parent`."""
    where = geometry(part, base._array)
    after = record(strided_scatter.op, (base._array, values), where, (edge(base), parent), base._array)
    follow(base, base._node, after._node)
    base._node, base._needs_grad = after._node, True
    base._rewrites += 1


def write_part(x: Variable, part: np.ndarray, value: Any, what: str) -> None:
    """Overwrite `part`, a view of the array of `x`, with a tensor or number of its dtype that broadcasts to it."""
    needs = needing(x, value)
    guard(x, needs)
    values, parent = (value._array, edge(value)) if isinstance(value, Variable) else (value, None)
    writable(part)[...] = values
    noted(x, what)
    if needs:
        _part_moved(x if x._base is None else x._base, part, values, parent)


def write_by(x: Variable, call: Any, write: Callable, *args: Any, **params: Any) -> Variable:
    """Run `write(array, *arrays, **params)` on the memory of `x`, where `call` is the op that would make a copy.

    The op's rules must not read the old or the new values of `x`, only its other arguments.
    """
    needs = needing(x, *args)
    guard(x, needs)
    parents = [edge(a) if needs and isinstance(a, Variable) else None for a in args]
    arrays = [a._array if isinstance(a, Variable) else a for a in args]
    write(writable(x._array), *arrays, **params)
    noted(x, f"{call.__name__}_")
    if needs:
        moved(x, record(call.op, (x._array, *arrays), params, (edge(x), *parents), x._array))
    return x


def inplace(call: Any, name: str | None = None, second: bool = False) -> Any:
    """The in-place form of an op whose first argument is overwritten by the result: `add` gives `add_`.

    `second` says that torch's node of this form has a second name, EluBackward1 beside EluBackward0.
    """
    card = getattr(call, "op", None)
    name = name or f"{call.__name__}_"
    ufunc = card.forward if card is not None and isinstance(card.forward, np.ufunc) else None

    def write(input, *args, **params):
        if "other" in params:  # a card has no names for its operands
            args = (params.pop("other"), *args)
        x = input
        needs = needing(x, *args, *params.values())
        guard(x, needs)
        if needs:
            start = next_sequence()
            old = new(results.Tensor)
            # other nodes are told of the write; this one keeps what it needs of the old value for itself
            parents = (edge(x), *[edge(a) if isinstance(a, Variable) else None for a in args])
            reads = card is None or card.reads_for(parents)[1][:1] != (False,)
            old._array = x._array.copy() if reads else x._array
            old._node, old._needs_grad = edge(x), x._needs_grad
            result = call(old, *args, **params)
            if result is NotImplemented:
                raise _no_operand(name, args)
            if second and result._node is not None:
                known_as(result, f"{type(result._node).__name__[:-1]}1")
            if result._array.dtype != x._array.dtype and x._array.dtype.kind not in "biu":
                result = astype(result, dtype=x._array.dtype)
            put(x, result._array, name)
            _keep_memory_of(x, result, start)
            moved(x, result)
            return x
        array = x._array
        if ufunc is not None and len(args) == 1 and not params and array.dtype.kind in "fc" and array.flags.writeable:
            other = args[0]
            b = other._array if isinstance(other, Variable) else as_number(other, array.dtype)
            if b is not None and b.dtype is array.dtype and (b.ndim == 0 or b.shape == array.shape):
                try:
                    ufunc(array, b, out=array)
                except RuntimeWarning:
                    """NumPy warns when all is written."""
                noted(x, name)
                return x
        result = call(x, *args, **params)
        if result is NotImplemented:
            raise _no_operand(name, args)
        put(x, result._array, name)
        return x

    write.__name__ = write.__qualname__ = name
    write.__doc__ = f"`{call.__name__}` in place: the first argument takes the result, and is returned."
    return write


def _no_operand(name: str, args: tuple) -> TypeError:
    return TypeError(f"{name}(): argument 'other' (position 1) must be Tensor, not {type(args[0]).__name__}")


def _keep_memory_of(x: Variable, result: Variable, start: int) -> None:
    """Let the node of a written result keep the written memory itself: a later write there is found at backward."""
    node: Any = result._node
    if node is None or node.op is None or node.sequence < start:
        return
    if node.op.reads_for(node.parents)[0]:
        node.out = x._array
        node.sequence = next_sequence()  # made after this write


__all__ = [
    "as_strided",
    "geometry",
    "guard",
    "inplace",
    "moved",
    "needing",
    "noted",
    "put",
    "refresh",
    "strided",
    "writable",
    "write_by",
    "write_part",
]
