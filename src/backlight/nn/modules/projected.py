"""A linear map and the cross entropy of what it gives, in one module."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.public import Public
from backlight.nn.functional import linear_cross_entropy
from backlight.nn.modules.linear import Linear
from backlight.nn.modules.loss import _WeightedLoss

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

_POLICIES = ("auto", "accurate", "balanced", "compact")
_SUMS = (None, dtypes.float16, dtypes.bfloat16, dtypes.float32, dtypes.float64)


@dataclass(slots=True, frozen=True)
class LinearCrossEntropyOptions(metaclass=Public):
    """In which pieces torch computes the loss; checked, and without effect on the result here."""

    allow_retain_graph: bool = False
    batch_chunk_size: int | None = None
    chunking_method: str | None = "auto"
    acc_policy: str = "auto"
    acc_dtype: Any = None

    def __post_init__(self) -> None:
        if self.acc_policy not in _POLICIES:
            raise ValueError(f"invalid acc_policy: {self.acc_policy!r}; it is one of {', '.join(_POLICIES)}")
        if self.chunking_method not in (None, "auto"):
            name, colon, factor = str(self.chunking_method).partition(":")
            if name != "aspect_ratio" or (colon and not (factor.isdigit() and int(factor))):
                raise ValueError(f"invalid chunking_method: {self.chunking_method!r}")
        size = self.batch_chunk_size
        if size is not None and not (isinstance(size, int) and size > 0):
            raise ValueError(f"batch_chunk_size must be positive int or None, got {size!r}")
        if self.acc_dtype not in _SUMS:
            raise ValueError(f"acc_dtype must be one of {', '.join(map(str, _SUMS))}; got {self.acc_dtype!r}")


LinearCrossEntropyOptions.torch_module = "torch.nn.modules.linear_cross_entropy_options"  # no field of it


class LinearCrossEntropyLoss(_WeightedLoss):
    """cross_entropy(x Wᵀ + b, target): the last layer of a classifier and its loss.

    Args:
        in_features, num_classes: the sizes of x and of the scores.
        out_features: sizes (d₁, …) of further dimensions, for a loss of targets (N, d₁, …).
        bias: whether b is there.
        reduction, weight, ignore_index, label_smoothing: as in CrossEntropyLoss.

    >>> LinearCrossEntropyLoss(4, 3)(backlight.zeros(2, 4), backlight.tensor([0, 2]))
    tensor(1.0986, grad_fn=<NllLossBackward0>)
    """

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        *,
        out_features: tuple[int, ...] = (),
        bias: bool = False,
        device: Any = None,
        dtype: Any = None,
        reduction: str = "mean",
        weight: Tensor | None = None,
        ignore_index: int | None = None,
        label_smoothing: float = 0.0,
        options: LinearCrossEntropyOptions | None = None,
    ) -> None:
        if weight is not None and tuple(weight.shape) != (num_classes,):
            raise RuntimeError(f"expected weight shape to be {(num_classes,)}, got {tuple(weight.shape)}")
        if not 0 <= label_smoothing <= 1.0:
            raise RuntimeError(f"expected label_smoothing to be in range [0, 1], got {label_smoothing}")
        super().__init__(weight, reduction=reduction)
        self.num_classes = num_classes
        self.out_features = out_features
        self.ignore_index = ignore_index
        self.label_smoothing = label_smoothing
        self.linear = Linear(in_features, prod(out_features, start=num_classes), bias, device, dtype)
        self.options = options

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        """(N, in_features) and classes (N, *) or probabilities (N, C, *) → a number."""
        outputs = (self.num_classes, *self.out_features)
        weight: Any = self.linear.weight
        bias: Any = self.linear.bias
        return linear_cross_entropy(
            input,
            weight.reshape(*outputs, -1),  # (c·d, in) -> (c, d, in)
            target,
            linear_bias=None if bias is None else bias.reshape(outputs),
            weight=self.weight,
            reduction=self.reduction,
            ignore_index=self.ignore_index,
            label_smoothing=self.label_smoothing,
            options=self.options,
        )

    def extra_repr(self) -> str:
        """All settings."""
        return (
            f"in_features={self.linear.in_features}, num_classes={self.num_classes}, "
            f"out_features={self.out_features}, bias={self.linear.bias is not None}, reduction={self.reduction}, "
            f"ignore_index={self.ignore_index}, label_smoothing={self.label_smoothing}, options={self.options}"
        )
