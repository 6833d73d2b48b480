"""Normalisation: over a batch, a layer, groups of channels, one picture; then by the size alone."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.inplace import put
from backlight.core.limits import finfo
from backlight.core.op import astype
from backlight.ops import normalisation as cards
from backlight.ops.arithmetic import power_scalar
from backlight.ops.join import concatenate
from backlight.ops.reduce import mean as mean_of
from backlight.ops.reduce import sum as total
from backlight.ops.shape import reshape, unfold
from backlight.tensor.out import scalar_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """w·(x − μ)/√(σ² + ε) + b for each channel of (n, c, …), with the mean μ and variance σ² of the channel.

    In training they are the batch's own, and the running ones, of shape (c,), take the share `momentum` of them;
    otherwise the running ones are used. ValueError for a batch of one value per channel in training.

    >>> batch_norm(backlight.tensor([[1.], [3.]]), None, None, training=True)
    tensor([[-1.0000],
            [ 1.0000]])
    """
    if training:
        _expect_several(input._array.shape)
    if eps < 0 or (training and eps == 0):
        allowed = "positive during training" if training else "non-negative"
        raise ValueError(f"batch_norm eps must be {allowed}, but got {eps}")
    if input._array.ndim == 1 and not input._array.size:
        return input.clone()
    return batch_normalised(input, weight, bias, running_mean, running_var, training, momentum, eps)[0]


def _expect_several(shape: tuple) -> None:
    if prod(shape[:1] + shape[2:]) == 1:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size torch.Size({[*shape]})")


def batch_normalised(
    x: Any,
    weight: Any,
    bias: Any,
    running_mean: Any,
    running_var: Any,
    training: bool,
    momentum: float,
    eps: float,
    node: str = "NativeBatchNormBackward0",
) -> tuple:
    """The result of `batch_norm`, and the batch's mean and variance (None where running ones were used)."""
    if not isinstance(momentum, (int, float)):
        raise TypeError(f"batch_norm(): argument 'momentum' (position 7) must be float, not {type(momentum).__name__}")
    array = x._array
    if array.ndim < 2:
        raise IndexError("Dimension out of range (expected to be in range of [-1, 0], but got 1): (n, c, …) is needed")
    n, c, *rest = array.shape
    running = {"running_mean": running_mean, "running_var": running_var}
    if training and (running_mean is None) != (running_var is None):
        raise ValueError("running_mean and running_var must either both be None or neither be None")
    for name, part in (*running.items(), ("weight", weight), ("bias", bias)):
        if part is None:
            if not training and name in running:
                raise RuntimeError(f"{name} must be defined in evaluation mode")
            continue
        if part._array.size != c:
            raise RuntimeError(f"{name} should contain {c} elements not {part._array.size}")
        if name in running and part._needs_grad:
            raise RuntimeError(
                f"The function 'native_batch_norm' is not differentiable with respect to argument '{name}'. "
                "This input cannot have requires_grad True."
            )
    expect_floats(array, "batch_norm")
    expect_parameters(array, weight, bias, running_mean, running_var)
    shape, affine = (n, c, prod(rest)), (1, c, 1)
    if not training:
        how = {"shape": shape, "affine": affine, "eps": eps}
        return cards.normalise_by(x, weight, bias, running_mean, running_var, **how), None, None
    how = {"shape": shape, "axes": (0, 2), "affine": affine, "stats": (c,), "eps": eps, "form": node}
    out, mean, var = cards.normalise(x, weight, bias, **how)
    count = n * shape[2]
    if running_mean is not None and count:
        _follow(running_mean, mean._array, momentum)
        _follow(running_var, var._array * (count / max(count - 1, 1)), momentum)
    return out, mean, var


def _follow(running: Any, values: np.ndarray, momentum: float) -> None:
    old = running._array
    step = old.dtype.type
    put(running, old * step(1 - momentum) + values.astype(old.dtype, copy=False) * step(momentum), "batch_norm")


def expect_floats(array: np.ndarray, name: str) -> None:
    """NotImplementedError, as in torch, for whole numbers."""
    if array.dtype.kind in "biu":
        kind = scalar_type(dtypes.of(array))
        raise NotImplementedError(f"\"{name}\" not implemented for '{kind}'; convert the tensor with .float() first")


