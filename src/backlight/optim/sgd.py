"""Gradient descent: the step downhill, with momentum."""

from __future__ import annotations

from typing import Any

from backlight.optim.optimizer import Optimizer, check_rate, checked, number, stepping, with_gradient
from backlight.optim.writing import write


def sgd(p, g, buffer, *, lr, momentum, dampening, weight_decay, nesterov):
    """p ← p - lr · g, where g is first pulled towards small p and mixed with the steps before."""
    if weight_decay:
        g = g + weight_decay * p
    if momentum:
        buffer *= momentum
        buffer += (1 - dampening) * g
        g = g + momentum * buffer if nesterov else buffer
    p -= lr * g


class SGD(Optimizer):
    """Stochastic gradient descent: p ← p - lr · g (Robbins and Monro, 1951; momentum: Sutskever et al., 2013).

    Args:
        params: parameters, or groups of them.
        lr: the size of the steps.
        momentum, dampening, nesterov: v ← momentum · v + (1 - dampening) · g takes the place of g.
        weight_decay: weight_decay · p is added to g.

    >>> w = backlight.tensor([1.0], requires_grad=True)
    >>> optimizer = SGD([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.8000], requires_grad=True)
    """

    torch_module = "torch.optim.sgd"

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: Any = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_rate(lr)
        checked(momentum >= 0.0, f"Invalid momentum value: {momentum}")
        checked(weight_decay >= 0.0, f"Invalid weight_decay value: {weight_decay}")
        checked(
            not nesterov or (momentum > 0 and dampening == 0),
            "Nesterov momentum requires a momentum and zero dampening",
        )
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "dampening": dampening,
                "weight_decay": weight_decay,
                "nesterov": nesterov,
                "maximize": maximize,
                "foreach": foreach,
                "differentiable": differentiable,
                "fused": fused,
            },
        )

    @stepping
    def step(self, closure: Any = None) -> Any:
        """Change the parameters once."""
        for group in self.param_groups:
            settings = {
                name: number(group[name]) for name in ("lr", "momentum", "dampening", "weight_decay", "nesterov")
            }
            for p, g in with_gradient(group, "SGD"):
                buffer = None
                if group["momentum"]:
                    buffer = self.state[p].get("momentum_buffer")
                    if buffer is None:  # the first step is g itself, whatever the dampening
                        decay = settings["weight_decay"]
                        g = g + decay * p if decay else g
                        start = self.state[p]["momentum_buffer"] = g.detach().clone()
                        # with nesterov, the momentum counts twice
                        first = g + settings["momentum"] * start if group["nesterov"] else start
                        write(sgd, p, first, None, **{**settings, "momentum": 0, "weight_decay": 0})
                        continue
                write(sgd, p, g, buffer, **settings)
