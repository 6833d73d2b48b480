"""Adam and its kin: steps of nearly equal size for all parameters, by running means of g and g²."""

from __future__ import annotations

from typing import Any

from backlight.core.variable import Variable
from backlight.ops.functions import sqrt
from backlight.ops.select import maximum
from backlight.optim.optimizer import Optimizer, check_rate, checked, number, stepping, with_gradient
from backlight.optim.state import begun, counted
from backlight.optim.writing import write


def decayed(p, g, lr, weight_decay, decoupled):
    """The gradient after weight decay, which adds to it, or (decoupled) shrinks p by itself."""
    if weight_decay and decoupled:
        p *= 1 - lr * weight_decay
        return g
    return g + weight_decay * p if weight_decay else g


def adam(p, g, m, v, largest, *, step, lr, beta1, beta2, eps, weight_decay, decoupled):
    """p ← p - lr · m̂ / (√v̂ + eps), with m̂ and v̂ the means of g and g² freed of their start at zero."""
    g = decayed(p, g, lr, weight_decay, decoupled)
    m += (1 - beta1) * (g - m)
    v *= beta2
    v += (1 - beta2) * g * g
    if largest is not None:
        largest[...] = maximum(largest, v)
        v = largest
    p -= lr / (1 - beta1**step) * m / (sqrt(v) / (1 - beta2**step) ** 0.5 + eps)


class Adam(Optimizer):
    """p ← p - lr · m̂ / (√v̂ + eps) (Kingma and Ba, 2015).

    Args:
        params: parameters, or groups of them.
        lr: the size of the steps.
        betas: how slowly the means of g and of g² forget.
        eps: what keeps the quotient finite.
        weight_decay: weight_decay · p is added to g; with `decoupled_weight_decay` p shrinks by itself, as in AdamW.
        amsgrad: divide by the largest v so far (Reddi et al., 2018).

    >>> w = backlight.tensor([1.0], requires_grad=True)
    >>> optimizer = Adam([w], lr=0.1)
    >>> (w * w).sum().backward()
    >>> optimizer.step()
    >>> w
    tensor([0.9000], requires_grad=True)
    """

    torch_module = "torch.optim.adam"

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[Any, Any] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        if foreach and not capturable:
            for what, value in (("lr", lr), ("betas[0]", betas[0]), ("betas[1]", betas[1])):
                tensor = isinstance(value, Variable)
                checked(not tensor, f"{what} as a Tensor is not supported for capturable=False and foreach=True")
        check_adam(lr, betas, eps, weight_decay)
        alike = all(isinstance(b, float) for b in betas) or all(isinstance(b, Variable) for b in betas)
        checked(alike, "betas must be either both floats or both Tensors")
        super().__init__(
            params,
            {
                "lr": lr,
                "betas": betas,
                "eps": eps,
                "weight_decay": weight_decay,
                "amsgrad": amsgrad,
                "maximize": maximize,
                "foreach": foreach,
                "capturable": capturable,
                "differentiable": differentiable,
                "fused": fused,
                "decoupled_weight_decay": decoupled_weight_decay,
            },
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            for name in ("amsgrad", "maximize", "capturable", "differentiable", "decoupled_weight_decay"):
                group.setdefault(name, False)

    @stepping
    def step(self, closure: Any = None) -> Any:
        """Change the parameters once."""
        for group in self.param_groups:
            numbers = numbers_of(group)
            for p, g in with_gradient(group, type(self).__name__):
                state = self.state[p]
                names = ("exp_avg", "exp_avg_sq", *(("max_exp_avg_sq",) if group["amsgrad"] else ()))
                begun(state, p, *names)
                write(
                    adam,
                    p,
                    g,
                    state["exp_avg"],
                    state["exp_avg_sq"],
                    state["max_exp_avg_sq"] if group["amsgrad"] else None,
                    step=counted(state),
                    decoupled=group["decoupled_weight_decay"],
                    **numbers,
                )


def numbers_of(group: dict[str, Any]) -> dict[str, float]:
    """What the formulas of this family take from a group; a rate or beta that is a tensor is read anew each time."""
    beta1, beta2 = group["betas"]
    return {
        "lr": number(group["lr"]),
        "beta1": number(beta1),
        "beta2": number(beta2),
        "eps": group["eps"],
        "weight_decay": number(group["weight_decay"]),
    }


def check_adam(lr: Any, betas: Any, eps: float, weight_decay: float) -> None:
    """ValueError for settings out of range."""
    check_rate(lr)
    checked(eps >= 0.0, f"Invalid epsilon value: {eps}")
    checked(0.0 <= betas[0] < 1.0, f"Invalid beta parameter at index 0: {betas[0]}")
    checked(0.0 <= betas[1] < 1.0, f"Invalid beta parameter at index 1: {betas[1]}")
    checked(weight_decay >= 0.0, f"Invalid weight_decay value: {weight_decay}")


class AdamW(Adam):
    """Adam whose weight decay does not go through the means: p ← (1 - lr · weight_decay) p first.

    Loshchilov and Hutter, 2019.
    """

    torch_module = "torch.optim.adamw"

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-3,
        betas: tuple[Any, Any] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True
