"""Checking gradients against small differences of the function itself.

Complex numbers are pairs of real ones here: the gradient of a real L is ∂L/∂(real part) + i·∂L/∂(imaginary part), and
a complex output is two real ones, its parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from backlight.autograd.grad import grad
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
    by more than atol + rtol·|numerical| (or returns False, with `raise_exception=False`). With `fast_mode` one random
    direction is compared instead of whole Jacobians; `check_forward_ad` and `check_batched_grad` compare derivatives
    forward, and gradients computed by vmap, as well. The other options are accepted and change nothing.

    >>> import backlight
    >>> x = backlight.tensor([0.3, -1.2], dtype=backlight.float64, requires_grad=True)
    >>> gradcheck(lambda x: (x * x).sum(), (x,))
    True
    """
    if not (check_forward_ad or check_backward_ad):
        raise AssertionError("Expected at least one of check_forward_ad or check_backward_ad to be True")
    if check_batched_grad and not check_backward_ad:
        raise AssertionError("Setting check_batched_grad=True requires check_backward_ad to be True")
    inputs = inputs if isinstance(inputs, tuple) else tuple(inputs) if isinstance(inputs, list) else (inputs,)
    try:
        if check_backward_ad:
            _check(func, inputs, eps, atol, rtol, nondet_tol, fast_mode)
        if check_forward_ad:
            _check_forward(func, inputs, eps, atol, rtol)
        if check_batched_grad:
            _check_batched(func, inputs)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _check(func: Callable, inputs: tuple, eps: float, atol: float, rtol: float, nondet_tol: float, fast: bool) -> None:
    checked = _checked_inputs(inputs)
    outputs = _tensors(func(*inputs))
    slopes = {i: list(_slopes(func, inputs, x, eps)) for i, x in checked} if not fast else {}
    if not any(o._needs_grad for o in outputs):
        for i, x in checked:
            for _, _, slope in slopes.get(i) or _slopes(func, inputs, x, eps):
                if any(np.any(np.abs(s) > atol) for s in slope):
                    raise GradcheckError("Numerical gradient for function expected to be zero")
        return
    for number, output in enumerate(outputs):
        if not output._needs_grad:
            continue
        _check_linear(output, number, [x for _, x in checked])
        for i, x in checked:
            if fast and _fast_agrees(func, inputs, number, output, x, eps, atol, rtol):
                continue
            for name, unit in _parts(output):
                analytical, again = _analytical(output, x, unit), _analytical(output, x, unit)
                if np.abs(again - analytical).max(initial=0) > nondet_tol:
                    raise GradcheckError(
                        "Backward is not reentrant, i.e., running backward with same input and grad_output multiple "
                        f"times gives different values: output {number}, input {i}. The tolerance for nondeterminism "
                        f"was {nondet_tol}."
                    )
                numerical = _numerical(slopes.get(i) or list(_slopes(func, inputs, x, eps)), number, x, unit)
                if not np.allclose(analytical, numerical, rtol, atol):
                    raise GradcheckError(
                        f"{name}Jacobian mismatch for output {number} with respect to input {i},\n"
                        f"numerical:{constant(numerical)}\nanalytical:{constant(analytical)}\n"
                    )


def _check_forward(func: Callable, inputs: tuple, eps: float, atol: float, rtol: float) -> None:
    from backlight.autograd.checking_forward import pushed

    checked = _checked_inputs(inputs)
    along = pushed(func, inputs)
    for i, x in checked:
        for index, direction, slopes in _slopes(func, inputs, x, eps):
            step = np.zeros(x._array.shape, x._array.dtype)
            step[index] = direction
            for number, (analytical, numerical) in enumerate(zip(along(i, step), slopes, strict=True)):
                if not np.allclose(analytical, numerical, rtol, atol):
                    raise GradcheckError(
                        f"Jacobian computed with forward mode mismatch for output {number} with respect to input {i},\n"
                        f"at its element {index}: numerical:{constant(numerical)}\nanalytical:{constant(analytical)}\n"
                    )


def _check_batched(func: Callable, inputs: tuple) -> None:
    from backlight.autograd.checking_forward import batched_differs

    checked = _checked_inputs(inputs)
    for i, output in enumerate(_tensors(func(*inputs))):
        if output._needs_grad and batched_differs(output, [x for _, x in checked]):
            raise GradcheckError(
                f"For output {i}, gradients computed for several starts at once, by vmap, differ from those computed "
                "one by one"
            )


def _checked_inputs(inputs: tuple) -> list:
    checked = [(i, x) for i, x in enumerate(inputs) if isinstance(x, Variable) and x._needs_grad]
    if not checked:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
        )
    for i, x in checked:
        if x._array.dtype not in (np.dtype("f8"), np.dtype("c16")):
            warn(
                f"Input #{i} requires gradient and is not a double precision floating point or complex. This check "
                "will likely fail if all the inputs are not of double precision floating point or complex."
            )
        if any(step == 0 and size > 1 for step, size in zip(x._array.strides, x._array.shape)):
            raise RuntimeError(
                f"The {i}th input has a dimension with stride 0: several of its elements are one in memory, and cannot "
                "be moved one by one. Call .contiguous() on it first."
            )
    return checked


def _tensors(out: Any) -> list:
    return [o for o in (out if isinstance(out, (tuple, list)) else (out,)) if isinstance(o, Variable)]


def _check_linear(output: Variable, number: int, inputs: list) -> None:
    """A gradient of zero must arrive as zeros."""
    zeros = constant(np.zeros(output._array.shape, output._array.dtype))
    for g in grad(output, inputs, zeros, retain_graph=True, allow_unused=True):
        if g is not None and np.any(g._array):
            raise GradcheckError(f"backward not multiplied by grad_output: output {number}")


