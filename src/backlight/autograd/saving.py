"""Hooks on what nodes keep for backward: packed when it is kept, unpacked when backward needs it.

While such a block is open, a watcher sees each node as it is made, packs what its rules will read, and lets the node
itself go. A packed node is of a subclass of its own kind that unpacks first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backlight.core import modes
from backlight.core.card import OpNode, freed
from backlight.core.modes import Watcher, state
from backlight.core.reads import stand_in
from backlight.core.result import constant
from backlight.core.variable import Variable


class _Packed(tuple):
    """What stands in `node.inputs` for packed values: (packed inputs, packed out, the function that unpacks)."""

    __slots__ = ()

    def __bool__(self) -> bool:  # so that the fast walk leaves the node to the general one
        return False

    def unpacked(self) -> tuple[tuple, Any]:
        inputs, out, unpack = self
        return tuple([_taken(x, unpack) for x in inputs]), _taken(out, unpack)


class _Value:
    """One packed value."""

    __slots__ = ("like", "packed")

    def __init__(self, array: np.ndarray, pack: Callable, tensor: Any = None) -> None:
        self.packed = pack(constant(array) if tensor is None else tensor)
        self.like = stand_in(array)


def _taken(x: Any, unpack: Callable) -> Any:
    if type(x) is tuple:
        return tuple([_taken(one, unpack) for one in x])
    if not isinstance(x, _Value):
        return x
    tensor = unpack(x.packed)
    if not isinstance(tensor, Variable):
        raise TypeError(
            f"Output of saved tensor unpack_hook expected to be a Tensor but got result of type {type(tensor).__name__}"
        )
    array = tensor._array
    if array.shape != x.like.shape or array.dtype != x.like.dtype:
        raise RuntimeError(
            f"the unpack_hook gave a {array.dtype} tensor of shape {array.shape} for one of {x.like.dtype} and shape "
            f"{x.like.shape}"
        )
    return array


class _PackedNode(OpNode):
    """The node of an op whose kept values are packed."""

    __slots__ = ()

    def contributions(self, g: Any, useful: Any, create_graph: bool) -> tuple[Any, Any]:
        packed, like = self.inputs, self.out
        if packed is None:
            raise freed(self)
        self.inputs, self.out = packed.unpacked()
        try:
            return super().contributions(g, useful, create_graph)
        finally:
            self.inputs, self.out = packed, like

    def release(self) -> None:
        self.inputs = self.out = None


_packed_types: dict[type, type] = {}


def _packed_type(kind: type) -> type:
    if kind not in _packed_types:
        _packed_types[kind] = type(kind.__name__, (_PackedNode, kind), {"__slots__": ()})
    return _packed_types[kind]


class _Packing(Watcher):
    """Packs what new nodes keep, by the innermost hooks of the thread; all is passed on to `inner`."""

    def __init__(self, inner: Watcher | None) -> None:
        self.inner = inner
        inner = inner or Watcher()
        self.on_backward, self.on_backward_end, self.on_edge = inner.on_backward, inner.on_backward_end, inner.on_edge
        self.on_gradient, self.on_error = inner.on_gradient, inner.on_error

    def on_record(self, node: Any, result: Any) -> None:
        if self.inner is not None:
            self.inner.on_record(node, result)
        if state.hooks:
            _pack(node, *state.hooks[-1])


def _pack(node: Any, pack: Callable, unpack: Callable) -> None:
    before, grad = state.hooks, state.grad
    state.hooks, state.grad = (), False  # what the hook itself computes is neither packed nor recorded
    try:
        if isinstance(node, OpNode):
            _pack_op(node, pack, unpack)
        elif hasattr(node, "ctx"):
            node.ctx._kept.pack(pack, unpack)
    finally:
        state.hooks, state.grad = before, grad


def _pack_op(node: Any, pack: Callable, unpack: Callable) -> None:
    reads_out, reads = node.op.reads_for(node.parents)
    if not reads_out and not any(reads):
        return

    def packed(array: Any, tensor: Any) -> Any:
        return _Value(array, pack, tensor) if isinstance(array, np.ndarray) else array

    # an input is packed as the tensor that it is in the graph, the output as a constant: it would hold its own node
    tensors = node._as_tensors()[0]
    inputs = tuple([packed(x, t) if read else x for x, t, read in zip(node.inputs, tensors, reads, strict=True)])
    out = node.out
    several = type(out) is tuple
    alone = [packed(o, None) for o in (out if several else (out,))] if reads_out else []
    kept = out if not reads_out else tuple(alone) if several else alone[0]
    node.inputs = _Packed((inputs, kept, unpack))
    if reads_out:
        node.out = tuple([stand_in(o) for o in out]) if several else stand_in(out)
    node.__class__ = _packed_type(type(node))


class saved_tensors_hooks:
    """Inside this block, what is kept for backward goes through `pack_hook(tensor)`, and through `unpack_hook` then.

    >>> import backlight
    >>> x = backlight.tensor([3.0], requires_grad=True)
    >>> with saved_tensors_hooks(lambda t: t.numpy(), backlight.from_numpy):
    ...     y = x * x
    >>> y.backward()
    >>> x.grad
    tensor([6.])
    """

    def __init__(self, pack_hook: Callable, unpack_hook: Callable) -> None:
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook

    def __enter__(self) -> None:
        if state.hooks_refused:
            raise RuntimeError(state.hooks_refused)
        state.hooks = (*state.hooks, (self.pack_hook, self.unpack_hook))
        self._before = modes.watcher
        if not isinstance(modes.watcher, _Packing):  # one packs for all blocks
            modes.watch(_Packing(modes.watcher))

    def __exit__(self, *exception: object) -> None:
        modes.watch(self._before)
        state.hooks = state.hooks[:-1]


class disable_saved_tensors_hooks:
    """Inside this block, `saved_tensors_hooks` raises RuntimeError with the given message."""

    def __init__(self, error_message: str) -> None:
        self.error_message = error_message

    def __enter__(self) -> None:
        self._before = state.hooks_refused
        state.hooks_refused = self.error_message

    def __exit__(self, *exception: object) -> None:
        state.hooks_refused = self._before
