"""Checking gradients against small differences of the function itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backlight.autograd.grad import grad
from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.core.result import constant
from backlight.core.variable import Variable


class GradcheckError(RuntimeError):
    """A gradient differs from the differences of the function."""


def gradcheck(
    func: Callable,
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Whether the gradients of `func(*inputs)` equal its central differences, (f(x + eps) − f(x − eps)) / (2 eps).

    Inputs that require a gradient should be of float64. Raises RuntimeError with both Jacobians where they differ
    by more than atol + rtol·|numerical| (or returns False, with `raise_exception=False`).

    >>> import backlight
    >>> x = backlight.tensor([0.3, -1.2], dtype=backlight.float64, requires_grad=True)
    >>> gradcheck(lambda x: (x * x).sum(), (x,))
    True
    """
    inputs = inputs if isinstance(inputs, tuple) else tuple(inputs) if isinstance(inputs, list) else (inputs,)
    try:
        _check(func, inputs, eps, atol, rtol, nondet_tol)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _check(func: Callable, inputs: tuple, eps: float, atol: float, rtol: float, nondet_tol: float) -> None:
    checked = [(i, x) for i, x in enumerate(inputs) if isinstance(x, Variable) and x._needs_grad]
    if not checked:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True."
        )
    for i, x in checked:
        if dtypes.of(x._array) not in (dtypes.float64, dtypes.complex128):
            warn(
                f"Input #{i} requires gradient and is not a double precision floating point or complex. This check "
                "will likely fail if all the inputs are not of double precision floating point or complex."
            )
    for number, output in enumerate(_outputs(func, inputs)):
        if not output._needs_grad:
            continue
        for i, x in checked:
            numerical = _numerical(func, inputs, number, x, eps)
            analytical = _analytical(output, x)
            if np.abs(_analytical(output, x) - analytical).max(initial=0) > nondet_tol:
                raise GradcheckError(
                    "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times "
                    f"gives different values, although analytical gradient matches numerical gradient: output {number}"
                )
            if not np.allclose(analytical, numerical, rtol, atol):
                raise GradcheckError(
                    f"Jacobian mismatch for output {number} with respect to input {i},\n"
                    f"numerical:{numerical}\nanalytical:{analytical}"
                )


def _outputs(func: Callable, inputs: tuple) -> list:
    out = func(*inputs)
    return [o for o in (out if isinstance(out, (tuple, list)) else (out,)) if isinstance(o, Variable)]


def _numerical(func: Callable, inputs: tuple, number: int, x: Variable, eps: float) -> np.ndarray:
    """The Jacobian by central differences, one row per element of `x`."""
    array = x._array
    rows = []
    for index in np.ndindex(array.shape):
        original = array[index]
        columns = []
        for direction in (1.0, 1j) if array.dtype.kind == "c" else (1.0,):
            ends = []
            for step in (eps, -eps):
                array[index] = original + step * direction
                ends.append(np.array(_outputs(func, inputs)[number]._array))
            array[index] = original
            columns.append((ends[0] - ends[1]) / (2 * eps))
        # the gradient convention of complex inputs: conj of the derivative along each axis
        row = columns[0] if len(columns) == 1 else columns[0].conj() + 1j * columns[1].conj()
        rows.append(row.ravel() if len(columns) == 1 or row.dtype.kind != "c" else row.real.ravel() + 1j * row.imag.ravel())
    size = _outputs(func, inputs)[number]._array.size
    return np.stack(rows) if rows else np.zeros((0, size))


def _analytical(output: Variable, x: Variable) -> np.ndarray:
    """The Jacobian by backward, one column per element of the output."""
    columns = []
    for index in np.ndindex(output._array.shape):
        start = np.zeros(output._array.shape, output._array.dtype)
        start[index] = 1
        (g,) = grad(output, x, constant(start), retain_graph=True, allow_unused=True)
        columns.append(np.zeros(x._array.size, x._array.dtype) if g is None else g._array.ravel())
    return np.stack(columns, axis=1) if columns else np.zeros((x._array.size, 0))


def gradgradcheck(
    func: Callable,
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    **other: Any,
) -> bool:
    """Whether the gradients of the gradients of `func(*inputs)` equal their central differences; see `gradcheck`.

    >>> import backlight
    >>> x = backlight.tensor([0.3, -1.2], dtype=backlight.float64, requires_grad=True)
    >>> gradgradcheck(lambda x: (x * x * x).sum(), (x,))
    True
    """
    inputs = inputs if isinstance(inputs, tuple) else tuple(inputs) if isinstance(inputs, list) else (inputs,)
    if grad_outputs is None:
        rng = np.random.default_rng(0)
        starts = []
        for output in _outputs(func, inputs):
            start = constant(rng.standard_normal(output._array.shape).astype(output._array.dtype))
            start._needs_grad = True
            starts.append(start)
    else:
        starts = list(grad_outputs if isinstance(grad_outputs, (tuple, list)) else (grad_outputs,))

    def first_gradients(*arguments):
        values, weights = arguments[: len(inputs)], arguments[len(inputs) :]
        outputs = _outputs(func, values)
        pairs = [(o, w) for o, w in zip(outputs, weights, strict=True) if o._needs_grad]
        sought = [v for v in values if isinstance(v, Variable) and v._needs_grad]
        gradients = grad([o for o, _ in pairs], sought, [w for _, w in pairs], create_graph=True, allow_unused=True)
        return tuple([g for g in gradients if g is not None and g._needs_grad])

    if not any(o._needs_grad for o in first_gradients(*inputs, *starts)):
        return True
    return gradcheck(
        first_gradients,
        (*inputs, *starts),
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
        nondet_tol=nondet_tol,
    )
