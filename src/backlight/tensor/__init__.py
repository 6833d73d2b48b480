"""Tensors: the class, its methods by family, and the functions that make and change them."""

from backlight.tensor.tensor import Tensor as Tensor