def _slopes(func: Callable, inputs: tuple, x: Variable, eps: float) -> Iterator:
    """For each element of `x` and each direction it can move in: the slope of every output."""
    array = x._array
    for index in np.ndindex(array.shape):
        for direction in (1.0, 1j) if array.dtype.kind == "c" else (1.0,):
            step = np.zeros(array.shape, array.dtype)
            step[index] = direction
            yield index, direction, _slope(func, inputs, x, step, eps)


def _slope(func: Callable, inputs: tuple, x: Variable, step: np.ndarray, eps: float) -> list:
    """The slope of every output along `step`, by central differences; `x` is moved there and back."""
    array, original, ends = x._array, x._array.copy(), []
    try:
        for distance in (eps, -eps):
            array[...] = original + distance * step
            ends.append([np.array(o._array) for o in _tensors(func(*inputs))])
    finally:
        array[...] = original
    return [
        (b.astype(float) - a.astype(float) if a.dtype.kind in "biu" else b - a) / (2 * eps)
        for b, a in zip(*ends, strict=True)
    ]


def _parts(output: Variable) -> list[tuple[str, Any]]:
    """What to say of each real part of an output, and the gradient that asks for it."""
    if output._array.dtype.kind != "c":
        return [("", 1)]
    words = "While considering the {} part of complex outputs only, "
    return [(words.format("real"), 1), (words.format("imaginary"), 1j)]


def _numerical(slopes: list, number: int, x: Variable, unit: Any) -> np.ndarray:
    """The Jacobian of one real part of an output: one row per element of `x`, one column per element of the output."""
    rows = []
    for _, direction, slope in slopes:
        part = slope[number].imag if unit == 1j else slope[number].real
        if direction == 1j:
            rows[-1] = rows[-1] + 1j * part.ravel()
        else:
            rows.append(part.ravel())
    return np.stack(rows) if rows else np.zeros((0, 0))


def _analytical(output: Variable, x: Variable, unit: Any) -> np.ndarray:
    """The same Jacobian by backward, column by column."""
    columns = []
    for index in np.ndindex(output._array.shape):
        start = np.zeros(output._array.shape, output._array.dtype)
        start[index] = unit
        columns.append(_pulled_back(output, x, start).ravel())
    return np.stack(columns, axis=1) if columns and x._array.size else np.zeros((0, 0))


def _pulled_back(output: Variable, x: Variable, start: np.ndarray) -> np.ndarray:
    (g,) = grad(output, x, constant(start), retain_graph=True, allow_unused=True)
    return np.zeros(x._array.shape, x._array.dtype) if g is None else g._array


def _fast_agrees(
    func: Callable, inputs: tuple, number: int, output: Variable, x: Variable, eps: float, atol: float, rtol: float
) -> bool:
    """Whether v·J·u agrees for one random direction u of the input and v of the output."""
    rng = np.random.default_rng(0)
    u, v = _random(rng, x._array), _random(rng, output._array)
    numerical = _inner(v, _slope(func, inputs, x, u, eps)[number])
    analytical = _inner(_pulled_back(output, x, v), u)
    return abs(analytical - numerical) <= atol * np.abs(u).sum() * np.abs(v).sum() + rtol * abs(numerical)


def _random(rng: np.random.Generator, like: np.ndarray) -> np.ndarray:
    values = rng.standard_normal(like.shape)
    return np.asarray(values + 1j * rng.standard_normal(like.shape) if like.dtype.kind == "c" else values, like.dtype)


def _drawn(like: Variable, apart: bool) -> Any:
    """A gradient for an output, uniform in [−1, 1), from the default stream, which torch's check advances as well."""
    from backlight.tensor.complex import view_as_real

    size, dtype = like._array.shape, like._array.dtype
    apart = apart and like._array.size > 1  # every second element of one twice as long
    made: Any = constant(np.empty((*size[:-1], 2 * size[-1]) if apart else size, dtype))
    (view_as_real(made) if dtype.kind == "c" else made).uniform_(-1, 1)
    return (made[..., 1::2] if apart else made).requires_grad_()


def _inner(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sum(np.conj(a) * b).real)


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
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """Whether the gradients of the gradients of `func(*inputs)` equal their central differences; see `gradcheck`.

    >>> import backlight
    >>> x = backlight.tensor([0.3, -1.2], dtype=backlight.float64, requires_grad=True)
    >>> gradgradcheck(lambda x: (x * x * x).sum(), (x,))
    True
    """
    inputs = inputs if isinstance(inputs, tuple) else tuple(inputs) if isinstance(inputs, list) else (inputs,)
    if grad_outputs is None:
        starts = [_drawn(o, gen_non_contig_grad_outputs) for o in _tensors(func(*inputs)) if o._needs_grad]
    else:
        starts = list(grad_outputs if isinstance(grad_outputs, (tuple, list)) else (grad_outputs,))

    def first_gradients(*arguments: Any) -> tuple:
        values, weights = arguments[: len(inputs)], arguments[len(inputs) :]
        outputs = [o for o in _tensors(func(*values)) if o._needs_grad]
        sought = [v for v in values if isinstance(v, Variable) and v._needs_grad]
        gradients = grad(outputs, sought, weights, create_graph=True, allow_unused=True)
        return tuple([g for g in gradients if g is not None and g._needs_grad])

    return gradcheck(
        first_gradients,
        (*inputs, *starts),
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
        nondet_tol=nondet_tol,
        check_batched_grad=check_batched_grad,
        check_forward_ad=check_fwd_over_rev,
        check_backward_ad=check_rev_over_rev,
        fast_mode=fast_mode,
    )
