"""Normalisation by the names in torch itself: batch, layer, group, instance; then those that return statistics too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.op import astype
from backlight.core.result import constant
from backlight.nn.functional import normalisation as family
from backlight.nn.functional.normalisation import rms_norm as rms_norm
from backlight.ops.arithmetic import power_scalar
from backlight.tensor.linalg import vector_norm
from backlight.tensor.out import into

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor


def batch_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    training: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool = True,
) -> Tensor:
    """`torch.nn.functional.batch_norm` with another order of arguments."""
    if input._array.ndim == 1 and not input._array.size:
        return input.clone()
    return family.batch_normalised(input, weight, bias, running_mean, running_var, training, momentum, eps)[0]


def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    cudnn_enable: bool = True,
) -> Tensor:
    """`torch.nn.functional.layer_norm`."""
    return family.layer_norm(input, normalized_shape, weight, bias, eps)


def group_norm(
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    cudnn_enabled: bool = True,
) -> Tensor:
    """`torch.nn.functional.group_norm`."""
    return family.group_norm(input, num_groups, weight, bias, eps)


def instance_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    use_input_stats: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool = True,
) -> Tensor:
    """`torch.nn.functional.instance_norm` with another order of arguments."""
    return family.instance_norm(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps)


def native_batch_norm(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    training: bool,
    momentum: float,
    eps: float,
    *,
    out: Sequence[Tensor] | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """`batch_norm`, and the mean and 1/√(σ² + ε) of each channel; those are empty where running ones were used."""
    results = _with_statistics(input, weight, bias, running_mean, running_var, training, momentum, eps)
    return _into(out, results, "native_batch_norm")


def _into(outs: Any, results: tuple, name: str) -> Any:
    if outs is None:
        return results
    return tuple([into(out, result, name) for out, result in zip(outs, results, strict=True)])


def _with_statistics(
    x: Any, weight: Any, bias: Any, mean: Any, var: Any, training: bool, momentum: float, eps: float, node: str = ""
) -> Any:
    names = {"node": node} if node else {}
    out, own_mean, own_var = family.batch_normalised(x, weight, bias, mean, var, training, momentum, eps, **names)
    kind = _statistics_type(x, weight)
    if own_mean is None:
        return out, *[constant(np.zeros(0, kind)) for _ in "12"]
    return out, *[as_type(a.detach(), kind) for a in (own_mean, root(own_var, eps))]


def _statistics_type(x: Any, weight: Any) -> np.dtype:
    return (x if weight is None else weight)._array.dtype


def as_type(x: Any, kind: np.dtype) -> Any:
    """The tensor itself if it has the dtype."""
    return x if x._array.dtype == kind else astype(x, dtype=kind)


def root(var: Any, eps: float) -> Any:
    """1/√(σ² + ε)."""
    return power_scalar(var + eps, exponent=-0.5)


def _native_batch_norm_legit(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    *arguments: Any,
    out: Sequence[Tensor] | None = None,
    **named: Any,
) -> tuple[Tensor, Tensor, Tensor]:
    """`native_batch_norm` with running statistics, or, without them, (input, weight, bias, training, momentum, eps)."""
    names = ["running_mean", "running_var", "training", "momentum", "eps"]
    if len(arguments) + len(named) == 3:
        names = names[2:]
    given = {**dict(zip(names, arguments, strict=False)), **named}
    node = "NativeBatchNormLegitBackward0" if len(names) == 5 else "NativeBatchNormLegitBackward1"
    mean, var = given.get("running_mean"), given.get("running_var")
    training, momentum, eps = given["training"], given["momentum"], given["eps"]
    results = _with_statistics(input, weight, bias, mean, var, training, momentum, eps, node)
    return _into(out, results, "_native_batch_norm_legit")


def _batch_norm_with_update(
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    running_mean: Tensor,
    running_var: Tensor,
    momentum: float,
    eps: float,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """`native_batch_norm` in training, with an empty fourth result that other devices use."""
    node = "BatchNormWithUpdateBackward0"
    out = _with_statistics(input, weight, bias, running_mean, running_var, True, momentum, eps, node)
    return *out, constant(np.zeros(0, np.uint8))


def batch_norm_update_stats(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None, momentum: float
) -> tuple[Tensor, Tensor]:
    """The mean and the variance of each channel of (n, c, …); the running ones take the share `momentum` of them."""
    found = family.batch_normalised(input.detach(), None, None, running_mean, running_var, True, momentum, 0.0)
    return found[1], found[2]


def native_layer_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None, bias: Tensor | None, eps: float
) -> tuple[Tensor, Tensor, Tensor]:
    """`layer_norm`, and the mean and 1/√(σ² + ε), whose normalised dimensions stay with size 1."""
    out, mean, var = family.layer_normalised(input, normalized_shape, weight, bias, eps)
    kind = _statistics_type(input, weight)
    return out, as_type(mean.detach(), kind), as_type(root(var, eps).detach(), kind)


def native_group_norm(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, N: int, C: int, HxW: int, group: int, eps: float
) -> tuple[Tensor, Tensor, Tensor]:
    """`group_norm`, and the mean and 1/√(σ² + ε) of each group, of shape (n, groups)."""
    out, mean, var = family.group_normalised(input, weight, bias, group, eps)
    kind = _statistics_type(input, weight)
    return out, as_type(mean, kind), as_type(root(var, eps), kind)


def _weight_norm(v: Tensor, g: Tensor, dim: int = 0) -> Tensor:
    """g·v/‖v‖, with a norm for each index of dimension `dim`, or one for all of v if that is −1."""
    axes = tuple([i for i in range(v._array.ndim) if dim == -1 or i != dim % v._array.ndim])
    x: Any = v
    return x * (g / vector_norm(x, 2, axes, keepdim=dim != -1))