def expect_parameters(array: np.ndarray, *parts: Any) -> None:
    """RuntimeError unless the parameters have the dtype of the values; float32 beside 16 bits does too."""
    kinds = {part._array.dtype for part in parts if part is not None}
    if kinds - {array.dtype} and not (array.dtype.itemsize == 2 and kinds == {np.dtype(np.float32)}):
        wanted = "Float" if array.dtype.itemsize == 2 else scalar_type(dtypes.of(array))
        raise RuntimeError(
            f"mixed dtype (CPU): expect parameter to have scalar type of {wanted}; weight, bias and statistics need "
            f"the dtype of the input, which is {dtypes.of(array)}"
        )


def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """w·(x − μ)/√(σ² + ε) + b, with mean and variance over the last dimensions, which `normalized_shape` names.

    `weight` and `bias` have that shape.

    >>> layer_norm(backlight.tensor([[1., 3.]]), (2,))
    tensor([[-1.0000,  1.0000]])
    """
    return layer_normalised(input, normalized_shape, weight, bias, eps)[0]


def layer_normalised(x: Any, normalized_shape: Any, weight: Any, bias: Any, eps: float) -> tuple:
    """The result of `layer_norm`, and mean and variance, whose dimensions stay with size 1."""
    array = x._array
    inner = expect_inner("layer_norm", array, normalized_shape, weight, bias)
    expect_floats(array, "LayerNormKernelImpl")
    expect_parameters(array, weight, bias)
    lead = array.shape[: array.ndim - len(inner)]
    width = prod(inner)
    how = {"shape": (prod(lead), width), "axes": (1,), "affine": (1, width), "stats": (*lead, *[1] * len(inner))}
    return cards.normalise(x, weight, bias, **how, eps=eps, form="NativeLayerNormBackward0")


def expect_inner(name: str, array: np.ndarray, normalized_shape: Any, *parts: Any) -> tuple:
    """The shape that is normalised, a tuple; an error unless the last dimensions and the parameters have it."""
    if isinstance(normalized_shape, int):
        raise TypeError(f"{name}(): argument 'normalized_shape' (position 2) must be tuple of ints, not int")
    inner = tuple(normalized_shape)
    if not inner:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
            "normalized_shape = []"
        )
    for which, part in zip(("weight", "bias"), parts, strict=False):
        if part is not None and part._array.shape != inner:
            raise RuntimeError(
                f"Expected {which} to be of same shape as normalized_shape, but got {which} of shape "
                f"{list(part._array.shape)} and normalized_shape = {list(inner)}"
            )
    if array.shape[max(0, array.ndim - len(inner)) :] != inner:
        sizes = ", ".join(map(str, inner))
        raise RuntimeError(
            f"Given normalized_shape={list(inner)}, expected input with shape [*, {sizes}], but got input of size"
            f"{list(array.shape)}"
        )
    return inner


def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-5
) -> Tensor:
    """w·(x − μ)/√(σ² + ε) + b for (n, c, …), with mean and variance over each of `num_groups` groups of channels.

    `weight` and `bias` have the shape (c,).

    >>> group_norm(backlight.tensor([[1., 3., 10., 20.]]), 2)
    tensor([[-1.0000,  1.0000, -1.0000,  1.0000]])
    """
    shape = input._array.shape
    if len(shape) < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {len(shape)}")
    if num_groups == 0:
        raise ZeroDivisionError("integer division or modulo by zero: num_groups is 0")
    if num_groups < 0:
        raise RuntimeError(f"Expected num groups to be greater than 0, got {num_groups}")
    if prod((shape[0] * shape[1] // num_groups, *shape[2:])) == 1 and shape[1] % num_groups == 0:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {list(shape)}")
    return group_normalised(input, weight, bias, num_groups, eps)[0]


def group_normalised(x: Any, weight: Any, bias: Any, groups: int, eps: float) -> tuple:
    """The result of `group_norm`, and mean and variance of shape (n, groups)."""
    array = x._array
    n, c, *rest = array.shape
    if c % groups:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of shape "
            f"{list(array.shape)} and num_groups={groups}"
        )
    for name, part in (("weight", weight), ("bias", bias)):
        if part is not None and part._array.shape != (c,):
            raise RuntimeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input, but got {name} of "
                f"shape {list(part._array.shape)} and input of shape {list(array.shape)}"
            )
    expect_floats(array, "GroupNormKernelImpl")
    expect_parameters(array, weight, bias)
    each = c // groups
    how = {"shape": (n, groups, each, prod(rest)), "axes": (2, 3), "affine": (1, groups, each, 1)}
    return cards.normalise(x, weight, bias, **how, stats=(n, groups), eps=eps, form="NativeGroupNormBackward0")


