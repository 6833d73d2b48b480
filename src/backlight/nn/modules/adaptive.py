"""A softmax for very many classes: frequent ones at once, rare ones in clusters of less precision."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from backlight.nn.functional import log_softmax
from backlight.nn.modules.containers import ModuleList, Sequential
from backlight.nn.modules.linear import Linear
from backlight.nn.modules.module import Module

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class _ASMoutput(NamedTuple):
    output: Any
    loss: Any


class AdaptiveLogSoftmaxWithLoss(Module):
    """log p(target) of inputs, and its negative mean as the loss (Grave et al., 2017).

    Args:
        in_features: the size of inputs.
        n_classes: the number of classes, numbered from the most frequent one.
        cutoffs: where clusters begin, increasing: classes below the first are in the head, which is full-sized.
        div_value: each cluster has so many times fewer features than the one before.
        head_bias: whether the head has a bias.

    >>> loss = AdaptiveLogSoftmaxWithLoss(16, 10, [2, 5])
    >>> loss(backlight.ones(3, 16), backlight.tensor([0, 3, 9])).output.shape
    torch.Size([3])
    """

    torch_module = "torch.nn.modules.adaptive"

    def __init__(
        self,
        in_features: int,
        n_classes: int,
        cutoffs: Sequence[int],
        div_value: float = 4.0,
        head_bias: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        cutoffs = list(cutoffs)
        if not cutoffs:
            raise ValueError("cutoffs should be a sequence of length larger than 0")
        whole = all(int(c) == c for c in cutoffs)
        if not whole or cutoffs != sorted(set(cutoffs)) or cutoffs[0] <= 0 or cutoffs[-1] > n_classes - 1:
            raise ValueError(
                "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each "
                f"value is between 1 and n_classes-1; got {cutoffs} for {n_classes} classes"
            )
        self.in_features = in_features
        self.n_classes = n_classes
        self.cutoffs = [*cutoffs, n_classes]
        self.div_value = div_value
        self.head_bias = head_bias
        self.shortlist_size = self.cutoffs[0]
        self.n_clusters = len(self.cutoffs) - 1
        self.head_size = self.shortlist_size + self.n_clusters
        options: dict[str, Any] = {"device": device, "dtype": dtype}
        self.head = Linear(in_features, self.head_size, bias=head_bias, **options)
        self.tail = ModuleList()
        for place, (start, stop) in enumerate(pairwise(self.cutoffs)):
            size = int(in_features // div_value ** (place + 1))
            down = Linear(in_features, size, bias=False, **options)
            self.tail.append(Sequential(down, Linear(size, stop - start, bias=False, **options)))

    def reset_parameters(self) -> None:
        """Draw the weights anew."""
        self.head.reset_parameters()
        for down, up in self.tail:
            down.reset_parameters()
            up.reset_parameters()

    def forward(self, input_: Any, target_: Any) -> _ASMoutput:
        """(n, in_features) and classes (n) → `output` (n), the log probabilities, and `loss`, a number."""
        _check(input_, target_)
        batched = target_.dim() > 0
        x, target = (input_, target_) if batched else (input_.unsqueeze(0), target_.unsqueeze(0))
        output = x.new_zeros(target.size(0))
        chosen = target.new_empty(target.size(0))  # the class of the head, or the cluster's
        found = 0
        for place, (start, stop) in enumerate(pairwise([0, *self.cutoffs])):
            inside = (target >= start) & (target < stop)
            rows = inside.nonzero().squeeze(1)
            found += rows.numel()
            if not rows.numel():
                continue
            if place == 0:
                chosen.index_copy_(0, rows, target[inside])
                continue
            chosen.index_fill_(0, rows, self.shortlist_size + place - 1)
            scores = log_softmax(self.tail[place - 1](x.index_select(0, rows)), dim=1)
            output.index_copy_(0, rows, scores.gather(1, (target[inside] - start).unsqueeze(1)).squeeze(1))
        if found != target.size(0):
            raise RuntimeError(
                f"Target values should be in [0, {self.n_classes - 1}], but values in range "
                f"[{target.min().item()}, {target.max().item()}] were found. "
            )
        head = log_softmax(self.head(x), dim=1)
        output += head.gather(1, chosen.unsqueeze(1)).squeeze()
        return _ASMoutput(output if batched else output.squeeze(0), (-output).mean())

    def _all(self, x: Any, head_output: Any) -> Any:
        out = x.new_empty((head_output.size(0), self.n_classes))
        head: Any = log_softmax(head_output, dim=1)
        first = self.shortlist_size
        out[:, :first] = head[:, :first]
        for place, (start, stop) in enumerate(pairwise(self.cutoffs)):
            inside: Any = log_softmax(self.tail[place](x), dim=1)
            out[:, start:stop] = inside + head[:, first + place].unsqueeze(1)
        return out

    def log_prob(self, input: Tensor) -> Tensor:
        """(n, in_features) → the log probabilities of all classes (n, n_classes)."""
        return self._all(input, self.head(input))

    def predict(self, input: Any) -> Tensor:
        """(n, in_features) → the most probable class (n); it looks into the clusters only where the head says so."""
        head = self.head(input)
        out = head.argmax(dim=1)
        rare = out >= self.shortlist_size
        if rare.any():
            out[rare] = self._all(input[rare], head[rare]).argmax(dim=1)
        return out


def _check(x: Any, target: Any) -> None:
    if target.dim() > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if target.dim() and x.size(0) != target.size(0):
        raise RuntimeError("Input and target should have the same size in the batch dimension.")
    if x.dim() != target.dim() + 1:
        raise RuntimeError(
            f"{target.dim()}D target tensor expects {target.dim() + 1}D input tensors, but found inputs with size "
            f"{x.size()}"
        )
