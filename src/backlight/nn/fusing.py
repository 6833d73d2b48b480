"""Batch norm after a linear map or convolution is one such map, in evaluation: its weights, then the modules."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from backlight.nn.modules.convolution import Conv2d, Conv3d, ConvTranspose2d, ConvTranspose3d
from backlight.tensor.creation import ones_like, zeros_like
from backlight.tensor.parameter import Parameter

if TYPE_CHECKING:
    from backlight.nn.modules.module import Module
    from backlight.tensor.tensor import Tensor


def fuse_conv_bn_weights(
    conv_w: Any,
    conv_b: Any,
    bn_rm: Any,
    bn_rv: Any,
    bn_eps: float,
    bn_w: Any,
    bn_b: Any,
    transpose: bool = False,
) -> tuple[Any, Any]:
    """Weight and bias of the convolution that does what one with batch norm behind it does, as parameters."""
    kinds = conv_w.dtype, (conv_w if conv_b is None else conv_b).dtype
    conv_b = zeros_like(bn_rm) if conv_b is None else conv_b
    bn_w = ones_like(bn_rm) if bn_w is None else bn_w
    bn_b = zeros_like(bn_rm) if bn_b is None else bn_b
    scale = (bn_rv + bn_eps).rsqrt()
    shape = ([1, -1] if transpose else [-1, 1]) + [1] * (conv_w.dim() - 2)
    weight = conv_w * (bn_w * scale).reshape(shape)  # (c) -> (c, 1, …)
    bias = (conv_b - bn_rm) * scale * bn_w + bn_b
    return _parameters(weight, bias, kinds, conv_w, conv_b)


def fuse_linear_bn_weights(
    linear_w: Any, linear_b: Any, bn_rm: Any, bn_rv: Any, bn_eps: float, bn_w: Any, bn_b: Any
) -> tuple[Any, Any]:
    """Weight and bias of the linear map that does what one with batch norm behind it does, as parameters."""
    kinds = linear_w.dtype, (linear_w if linear_b is None else linear_b).dtype
    linear_b = zeros_like(bn_rm) if linear_b is None else linear_b
    scale = bn_w * (bn_rv + bn_eps).rsqrt()
    weight = linear_w * scale.unsqueeze(-1).to(dtype=kinds[0])  # (c) -> (c, 1)
    return _parameters(weight, (linear_b - bn_rm) * scale + bn_b, kinds, linear_w, linear_b)


def _parameters(weight: Any, bias: Any, kinds: tuple, old_weight: Any, old_bias: Any) -> tuple[Any, Any]:
    return (
        Parameter(weight.to(dtype=kinds[0]), old_weight.requires_grad),
        Parameter(bias.to(dtype=kinds[1]), old_bias.requires_grad),
    )


def fuse_conv_bn_eval(conv: Any, bn: Any, transpose: bool = False) -> Any:
    """A convolution that does what `conv` and then `bn` do; both must be in evaluation mode.

    Args:
        transpose: whether it is a transposed convolution.
    """
    _check(conv, bn)
    fused = deepcopy(conv)
    fused.weight, fused.bias = fuse_conv_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias, transpose
    )
    return fused


def fuse_linear_bn_eval(linear: Any, bn: Any) -> Any:
    """A linear map that does what `linear` and then `bn` do; both must be in evaluation mode."""
    _check(linear, bn)
    if bn.num_features not in (linear.out_features, 1):
        raise AssertionError(
            "To fuse, linear.out_features == bn.num_features or bn.num_features == 1, got "
            f"linear.out_features={linear.out_features} and bn.num_features={bn.num_features}"
        )
    fused = deepcopy(linear)
    fused.weight, fused.bias = fuse_linear_bn_weights(
        fused.weight, fused.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    )
    return fused


def _check(layer: Any, bn: Any) -> None:
    if layer.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    if bn.running_mean is None or bn.running_var is None:
        raise AssertionError("bn.running_mean and bn.running_var must not be None")


def convert_conv2d_weight_memory_format(module: Module, memory_format: Any) -> Module:
    """Lay the weights of all 2-d convolutions in a module out in a memory format; their values stay."""
    return _converted(module, memory_format, (Conv2d, ConvTranspose2d))


def convert_conv3d_weight_memory_format(module: Module, memory_format: Any) -> Module:
    """Lay the weights of all 3-d convolutions in a module out in a memory format; their values stay."""
    return _converted(module, memory_format, (Conv3d, ConvTranspose3d))


def _converted(module: Module, memory_format: Any, kinds: tuple[type, ...]) -> Module:
    for part in module.modules():
        if isinstance(part, kinds):
            weight: Tensor = part.weight
            weight.data = weight.detach().clone(memory_format=memory_format)  # pyright: ignore
    return module
