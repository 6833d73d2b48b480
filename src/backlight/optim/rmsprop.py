"""RMSprop: the gradient divided by its recent size."""

from __future__ import annotations

from typing import Any

from backlight.ops.functions import sqrt
from backlight.optim.optimizer import Optimizer, check_rate, checked, number, stepping, with_gradient
from backlight.optim.state import begun, counted
from backlight.optim.writing import write


def rmsprop(p, g, v, mean, buffer, *, lr, alpha, eps, weight_decay, momentum):
    """p ← p - lr · g / (√v + eps), v the mean of g², from which the square of the mean of g may be taken."""
    if weight_decay:
        g = g + weight_decay * p
    v *= alpha
    v += (1 - alpha) * g * g
    if mean is None:
        size = sqrt(v)
    else:
        mean += (1 - alpha) * (g - mean)
        size = sqrt(v - mean * mean)
    if momentum:
        buffer *= momentum
        buffer += g / (size + eps)
        p -= lr * buffer
    else:
        p -= lr * g / (size + eps)


class RMSprop(Optimizer):
    """p ← p - lr · g / (√v + eps), where v is a running mean of g² (Hinton, 2012).

    Args:
        params: parameters, or groups of them.
        lr: the size of the steps.
        alpha: how slowly v forgets.
        eps: what keeps the quotient finite.
        momentum: what share of the step before is kept.
        centered: v less the square of the mean of g (Graves, 2013).
    """

    torch_module = "torch.optim.rmsprop"

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        checked(eps >= 0.0, f"Invalid epsilon value: {eps}")
        checked(momentum >= 0.0, f"Invalid momentum value: {momentum}")
        checked(weight_decay >= 0.0, f"Invalid weight_decay value: {weight_decay}")
        checked(alpha >= 0.0, f"Invalid alpha value: {alpha}")
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "alpha": alpha,
                "eps": eps,
                "centered": centered,
                "weight_decay": weight_decay,
                "capturable": capturable,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
            },
        )

    @stepping
    def step(self, closure: Any = None) -> Any:
        """Change the parameters once."""
        for group in self.param_groups:
            settings = {name: group[name] for name in ("alpha", "eps", "weight_decay", "momentum")}
            for p, g in with_gradient(group, "RMSprop"):
                state = self.state[p]
                wanted = {"momentum_buffer": group["momentum"] > 0, "grad_avg": group["centered"]}
                more = [name for name, on in wanted.items() if on]
                begun(state, p, "square_avg", *more)
                counted(state)
                mean, buffer = state.get("grad_avg"), state.get("momentum_buffer")
                write(rmsprop, p, g, state["square_avg"], mean, buffer, lr=number(group["lr"]), **settings)
