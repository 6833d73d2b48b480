"""The parts of complex numbers; a real tensor is its own real part and its own conjugate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlight.ops import complex as cards
from backlight.tensor.surface import tensor_in, unary

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def real(input: Tensor) -> Tensor:
    """The real parts, as a view; a real tensor itself.

    >>> real(backlight.tensor([1 + 2j]))
    tensor([1.])
    """
    return cards.real(input) if tensor_in("real", input)._array.dtype.kind == "c" else input


def imag(input: Tensor) -> Tensor:
    """The imaginary parts, as a view; RuntimeError for a real tensor.

    >>> imag(backlight.tensor([1 + 2j]))
    tensor([2.])
    """
    if tensor_in("imag", input)._array.dtype.kind != "c":
        raise RuntimeError("imag is not implemented for tensors with non-complex dtypes.")
    return cards.imag(input)


def conj(input: Tensor) -> Tensor:
    """The complex conjugate; a real tensor itself.

    >>> conj(backlight.tensor([1 + 2j]))
    tensor([1.-2.j])
    """
    return cards.conjugate(input) if tensor_in("conj", input)._array.dtype.kind == "c" else input


angle = unary("angle", cards.angle, "The angle of each element in the complex plane: 0 or π for a real one.")


class ComplexMethods:
    """The methods of this family; `Tensor` inherits them."""

    real, imag = property(real), property(imag)
    conj, angle = conj, cards.angle
