"""Derivatives of whole functions: products with vectors first, then Jacobian and Hessian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backlight.autograd.grad import grad
from backlight.core import modes
from backlight.core.result import constant
from backlight.core.variable import Variable

state = modes.state


def vjp(func: Callable, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> tuple:
    """`func(*inputs)` and v·J, the product of a vector with its Jacobian.

    >>> import backlight
    >>> vjp(lambda x: x * x, backlight.tensor([1.0, 2.0]), backlight.ones(2))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    with _recording():
        single, inputs = _fresh(inputs, create_graph)
        alone, outputs = _call(func, inputs)
        start = _vectors(v, outputs, "vjp", "outputs")
        found = _grad(outputs, inputs, start, create_graph, strict)
    return _done(alone, outputs, create_graph), _done(single, found, create_graph)


def jvp(func: Callable, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> tuple:
    """`func(*inputs)` and J·v, the product of its Jacobian with a vector, by differentiating v·J in v.

    >>> import backlight
    >>> jvp(lambda x: x * x, backlight.tensor([1.0, 2.0]), backlight.ones(2))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    with _recording():
        _, inputs = _fresh(inputs, create_graph)
        direction = _vectors(v, inputs, "jvp", "inputs")
        alone, outputs = _call(func, inputs)
        start = tuple([_leaf(np.zeros(o._array.shape, o._array.dtype)) for o in outputs])
        pulled = _grad(outputs, inputs, start, True, strict)
        found = _grad(pulled, start, direction, create_graph, strict)
    return _done(alone, outputs, create_graph), _done(alone, found, create_graph)


def jacobian(
    func: Callable,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """All derivatives ∂outputᵢ/∂inputⱼ, of shape (*output.shape, *input.shape).

    Several inputs give a tuple of Jacobians; several outputs a tuple of those.

    >>> import backlight
    >>> jacobian(lambda x: x * x, backlight.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    if strategy not in ("reverse-mode", "forward-mode"):
        raise AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode".')
    with _recording():
        single, inputs = _fresh(inputs, create_graph)
        alone, outputs = _call(func, inputs)
        rows = tuple([_jacobian_of(o, inputs, create_graph, strict) for o in outputs])
        rows = tuple([_done(single, row, create_graph) for row in rows])
    return rows[0] if alone else rows


def _jacobian_of(output: Any, inputs: tuple, create_graph: bool, strict: bool) -> tuple:
    from backlight.tensor.joining import stack

    rows = []
    for index in np.ndindex(output._array.shape):
        rows.append(_grad((output[index],), inputs, None, create_graph, strict))
    if not rows:
        return tuple([constant(np.zeros((*output._array.shape, *x._array.shape), x._array.dtype)) for x in inputs])
    columns = [stack(list(column)) for column in zip(*rows, strict=True)]  # (output.size, *input.shape)
    return tuple([c.reshape((*output._array.shape, *x._array.shape)) for c, x in zip(columns, inputs, strict=True)])


def hessian(
    func: Callable,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """All second derivatives of a function of one output, of shape (*input.shape, *input.shape).

    >>> import backlight
    >>> hessian(lambda x: (x**3).sum(), backlight.tensor([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    single, _ = _as_tuple(inputs)

    def first(*arguments):
        _one_output(func(*arguments), "hessian")
        found = jacobian(func, arguments, create_graph=True, strict=strict)
        return tuple([g.reshape(x.shape) for g, x in zip(found, arguments, strict=True)])

    rows = jacobian(first, _as_tuple(inputs)[1], create_graph=create_graph, strict=strict)
    return rows[0][0] if single else rows


def vhp(func: Callable, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> tuple:
    """`func(*inputs)` and v·H, the product of a vector with the Hessian of a function of one output."""
    with _recording():
        single, inputs = _fresh(inputs, create_graph)
        direction = _vectors(v, inputs, "vhp", "inputs")
        alone, outputs = _call(func, inputs)
        _one_output(outputs[0] if alone else outputs, "vhp")
        first = _grad(outputs, inputs, None, True, strict)
        found = _grad(first, inputs, direction, create_graph, strict)
    return _done(alone, outputs, create_graph), _done(single, found, create_graph)


def hvp(func: Callable, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> tuple:
    """`func(*inputs)` and H·v; the Hessian is symmetric, and v·H is the cheaper way to it.

    >>> import backlight
    >>> hvp(lambda x: (x**3).sum(), backlight.tensor([1.0, 2.0]), backlight.ones(2))
    (tensor(9.), tensor([ 6., 12.]))
    """
    return vhp(func, inputs, v, create_graph, strict)


class _recording:
    """Record inside, whatever the mode outside."""

    def __enter__(self) -> None:
        self._before, state.grad = state.grad, True

    def __exit__(self, *exception: object) -> None:
        state.grad = self._before


def _as_tuple(inputs: Any) -> tuple[bool, tuple]:
    return (False, tuple(inputs)) if isinstance(inputs, (tuple, list)) else (True, (inputs,))


def _fresh(inputs: Any, create_graph: bool) -> tuple[bool, tuple]:
    """The inputs at a place of their own in the graph, so that nothing else is differentiated."""
    single, inputs = _as_tuple(inputs)
    for i, x in enumerate(inputs):
        if not isinstance(x, Variable):
            raise TypeError(f"The inputs must be either a Tensor or a tuple of Tensors, but input {i} is {type(x)}")
    return single, tuple([x.view_as(x) if create_graph and x._needs_grad else _leaf(x._array) for x in inputs])


def _leaf(array: np.ndarray) -> Any:
    leaf = constant(array)
    leaf._needs_grad = array.dtype.kind not in "biu"
    return leaf


def _call(func: Callable, inputs: tuple) -> tuple[bool, tuple]:
    out = func(*inputs)
    bare = isinstance(out, Variable)
    outputs = (out,) if bare else tuple(out)
    for i, o in enumerate(outputs):
        if not isinstance(o, Variable):
            raise TypeError(f"The outputs of the function must be Tensors, but output {i} is {type(o).__name__}")
    return bare, outputs


def _one_output(out: Any, name: str) -> None:
    if not isinstance(out, Variable):
        raise RuntimeError(f"The function given to {name} should return a single Tensor, got {type(out).__name__}")
    if out._array.size != 1:
        raise RuntimeError(
            f"The Tensor returned by the function given to {name} should contain a single element, "
            f"got shape {tuple(out._array.shape)}"
        )


def _vectors(v: Any, likes: tuple, name: str, of: str) -> tuple:
    if v is None:
        if len(likes) == 1 and likes[0]._array.size == 1:
            return (constant(np.ones(likes[0]._array.shape, likes[0]._array.dtype)),)
        raise RuntimeError(
            f"The vector v can only be None if the user-provided function's {of} are a single Tensor with one element"
        )
    vectors = _as_tuple(v)[1]
    if len(vectors) != len(likes):
        raise RuntimeError(f"v given to {name} has {len(vectors)} tensors, and there are {len(likes)} {of}")
    for i, (one, like) in enumerate(zip(vectors, likes, strict=True)):
        if one._array.shape != like._array.shape:
            raise RuntimeError(
                f"Entry {i} in v has invalid size: should be {tuple(like._array.shape)}, got {tuple(one._array.shape)}"
            )
    return vectors


def _grad(outputs: tuple, inputs: tuple, start: tuple | None, create_graph: bool, strict: bool) -> tuple:
    pairs = [(o, None if start is None else start[i]) for i, o in enumerate(outputs) if o._needs_grad]
    found: Any = [None] * len(inputs)
    if pairs:
        given = None if start is None else [s for _, s in pairs]
        found = grad([o for o, _ in pairs], inputs, given, retain_graph=True, create_graph=create_graph, allow_unused=True)
    for i, g in enumerate(found):
        if g is None and strict:
            raise RuntimeError(f"The output of the user-provided function is independent of input {i}.")
    return tuple(
        [constant(np.zeros(x._array.shape, x._array.dtype)) if g is None else g for g, x in zip(found, inputs, strict=True)]
    )


def _done(single: bool, results: tuple, create_graph: bool) -> Any:
    """The results as users get them: without graph unless they asked for one, alone if there is one."""
    results = results if create_graph else tuple([r.detach() for r in results])
    return results[0] if single else results
