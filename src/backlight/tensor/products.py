"""Products of two vectors, of a matrix and a vector, of matrices: torch's names, the general one first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from backlight.core import dtypes
from backlight.core.errors import broadcast_reason
from backlight.core.operands import coerced
from backlight.core.variable import Variable
from backlight.ops import linalg as cards
from backlight.ops.arithmetic import multiply
from backlight.ops.shape import reshape
from backlight.tensor.out import into, scalar_type

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The matrix product x @ y, for vectors, matrices and batches of matrices, whose leading dimensions broadcast.

    `input` (…, n, k) and `other` (…, k, m) of one dtype give (…, n, m); a vector (k,) counts as one row or column.
    RuntimeError if the inner sizes k differ or the dtypes do.

    >>> backlight.ones(2, 3) @ backlight.ones(3)
    tensor([3., 3.])
    """
    try:
        x, y = input._array, other._array
        if x.dtype is not y.dtype and x.dtype != y.dtype:
            _refuse_dtypes(x, y)
        card = _PRODUCTS.get((x.ndim, y.ndim))
        result = _of_batches(input, other) if card is None else card(input, other)
    except AttributeError:
        if isinstance(other, np.ndarray) and isinstance(input, Variable):
            return matmul(input, coerced(other), out=out)  # x @ array, as torch's operator has it
        raise not_a_tensor("matmul", input=input, other=other) from None
    except RuntimeError:
        raise_mismatch(input._array, other._array)
        raise
    return result if out is None else into(out, result, "matmul")


_PRODUCTS = {(2, 2): cards.matmul, (1, 1): cards.dot, (2, 1): cards.mv, (1, 2): cards.vm}


def _of_batches(x: Any, y: Any) -> Any:
    n, m = x._array.ndim, y._array.ndim
    if n == 0 or m == 0:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {n}D and {m}D")
    if x._array.dtype.kind == "b":
        raise NotImplementedError('"matmul" is not implemented for bool tensors; convert them with .float() first')
    if n > 1 and m > 1:
        return cards.batches(x, y)
    if n == 1:
        product = cards.batches(reshape(x, shape=(1, -1)), y)  # (k,) -> (1, k)
        shape = (*product._array.shape[:-2], product._array.shape[-1])
    else:
        product = cards.batches(x, reshape(y, shape=(-1, 1)))  # (k,) -> (k, 1)
        shape = product._array.shape[:-1]
    return reshape(product, shape=shape, copied=True)  # (…, 1, m) or (…, n, 1) -> (…, m) or (…, n)


def _refuse_dtypes(x, y) -> NoReturn:
    a, b = dtypes.of(x), dtypes.of(y)
    raise RuntimeError(
        f"expected m1 and m2 to have the same dtype, but got: {a.name} != {b.name}. Matrix products do not convert: "
        f"write x.to(y.dtype) @ y or x @ y.to(x.dtype)"
    )


def not_a_tensor(name: str, **arguments: object) -> TypeError:
    """The error for the first argument that is no tensor."""
    for position, (word, value) in enumerate(arguments.items(), 1):
        if not isinstance(value, Variable):
            given = type(value).__name__
            return TypeError(f"{name}(): argument '{word}' (position {position}) must be Tensor, not {given}")
    raise AssertionError(f"{name}: all arguments are tensors")


def raise_mismatch(x: Any, y: Any) -> None:
    """RuntimeError with the reason why the shapes of the arrays do not fit, and a product that would do."""
    a, b = list(x.shape), list(y.shape)
    if not a or not b:
        return
    if a[-1] == b[-2:][0]:
        if any(n != m and 1 not in (n, m) for n, m in zip(a[-3::-1], b[-3::-1], strict=False)):
            reason = broadcast_reason([a[:-2], b[:-2]])
            raise RuntimeError(f"{reason}: these are the batch dimensions of {a} and {b}")
        return
    k, l = a[-1], b[-2:][0]
    rows = x.size // k if k else 0
    differ = f"inner sizes {k} and {l} differ"
    if len(a) == len(b) == 1:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{k}] and src [{l}] to have the same number of elements, but "
            f"got {k} and {l} elements respectively"
        )
    if len(b) == 1:
        better = "" if a[-2] != l else "; did you mean y @ x?" if len(a) == 2 else "; did you mean x.mT @ y?"
        raise RuntimeError(f"size mismatch, got input ({rows}), mat ({rows}x{k}), vec ({l}): {differ}{better}")
    if len(b) > 2 and len(a) != 2:
        batch = y.size // (l * b[-1]) if y.size else 0
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{batch}, {k}] but got: [{batch}, {l}]: "
            + differ
            + _better(a, b)
        )
    raise RuntimeError(
        f"mat1 and mat2 shapes cannot be multiplied ({rows}x{k} and {l}x{b[-1]}): {differ}{_better(a, b)}"
    )


