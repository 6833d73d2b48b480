"""Adafactor and Muon: optimizers of matrices, by their rows and columns, or made orthogonal."""

from __future__ import annotations

from typing import Any

from backlight.optim.optimizer import Optimizer, check_rate, checked, number, stepping, with_gradient
from backlight.optim.state import begun, counted
from backlight.tensor.creation import zeros_like


class Adafactor(Optimizer):
    """Adam's division with a mean of g² for each row and column alone (Shazeer and Stern, 2018).

    Args:
        params: parameters, or groups of them.
        lr: the relative size of the steps.
        beta2_decay: the means forget less and less: β₂ = 1 - t^beta2_decay.
        eps: what keeps the quotient finite, and the smallest size of a parameter that counts.
        d: where larger steps are cut off.
    """

    torch_module = "torch.optim._adafactor"

    def __init__(
        self,
        params: Any,
        lr: Any = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
    ) -> None:
        check_rate(lr, "Learning rate should be >= 0 but is")
        checked(beta2_decay <= 0.0, f"beta2_decay should be <= 0 but is: {beta2_decay}")
        checked(eps[0] is None or eps[0] >= 0.0, f"epsilon1 should be >= 0 but is: {eps[0]}")
        checked(eps[1] >= 0.0, f"epsilon2 should be >= 0 but is: {eps[1]}")
        checked(d >= 1.0, f"Clipping threshold d should be >= 1 but is: {d}")
        checked(weight_decay >= 0.0, f"weight_decay should be >= 0 but is: {weight_decay}")
        super().__init__(
            params,
            {
                "lr": lr,
                "beta2_decay": beta2_decay,
                "eps": eps,
                "d": d,
                "weight_decay": weight_decay,
                "foreach": foreach,
                "maximize": maximize,
            },
        )

    @stepping
    def step(self, closure: Any = None) -> Any:
        """Change the parameters once."""
        from backlight.core.limits import finfo

        for group in self.param_groups:
            lr, (smallest, least) = number(group["lr"]), group["eps"]
            for p, g in with_gradient(group, "Adafactor"):
                state = self.state[p]
                begun(state, p)
                matrix = p.dim() > 1
                if matrix and "row_var" not in state:
                    state["row_var"] = g.new_zeros((*g.shape[:-1], 1))
                    state["col_var"] = g.new_zeros((*g.shape[:-2], 1, g.shape[-1]))
                elif not matrix and "variance" not in state:
                    state["variance"] = zeros_like(g)
                step = counted(state)
                share = step ** group["beta2_decay"]
                eps = finfo(p.dtype).eps if smallest is None else smallest
                rho = min(lr, 1 / step**0.5)
                size = max(least, float(p.norm(2)) / p.numel() ** 0.5) * rho
                if group["weight_decay"]:
                    p.mul_(1 - lr * group["weight_decay"])
                if matrix:
                    rows, columns = state["row_var"], state["col_var"]
                    rows.lerp_(g.square().mean(dim=-1, keepdim=True), share)
                    columns.lerp_(g.square().mean(dim=-2, keepdim=True), share)
                    variance = (rows @ columns).div_(rows.mean(dim=-2, keepdim=True).clamp_(min=eps))
                else:
                    state["variance"].lerp_(g.square(), share)
                    variance = state["variance"].clone()
                update = variance.clamp_(min=eps * eps).rsqrt_().mul_(g)
                strength = max(1.0, float(update.norm(2)) / (update.numel() ** 0.5 * group["d"]))
                p.add_(update, alpha=-size / strength)


def orthogonalised(g: Any, coefficients: tuple[float, float, float], steps: int, eps: float) -> Any:
    """Nearly the closest matrix with orthogonal rows or columns, by Newton and Schulz's iteration."""
    checked(steps < 100, "Number of steps must be less than 100 for computational efficiency")
    checked(len(coefficients) == 3, "Coefficients must be a tuple of exactly 3 values")
    a, b, c = coefficients
    x = g.bfloat16()
    tall = x.size(0) > x.size(1)
    if tall:
        x = x.T
    x = x / x.norm().clamp(min=eps)
    for _ in range(steps):
        square = (x @ x.T).float()  # sums in float32, each product rounded once, as in torch
        scaled = (b * square + c * (square @ square)).bfloat16().float()
        x = (a * x.float() + scaled @ x.float()).bfloat16()
    return x.T if tall else x


class Muon(Optimizer):
    """Momentum made orthogonal, for the matrices inside a network (Jordan et al., 2024); needs bfloat16.

    Args:
        params: matrices; ValueError for others.
        lr, weight_decay, momentum, nesterov: as in SGD, with decoupled weight decay.
        ns_coefficients, ns_steps: the polynomial that is iterated, and how often.
        adjust_lr_fn: 'original' or 'match_rms_adamw', how the step follows from the shape.
    """

    torch_module = "torch.optim._muon"

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
    ) -> None:
        check_rate(lr, "Learning rate should be >= 0 but is")
        checked(momentum >= 0.0, f"momentum should be >= 0 but is: {momentum}")
        checked(weight_decay >= 0.0, f"weight decay should be >= 0 but is: {weight_decay}")
        known = (None, "original", "match_rms_adamw")
        checked(adjust_lr_fn in known, f"Adjust learning rate function {adjust_lr_fn} is not supported")
        super().__init__(
            params,
            {
                "lr": lr,
                "weight_decay": weight_decay,
                "momentum": momentum,
                "nesterov": nesterov,
                "ns_coefficients": ns_coefficients,
                "eps": eps,
                "ns_steps": ns_steps,
                "adjust_lr_fn": adjust_lr_fn,
            },
        )
        for group in self.param_groups:
            for p in group["params"]:
                checked(
                    p.dim() == 2, f"Muon only supports 2D parameters whereas we found a parameter with size: {p.size()}"
                )

    @stepping
    def step(self, closure: Any = None) -> Any:
        """Change the parameters once."""
        for group in self.param_groups:
            lr = number(group["lr"])
            for p, g in with_gradient(group, "Muon"):
                if p.is_complex():
                    raise RuntimeError("Muon does not support complex parameters")
                state = self.state[p]
                if "momentum_buffer" not in state:
                    state["momentum_buffer"] = zeros_like(g)
                buffer = state["momentum_buffer"]
                buffer.lerp_(g, 1 - group["momentum"])
                update = g.lerp(buffer, group["momentum"]) if group["nesterov"] else buffer
                update = orthogonalised(update, group["ns_coefficients"], group["ns_steps"], group["eps"])
                rows, columns = p.shape
                if group["adjust_lr_fn"] in (None, "original"):
                    factor = max(1.0, rows / columns) ** 0.5
                else:
                    factor = 0.2 * max(rows, columns) ** 0.5
                p.mul_(1 - lr * group["weight_decay"])
                p.add_(update.to(p.dtype), alpha=-lr * factor)
