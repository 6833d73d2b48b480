"""SparseAdam: Adam for embeddings, without weight decay."""

from __future__ import annotations

from typing import Any

from backlight.ops.functions import sqrt
from backlight.optim.optimizer import Optimizer, check_rate, checked, stepping, with_gradient
from backlight.optim.state import begun
from backlight.optim.writing import write


def sparse_adam(p, g, m, v, *, step, lr, beta1, beta2, eps):
    """p ← p - lr √(1 - β₂ᵗ) / (1 - β₁ᵗ) · m / (√v + eps), with m and v the means of g and g²."""
    m += (1 - beta1) * (g - m)
    v += (1 - beta2) * (g * g - v)
    p -= lr * (1 - beta2**step) ** 0.5 / (1 - beta1**step) * (m / (sqrt(v) + eps))


class SparseAdam(Optimizer):
    """Adam on the rows that a sparse gradient names (Kingma and Ba, 2015).

    Gradients are dense here, so it is used on dense ones, which torch refuses: every row is touched at each step. The
    numbers are those that torch has where each row has a gradient.

    Args:
        params: parameters, or groups of them.
        lr: the size of the steps.
        betas: how slowly the means of g and of g² forget.
        eps: what keeps the quotient finite.

    >>> w = backlight.tensor([1.0], requires_grad=True)
    >>> optimizer = SparseAdam([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.9000], requires_grad=True)
    """

    torch_module = "torch.optim.sparse_adam"

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        maximize: bool = False,
    ) -> None:
        check_rate(lr)
        checked(lr > 0.0, f"Invalid learning rate: {lr}")
        checked(eps > 0.0, f"Invalid epsilon value: {eps}")
        checked(0.0 <= betas[0] < 1.0, f"Invalid beta parameter at index 0: {betas[0]}")
        checked(0.0 <= betas[1] < 1.0, f"Invalid beta parameter at index 1: {betas[1]}")
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "maximize": maximize})
        found = enumerate(self.param_groups)
        complex_ones = [[n, i] for n, group in found for i, p in enumerate(group["params"]) if p.is_complex()]
        checked(
            not complex_ones,
            f"Complex params at indices {complex_ones}: SparseAdam does not support complex parameters",
        )

    @stepping
    def step(self, closure: Any = None) -> Any:
        """Change the parameters once."""
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            settings = {"lr": float(group["lr"]), "beta1": beta1, "beta2": beta2, "eps": group["eps"]}
            for p, g in with_gradient(group, "SparseAdam"):
                state = self.state[p]
                state["step"] = state.get("step", 0) + 1  # a plain number, as in torch
                begun(state, p, "exp_avg", "exp_avg_sq")
                write(sparse_adam, p, g, state["exp_avg"], state["exp_avg_sq"], step=state["step"], **settings)