def _better(a: list, b: list) -> str:
    turn = "T" if len(a) == len(b) == 2 else "mT"
    if len(b) > 1 and a[-1] == b[-1]:
        return f"; did you mean x @ y.{turn}?"
    if len(a) > 1 and a[-2] == b[-2]:
        return f"; did you mean x.{turn} @ y?"
    if len(a) > 1 and b[-1] == a[-2]:
        return "; did you mean y @ x?"
    return ""


def mm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product of two matrices, (n, k) and (k, m); see `matmul`.

    >>> mm(backlight.ones(2, 3), backlight.ones(3, 1))
    tensor([[3.],
            [3.]])
    """
    _need(input, 2, "self must be a matrix")
    _need(mat2, 2, "mat2 must be a matrix")
    return matmul(input, mat2, out=out)


def mv(input: Tensor, vec: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product of a matrix (n, k) and a vector (k,); see `matmul`.

    >>> mv(backlight.ones(2, 3), backlight.ones(3))
    tensor([3., 3.])
    """
    if not (isinstance(input, Variable) and isinstance(vec, Variable)):
        raise not_a_tensor("mv", input=input, vec=vec)
    if input._array.ndim != 2 or vec._array.ndim != 1:
        raise RuntimeError(
            f"vector + matrix @ vector expected, got 1, {input._array.ndim}, {vec._array.ndim} dimensions"
        )
    return matmul(input, vec, out=out)


def bmm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The products of b pairs of matrices, (b, n, k) and (b, k, m); only `matmul` broadcasts batches.

    >>> bmm(backlight.ones(1, 2, 3), backlight.ones(1, 3, 1)).shape
    torch.Size([1, 2, 1])
    """
    _need(input, 3, "batch1 must be a 3D tensor")
    _need(mat2, 3, "batch2 must be a 3D tensor")
    x, y = input._array, mat2._array
    if x.dtype != y.dtype:
        _refuse_dtypes(x, y)
    if (y.shape[0], y.shape[1]) != (x.shape[0], x.shape[2]):
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{x.shape[0]}, {x.shape[2]}] but got: "
            f"[{y.shape[0]}, {y.shape[1]}]" + _better(list(x.shape), list(y.shape))
        )
    result = cards.bmm(input, mat2)
    return result if out is None else into(out, result, "bmm")


def _need(x: Tensor, ndim: int, message: str) -> None:
    if not isinstance(x, Variable):
        raise TypeError(f"{message}, not {type(x).__name__}")
    if x._array.ndim != ndim:
        raise RuntimeError(f"{message}, it has shape {list(x._array.shape)}")


def dot(input: Tensor, tensor: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inner product Σ xᵢ·yᵢ of two vectors of one length and dtype.

    >>> dot(backlight.tensor([1., 2.]), backlight.tensor([3., 4.]))
    tensor(11.)
    """
    if not (isinstance(input, Variable) and isinstance(tensor, Variable)):
        raise not_a_tensor("dot", input=input, tensor=tensor)
    n, m = input._array.ndim, tensor._array.ndim
    if n != 1 or m != 1:
        raise RuntimeError(f"1D tensors expected, but got {n}D and {m}D tensors")
    a, b = dtypes.of(input._array), dtypes.of(tensor._array)
    if a is not b:
        raise RuntimeError(
            f"dot : expected both vectors to have same dtype, but found {scalar_type(a)} and {scalar_type(b)}"
        )
    return matmul(input, tensor, out=out)


def vdot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inner product Σ conj(xᵢ)·yᵢ of two vectors; for real numbers the same as `dot`.

    >>> vdot(backlight.tensor([1., 2.]), backlight.tensor([3., 4.]))
    tensor(11.)
    """
    return dot(input.conj() if input._array.dtype.kind == "c" else input, other, out=out)


def outer(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """All products xᵢ·yⱼ of the elements of two vectors, (n,) and (m,), as a matrix (n, m).

    >>> outer(backlight.tensor([1., 2.]), backlight.tensor([3., 4.]))
    tensor([[3., 4.],
            [6., 8.]])
    """
    for word, x in (("self", input), ("vec2", vec2)):
        if x._array.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {word}, but got {x._array.ndim}-D")
    result = multiply(reshape(input, shape=(-1, 1)), vec2)  # (n, 1) * (m,) -> (n, m)
    return result if out is None else into(out, result, "outer")


ger = outer
