"""Gradients on demand: of several outputs at once, and returned instead of added to `.grad`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.backward import walk
from backlight.core.inplace import refresh
from backlight.core.node import Node
from backlight.core.result import constant
from backlight.core.start import first_gradient
from backlight.core.variable import Variable, edge

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

Tensors = Any  # a tensor, or a sequence of tensors


def _as_tuple(tensors: Any) -> tuple:
    return (tensors,) if isinstance(tensors, Variable) or tensors is None else tuple(tensors)


def _starts(outputs: tuple, given: Any) -> list:
    gradients = [None] * len(outputs) if given is None else list(_as_tuple(given))
    if len(gradients) != len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(gradients)} gradients")
    for y in outputs:
        if y._base is not None:
            refresh(y)
    return [first_gradient(y, g, i) for i, (y, g) in enumerate(zip(outputs, gradients, strict=True))]


def input_targets(inputs: Tensors) -> list:
    """The places of the graph that `inputs` stand at; RuntimeError for those that need no gradient."""
    inputs = _as_tuple(inputs)
    if not inputs:
        raise RuntimeError("'inputs' argument to backward() cannot be empty.")
    return [_target(x, i) for i, x in enumerate(inputs)]


def _target(x: Any, position: int) -> Node | Variable:
    if not isinstance(x, Variable):
        raise TypeError(f"inputs must be Tensors, got {type(x).__name__} at position {position}")
    if x._base is not None:
        refresh(x)
    place = edge(x)
    if place is None:
        raise RuntimeError(
            f"One of the differentiated Tensors does not require grad (input {position}, of shape "
            f"{tuple(x._array.shape)}): set requires_grad=True before it is used"
        )
    return place


def backward(
    tensors: Tensors,
    grad_tensors: Tensors = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Tensors = None,
    inputs: Tensors = None,
) -> None:
    """Add to the leaves' `.grad` the gradients of several tensors at once; see `Tensor.backward`.

    >>> import backlight
    >>> w = backlight.tensor([2.0], requires_grad=True)
    >>> backlight.autograd.backward([w * 2, w * 3])
    >>> w.grad
    tensor([5.])
    """
    outputs = _as_tuple(tensors)
    walk(
        outputs,
        _starts(outputs, grad_tensors if grad_variables is None else grad_variables),
        retain_graph=create_graph if retain_graph is None else retain_graph,
        create_graph=create_graph,
        targets=None if inputs is None else input_targets(inputs),
    )


def grad(
    outputs: Tensors,
    inputs: Tensors,
    grad_outputs: Tensors = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of the sum of `outputs` with respect to each of `inputs`, returned; `.grad` is left alone.

    Args:
        grad_outputs: what the chain rule starts with, one per output (may be left out for scalars).
        create_graph: make the gradients differentiable themselves.
        allow_unused: None for an input that the outputs do not depend on, instead of RuntimeError.
        materialize_grads: zeros for such an input.

    >>> import backlight
    >>> x = backlight.tensor(3.0, requires_grad=True)
    >>> (g,) = backlight.autograd.grad(x**3, x, create_graph=True)
    >>> backlight.autograd.grad(g, x)
    (tensor(18.),)
    """
    if materialize_grads and allow_unused is False:
        raise ValueError("Expected allow_unused to be True or not passed when materialize_grads=True")
    allow_unused = materialize_grads if allow_unused is None else allow_unused
    outputs, inputs = _as_tuple(outputs), _as_tuple(inputs)
    if not inputs:
        raise ValueError("grad requires non-empty inputs.")
    if is_grads_batched:
        return _batched(outputs, inputs, _as_tuple(grad_outputs), retain_graph, create_graph, allow_unused)
    places = [_target(x, i) for i, x in enumerate(inputs)]
    found = walk(
        outputs,
        _starts(outputs, grad_outputs),
        retain_graph=create_graph if retain_graph is None else retain_graph,
        create_graph=create_graph,
        targets=places,
        accumulate=False,
    )
    gradients = []
    for position, (x, place) in enumerate(zip(inputs, places, strict=True)):
        g = found.get(place)
        if g is None and not allow_unused:
            raise RuntimeError(
                "One of the differentiated Tensors appears to not have been used in the graph "
                f"(input {position}, of shape {tuple(x._array.shape)}). Set allow_unused=True if this is the desired "
                "behavior, or materialize_grads=True to get zeros."
            )
        if g is None:
            gradients.append(constant(np.zeros(x._array.shape, x._array.dtype)) if materialize_grads else None)
        else:
            gradients.append(g if create_graph else constant(np.array(g)))
    return tuple(gradients)


def _batched(outputs, inputs, grad_outputs, retain_graph, create_graph, allow_unused) -> tuple:
    """One row of gradients per row of `grad_outputs`, stacked."""
    rows: Sequence = [tuple(g[i] for g in grad_outputs) for i in range(len(grad_outputs[0]))]
    results = [
        grad(outputs, inputs, row, retain_graph or i + 1 < len(rows), create_graph, True, allow_unused)
        for i, row in enumerate(rows)
    ]
    from backlight.tensor.shaping import stack

    return tuple([None if column[0] is None else stack(list(column)) for column in zip(*results, strict=True)])
