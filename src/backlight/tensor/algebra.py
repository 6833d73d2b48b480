"""Matrix products with a sum added, cross products and distances, and the methods of all that is products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import broadcast_reason, warn
from backlight.core.inplace import inplace
from backlight.core.op import promoted
from backlight.core.variable import Variable
from backlight.ops import linalg as cards
from backlight.ops.shape import reshape
from backlight.tensor.contraction import inner, kron
from backlight.tensor.dims import axis_is_dim
from backlight.tensor.linalg import cross as cross_of_last
from backlight.tensor.out import into, scalar_type
from backlight.tensor.products import bmm, dot, ger, matmul, mm, mv, not_a_tensor, outer, raise_mismatch, vdot

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def addmm(
    input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: float = 1, alpha: float = 1, out: Tensor | None = None
) -> Tensor:
    """β·input + α·(mat1 @ mat2), with `input` broadcast to (n, m).

    >>> addmm(backlight.tensor([10.]), backlight.ones(2, 3), backlight.ones(3, 1))
    tensor([[13.],
            [13.]])
    """
    return _plus_product("addmm", input, mat1, mat2, beta, alpha, out)


def addmv(
    input: Tensor, mat: Tensor, vec: Tensor, *, beta: float = 1, alpha: float = 1, out: Tensor | None = None
) -> Tensor:
    """β·input + α·(mat @ vec), with `input` broadcast to (n,).

    >>> addmv(backlight.tensor([10.]), backlight.ones(2, 3), backlight.ones(3))
    tensor([13., 13.])
    """
    return _plus_product("addmv", input, mat, vec, beta, alpha, out)


def addr(
    input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: float = 1, alpha: float = 1, out: Tensor | None = None
) -> Tensor:
    """β·input + α·(vec1 ⊗ vec2), with `input` broadcast to (n, m).

    >>> addr(backlight.zeros(1), backlight.tensor([1., 2.]), backlight.tensor([3., 4.]))
    tensor([[3., 4.],
            [6., 8.]])
    """
    for word, x in (("vec1", vec1), ("vec2", vec2)):
        if x._array.ndim != 1:
            raise RuntimeError(f"addr: Expected 1-D argument {word}, but got {x._array.ndim}-D")
    column, row = reshape(vec1, shape=(-1, 1)), reshape(vec2, shape=(1, -1))  # (n, 1) and (1, m)
    return _plus_product("addr", input, column, row, beta, alpha, out)


def baddbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1, out: Tensor | None = None
) -> Tensor:
    """β·input + α·(batch1 @ batch2) for each pair of matrices, with `input` broadcast to (b, n, m).

    >>> baddbmm(backlight.zeros(1), backlight.ones(1, 2, 3), backlight.ones(1, 3, 2)).shape
    torch.Size([1, 2, 2])
    """
    return _plus_product("baddbmm", input, batch1, batch2, beta, alpha, out)


def addbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: float = 1, alpha: float = 1, out: Tensor | None = None
) -> Tensor:
    """β·input + α·Σ (batch1 @ batch2), the products of all pairs of matrices summed to (n, m).

    >>> addbmm(backlight.zeros(1), backlight.ones(4, 1, 3), backlight.ones(4, 3, 1))
    tensor([[12.]])
    """
    return _plus_product("addbmm", input, batch1, batch2, beta, alpha, out)


_DIMENSIONS = {"addmm": (2, 2), "addr": (2, 2), "addmv": (2, 1), "baddbmm": (3, 3), "addbmm": (3, 3)}


def _plus_product(form, b, x, y, beta, alpha, out):
    if not all([isinstance(a, Variable) for a in (b, x, y)]):
        raise not_a_tensor(form, input=b, mat1=x, mat2=y)
    kinds = [dtypes.of(a._array) for a in (b, x, y)]
    if kinds[0] is not kinds[1] or kinds[0] is not kinds[2]:
        if form != "addr":
            own, odd = [scalar_type(k) for k in (kinds[0], kinds[1] if kinds[2] is kinds[0] else kinds[2])]
            raise RuntimeError(f"{form}: self and mat2 must have the same dtype, but got {own} and {odd}")
        b, x, y = promoted(b, x, y)
    dimensions = _DIMENSIONS[form]
    for word, a, ndim in zip(("mat1", "mat2"), (x, y), dimensions, strict=True):
        if a._array.ndim != ndim:
            raise RuntimeError(f"{form}: {word} must have {ndim} dimensions, got {a._array.ndim}-D tensor")
    if dimensions[0] == 3 and x._array.shape[0] != y._array.shape[0]:
        raise RuntimeError(f"{form}: {x._array.shape[0]} matrices on the left, {y._array.shape[0]} on the right")
    raise_mismatch(x._array, y._array)
    result = cards.addmm(b, x, y, beta=beta, alpha=alpha, form=form)
    return result if out is None else into(out, result, form)


@axis_is_dim
def cross(input: Tensor, other: Tensor, dim: int | None = None, *, out: Tensor | None = None) -> Tensor:
    """The cross product of vectors of 3 elements along `dim`; without it, along the first dimension of size 3.

    >>> cross(backlight.tensor([1., 0., 0.]), backlight.tensor([0., 1., 0.]), dim=0)
    tensor([0., 0., 1.])
    """
    if dim is None:
        a, b = input._array.shape, other._array.shape
        try:
            sizes: tuple[int, ...] = np.broadcast_shapes(a, b)
        except ValueError:
            raise RuntimeError(f"cross: {broadcast_reason([a, b])}") from None
        if 3 not in sizes:
            raise RuntimeError(f"no dimension of size 3 in input, the shapes are {a} and {b}")
        warn(
            "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass the dim explicitly or "
            "simply use torch.linalg.cross.\nThe default value of dim will change to agree with that of linalg.cross "
            "in a future release."
        )
        dim = sizes.index(3) - len(sizes)
    return cross_of_last(input, other, dim=dim, out=out)


def cdist(
    x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str | None = "use_mm_for_euclid_dist_if_necessary"
) -> Tensor:
    """The p-norm of the difference of each row of `x1` (…, n, d) from each row of `x2` (…, m, d): (…, n, m).

    >>> cdist(backlight.zeros(1, 2), backlight.tensor([[3., 4.], [0., 1.]]))
    tensor([[5., 1.]])
    """
    a: Any = x1
    b: Any = x2
    for number, x in enumerate((a, b), 1):
        if x._array.ndim < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, X{number} got: {x._array.ndim}D")
    if a._array.shape[-1] != b._array.shape[-1]:
        raise RuntimeError(
            f"X1 and X2 must have the same number of columns. X1: {a._array.shape[-1]} X2: {b._array.shape[-1]}"
        )
    if p < 0:
        raise RuntimeError("cdist only supports non-negative p values")
    if compute_mode not in _MODES:
        raise ValueError(f"{compute_mode} is not a valid value for compute_mode")
    from backlight.ops.distances import cdist as card

    return card(a, b, p=float(p))


_MODES = (
    "use_mm_for_euclid_dist_if_necessary",
    "use_mm_for_euclid_dist",
    "donot_use_mm_for_euclid_dist",
    None,  # all are computed in the same way here, which keeps all digits
)


class AlgebraMethods(Variable):
    """The methods of this family; `Tensor` inherits them."""

    __matmul__ = matmul = matmul
    mm, mv, bmm, dot, vdot, inner, outer, ger, kron = mm, mv, bmm, dot, vdot, inner, outer, ger, kron
    cross = cross
    addmm, addmm_ = addmm, inplace(addmm)
    addmv, addmv_ = addmv, inplace(addmv)
    addr, addr_ = addr, inplace(addr)
    addbmm, addbmm_ = addbmm, inplace(addbmm)
    baddbmm, baddbmm_ = baddbmm, inplace(baddbmm)

    def __rmatmul__(self, other: object) -> Tensor:
        return matmul(other, self)  # type: ignore[arg-type]
