"""Keeping gradients small: their common norm, and cutting them off at a norm or at a value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from backlight.autograd.grad_mode import no_grad
from backlight.core.errors import warn
from backlight.core.variable import Variable
from backlight.tensor.data import tensor
from backlight.tensor.joining import stack

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def get_total_norm(
    tensors: Tensor | Iterable[Tensor],
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The norm of all numbers of all tensors, as if they were one vector.

    Args:
        tensors: a tensor or several, often gradients.
        norm_type: the order p of (Σ |x|ᵖ)^(1/p); inf for the largest |x|.
        error_if_nonfinite: raise RuntimeError when the norm is infinite or NaN.

    >>> get_total_norm([backlight.tensor([3.0]), backlight.tensor([4.0])])
    tensor(5.)
    """
    several = [tensors] if isinstance(tensors, Variable) else list(tensors)
    order = float(norm_type)
    if not several:
        return tensor(0.0)
    total = stack([x.norm(order) for x in several]).norm(order)  # pyright: ignore[reportAttributeAccessIssue]
    if error_if_nonfinite and not bool(total.isfinite()):
        raise RuntimeError(
            f"The total norm of order {order} for gradients from `parameters` is non-finite, so it cannot be clipped. "
            "To disable this error and scale the gradients by the non-finite norm anyway, set "
            "`error_if_nonfinite=False`"
        )
    return total


@no_grad()
def clip_grads_with_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, total_norm: Tensor, foreach: bool | None = None
) -> None:
    """Shrink the gradients by max_norm / total_norm, if that is less than 1."""
    factor = (float(max_norm) / (total_norm + 1e-6)).clamp(max=1.0)
    for gradient in _gradients(parameters):
        gradient.mul_(factor.to(gradient.dtype))


@no_grad()
def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Shrink all gradients together, so that their common norm is at most `max_norm`; returns what the norm was.

    >>> w = backlight.tensor([3.0, 4.0], requires_grad=True)
    >>> (w * w / 2).sum().backward()
    >>> clip_grad_norm_([w], max_norm=1.0), w.grad
    (tensor(5.), tensor([0.6000, 0.8000]))
    """
    if not isinstance(parameters, Variable):
        generated = not hasattr(parameters, "__len__")
        parameters = list(parameters)
        if generated and not parameters:
            warn("`parameters` is an empty generator, no gradient clipping will occur.")
    total = get_total_norm(_gradients(parameters), norm_type, error_if_nonfinite)
    clip_grads_with_norm_(parameters, max_norm, total)
    return total


def clip_grad_norm(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The old name of `clip_grad_norm_`."""
    warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`.",
        FutureWarning,
    )
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


@no_grad()
def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float, foreach: bool | None = None) -> None:
    """Cut every number of every gradient off at ±clip_value."""
    bound = float(clip_value)
    for gradient in _gradients(parameters):
        gradient.clamp_(-bound, bound)


def _gradients(parameters: Any) -> list[Any]:
    several: Any = [parameters] if isinstance(parameters, Variable) else parameters
    return [p.grad for p in several if p.grad is not None]
