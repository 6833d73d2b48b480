"""How far numbers spread: variance and standard deviation, then norms and distances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from backlight.core import dtypes
from backlight.core.card import known_as
from backlight.core.inplace import inplace
from backlight.core.later import later_method
from backlight.core.op import promoted
from backlight.ops import norms as cards
from backlight.ops.reduce import count
from backlight.ops.select import where
from backlight.tensor.dims import axis_is_dim, dim_of, reduced
from backlight.tensor.linalg import vector_norm
from backlight.tensor.reduction import axis_of, renamed
from backlight.tensor.surface import given, tensor_in

if TYPE_CHECKING:
    from typing import Unpack

    from backlight.tensor.options import NumpyNames
    from backlight.tensor.tensor import Tensor


matrix_norm = later_method("backlight.linalg.norms", "matrix_norm")


def var(
    input: Tensor,
    dim: int | tuple[int, ...] | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """The variance over the dimensions `dim`, by default over all: Σ (x − mean)² / (n − correction).

    `correction` is 1 by default; `unbiased=False` is the older way to say 0. NaN where n ≤ correction.
    RuntimeError for integers.

    >>> x = backlight.tensor([1.0, 2.0, 3.0])
    >>> var(x), var(x, correction=0)
    (tensor(1.), tensor(0.6667))
    """
    return given(out, _spread("var", cards.var, input, dim, unbiased, keepdim, correction, numpy_names), "var")


def std(
    input: Tensor,
    dim: int | tuple[int, ...] | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """The standard deviation over the dimensions `dim`: the square root of `var`, with the same arguments.

    >>> std(backlight.tensor([1.0, 2.0, 3.0]))
    tensor(1.)
    """
    return given(out, _spread("std", cards.std, input, dim, unbiased, keepdim, correction, numpy_names), "std")


def _spread(name, card, input, dim, unbiased, keepdim, correction, numpy_names):
    if numpy_names:
        dim, keepdim = renamed(name, numpy_names, dim, keepdim)
    if isinstance(dim, bool):  # std(False) is std(unbiased=False)
        dim, unbiased = None, dim
    x = tensor_in(name, input)
    if x._array.dtype.kind in "biu":
        raise RuntimeError(
            f"std and var only support floating point and complex dtypes, not {dtypes.of(x._array)}; "
            f"write x.float().{name}()"
        )
    if correction is None:
        correction = 1 if unbiased is None else int(unbiased)
    axis = axis_of(dim, x._array.ndim)
    if count(x._array.shape, axis) <= correction:
        _warn_of_freedom(name, x._array.shape)
    return card(x, axis=axis, correction=correction, keepdims=keepdim)


def _warn_of_freedom(name: str, shape: tuple) -> None:
    import warnings

    warnings.warn(
        f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor "
        f"(input numel divided by output numel); the input has shape {list(shape)}.",
        UserWarning,
        stacklevel=4,
    )


@reduced
def var_mean(
    input: Tensor,
    dim: int | tuple[int, ...] | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> tuple[Tensor, Tensor]:
    """The variance and the mean over the dimensions `dim`.

    >>> var_mean(backlight.tensor([1.0, 2.0, 3.0]))
    (tensor(1.), tensor(2.))
    """
    return _spread("var", cards.var_mean, input, dim, unbiased, keepdim, correction, None)


@reduced
def std_mean(
    input: Tensor,
    dim: int | tuple[int, ...] | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> tuple[Tensor, Tensor]:
    """The standard deviation and the mean over the dimensions `dim`.

    >>> std_mean(backlight.tensor([1.0, 2.0, 3.0]))
    (tensor(1.), tensor(2.))
    """
    return _spread("std", cards.std_mean, input, dim, unbiased, keepdim, correction, None)


def norm(
    input: Tensor,
    p: float | str | None = "fro",
    dim: int | tuple[int, ...] | None = None,
    keepdim: bool = False,
    out: Tensor | None = None,
    dtype: dtypes.dtype | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """The norm of all elements, or of those along `dim`: (Σ |x|ᵖ)¹ᐟᵖ, with p = 2 for "fro".

    "nuc" is the sum of the singular values of a matrix; ∞, −∞ and 0 are as in `vector_norm`.

    >>> norm(backlight.tensor([[3.0, 4.0], [6.0, 8.0]]), dim=1)
    tensor([ 5., 10.])
    """
    if numpy_names:
        dim, keepdim = renamed("norm", numpy_names, dim, keepdim)
    if p == "nuc":
        if isinstance(dim, int):
            raise RuntimeError(f"norm: p='nuc' needs two dimensions, got dim={dim}")
        rows, columns = (-2, -1) if dim is None else dim
        return matrix_norm(input, "nuc", (rows, columns), keepdim, dtype=dtype, out=out)
    if isinstance(p, str) and p != "fro":
        raise RuntimeError(f"norm: expected p to be a number, 'fro' or 'nuc', got {p!r}")
    return vector_norm(input, 2 if p is None or p == "fro" else float(p), dim, keepdim, dtype=dtype, out=out)


def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The p-norm of input − other; the shapes broadcast.

    >>> dist(backlight.tensor([1.0, 2.0]), backlight.tensor([4.0, 6.0]))
    tensor(5.)
    """
    x, y = promoted(input, other)
    return known_as(vector_norm(x - y, p), "DistBackward0")


@axis_is_dim
def renorm(input: Tensor, p: float, dim: int, maxnorm: float, *, out: Tensor | None = None) -> Tensor:
    """The parts of `input` along `dim`, each scaled down to the p-norm `maxnorm` if its own is larger.

    >>> renorm(backlight.tensor([[3.0, 4.0], [0.3, 0.4]]), 2, 0, 1.0)
    tensor([[0.6000, 0.8000],
            [0.3000, 0.4000]])
    """
    x = tensor_in("renorm", input)
    if x._array.ndim < 2:
        raise RuntimeError(f"renorm: input needs at least 2 dimensions, got {x._array.ndim} dimensions")
    kept = dim_of(dim, x._array.ndim)
    sizes = vector_norm(x, p, tuple(i for i in range(x._array.ndim) if i != kept), keepdim=True)
    factors = where(sizes > maxnorm, maxnorm / (sizes + 1e-7), np.ones((), x._array.dtype))
    return given(out, known_as(x * factors, "RenormBackward0"), "renorm")


class NormMethods:
    """The methods of this family; `Tensor` inherits them."""

    var, std, norm, dist = var, std, norm, dist
    renorm, renorm_ = renorm, inplace(renorm)
