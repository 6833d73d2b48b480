"""Gradients on demand: of several outputs at once, and returned instead of added to `.grad`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.backward import walk
from backlight.core.errors import warn
from backlight.core.inplace import refresh
from backlight.core.node import Node, as_function, output_number
from backlight.core.result import constant
from backlight.core.start import first_gradient
from backlight.core.variable import Variable, edge

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

Tensors = Any  # a tensor, or a sequence of tensors


class GradientEdge(tuple):
    """A place in the graph, (node, output number), that stands for a tensor without keeping its values."""

    __slots__ = ()

    def __new__(cls, place: Any) -> GradientEdge:
        return super().__new__(cls, (as_function(place), output_number(place), place))

    node = property(lambda self: self[0])
    output_nr = property(lambda self: self[1])


def get_gradient_edge(tensor: Variable) -> GradientEdge:
    """The node and output number that the gradient of `tensor` goes to; RuntimeError if it needs none."""
    if tensor._base is not None:
        refresh(tensor)
    place = edge(tensor)
    if place is None:
        raise RuntimeError("It is not possible to get the gradient edge for a Tensor that does not require gradients")
    return GradientEdge(place)


def as_tuple(tensors: Any) -> tuple:
    """One tensor or several, as a tuple."""
    return (tensors,) if isinstance(tensors, (Variable, GradientEdge)) else tuple(tensors)


def _values(inputs: Any, name: str) -> tuple:
    """`inputs` as a tuple; a dictionary of tensors stands for its values."""
    if isinstance(inputs, Mapping):
        if type(inputs) is not dict:
            raise TypeError(f"`inputs` argument to `{name}()` must be a dict, not {type(inputs).__name__}")
        inputs = inputs.values()
    inputs = as_tuple(inputs)
    if not inputs:
        raise RuntimeError(f"`inputs` argument to `{name}()` cannot be empty.")
    return inputs


def _place_of(x: Any, position: int) -> Any:
    if isinstance(x, GradientEdge):
        return x[2]
    if not isinstance(x, Variable):
        raise RuntimeError(f"inputs must be Tensors or GradientEdges, got {type(x).__name__} at position {position}")
    if x._base is not None:
        refresh(x)
    place = edge(x)
    if place is None:
        raise RuntimeError(
            f"One of the differentiated Tensors does not require grad (input {position}, of shape "
            f"{tuple(x._array.shape)}): set requires_grad=True before it is used"
        )
    return place


def input_targets(inputs: Tensors) -> list:
    """The places in the graph of the `inputs` of backward; results among them will keep their gradient in `.grad`."""
    inputs = _values(inputs, "backward")
    places = [_place_of(x, i) for i, x in enumerate(inputs)]
    for x, place in zip(inputs, places):
        if isinstance(place, Node) and isinstance(x, Variable):
            x.retain_grad()  # type: ignore[attr-defined]
    return places


def _roots(outputs: Tensors, given: Tensors) -> tuple[tuple, list]:
    """The tensors to start from, and the gradient to start with at each."""
    outputs = as_tuple(outputs)
    gradients = [None] * len(outputs) if given is None else as_tuple(given)
    if len(gradients) != len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(gradients)} gradients")
    roots = []
    for position, y in enumerate(outputs):
        if isinstance(y, GradientEdge):
            y = _stand_in(y)
        elif not isinstance(y, Variable):
            raise TypeError(f"backward starts from Tensors, got {type(y).__name__} at position {position}")
        elif y._base is not None:
            refresh(y)
        roots.append(y)
    return tuple(roots), [first_gradient(y, g, i) for i, (y, g) in enumerate(zip(roots, gradients))]


def _stand_in(start: GradientEdge) -> Any:
    """A tensor at the place of an edge."""
    place = start[2]
    if isinstance(place, Variable):
        return place
    if place.out is None:
        raise RuntimeError(f"the values of {place.name()} have been freed: keep the tensor itself to start from it")
    root = constant(place.out)
    root._node, root._needs_grad = place, True
    return root


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
    if grad_variables is not None:
        warn("`grad_variables` is deprecated. Use `grad_tensors` instead.", FutureWarning)
        if grad_tensors is not None:
            raise RuntimeError("backward() got `grad_tensors` and its old name `grad_variables`: keep the first.")
        grad_tensors = grad_variables
    targets = None if inputs is None else input_targets(inputs)
    roots, gradients = _roots(tensors, grad_tensors)
    retain_graph = create_graph if retain_graph is None else retain_graph
    walk(roots, gradients, retain_graph=retain_graph, create_graph=create_graph, targets=targets)


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
) -> Any:
    """The gradients of the sum of `outputs` with respect to each of `inputs`, as a tuple; `.grad` is left alone.

    Args:
        inputs: tensors, or a dictionary of tensors, which makes the result a dictionary.
        grad_outputs: what the chain rule starts with, one per output (may be left out for scalars).
        create_graph: make the gradients differentiable themselves.
        allow_unused: None for an input that the outputs do not depend on, instead of RuntimeError.
        is_grads_batched: each of `grad_outputs` has one more dimension in front, and so has each gradient.
        materialize_grads: zeros for an input that the outputs do not depend on.

    >>> import backlight
    >>> x = backlight.tensor(3.0, requires_grad=True)
    >>> (g,) = backlight.autograd.grad(x**3, x, create_graph=True)
    >>> backlight.autograd.grad(g, x)
    (tensor(18.),)
    """
    if materialize_grads and allow_unused is False:
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    if not only_inputs:
        warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for "
            "other parts of the graph, please use torch.autograd.backward.",
            FutureWarning,
        )
    allow_unused = materialize_grads if allow_unused is None else allow_unused
    retain_graph = create_graph if retain_graph is None else retain_graph
    names = list(inputs) if type(inputs) is dict else None
    inputs = _values(inputs, "grad")
    found = (_batched if is_grads_batched else _gradients)(outputs, inputs, grad_outputs, retain_graph, create_graph)
    for position, g in enumerate(found):
        if g is None and not allow_unused:
            raise RuntimeError(
                f"One of the differentiated Tensors appears to not have been used in the graph (input {position}). Set "
                "allow_unused=True if this is the desired behavior, or materialize_grads=True to get zeros."
            )
    if materialize_grads:
        found = [_zeros_like(x) if g is None else g for g, x in zip(found, inputs)]
    return tuple(found) if names is None else dict(zip(names, found))


def _gradients(outputs: Any, inputs: tuple, given: Any, retain_graph: bool, create_graph: bool) -> list:
    places = [_place_of(x, i) for i, x in enumerate(inputs)]
    roots, gradients = _roots(outputs, given)
    found = walk(
        roots, gradients, retain_graph=retain_graph, create_graph=create_graph, targets=places, accumulate=False
    )
    gs = [found.get(place) for place in places]
    # copies: what came along two paths, or is what the user gave, may be one and the same array
    return gs if create_graph else [g if g is None or isinstance(g, Variable) else constant(np.array(g)) for g in gs]


def _batched(outputs: Any, inputs: tuple, given: Any, retain_graph: bool, create_graph: bool) -> list:
    """The gradients for all rows of what is given, by one walk for all of them."""
    from backlight.func.vmap import vmap

    given = as_tuple(given)
    rows = [i for i, g in enumerate(given) if g is not None]
    used: list[bool] = []

    def one(*starts: Any) -> tuple:
        start: list = [None] * len(given)
        for i, g in zip(rows, starts):
            start[i] = g
        found = _gradients(outputs, inputs, start, True, create_graph)
        used[:] = [g is not None for g in found]
        return tuple([g for g in found if g is not None])

    stacked = iter(vmap(one)(*[given[i] for i in rows]))
    return [next(stacked) if there else None for there in used]


def _zeros_like(x: Any) -> Tensor:
    array = (_stand_in(x) if isinstance(x, GradientEdge) else x)._array
    return constant(np.zeros(array.shape, array.dtype))
