"""Adagrad, Adadelta, Adamax: older and simpler ways to give each parameter a step of its own."""

from __future__ import annotations

from typing import Any

from backlight.ops.functions import sqrt
from backlight.ops.select import maximum
from backlight.optim.adam import check_adam, numbers_of
from backlight.optim.optimizer import Optimizer, check_rate, checked, number, stepping, with_gradient
from backlight.optim.state import begun, count_type, counted
from backlight.optim.writing import write
from backlight.tensor.creation import full_like
from backlight.tensor.data import tensor


def adagrad(p, g, total, *, lr, weight_decay, eps):
    """p ← p - lr · g / (√Σg² + eps)."""
    if weight_decay:
        g = g + weight_decay * p
    total += g * g
    p -= lr * g / (sqrt(total) + eps)


class Adagrad(Optimizer):
    """p ← p - lr · g / (√Σg² + eps), the sum over all steps; lr shrinks by lr_decay (Duchi et al., 2011)."""

    torch_module = "torch.optim.adagrad"

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_rate(lr)
        checked(lr_decay >= 0.0, f"Invalid lr_decay value: {lr_decay}")
        checked(weight_decay >= 0.0, f"Invalid weight_decay value: {weight_decay}")
        checked(
            initial_accumulator_value >= 0.0, f"Invalid initial_accumulator_value value: {initial_accumulator_value}"
        )
        checked(eps >= 0.0, f"Invalid epsilon value: {eps}")
        super().__init__(
            params,
            {
                "lr": lr,
                "lr_decay": lr_decay,
                "eps": eps,
                "weight_decay": weight_decay,
                "initial_accumulator_value": initial_accumulator_value,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
                "fused": fused,
            },
        )
        for group in self.param_groups:  # the sums begin before the first gradient, as in torch
            for p in group["params"]:
                start = initial_accumulator_value
                value = complex(start, start) if p.is_complex() else start
                self.state[p]["step"] = tensor(0.0, dtype=count_type())
                self.state[p]["sum"] = full_like(p, value)

    def share_memory(self) -> None:
        """Let other processes see the sums."""
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p]["sum"].share_memory_()

    @stepping
    def step(self, closure: Any = None) -> Any:
        """Change the parameters once."""
        for group in self.param_groups:
            for p, g in with_gradient(group, "Adagrad"):
                state = self.state[p]
                lr = number(group["lr"]) / (1 + (counted(state) - 1) * group["lr_decay"])
                write(adagrad, p, g, state["sum"], lr=lr, weight_decay=group["weight_decay"], eps=group["eps"])


def adadelta(p, g, v, steps, *, lr, rho, eps, weight_decay):
    """p ← p - lr · Δ, with Δ = g · √(mean of Δ² + eps) / √(mean of g² + eps)."""
    if weight_decay:
        g = g + weight_decay * p
    v *= rho
    v += (1 - rho) * g * g
    change = sqrt(steps + eps) / sqrt(v + eps) * g
    steps *= rho
    steps += (1 - rho) * change * change
    p -= lr * change


class Adadelta(Optimizer):
    """Steps whose size follows that of the steps before: no learning rate is needed (Zeiler, 2012)."""

    torch_module = "torch.optim.adadelta"

    def __init__(
        self,
        params: Any,
        lr: Any = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        checked(0.0 <= rho <= 1.0, f"Invalid rho value: {rho}")
        checked(eps >= 0.0, f"Invalid epsilon value: {eps}")
        checked(weight_decay >= 0.0, f"Invalid weight_decay value: {weight_decay}")
        super().__init__(
            params,
            {
                "lr": lr,
                "rho": rho,
                "eps": eps,
                "weight_decay": weight_decay,
                "maximize": maximize,
                "capturable": capturable,
                "foreach": foreach,
                "differentiable": differentiable,
            },
        )

    @stepping
    def step(self, closure: Any = None) -> Any:
        """Change the parameters once."""
        for group in self.param_groups:
            settings = {name: group[name] for name in ("rho", "eps", "weight_decay")}
            for p, g in with_gradient(group, "Adadelta"):
                state = self.state[p]
                begun(state, p, "square_avg", "acc_delta")
                counted(state)
                write(adadelta, p, g, state["square_avg"], state["acc_delta"], lr=number(group["lr"]), **settings)


def adamax(p, g, m, largest, *, step, lr, beta1, beta2, eps, weight_decay):
    """p ← p - lr · m̂ / u, u the largest recent |g|."""
    if weight_decay:
        g = g + weight_decay * p
    m += (1 - beta1) * (g - m)
    largest[...] = maximum(beta2 * largest, abs(g) + eps)
    p -= lr / (1 - beta1**step) * m / largest


class Adamax(Optimizer):
    """Adam with the largest |g| in the place of the mean of g² (Kingma and Ba, 2015)."""

    torch_module = "torch.optim.adamax"

    def __init__(
        self,
        params: Any,
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_adam(lr, betas, eps, weight_decay)
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "foreach": foreach,
                "maximize": maximize,
                "differentiable": differentiable,
                "capturable": capturable,
            },
        )

    @stepping
    def step(self, closure: Any = None) -> Any:
        """Change the parameters once."""
        for group in self.param_groups:
            numbers = numbers_of(group)
            for p, g in with_gradient(group, "Adamax"):
                state = self.state[p]
                begun(state, p, "exp_avg", "exp_inf")
                means = state["exp_avg"], state["exp_inf"]
                write(adamax, p, g, *means, step=counted(state), **numbers)
