"""Derivatives of whole functions: products with vectors first, then Jacobian and Hessian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backlight.autograd.grad import grad
from backlight.autograd.grad_mode import enable_grad
from backlight.core.result import constant
from backlight.core.start import anywhere
from backlight.core.variable import Variable

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]


def vjp(func: Callable, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> tuple:
    """`func(*inputs)` and v·J, the product of a vector with its Jacobian.

    >>> import backlight
    >>> vjp(lambda x: x * x, backlight.tensor([1.0, 2.0]), backlight.ones(2))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    with enable_grad():
        single, inputs = _fresh(inputs, create_graph, "vjp")
        alone, outputs = _outputs(func, inputs, strict, "vjp")
        start = _vectors(v, outputs, alone, "vjp", "outputs")
        found = _grad(outputs, inputs, start, create_graph, "output" if strict else "")
    return _done(alone, outputs, create_graph), _done(single, found, create_graph)


def jvp(func: Callable, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> tuple:
    """`func(*inputs)` and J·v, the product of its Jacobian with a vector, by differentiating v·J in v.

    >>> import backlight
    >>> jvp(lambda x: x * x, backlight.tensor([1.0, 2.0]), backlight.ones(2))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    with enable_grad():
        single, inputs = _fresh(inputs, create_graph, "jvp")
        direction = _vectors(v, inputs, single, "jvp", "inputs")
        alone, outputs = _outputs(func, inputs, strict, "jvp")
        start = tuple([_leaf(anywhere(o._array)) for o in outputs])
        pulled = _grad(outputs, inputs, start, True, "output" if strict else "")
        found = _grad(pulled, start, direction, create_graph, "gradient" if strict else "")
    return _done(alone, outputs, create_graph), _done(alone, found, create_graph)


def vhp(func: Callable, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> tuple:
    """`func(*inputs)` and v·H, the product of a vector with the Hessian of a function of one output."""
    with enable_grad():
        single, inputs = _fresh(inputs, create_graph, "vhp")
        direction = _vectors(v, inputs, single, "vhp", "inputs")
        alone, outputs = _outputs(func, inputs, strict, "vhp")
        _one_element(alone, outputs, "vhp")
        first = _grad(outputs, inputs, None, True, "output" if strict else "")
        found = _grad(first, inputs, direction, create_graph, "jacobian" if strict else "")
    return _done(alone, outputs, create_graph), _done(single, found, create_graph)


def hvp(func: Callable, inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False) -> tuple:
    """`func(*inputs)` and H·v; the Hessian is symmetric, and v·H is the cheaper way to it.

    >>> import backlight
    >>> hvp(lambda x: (x**3).sum(), backlight.tensor([1.0, 2.0]), backlight.ones(2))
    (tensor(9.), tensor([ 6., 12.]))
    """
    return vhp(func, inputs, v, create_graph, strict)


def jacobian(
    func: Callable,
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """All derivatives ∂outputᵢ/∂inputⱼ, of shape (*output.shape, *input.shape).

    Several inputs give a tuple of Jacobians; several outputs a tuple of those. With `vectorize` all rows are computed
    at once, or all columns with the strategy "forward-mode".

    >>> import backlight
    >>> jacobian(lambda x: x * x, backlight.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    if strategy not in ("reverse-mode", "forward-mode"):
        raise AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode".')
    if strategy == "forward-mode":
        return _forward(func, inputs, create_graph, strict, vectorize)
    if strict and vectorize:
        raise RuntimeError(
            "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not supported together. "
            "Please either set `strict=False` or `vectorize=False`."
        )
    with enable_grad():
        single, inputs = _fresh(inputs, create_graph, "jacobian")
        alone, outputs = _outputs(func, inputs, strict, "jacobian")
        rows = _rows_at_once if vectorize else _rows
        found = [_done(single, rows(o, inputs, create_graph, strict), create_graph) for o in outputs]
    return found[0] if alone else tuple(found)


def _forward(func: Callable, inputs: Any, create_graph: bool, strict: bool, vectorize: bool) -> Any:
    """The Jacobian column by column."""
    if create_graph:
        raise NotImplementedError(
            'torch.autograd.functional.jacobian: `create_graph=True` and `strategy="forward-mode"` are not supported '
            'together (yet). Please either set `create_graph=False` or `strategy="reverse-mode"`.'
        )
    if strict:
        raise RuntimeError(
            'torch.autograd.functional.jacobian: `strict=True` and `strategy="forward-mode"` are not supported '
            'together (yet). Please either set `strict=False` or `strategy="reverse-mode"`.'
        )
    if not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian is only implemented for "
            "`vectorize=True`."
        )
    from backlight.func.jacobian import jacfwd

    single, inputs = _as_tuple(inputs, "inputs", "jacobian")
    inputs = tuple([x.detach() for x in inputs])
    return jacfwd(func, 0 if single else tuple(range(len(inputs))))(*inputs)


def _rows_at_once(output: Any, inputs: tuple, create_graph: bool, strict: bool) -> tuple:
    """The Jacobians of one output, all rows by one walk."""
    array = output._array
    shape = array.shape
    zeros = [constant(np.zeros((*shape, *x._array.shape), x._array.dtype)) for x in inputs]
    if not output._needs_grad or not array.size:
        return tuple(zeros)
    units = constant(np.eye(array.size, dtype=array.dtype).reshape(array.size, *shape))
    found: Any = grad(
        output, inputs, units, retain_graph=True, create_graph=create_graph, allow_unused=True, is_grads_batched=True
    )
    return tuple(
        [
            zero if g is None else g.reshape((*shape, *x._array.shape))  # (size, *input) -> (*output, *input)
            for g, x, zero in zip(found, inputs, zeros)
        ]
    )


def _rows(output: Any, inputs: tuple, create_graph: bool, strict: bool) -> tuple:
    """The Jacobians of one output, row by row."""
    from backlight.tensor.joining import stack

    elements = [output[index] for index in np.ndindex(output._array.shape)]
    rows = [_grad((element,), inputs, None, create_graph, "output" if strict else "") for element in elements]
    shape = output._array.shape
    return tuple(
        [
            stack([row[j] for row in rows]).reshape((*shape, *x._array.shape))  # (size, *input) -> (*output, *input)
            if rows
            else constant(np.zeros((*shape, *x._array.shape), x._array.dtype))
            for j, x in enumerate(inputs)
        ]
    )


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

    def first(*arguments: Any) -> tuple:
        def checked(*again: Any) -> Any:
            alone, outputs = _outputs(func, again, strict, "hessian")
            _one_element(alone, outputs, "hessian")
            return outputs[0].reshape(())  # type: ignore[attr-defined]

        found = jacobian(checked, arguments, create_graph=True, vectorize=vectorize)
        if strict and not all(g._needs_grad for g in found):
            raise RuntimeError(_independent("jacobian", [g._needs_grad for g in found].index(False)))
        return found

    if outer_jacobian_strategy not in ("reverse-mode", "forward-mode"):
        raise AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode".')
    single = not isinstance(inputs, tuple)
    rows = jacobian(
        first,
        (inputs,) if single else inputs,
        create_graph=create_graph,
        strict=strict,
        vectorize=vectorize,
        strategy=outer_jacobian_strategy,
    )
    return rows[0][0] if single else rows


def _as_tuple(values: Any, what: str, name: str) -> tuple[bool, tuple]:
    """Whether there is one tensor alone, and the tuple; TypeError for anything but tensors."""
    alone = not isinstance(values, tuple)
    values = (values,) if alone else values
    for i, x in enumerate(values):
        if not isinstance(x, Variable):
            which = f"the given {what} has" if alone else f"the value at index {i} has"
            raise TypeError(
                f"The {what} given to {name} must be either a Tensor or a tuple of Tensors but {which} type {type(x)}."
            )
    return alone, values


def _fresh(inputs: Any, create_graph: bool, name: str) -> tuple[bool, tuple]:
    """The inputs at a place of their own in the graph, so that nothing else is differentiated."""
    single, inputs = _as_tuple(inputs, "inputs", name)
    return single, tuple([x.view_as(x) if create_graph and x._needs_grad else _leaf(x._array) for x in inputs])


def _leaf(array: np.ndarray) -> Any:
    leaf = constant(array)
    leaf._needs_grad = array.dtype.kind not in "biu"
    return leaf


def _outputs(func: Callable, inputs: tuple, strict: bool, name: str) -> tuple[bool, tuple]:
    alone, outputs = _as_tuple(func(*inputs), "outputs of the user-provided function", name)
    for i, o in enumerate(outputs):
        if strict and not o._needs_grad:
            raise RuntimeError(
                f"Output {i} of the user-provided function does not require gradients. The outputs must be computed "
                "in a differentiable manner from the input when running in strict mode."
            )
    return alone, outputs


def _one_element(alone: bool, outputs: tuple, name: str) -> None:
    if not alone:
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if outputs[0]._array.size != 1:
        raise RuntimeError(
            f"The Tensor returned by the function given to {name} should contain a single element, "
            f"got shape {tuple(outputs[0]._array.shape)}"
        )


def _vectors(v: Any, likes: tuple, alone: bool, name: str, of: str) -> tuple:
    if v is None:
        if len(likes) == 1 and likes[0]._array.size == 1:
            return (constant(np.ones(likes[0]._array.shape, likes[0]._array.dtype)),)
        raise RuntimeError(
            f"The vector v can only be None if the user-provided function's {of} are a single Tensor with one element"
        )
    vectors = _as_tuple(v, "v", name)[1]
    if len(vectors) != len(likes):
        raise RuntimeError(f"v has {len(vectors)} tensors, and there should be {len(likes)}, as many as {of}")
    for i, (one, like) in enumerate(zip(vectors, likes)):
        if one._array.shape != like._array.shape:
            where = "" if alone else f"Entry {i} in "
            raise RuntimeError(f"{where}v has invalid size: should be {like._array.shape} but got {one._array.shape}.")
    return vectors


def _grad(outputs: tuple, inputs: tuple, start: tuple | None, create_graph: bool, strictly: str) -> tuple:
    """Gradients with zeros for None; `strictly` names what must depend on every input, if it must."""
    pairs = [(o, None if start is None else start[i]) for i, o in enumerate(outputs) if o._needs_grad]
    found: Any = [None] * len(inputs)
    if pairs:
        given = None if start is None else [s for _, s in pairs]
        found = grad(
            [o for o, _ in pairs], inputs, given, retain_graph=True, create_graph=create_graph, allow_unused=True
        )
    for i, g in enumerate(found):
        if strictly and g is None:
            raise RuntimeError(_independent(strictly, i))
        if strictly and create_graph and not g._needs_grad:
            after = {"output": "jacobian", "jacobian": "hessian"}.get(strictly, strictly)
            raise RuntimeError(_independent(after, i, " when create_graph=True"))
    return tuple(
        [constant(np.zeros(x._array.shape, x._array.dtype)) if g is None else g for g, x in zip(found, inputs)]
    )


def _independent(what: str, i: int, when: str = "") -> str:
    return (
        f"The {what} of the user-provided function is independent of input {i}. "
        f"This is not allowed in strict mode{when}."
    )


def _done(single: bool, results: tuple, create_graph: bool) -> Any:
    """The results as users get them: without graph unless they asked for one, alone if there is one."""
    results = results if create_graph else tuple([r.detach() for r in results])
    return results[0] if single else results
