"""NAdam and RAdam: Adam that looks ahead, and Adam that is careful in its first steps."""

from __future__ import annotations

from typing import Any

from backlight.core import dtypes
from backlight.ops.functions import sqrt
from backlight.optim.adam import check_adam, decayed, numbers_of
from backlight.optim.optimizer import Optimizer, checked, stepping, with_gradient
from backlight.optim.state import begun, counted
from backlight.optim.writing import write
from backlight.tensor.data import tensor


def nadam(p, g, m, v, *, step, lr, beta1, beta2, eps, weight_decay, decoupled, mu, mu_next, product):
    """Adam with Nesterov's momentum: the step takes m as it will be after the next gradient."""
    g = decayed(p, g, lr, weight_decay, decoupled)
    m += (1 - beta1) * (g - m)
    v *= beta2
    v += (1 - beta2) * g * g
    size = sqrt(v / (1 - beta2**step)) + eps
    p -= lr * (1 - mu) / (1 - product) * g / size
    p -= lr * mu_next / (1 - product * mu_next) * m / size


class NAdam(Optimizer):
    """Adam with Nesterov's momentum (Dozat, 2016); `momentum_decay` says how fast the momentum grows."""

    torch_module = "torch.optim.nadam"

    def __init__(
        self,
        params: Any,
        lr: Any = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_adam(lr, betas, eps, weight_decay)
        checked(momentum_decay >= 0.0, f"Invalid momentum_decay value: {momentum_decay}")
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "momentum_decay": momentum_decay,
                "decoupled_weight_decay": decoupled_weight_decay,
                "maximize": maximize,
                "foreach": foreach,
                "capturable": capturable,
                "differentiable": differentiable,
            },
        )

    @stepping
    def step(self, closure: Any = None) -> Any:
        """Change the parameters once."""
        for group in self.param_groups:
            numbers = numbers_of(group)
            for p, g in with_gradient(group, "NAdam"):
                state = self.state[p]
                begun(state, p)
                if "mu_product" not in state:
                    state["mu_product"] = tensor(1.0, dtype=dtypes.float32)
                begun(state, p, "exp_avg", "exp_avg_sq")
                step, beta1 = counted(state), numbers["beta1"]
                mu, mu_next = [beta1 * (1 - 0.5 * 0.96 ** (n * group["momentum_decay"])) for n in (step, step + 1)]
                state["mu_product"]._array *= mu
                write(
                    nadam,
                    p,
                    g,
                    state["exp_avg"],
                    state["exp_avg_sq"],
                    step=step,
                    decoupled=group["decoupled_weight_decay"],
                    mu=mu,
                    mu_next=mu_next,
                    product=float(state["mu_product"]),
                    **numbers,
                )


def radam(p, g, m, v, *, step, lr, beta1, beta2, eps, weight_decay, decoupled):
    """Adam that divides by √v only once v can be trusted, by the length ρ of what it has averaged."""
    g = decayed(p, g, lr, weight_decay, decoupled)
    m += (1 - beta1) * (g - m)
    v *= beta2
    v += (1 - beta2) * g * g
    mean = m / (1 - beta1**step)
    longest = 2 / (1 - beta2) - 1
    length = longest - 2 * step * beta2**step / (1 - beta2**step)
    if length > 5:
        ahead = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
        p -= mean * lr * ((1 - beta2**step) ** 0.5 / (sqrt(v) + eps)) * ahead**0.5
    else:
        p -= mean * lr


class RAdam(Optimizer):
    """Rectified Adam: no division by √v in the first steps, where it varies too much (Liu et al., 2020)."""

    torch_module = "torch.optim.radam"

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_adam(lr, betas, eps, weight_decay)
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "maximize": maximize,
                "foreach": foreach,
                "capturable": capturable,
                "decoupled_weight_decay": decoupled_weight_decay,
                "differentiable": differentiable,
            },
        )

    @stepping
    def step(self, closure: Any = None) -> Any:
        """Change the parameters once."""
        for group in self.param_groups:
            numbers = numbers_of(group)
            for p, g in with_gradient(group, "RAdam"):
                state = self.state[p]
                begun(state, p, "exp_avg", "exp_avg_sq")
                write(
                    radam,
                    p,
                    g,
                    state["exp_avg"],
                    state["exp_avg_sq"],
                    step=counted(state),
                    decoupled=group["decoupled_weight_decay"],
                    **numbers,
                )
