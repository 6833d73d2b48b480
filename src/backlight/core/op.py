"""Calling an op: the one choke point through which all arithmetic on tensors goes.

Called with plain arrays, an op returns plain arrays. Called with tensors it returns tensors and, where a gradient
is needed, grows the graph by one node. First the two fast calls (one and two arrays, element by element), then the
general one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy import ndarray

from backlight.core import dtypes, modes, result
from backlight.core.card import Op, OpNode, pick
from backlight.core.errors import explain
from backlight.core.layout import copied
from backlight.core.modes import state
from backlight.core.node import next_sequence
from backlight.core.operands import as_number, coerced
from backlight.core.reads import stand_in
from backlight.core.result import asarray, constant, join_base, new
from backlight.core.variable import Variable

LARGE = 1 << 14  # bytes; below it, keeping an array costs less than finding out that nobody will read it

refresh: Any = None  # brings a view's place in the graph up to date; core/inplace.py, built on this file, puts it here


def elementwise(forward: Callable, *rules, name: str = "", to_float: bool = False, **about) -> Any:
    """Declare an op of one or two arrays that works element by element, and return the function that calls it.

    Its arguments are brought to one dtype by torch's rules; `to_float` sends integers to the default dtype.
    """
    card = Op(name or forward.__name__, forward, rules, **{"kind": "elementwise", **about})
    return _named({1: _unary, 2: _binary}[len(rules)](card, forward, to_float), card)


def op(forward: Callable, *rules, name: str = "", **about) -> Any:
    """Declare an op of any number of arrays, with metadata as keyword arguments, and return its call."""
    card = Op(name or forward.__name__, forward, rules, **about)
    kind = {1: _single, 2: _pair}.get(len(rules), _general)
    return _named(kind(card, forward), card)


def _named(call: Any, card: Op) -> Any:
    call.__name__ = call.__qualname__ = card.name
    call.op, card.call = card, call
    return call


def _unary(card: Op, forward: Callable, to_float: bool) -> Callable:
    differentiable = card.differentiable
    node_type = card.node_type({})

    def call(x):
        if not isinstance(x, Variable):
            return forward(x)
        if x._base is not None:
            refresh(x)
        a = x._array
        if to_float and a.dtype.kind in "biu":
            a = a.astype(dtypes.default_numpy())
        try:
            out = forward(a)
        except Exception as error:
            out = explain(error, card, forward, (a,), {}, (x,))
        y = new(result.Tensor)
        y._array = out if out.__class__ is ndarray else asarray(out)
        if x._needs_grad and differentiable and state.grad:
            _grow(y, node_type, (a,), _NO_PARAMS, (x if x._node is None else x._node,))
        elif modes.inference_blocks and state.inference:
            y._inference = True
        return y

    return call


def _binary(card: Op, forward: Callable, to_float: bool) -> Callable:
    differentiable = card.differentiable
    node_type = card.node_type({})

    def call(x, y):
        px = py = None
        if isinstance(x, Variable):
            if x._base is not None:
                refresh(x)
            a = x._array
            if x._needs_grad:
                px = x if x._node is None else x._node
            if isinstance(y, Variable):
                if y._base is not None:
                    refresh(y)
                b = y._array
                if y._needs_grad:
                    py = y if y._node is None else y._node
                if a.dtype is not b.dtype:
                    return _promoted_call(call, x, y)
            else:
                b = as_number(y, a.dtype)
                if b is None:
                    return _promoted_call(call, x, y)
        elif isinstance(y, Variable):
            if y._base is not None:
                refresh(y)
            b = y._array
            if y._needs_grad:
                py = y if y._node is None else y._node
            a = as_number(x, b.dtype)
            if a is None:
                return _promoted_call(call, x, y)
        else:
            return forward(x, y)
        if to_float and a.dtype.kind in "biu":
            kind = dtypes.default_numpy()
            a, b = a.astype(kind), b.astype(kind)
        try:
            out = forward(a, b)
        except Exception as error:
            out = explain(error, card, forward, (a, b), {}, (x, y))
        if out.__class__ is not ndarray:
            out = asarray(out)
        z = new(result.Tensor)
        z._array = out
        if (px is not None or py is not None) and differentiable and state.grad:
            # what `record` does, written out: this is the hottest path of all
            z._node = node = node_type()
            z._needs_grad = True
            node.inputs = (a, b)
            node.params = _NO_PARAMS
            node.parents = (px, py)
            node.out = out
            node.hooks = None
            node.sequence = next_sequence()
            if modes.watcher is not None:
                modes.watcher.on_record(node, z)
            if out.nbytes > LARGE:
                _drop_unread(node)
        elif modes.inference_blocks and state.inference:
            z._inference = True
        return z

    return call


def _promoted_call(call: Callable, x, y) -> Any:
    """The operands differ in dtype, or one is neither a tensor nor a number that fits."""
    pair = [coerced(x), coerced(y)]
    return NotImplemented if any(one is None for one in pair) else call(*promoted(*pair))


_NO_PARAMS: dict = {}


def _grow(result: Variable, node_type: type[OpNode], inputs: tuple, params: dict, parents: tuple) -> None:
    """Give `result` its node: the graph has grown by one."""
    node = node_type()
    node.inputs = inputs
    node.params = params
    node.parents = parents
    node.out = out = result._array
    node.hooks = None
    node.sequence = next_sequence()
    result._node = node
    result._needs_grad = True
    if modes.watcher is not None:
        modes.watcher.on_record(node, result)
    if out.nbytes > LARGE:
        _drop_unread(node)


def _drop_unread(node: OpNode) -> None:
    """Keep of a large operation only what its rules will read (shape and dtype stay)."""
    out, inputs = node.op.reads_for(node.parents)
    if not out:
        node.out = stand_in(node.out)
    node.inputs = tuple(
        [
            x if read or x.__class__ is not ndarray or x.nbytes <= LARGE else stand_in(x)
            for read, x in zip(inputs, node.inputs, strict=True)
        ]
    )


def _let_go(node: OpNode, several: tuple, read: tuple[int, ...]) -> None:
    """Keep of several large results only those that the rules will read."""
    node.out = tuple([o if i in read or o.nbytes <= LARGE else stand_in(o) for i, o in enumerate(node.out)])
    for y, o in zip(several, node.out, strict=True):
        if y._node is not None:
            y._node.out = o


def _single(card: Op, forward: Callable) -> Callable:
    """The call of an op of one array, which all views are."""
    is_view, differentiable = card.kind == "view", card.differentiable

    def call(x, **params):
        if not isinstance(x, Variable):
            return forward(x, **params)
        if x._base is not None:
            refresh(x)
        a = x._array
        try:
            out = forward(a, **params)
        except Exception as error:
            out = explain(error, card, forward, (a,), params, (x,))
        base = x if is_view else None
        if x._needs_grad and differentiable and state.grad:
            if params or is_view or out.__class__ is tuple:
                return record(card, (a,), params, (x if x._node is None else x._node,), out, base)
            y = new(result.Tensor)
            y._array = out if out.__class__ is ndarray else asarray(out)
            _grow(y, card.node_type(params), (a,), params, (x if x._node is None else x._node,))
            return y
        return constant(out, base)

    return call


def _pair(card: Op, forward: Callable) -> Callable:
    """The call of an op of two arrays, as the products of matrices are."""
    is_view, differentiable = card.kind == "view", card.differentiable

    def call(x, y, **params):
        a, b, px, py, first = x, y, None, None, None
        if isinstance(y, Variable):
            if y._base is not None:
                refresh(y)
            b, first = y._array, y
            if y._needs_grad:
                py = y if y._node is None else y._node
        if isinstance(x, Variable):
            if x._base is not None:
                refresh(x)
            a, first = x._array, x
            if x._needs_grad:
                px = x if x._node is None else x._node
        try:
            out = forward(a, b, **params)
        except Exception as error:
            out = explain(error, card, forward, (a, b), params, (x, y))
        if first is None:
            return out
        base = first if is_view else None
        if (px is not None or py is not None) and differentiable and state.grad:
            if params or is_view or out.__class__ is tuple:
                return record(card, (a, b), params, (px, py), out, base)
            z = new(result.Tensor)
            z._array = out if out.__class__ is ndarray else asarray(out)
            _grow(z, card.node_type(params), (a, b), params, (px, py))
            return z
        if type(out) is tuple:
            return tuple([constant(o) for o in out])
        return constant(out, base)

    return call


def _general(card: Op, forward: Callable) -> Callable:
    is_view = card.kind == "view"

    def call(*args, **params):
        arrays, parents = [], []
        first = needs = None
        for x in args:
            if isinstance(x, Variable):
                if first is None:
                    first = x
                if x._base is not None:
                    refresh(x)
                arrays.append(x._array)
                if x._needs_grad:
                    needs = x
                    parents.append(x if x._node is None else x._node)
                    continue
            else:
                arrays.append(x)
            parents.append(None)
        try:
            out = forward(*arrays, **params)
        except Exception as error:
            out = explain(error, card, forward, arrays, params, args)
        if first is None:
            return out
        base = first if is_view else None
        if needs is not None and state.grad and card.differentiable:
            return record(card, tuple(arrays), params, tuple(parents), out, base)
        if type(out) is tuple:
            return tuple([constant(o) for o in out])
        return constant(out, base)

    return call


def record(card: Op, inputs: tuple, params: dict, parents: tuple, out: Any, base: Variable | None = None) -> Any:
    """Grow the graph by one node whose result is `out` already; return its tensor, or a tuple of them.

    `base` is the tensor that `out` is a view of, if it is one.
    """
    if type(out) is tuple:
        node = card.node_type(params)()
        node.inputs, node.params, node.parents, node.hooks = inputs, params, parents, None
        node.out = out = tuple([o if o.__class__ is ndarray else asarray(o) for o in out])
        node.sequence = next_sequence()
        several = tuple([pick(node, i, o) for i, o in enumerate(out)])
        if card.results is not None:
            _let_go(node, several, card.results)
        if modes.watcher is not None:
            modes.watcher.on_record(node, several)
        return several
    y = new(result.Tensor)
    y._array = out = out if out.__class__ is ndarray else asarray(out)
    if base is not None:
        join_base(y, base)
    if out.dtype.kind in "biu":
        return y
    _grow(y, card.node_type(params), inputs, params, parents)
    return y


def promoted(*operands) -> list:
    """The operands as tensors of their common dtype (recorded, so that each gradient finds its way back)."""
    kind = dtypes.to_numpy(dtypes.common([x._array if isinstance(x, Variable) else x for x in operands]))
    return [
        (x if x._array.dtype is kind else astype(x, dtype=kind))
        if isinstance(x, Variable)
        else constant(asarray(x).astype(kind))
        for x in operands
    ]


# The one op that calls need themselves: a tensor in another number type.
astype = op(
    # in gradients of gradients, `dtype` is that of a tensor
    lambda x, dtype, memory_format=None: copied(x, getattr(dtype, "numpy", dtype), memory_format),
    lambda g, out, x, dtype, memory_format=None: g,  # the engine gives each gradient the type of its argument
    name="astype",
    kind="elementwise",
    label="as type",
    local=("1",),
    grad_fn="ToCopyBackward0",
)
