"""Derivatives backward: the gradient of a function of one number, and products of a vector with a Jacobian."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import numpy as np

from backlight.core.backward import walk
from backlight.core.modes import state
from backlight.core.result import constant
from backlight.core.start import first_gradient
from backlight.core.variable import Variable, edge
from backlight.func.lane import lane_of
from backlight.func.transform import let_go, needs, own_place, reaches_out, recording, transforming
from backlight.func.tree import tree_flatten, tree_map, tree_unflatten, treespec_pprint


def grad(func: Callable, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Callable:
    """The function that computes the gradient of `func`, which returns one number, with respect to some arguments.

    Args:
        argnums: the position of the argument, or several: then the result is a tuple.
        has_aux: `func` returns (number, other), and the result is (gradient, other).

    >>> import backlight
    >>> grad(backlight.sin)(backlight.tensor(0.0))
    tensor(1.)
    >>> grad(grad(lambda x: x**3))(backlight.tensor(2.0))
    tensor(12.)
    """

    def gradient(*args: Any, **kwargs: Any) -> Any:
        found, _, aux = _grad_and_value(func, argnums, has_aux, args, kwargs)
        return (found, aux) if has_aux else found

    return wrapped_as(func, gradient)


def grad_and_value(func: Callable, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Callable:
    """As `grad`, and the result is (gradient, value); with `has_aux`, (gradient, (value, other)).

    >>> import backlight
    >>> grad_and_value(lambda x: x * x)(backlight.tensor(3.0))
    (tensor(6.), tensor(9.))
    """

    def gradient_and_value(*args: Any, **kwargs: Any) -> Any:
        found, value, aux = _grad_and_value(func, argnums, has_aux, args, kwargs)
        return (found, (value, aux)) if has_aux else (found, value)

    return wrapped_as(func, gradient_and_value)


def wrapped_as(func: Callable, wrapper: Callable) -> Callable:
    return wraps(func)(wrapper) if hasattr(func, "__name__") else wrapper


def _grad_and_value(func: Callable, argnums: Any, has_aux: bool, args: tuple, kwargs: dict) -> tuple[Any, Any, Any]:
    private: set = set()
    with transforming(), recording():
        arguments, chosen = placed_arguments(args, argnums, private)
        out = func(*arguments, **kwargs)
        out, aux = without_aux(out, has_aux, "grad_and_value(f)(*args)")
        if not isinstance(out, Variable):
            raise RuntimeError(f"grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got {type(out)}")
        if out._array.ndim:
            raise RuntimeError(
                "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with "
                f"{out._array.ndim} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
            )
        leaves, spec = tree_flatten(chosen)
        found = pulled_back([out], leaves, None, private, retain=False)
    found = tree_unflatten(found, spec)
    return found, released(out, private), released(aux, private)


def without_aux(out: Any, has_aux: bool, name: str) -> tuple[Any, Any]:
    """What a function returned, parted into (output, aux)."""
    if not has_aux:
        return out, None
    if not (isinstance(out, tuple) and len(out) == 2):
        raise RuntimeError(f"{name}: output of function f should be a tuple: (output, aux) if has_aux is True")
    return out


def released(tree: Any, private: set) -> Any:
    """Results of a transform, in the graph only where that leads further."""
    return tree_map(lambda x: let_go(x, private), tree)


def positions(argnums: Any, count: int) -> tuple[int, ...]:
    """The positions of arguments, counted from the front; RuntimeError for those that are not there."""
    if not isinstance(argnums, (int, tuple)):
        raise RuntimeError(f"argnum must be int or Tuple[int, ...], got: {type(argnums)}")
    given = (argnums,) if isinstance(argnums, int) else argnums
    if not given:
        raise RuntimeError("argnums must be non-empty")
    for n in given:
        if not isinstance(n, int):
            raise RuntimeError(f"argnum must be int, got {n!r}")
        if not -count <= n < count:
            raise RuntimeError(f"Got argnum={n}, but only {count} positional inputs")
    found = tuple([n % count for n in given])
    if len(set(found)) < len(found):
        raise RuntimeError(f"argnums elements must be unique, got {argnums}")
    return found


def placed_arguments(args: tuple, argnums: Any, private: set) -> tuple[tuple, Any]:
    """The arguments, those in `argnums` at places of their own in the graph; and these alone, as `argnums` lists them.

    None stands for all of them.
    """
    if argnums is None:
        every = tree_map(lambda x: own_place(x, private), args)
        return every, every
    chosen = positions(argnums, len(args))
    new = list(args)
    for n in chosen:
        new[n] = tree_map(lambda x: own_place(x, private), args[n])
    picked = new[chosen[0]] if isinstance(argnums, int) else tuple([new[n] for n in chosen])
    return tuple(new), picked


def pulled_back(
    outputs: Sequence, inputs: Sequence, start: Sequence | None, private: set, retain: bool = True, graph: bool = False
) -> list:
    """The gradients of the inputs, zeros where nothing leads to them; recorded if that leads out of the transform."""
    kept = [(i, o) for i, o in enumerate(outputs) if needs(o)]
    if not kept:
        return [_zeros(x) for x in inputs]
    roots = [o for _, o in kept]
    given = [None if start is None else start[i] for i, _ in kept]
    gradients = [first_gradient(o, g) for o, g in zip(roots, given, strict=True)]
    create = graph or reaches_out([*roots, *gradients], private)
    places = [edge(x) for x in inputs]
    found = walk(roots, gradients, retain_graph=retain or create, create_graph=create, targets=places, accumulate=False)
    return [_gradient(found.get(place), x, private) for place, x in zip(places, inputs, strict=True)]


def _gradient(g: Any, x: Any, private: set) -> Any:
    if g is None:
        return _zeros(x)
    return let_go(g, private) if isinstance(g, Variable) else constant(np.array(g))


def _zeros(x: Any) -> Any:
    return constant(np.zeros(x._array.shape, x._array.dtype))


def vjp(func: Callable, *primals: Any, has_aux: bool = False) -> tuple:
    """`func(*primals)`, and the function that multiplies a vector, nested as that output, with the Jacobian.

    With `has_aux`, `func` returns (output, other), and the result is (output, function, other).

    >>> import backlight
    >>> value, pull = vjp(backlight.sin, backlight.zeros(2))
    >>> pull(backlight.tensor([1.0, 10.0]))
    (tensor([ 1., 10.]),)
    """
    return vjp_of(func, primals, None, has_aux)


def vjp_of(func: Callable, primals: tuple, argnums: Any, has_aux: bool) -> tuple:
    """`vjp` with respect to the arguments in `argnums` (None: all of them, as a tuple)."""
    private: set = set()
    with transforming(), recording():
        arguments, chosen = placed_arguments(primals, argnums, private)
        out, aux = without_aux(func(*arguments), has_aux, "vjp(f, *primals)")
    outputs, spec = tree_flatten(out)
    expect_tensors(outputs, out, "vjp(f, *primals)")
    for o in outputs:
        if o._array.dtype.kind in "biu":
            raise RuntimeError(
                "vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got Tensor with dtype "
                f"{o.dtype}"
            )
    inputs, inputs_spec = tree_flatten(chosen)

    def pull(cotangents: Any, retain_graph: bool = True, create_graph: bool | None = None) -> Any:
        """The product of `cotangents` with the Jacobian."""
        given, given_spec = tree_flatten(cotangents)
        if given_spec != spec:
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of outputs to the "
                f"function. cotangents: {treespec_pprint(given_spec)}, primal output: {treespec_pprint(spec)}"
            )
        graph = state.grad if create_graph is None else create_graph
        with transforming(), recording():
            leads = graph and any(needs(g) or lane_of(g) is not None for g in given)
            found = pulled_back(outputs, inputs, given, private, retain_graph, leads)
        if not graph:
            found = [g.detach() for g in found]
        return tree_unflatten(found, inputs_spec)

    results = released(out, private)
    return (results, pull, released(aux, private)) if has_aux else (results, pull)


def expect_tensors(outputs: list, out: Any, name: str) -> None:
    """RuntimeError unless there are outputs, and all are tensors."""
    if isinstance(out, Variable):
        return
    if not isinstance(out, tuple | list | dict):
        raise RuntimeError(f"{name}: Expected f to be a function that has non-empty output (got output = {out})")
    if not outputs:
        raise RuntimeError(f"{name}: Expected f to be a function that has non-empty output (got output = {out})")
    for o in outputs:
        if not isinstance(o, Variable):
            raise RuntimeError(f"{name}: expected f(*primals) to return only tensors, got unsupported type {type(o)}")
