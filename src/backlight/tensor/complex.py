"""The parts of complex numbers; a real tensor is its own real part and its own conjugate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.inplace import inplace
from backlight.core.result import owner
from backlight.ops import complex as cards
from backlight.tensor.surface import given, tensor_in, unary

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def _view(name: str, card: Any, x: Any) -> Any:
    """A view in another dtype: the graph cannot follow writes between it and its base, which are refused."""
    parts = card(x)
    base = x if x._base is None else x._base
    if owner(parts._array) is owner(base._array):
        parts._base, parts._seen, parts._locked = base, base._rewrites, ("parts", name)
        if base._silent:
            parts._silent = True
    return parts


def real(input: Tensor) -> Tensor:
    """The real parts, as a view; a real tensor itself.

    >>> real(backlight.tensor([1 + 2j]))
    tensor([1.])
    """
    return _view("real", cards.real, input) if tensor_in("real", input)._array.dtype.kind == "c" else input


def imag(input: Tensor) -> Tensor:
    """The imaginary parts, as a view; RuntimeError for a real tensor.

    >>> imag(backlight.tensor([1 + 2j]))
    tensor([2.])
    """
    if tensor_in("imag", input)._array.dtype.kind != "c":
        raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")
    return _view("imag", cards.imag, input)


def conj(input: Tensor) -> Tensor:
    """The complex conjugate; a real tensor itself.

    >>> conj(backlight.tensor([1 + 2j]))
    tensor([1.-2.j])
    """
    return cards.conjugate(input) if tensor_in("conj", input)._array.dtype.kind == "c" else input


def conj_physical(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The complex conjugate, computed; a real tensor itself.

    >>> conj_physical(backlight.tensor([1 + 2j]))
    tensor([1.-2.j])
    """
    x = tensor_in("conj_physical", input)
    return given(out, cards.conj_physical(x) if x._array.dtype.kind == "c" else x, "conj_physical")


_conjugated = inplace(cards.conj_physical)


def conj_physical_(input: Tensor) -> Tensor:
    """The complex conjugate, in place."""
    return _conjugated(input) if tensor_in("conj_physical_", input)._array.dtype.kind == "c" else input


def resolve_conj(input: Tensor) -> Tensor:
    """The tensor itself: conjugates are computed at once here, where torch can leave them for later."""
    return tensor_in("resolve_conj", input)


def resolve_neg(input: Tensor) -> Tensor:
    """The tensor itself: negatives are computed at once here, where torch can leave them for later."""
    return tensor_in("resolve_neg", input)


def view_as_real(input: Tensor) -> Tensor:
    """A complex tensor as a view of its parts, in a last dimension of size 2; RuntimeError for a real one.

    >>> view_as_real(backlight.tensor([1 + 2j]))
    tensor([[1., 2.]])
    """
    if tensor_in("view_as_real", input)._array.dtype.kind != "c":
        raise RuntimeError("view_as_real is only supported for complex tensors")
    return _view("view_as_real", cards.view_as_real, input)


def view_as_complex(input: Tensor) -> Tensor:
    """A tensor of shape (…, 2) as a view of the complex numbers whose parts it holds.

    RuntimeError for another last dimension, and for memory in which the parts do not lie side by side.

    >>> view_as_complex(backlight.tensor([[1.0, 2.0]]))
    tensor([1.+2.j])
    """
    x = tensor_in("view_as_complex", input)._array
    if x.dtype.kind != "f" or x.itemsize == 2:
        raise RuntimeError(
            f"view_as_complex is only supported for float and double tensors, but got a tensor of {dtypes.of(x)}"
        )
    if not x.ndim or x.shape[-1] != 2:
        raise RuntimeError(f"Tensor must have a last dimension of size 2; it has shape {list(x.shape)}")
    if x.size and x.strides[-1] != x.itemsize:
        raise RuntimeError("Tensor must have a last dimension with stride 1: take its .contiguous()")
    if x.size and any(step % (2 * x.itemsize) for step in x.strides[:-1]):
        raise RuntimeError("Tensor must have a stride divisible by 2 for all but last dimension: .contiguous() has")
    return _view("view_as_complex", cards.view_as_complex, input)


angle = unary("angle", cards.angle, "The angle of each element in the complex plane: 0 or π for a real one.")


class ComplexMethods:
    """The methods of this family; `Tensor` inherits them."""

    real, imag = property(real), property(imag)
    conj, angle = conj, cards.angle
    conj_physical, conj_physical_ = conj_physical, conj_physical_
    resolve_conj, resolve_neg = resolve_conj, resolve_neg
