"""Whole Jacobians, row by row backward or column by column forward, all at once by `vmap`; and the Hessian."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from typing import Any

import numpy as np

from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.func.forward import Push
from backlight.func.gradient import positions, vjp_of, wrapped_as
from backlight.func.tree import tree_flatten, tree_unflatten
from backlight.func.vmap import vmap
from backlight.ops.index import getitem
from backlight.ops.join import concatenate
from backlight.ops.shape import reshape, transpose


def jacrev(
    func: Callable,
    argnums: int | tuple[int, ...] = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Callable:
    """The function that computes the Jacobian of `func` by backward passes, one for each element of the output.

    For an output of shape (m,) and an argument of shape (n,) it has the shape (m, n). `chunk_size` rows are computed
    at a time (default: all).

    >>> import backlight
    >>> jacrev(lambda x: x * x)(backlight.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError("jacrev: `chunk_size` should be greater than 0.")

    def jacobian(*args: Any) -> Any:
        _refuse_complex("jacrev", args, "inputs")
        output, pull, *aux = vjp_of(func, args, argnums, has_aux)
        outputs, spec = tree_flatten(output)
        _refuse_complex("jacrev", outputs, "outputs")
        inputs, inputs_spec = tree_flatten(_chosen(args, argnums))
        rows = _rows(lambda basis: pull(tree_unflatten(basis, spec)), outputs, chunk_size)
        parts = [_parted(row, outputs, 0) for row in rows]  # per input, per output: (m, *input)
        found = [
            tree_unflatten(
                [
                    reshape(part[i], shape=(*o._array.shape, *x._array.shape))  # (m, *input) -> (*output, *input)
                    for part, x in zip(parts, inputs, strict=True)
                ],
                inputs_spec,
            )
            for i, o in enumerate(outputs)
        ]
        result = tree_unflatten(found, spec)
        return (result, aux[0]) if has_aux else result

    return wrapped_as(func, jacobian)


def jacfwd(
    func: Callable, argnums: int | tuple[int, ...] = 0, has_aux: bool = False, *, randomness: str = "error"
) -> Callable:
    """The function that computes the Jacobian of `func` by derivatives forward, one for each element of the argument.

    >>> import backlight
    >>> jacfwd(lambda x: x * x)(backlight.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """

    def jacobian(*args: Any) -> Any:
        _refuse_complex("jacfwd", args, "inputs")
        pushed = Push(func, args, argnums, has_aux)
        outputs, spec = pushed.outputs, pushed.spec
        _refuse_complex("jacfwd", outputs, "outputs")
        inputs = pushed.inputs
        rows = _rows(
            lambda basis: pushed(tree_unflatten(basis, pushed.inputs_spec)), inputs, None, randomness
        )  # per output: (n, *output)
        found = []
        for row, o in zip(rows, outputs, strict=True):
            shape = o._array.shape
            columns = [
                reshape(_first_last(part), shape=(*shape, *x._array.shape))  # (*output, n) -> (*output, *input)
                for part, x in zip(_parted(row, inputs, 0), inputs, strict=True)
            ]
            found.append(tree_unflatten(columns, pushed.inputs_spec))
        result = tree_unflatten(found, spec)
        return (result, pushed.aux()) if has_aux else result

    return wrapped_as(func, jacobian)


def hessian(func: Callable, argnums: int | tuple[int, ...] = 0) -> Callable:
    """The function that computes all second derivatives of `func`: `jacfwd(jacrev(func))`.

    >>> import backlight
    >>> hessian(lambda x: (x**3).sum())(backlight.tensor([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    return jacfwd(jacrev(func, argnums), argnums)


def _chosen(args: tuple, argnums: Any) -> Any:
    found = positions(argnums, len(args))
    return args[found[0]] if isinstance(argnums, int) else tuple([args[n] for n in found])


def _refuse_complex(name: str, values: Any, what: str) -> None:
    for i, x in enumerate(tree_flatten(values)[0]):
        if isinstance(x, Variable) and x._array.dtype.kind == "c":
            raise RuntimeError(
                f"{name}: Expected all {what} to be real but received complex tensor at flattened input idx: {i}"
            )


def _sizes(tensors: list) -> list[int]:
    return [x._array.size for x in tensors]


def _rows(product: Callable, tensors: list, chunk: int | None, randomness: str = "error") -> list:
    """For each result of `product`, its values for all unit vectors in the space of `tensors`, stacked."""
    total = sum(_sizes(tensors))
    if not total:
        # there are no unit vectors: the shapes are those of the product with zeros
        found = tree_flatten(product([constant(np.zeros(x._array.shape, x._array.dtype)) for x in tensors]))[0]
        return [constant(np.zeros((0, *one._array.shape), one._array.dtype)) for one in found]
    step = total if chunk is None else chunk
    parts = []
    for first in range(0, total, step):
        basis = _units(tensors, first, min(first + step, total))
        if step == 1:
            found = [reshape(g, shape=(1, *g._array.shape)) for g in tree_flatten(product(_alone(basis)))[0]]
        else:
            found = tree_flatten(vmap(lambda *vectors: product(list(vectors)), randomness=randomness)(*basis))[0]
        parts.append(found)
    return parts[0] if len(parts) == 1 else [concatenate(*column, axis=0) for column in zip(*parts, strict=True)]


def _alone(basis: list) -> list:
    return [getitem(one, key=(0, ...)) for one in basis]


def _units(tensors: list, first: int, last: int) -> list:
    """The unit vectors from number `first` on, up to `last`: for each tensor an array (last − first, *shape)."""
    units, start = [], 0
    for x in tensors:
        size = x._array.size
        block = np.zeros((last - first, size), x._array.dtype)
        inside = np.arange(max(first, start), min(last, start + size))
        block[inside - first, inside - start] = 1
        units.append(constant(block.reshape(last - first, *x._array.shape)))
        start += size
    return units


def _parted(row: Any, tensors: list, axis: int) -> list:
    stops = list(accumulate(_sizes(tensors)))
    return [
        getitem(row, key=(slice(stop - size, stop), ...)) for stop, size in zip(stops, _sizes(tensors), strict=True)
    ]


def _first_last(x: Any) -> Any:
    ndim = x._array.ndim
    return transpose(x, axes=(*range(1, ndim), 0))
