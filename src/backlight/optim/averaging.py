"""ASGD and Rprop: steps averaged over the whole run, and steps that only look at the sign of the gradient."""

from __future__ import annotations

from typing import Any

from backlight.core import dtypes
from backlight.ops.arithmetic import sign
from backlight.ops.select import clip, where
from backlight.optim.optimizer import Optimizer, check_rate, checked, number, stepping, with_gradient
from backlight.optim.state import begun, counted
from backlight.optim.writing import write
from backlight.tensor.creation import full_like
from backlight.tensor.data import tensor


def asgd(p, g, average, *, eta, mu, lambd, weight_decay):
    """p ← (1 - lambd · eta) p - eta · g, and the average of all p."""
    if weight_decay:
        g = g + weight_decay * p
    p *= 1 - lambd * eta
    p -= eta * g
    if mu == 1:
        average[...] = p
    else:
        average += mu * (p - average)


class ASGD(Optimizer):
    """Gradient descent whose parameters are also averaged, in `state[p]["ax"]` (Polyak and Juditsky, 1992).

    Args:
        params: parameters, or groups of them.
        lr: the size of the first steps; eta = lr / (1 + lambd · lr · t)^alpha.
        t0: the step at which averaging begins.
    """

    torch_module = "torch.optim.asgd"

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_rate(lr)
        checked(weight_decay >= 0.0, f"Invalid weight_decay value: {weight_decay}")
        super().__init__(
            params,
            {
                "lr": lr,
                "lambd": lambd,
                "alpha": alpha,
                "t0": t0,
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
            lr, lambd = number(group["lr"]), group["lambd"]
            for p, g in with_gradient(group, "ASGD"):
                state = self.state[p]
                if not state:
                    begun(state, p)
                    state["eta"] = tensor(lr, dtype=dtypes.float32)
                    state["mu"] = tensor(1.0, dtype=dtypes.float32)
                    begun(state, p, "ax")
                step = counted(state)
                eta, mu = float(state["eta"]), float(state["mu"])
                decay = group["weight_decay"]
                write(asgd, p, g, state["ax"], eta=eta, mu=mu, lambd=lambd, weight_decay=decay)
                state["eta"] = tensor(lr / (1 + lambd * lr * step) ** group["alpha"], dtype=dtypes.float32)
                state["mu"] = tensor(1 / max(1, step - group["t0"]), dtype=dtypes.float32)


def rprop(p, g, before, size, *, etaminus, etaplus, smallest, largest):
    """p ← p - size · sign(g); where the sign turned, the size shrinks and nothing moves."""
    agree = sign(g * before)
    zero = agree - agree  # in the dtype of the parameter, as what is added to it
    size *= where(agree > 0, zero + etaplus, where(agree < 0, zero + etaminus, zero + 1))
    size[...] = clip(size, min=smallest, max=largest)
    g = where(agree < 0, zero, g)
    p -= sign(g) * size
    before[...] = g


class Rprop(Optimizer):
    """Steps that follow the sign of the gradient alone, for whole batches (Riedmiller and Braun, 1993).

    Args:
        params: parameters, or groups of them.
        lr: the first size of all steps.
        etas: the factors on the size where the sign turned, and where it stayed.
        step_sizes: the smallest and the largest size.
    """

    torch_module = "torch.optim.rprop"

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        checked(0.0 < etas[0] < 1.0 < etas[1], f"Invalid eta values: {etas[0]}, {etas[1]}")
        super().__init__(
            params,
            {
                "lr": lr,
                "etas": etas,
                "step_sizes": step_sizes,
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
            for p, g in with_gradient(group, "Rprop"):
                state = self.state[p]
                begun(state, p, "prev")
                if "step_size" not in state:
                    lr = number(group["lr"])
                    state["step_size"] = full_like(p, complex(lr, lr) if p.is_complex() else lr)
                counted(state)
                (etaminus, etaplus), (smallest, largest) = group["etas"], group["step_sizes"]
                write(
                    rprop,
                    p,
                    g,
                    state["prev"],
                    state["step_size"],
                    etaminus=etaminus,
                    etaplus=etaplus,
                    smallest=smallest,
                    largest=largest,
                )
