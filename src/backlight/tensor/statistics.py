"""How the rows of a matrix vary together: covariance and correlation; then binomial counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.ops.random import draw
from backlight.tensor.complex import conj, imag, real
from backlight.tensor.generator import stream
from backlight.tensor.polar import complex as complex_of
from backlight.tensor.surface import tensor_in

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def cov(
    input: Tensor, *, correction: int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None
) -> Tensor:
    """The covariances of the rows of a matrix, each column of which is one observation; of a vector its variance.

    Args:
        correction: what is taken from the number of observations in the denominator.
        fweights: how often each observation counts, integers (columns,).
        aweights: how much each counts, floats (columns,).

    RuntimeError for more than two dimensions, and for weights that do not fit.

    >>> cov(backlight.tensor([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    x: Any = tensor_in("cov", input)
    array = x._array
    if array.ndim > 2:
        raise RuntimeError(f"cov(): expected input to have two or fewer dimensions but got {array.ndim} dimensions")
    if array.dtype.kind == "b":
        raise RuntimeError("cov(): bool dtype is not supported for input; write x.float()")
    if array.ndim < 2:
        x = x.reshape(1, -1)  # (n,) -> (1, n)
    count = x._array.shape[1]
    _expect_weights("fweights", fweights, count, "integral", "iu")
    _expect_weights("aweights", aweights, count, "floating point", "f")
    given = [w.reshape(-1) for w in (fweights, aweights) if w is not None]
    w: Any = None if not given else given[0] if len(given) == 1 else given[0] * given[1]
    total = count if w is None else w.sum()
    freedom = total - correction
    if aweights is not None and correction:
        freedom = total - correction * (w * aweights.reshape(-1)).sum() / total
    if not float(freedom) > 0:
        _warn_of_freedom()
        freedom = freedom * 0
    mean = (x if w is None else x * w).sum(1) / total  # (r, n) -> (r,)
    off = x - mean.reshape(-1, 1)
    products = off @ conj((off if w is None else off * w).t())  # (r, n) @ (n, r)
    return (products / freedom).squeeze()


def _expect_weights(name: str, weights: Any, count: int, kinds: str, letters: str) -> None:
    if weights is None:
        return
    array = tensor_in("cov", weights)._array
    if array.ndim > 1:
        raise RuntimeError(f"cov(): expected {name} to have one or fewer dimensions but got {array.ndim} dimensions")
    if array.dtype.kind not in letters:
        raise RuntimeError(f"cov(): expected {name} to have {kinds} dtype but got {name} with {dtypes.of(array)} dtype")
    if array.size != count:
        raise RuntimeError(
            f"cov(): expected {name} to have the same numel as there are observations in the input "
            f"but got {array.size} != {count}"
        )
    if count and array.min() < 0:
        raise RuntimeError(f"cov(): {name} cannot be negative")


def _warn_of_freedom() -> None:
    import warnings

    warnings.warn(
        "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations.",
        UserWarning,
        stacklevel=3,
    )


def corrcoef(input: Tensor) -> Tensor:
    """The correlations of the rows of a matrix: their covariances over the standard deviations of both, in [−1, 1].

    >>> corrcoef(backlight.tensor([[0.0, 1.0, 2.0], [4.0, 2.0, 0.0]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    if tensor_in("corrcoef", input)._array.ndim > 2:
        raise RuntimeError(
            f"corrcoef(): expected input to have two or fewer dimensions but got {input._array.ndim} dimensions"
        )
    c: Any = cov(input)
    if not c._array.ndim:
        return c / c
    deviation = real(c.diagonal()).sqrt()
    c = c / deviation.reshape(-1, 1) / deviation
    if c._array.dtype.kind == "c":
        return complex_of(real(c).clamp(-1, 1), imag(c).clamp(-1, 1))
    return c.clamp(-1, 1)


def binomial(count: Tensor, prob: Tensor, generator: Any = None) -> Tensor:
    """How many of `count` tosses succeed, each with probability `prob`, in torch's own numbers; the shapes broadcast.

    >>> g = backlight.manual_seed(0)
    >>> binomial(backlight.tensor([10.0, 100.0]), backlight.tensor([0.5, 0.1]))
    tensor([ 7., 11.])
    """
    for name, x in (("count", count), ("prob", prob)):
        if not isinstance(x, Variable):
            raise TypeError(f"binomial(): argument '{name}' must be Tensor, not {type(x).__name__}")
    have, other = dtypes.of(count._array), dtypes.of(prob._array)
    if not (have.is_floating_point and other.is_floating_point):
        raise ValueError(f"binomial only supports floating-point dtypes, got {have} for count and {other} for prob")
    if have is not other:
        raise RuntimeError(f"binomial(): count and prob must have one dtype, got {have} and {other}")
    arrays = count._array, prob._array  # a draw that has no gradient
    return constant(draw(*arrays, how="binomial", generator=stream(generator, "binomial")))