def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """`batch_norm` of every channel of every sample on its own, for (n, c, …).

    >>> instance_norm(backlight.tensor([[[1., 3.], [10., 20.]]]))
    tensor([[[-1.0000,  1.0000],
             [-1.0000,  1.0000]]])
    """
    shape = input._array.shape
    if use_input_stats and prod(shape[2:]) == 1:
        raise ValueError(
            f"Expected more than 1 spatial element when training, got input size torch.Size({list(shape)})"
        )
    if not use_input_stats and (running_mean is None or running_var is None):
        raise RuntimeError("Expected running_mean and running_var to be defined when use_input_stats is false")
    if (running_mean is None) != (running_var is None):
        raise ValueError("running_mean and running_var must either both be None or neither be None")
    n, c = shape[:2]
    parts: list[Any] = [weight, bias, running_mean, running_var]
    parts = [None if part is None else part.repeat(n) for part in parts]  # (c,) -> (n·c,)
    x: Any = reshape(input, shape=(1, n * c, *shape[2:]))  # (n, c, …) -> (1, n·c, …)
    weights, biases, means, variances = parts
    out = batch_normalised(x, weights, biases, means, variances, use_input_stats, momentum, eps)[0]
    if use_input_stats and running_mean is not None and running_var is not None:
        for running, spread in ((running_mean, means), (running_var, variances)):
            put(running, spread._array.reshape(n, c).mean(0, dtype=running._array.dtype), "instance_norm")
    return reshape(out, shape=shape)


def rms_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, eps: float | None = None
) -> Tensor:
    """w·x/√(mean of x² + ε) over the last dimensions, which `normalized_shape` names; ε is the dtype's by default.

    >>> rms_norm(backlight.tensor([[1., 7.]]), (2,))
    tensor([[0.2000, 1.4000]])
    """
    x: Any = input
    array = x._array
    inner = expect_inner("rms_norm", array, normalized_shape, weight)
    expect_floats(array, "rms_norm")
    dtype = array.dtype
    small = finfo(dtypes.of(array)).eps if eps is None else eps
    if dtype.itemsize == 2:
        x = astype(x, dtype=np.dtype(np.float32))
    axes = tuple(range(array.ndim - len(inner), array.ndim))
    size = mean_of(power_scalar(x, exponent=2), axis=axes, keepdims=True) + small
    out = x * power_scalar(size, exponent=-0.5)
    if weight is not None:
        out = out * weight
    return out if out._array.dtype == dtype else astype(out, dtype=dtype)


def local_response_norm(input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """x/(k + α·(mean of x² over `size` neighbouring channels))ᵝ for (n, c, …), with zeros beyond the channels.

    >>> local_response_norm(backlight.ones(1, 2, 1), 2, alpha=6.0)
    tensor([[[0.3536],
             [0.2324]]])
    """
    x: Any = input
    shape = x._array.shape
    if len(shape) < 3:
        raise ValueError(f"Expected 3D or higher dimensionality input (got {len(shape)} dimensions)")
    if not x._array.size:
        return input
    if size < 1:
        raise RuntimeError(f"kernel size should be greater than zero, but got {size}")
    square = x * x
    below, above = [square.new_zeros((shape[0], n, *shape[2:])) for n in (size // 2, (size - 1) // 2)]
    windows = unfold(concatenate(below, square, above, axis=1), axis=1, size=size, step=1)  # (n, c, …, size)
    mean = total(windows, axis=len(shape), keepdims=False) / size
    return x / (mean * alpha + k) ** beta
