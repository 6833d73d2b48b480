"""`vmap`: a function of one example, for all examples at once.

Its tensors are lanes (lane.py), so that each op inside is computed for all examples together. Where the function does
something that lanes cannot (a value read, a write in place), it is run again, example by example.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, NoReturn

import numpy as np

from backlight.core import modes
from backlight.core.fit import broadcast_to
from backlight.core.modes import state
from backlight.core.random import default_generator
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.func.lane import Lane, LaneRead, Level, behind, lane_of
from backlight.func.transform import needs, transforming
from backlight.func.tree import broadcast_to_and_flatten, tree_flatten, tree_leaves, tree_unflatten
from backlight.ops.index import getitem
from backlight.ops.join import concatenate, stack
from backlight.ops.shape import transpose


def vmap(
    func: Callable,
    in_dims: Any = 0,
    out_dims: Any = 0,
    randomness: str = "error",
    *,
    chunk_size: int | None = None,
) -> Callable:
    """The function that maps `func` over a dimension of its tensors.

    Args:
        in_dims: the dimension of each argument that counts the examples, None where it is the same for all; one for
            all arguments, or nested as the arguments are.
        out_dims: where that dimension goes in each result.
        randomness: random numbers inside are refused ('error'), the same for all examples ('same') or 'different'.
        chunk_size: so many examples at a time (default: all).

    >>> import backlight
    >>> x, y = backlight.tensor([[1.0, 2.0], [3.0, 4.0]]), backlight.ones(2)
    >>> vmap(backlight.dot, in_dims=(0, None))(x, y)
    tensor([3., 7.])
    """
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(f"Only allowed values for randomness are 'error', 'different', or 'same'. Got {randomness}")
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")

    def mapped(*args: Any, **kwargs: Any) -> Any:
        _check_out_dims(func, out_dims)
        dims, leaves, spec, size = _mapped_dims(func, in_dims, args)
        run = partial(_mapped, func, spec, out_dims, randomness, kwargs)
        if chunk_size is None or chunk_size >= size:
            return run(leaves, dims, size)
        return _in_chunks(run, leaves, dims, size, chunk_size, out_dims, randomness)

    return wraps(func)(mapped) if hasattr(func, "__name__") else mapped


def _name(func: Any) -> str:
    if isinstance(func, partial):
        return f"functools.partial({_name(func.func)}, ...)"
    return getattr(func, "__name__", None) or repr(func)


def _check_out_dims(func: Callable, out_dims: Any) -> None:
    if not all(isinstance(d, int) or d is None for d in tree_leaves(out_dims)):
        raise ValueError(
            f"vmap({_name(func)}, ..., out_dims={out_dims}): `out_dims` must be an int, None or a python collection of "
            "ints representing where in the outputs the vmapped dimension should appear."
        )


def _mapped_dims(func: Callable, in_dims: Any, args: tuple) -> tuple[list, list, Any, int]:
    """For each leaf of the arguments the dimension to map over (or None), the leaves, their nesting, and the size."""
    call = f"vmap({_name(func)}, in_dims={in_dims}, ...)(<inputs>)"
    if not isinstance(in_dims, (int, tuple)):
        raise ValueError(
            f"{call}: expected `in_dims` to be int or a (potentially nested) tuple matching the structure of inputs, "
            f"got: {type(in_dims)}."
        )
    if not args:
        raise ValueError(f"{call}: got no inputs. A function without inputs has nothing to map over.")
    leaves, spec = tree_flatten(args)
    dims = broadcast_to_and_flatten(in_dims, spec)
    if dims is None:
        raise ValueError(
            f"{call}: in_dims is not compatible with the structure of `inputs`. in_dims has structure "
            f"{tree_flatten(in_dims)[1]} but inputs has structure {spec}."
        )
    for i, (x, dim) in enumerate(zip(leaves, dims, strict=True)):
        if dim is None:
            continue
        if not isinstance(dim, int):
            raise ValueError(f"{call}: Got in_dim={dim} for an input but in_dim must be an integer dimension or None.")
        if not isinstance(x, Variable):
            raise ValueError(
                f"{call}: Got in_dim={dim} for an input but the input is of type {type(x)}. We cannot vmap over "
                "non-Tensor arguments, please use None as the respective in_dim"
            )
        ndim = x._array.ndim
        if not -ndim <= dim < ndim:
            raise ValueError(
                f"{call}: Got in_dim={dim} for some input, but that input is a Tensor of dimensionality {ndim} so "
                f"expected in_dim to satisfy -{ndim} <= in_dim < {ndim}."
            )
        dims[i] = dim % ndim
    sizes = [x._array.shape[dim] for x, dim in zip(leaves, dims, strict=True) if dim is not None]
    if not sizes:
        raise ValueError("vmap: Expected at least one Tensor to vmap over")
    if len(set(sizes)) > 1:
        raise ValueError(
            "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
            f"{sizes} for the mapped dimension"
        )
    return dims, leaves, spec, sizes[0]


def moved(x: Any, source: int, target: int) -> Any:
    """A view of `x` with one dimension moved."""
    if source == target:
        return x
    order = [d for d in range(x._array.ndim) if d != source]
    order.insert(target, source)
    return transpose(x, axes=tuple(order))


def _mapped(
    func: Callable, spec: Any, out_dims: Any, randomness: str, kwargs: dict, leaves: list, dims: list, size: int
) -> Any:
    fronts = [x if dim is None else moved(x, dim, 0) for x, dim in zip(leaves, dims, strict=True)]
    with transforming(), _Unseen(), Level(size, randomness) as level:
        lanes = [x if dim is None else _lane_tensor(x, level) for x, dim in zip(fronts, dims, strict=True)]
        try:
            out = func(*tree_unflatten(lanes, spec), **kwargs)
        except LaneRead as asked:
            if asked.level is not level:
                raise
            out = None
        else:
            if not any(_lost(x, level) or _grown_without(x, lanes) for x in tree_leaves(out)):
                return _results(func, out, out_dims, lambda x: _physical(x, level))
    return _one_by_one(func, spec, out_dims, level, kwargs, fronts, dims)


def _lane_tensor(x: Any, level: Level) -> Any:
    """One example of `x`, a leaf here. That it needs a gradient is true here too: some functions ask for it."""
    lane = constant(Lane(x, level))
    lane._needs_grad = needs(x)
    return lane


def _lost(x: Any, level: Level) -> bool:
    """Whether an example's result is in the graph, and that of all examples is not.

    A function may build the graph by itself, around what has no gradient: then the examples come one by one.
    """
    lane = lane_of(x)
    return lane is not None and lane.level is level and needs(x) and not lane.physical._needs_grad


def _grown_without(x: Any, lanes: list) -> bool:
    """Whether a result that stands for no example is in the graph of one: an op looked at its shape alone.

    That happens where there is nothing to compute, as with empty arrays.
    """
    if lane_of(x) is not None or not isinstance(x, Variable) or not x._needs_grad:
        return False
    leaves = {id(lane) for lane in lanes if lane_of(lane) is not None}
    seen: set[int] = set()
    waiting: list[Any] = [x if x._node is None else x._node]
    while waiting:
        place = waiting.pop()
        if id(place) in leaves:
            return True
        if id(place) not in seen:
            seen.add(id(place))
            waiting.extend([parent for parent in getattr(place, "parents", None) or () if parent is not None])
    return False


def _physical(x: Any, level: Level) -> Any:
    """All examples of a result; what is the same for all is repeated."""
    if type(x._array) is Lane and x._array.level is level:
        return behind(x)
    return broadcast_to(x, shape=(level.size, *x._array.shape))


def _results(func: Callable, out: Any, out_dims: Any, physical: Callable) -> Any:
    """What `func` returned, with the examples of each tensor at the place that `out_dims` says."""
    leaves, spec = tree_flatten(out)
    dims = broadcast_to_and_flatten(out_dims, spec)
    if isinstance(out, Variable) and isinstance(out_dims, tuple) and len(out_dims) == 1:
        dims = list(out_dims)
    if dims is None:
        raise ValueError(
            f"vmap({_name(func)}, ..., out_dims={out_dims})(<inputs>): out_dims is not compatible with the structure "
            f"of `outputs`. out_dims has structure {tree_flatten(out_dims)[1]} but outputs has structure {spec}."
        )
    return tree_unflatten([_result(func, x, dim, physical) for x, dim in zip(leaves, dims, strict=True)], spec)


def _result(func: Callable, x: Any, dim: int | None, physical: Callable) -> Any:
    name = _name(func)
    if dim is None:
        if isinstance(x, Variable) and type(x._array) is Lane and x._array.level is state.batching:
            raise ValueError(f"vmap({name}, ...): `{name}` can not return a BatchedTensor when out_dim is None")
        return x
    if not isinstance(x, Variable):
        raise ValueError(
            f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(x)}. "
            "Did you mean to set out_dims= to None for output?"
        )
    whole = physical(x)
    ndim = whole._array.ndim
    if not -ndim <= dim < ndim:
        _refuse_out_dim(dim, ndim)
    return moved(whole, 0, dim % ndim)


def _refuse_out_dim(dim: int, ndim: int) -> NoReturn:
    raise IndexError(f"Dimension out of range (expected to be in range of [{-ndim}, {ndim - 1}], but got {dim})")


def _one_by_one(func: Callable, spec: Any, out_dims: Any, level: Level, kwargs: dict, fronts: list, dims: list) -> Any:
    """The examples one after the other, and their results stacked."""
    if not level.size:
        raise NotImplementedError(
            f"vmap({_name(func)}, ...): the function reads values or writes in place, which needs examples to look at, "
            "and there are none: the mapped dimension has size 0"
        )
    if level.before is not None:
        default_generator.set_state(level.before)
    start = default_generator.get_state() if level.randomness == "same" else None
    rows = []
    out: Any = None
    level.looping = True
    with transforming(), level:
        for i in range(level.size):
            if start is not None:
                default_generator.set_state(start)
            example = [x if dim is None else getitem(x, key=(i, ...)) for x, dim in zip(fronts, dims, strict=True)]
            out = func(*tree_unflatten(example, spec), **kwargs)
            rows.append(tree_leaves(out))
    columns = [_stacked(column) for column in zip(*rows, strict=True)]
    return _results(func, tree_unflatten(columns, tree_flatten(out)[1]), out_dims, lambda x: x)


def _stacked(column: tuple) -> Any:
    return stack(*column, axis=0) if all(isinstance(x, Variable) for x in column) else column[0]


def _in_chunks(run: Callable, leaves: list, dims: list, size: int, chunk: int, out_dims: Any, randomness: str) -> Any:
    """A part of the examples at a time, and the results joined."""
    start = default_generator.get_state() if randomness == "same" else None
    results: list = []
    spec: Any = None
    for first in range(0, size, chunk):
        if start is not None:
            default_generator.set_state(start)
        last = min(first + chunk, size)
        parts = [
            x if dim is None else getitem(x, key=(*[slice(None)] * dim, slice(first, last), ...))
            for x, dim in zip(leaves, dims, strict=True)
        ]
        found, spec = tree_flatten(run(parts, dims, last - first))
        results.append(found)
    places = broadcast_to_and_flatten(out_dims, spec)
    assert places is not None, "the parts have been put together by these dims"
    joined = [
        column[0] if dim is None else concatenate(*column, axis=dim % column[0]._array.ndim)
        for column, dim in zip(zip(*results, strict=True), places, strict=True)
    ]
    return tree_unflatten(joined, spec)


class _Unseen(modes.Watcher):
    """Keeps lanes from whoever watches: what happens to the tensors behind them is seen all the same."""

    def __init__(self) -> None:
        self.inner = modes.watcher
        if self.inner is not None:
            self.on_backward_end = self.inner.on_backward_end
            self.on_error = self.inner.on_error

    def __enter__(self) -> None:
        if self.inner is not None and not isinstance(self.inner, _Unseen):
            modes.watch(self)

    def __exit__(self, *exception: object) -> None:
        if modes.watcher is self:
            modes.watch(self.inner)

    def on_record(self, node: Any, result: Any) -> None:
        values = result if isinstance(result, tuple) else (result,)
        if not any(type(one._array) is Lane for one in values):
            self.inner.on_record(node, result)  # type: ignore[union-attr]

    def on_backward(self, roots: Any, gradients: Any, accumulate: bool) -> None:
        self.inner.on_backward(roots, gradients, accumulate)  # type: ignore[union-attr]

    def on_edge(self, node: Any, position: int, contribution: Any) -> None:
        if type(getattr(contribution, "_array", contribution)) is not Lane:
            self.inner.on_edge(node, position, contribution)  # type: ignore[union-attr]

    def on_gradient(self, target: Any, gradient: Any) -> None:
        if type(getattr(gradient, "_array", gradient)) is np.ndarray:
            self.inner.on_gradient(target, gradient)  # type: ignore[union-attr]
