"""L-BFGS: Newton's direction from the last gradients, for whole batches and few parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.autograd.grad_mode import enable_grad, no_grad
from backlight.core.variable import Variable
from backlight.optim.line_search import strong_wolfe
from backlight.optim.optimizer import Optimizer, check_rate, checked
from backlight.tensor.complex import view_as_real
from backlight.tensor.joining import cat


class LBFGS(Optimizer):
    """The quasi-Newton method with a short memory (Nocedal, 1980; Liu and Nocedal, 1989).

    Args:
        params: parameters; groups of them are not supported.
        lr: the length of the first trial.
        max_iter, max_eval: how many iterations and evaluations a step may take (max_eval = 1.25 max_iter).
        tolerance_grad, tolerance_change: below which it stops.
        history_size: how many differences of gradients are kept.
        line_search_fn: None, or 'strong_wolfe'.

    `step` needs a closure, as it evaluates the loss several times.
    """

    torch_module = "torch.optim.lbfgs"

    def __init__(
        self,
        params: Any,
        lr: Any = 1,
        max_iter: int = 20,
        max_eval: int | None = None,
        tolerance_grad: float = 1e-7,
        tolerance_change: float = 1e-9,
        history_size: int = 100,
        line_search_fn: str | None = None,
    ) -> None:
        check_rate(lr)
        super().__init__(
            params,
            {
                "lr": lr,
                "max_iter": max_iter,
                "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
                "tolerance_grad": tolerance_grad,
                "tolerance_change": tolerance_change,
                "history_size": history_size,
                "line_search_fn": line_search_fn,
            },
        )
        checked(len(self.param_groups) == 1, "LBFGS doesn't support per-parameter options (parameter groups)")

    @property
    def _params(self) -> list:
        return self.param_groups[0]["params"]

    def _gathered(self) -> Any:
        """All gradients as one real vector."""
        parts = [p.new_zeros(p.numel()) if p.grad is None else p.grad.reshape(-1) for p in self._params]
        return cat([_real(part).reshape(-1) for part in parts])

    def _walk(self, length: Any, direction: Any) -> None:
        """Move all parameters along one vector."""
        start = 0
        for p in map(_real, self._params):
            count = p.numel()
            p.add_(direction[start : start + count].view_as(p), alpha=length)
            start += count

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Iterate until the gradient, the change or the budget is used up; returns the first loss."""
        if closure is None:
            raise TypeError(
                "LBFGS.step() missing 1 required positional argument: 'closure', which computes the loss anew"
            )
        evaluate = enable_grad()(closure)
        group, state = self.param_groups[0], self.state[self._params[0]]
        lr, largest_count, memory = _scalar(group["lr"]), group["max_iter"], group["history_size"]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        with no_grad():
            first_loss = evaluate()
            loss = float(first_loss)
            evaluations = 1
            state["func_evals"] += 1
            gradient = self._gathered()
            if gradient.abs().max() <= group["tolerance_grad"]:
                return first_loss
            d, t = state.get("d"), state.get("t")
            changes, steps, inverses = state.get("old_dirs"), state.get("old_stps"), state.get("ro")
            scale, before, loss_before = state.get("H_diag"), state.get("prev_flat_grad"), state.get("prev_loss")
            iteration = 0  # numbers made of vectors stay tensors, in the dtype of the parameters, as in torch's state
            while iteration < largest_count:
                iteration += 1
                state["n_iter"] += 1
                if state["n_iter"] == 1:
                    d, changes, steps, inverses, scale = gradient.neg(), [], [], [], 1
                else:
                    y, s = gradient.sub(before), d.mul(t)
                    ys = y.dot(s)
                    if ys > 1e-10:
                        if len(changes) == memory:
                            for memories in (changes, steps, inverses):
                                memories.pop(0)
                        changes.append(y)
                        steps.append(s)
                        inverses.append(1.0 / ys)
                        scale = ys / y.dot(y)
                    weights = state.setdefault("al", [None] * memory)
                    d = _direction(gradient, changes, steps, inverses, scale, weights)
                before = gradient.clone()
                loss_before = loss
                t = min(1.0, 1.0 / gradient.abs().sum()) * lr if state["n_iter"] == 1 else lr
                slope = gradient.dot(d)
                if slope > -group["tolerance_change"]:
                    break
                used = 0
                if group["line_search_fn"] is None:
                    self._walk(t, d)
                    if iteration != largest_count:
                        loss = float(evaluate())
                        gradient = self._gathered()
                        used = 1
                elif group["line_search_fn"] == "strong_wolfe":
                    start = [p.clone() for p in self._params]
                    left = group["max_eval"] - evaluations
                    loss, gradient, t, used = strong_wolfe(
                        lambda t, start=start, d=d: self._at(evaluate, start, t, d), t, d, loss, gradient, slope, left
                    )
                    self._walk(t, d)
                else:
                    raise RuntimeError("only 'strong_wolfe' is supported")
                evaluations += used
                state["func_evals"] += used
                if (
                    iteration == largest_count
                    or evaluations >= group["max_eval"]
                    or gradient.abs().max() <= group["tolerance_grad"]
                    or d.mul(t).abs().max() <= group["tolerance_change"]
                    or abs(loss - loss_before) < group["tolerance_change"]
                ):
                    break
            state.update(d=d, t=t, old_dirs=changes, old_stps=steps, ro=inverses)
            state.update(H_diag=scale, prev_flat_grad=before, prev_loss=loss_before)
        return first_loss

    def _at(self, evaluate: Callable, start: list, t: Any, d: Any) -> tuple[float, Any]:
        """Loss and gradient at a distance along a direction; the parameters are put back."""
        self._walk(t, d)
        loss = float(evaluate())
        gradient = self._gathered()
        for p, value in zip(self._params, start, strict=True):
            p.copy_(value)
        return loss, gradient


def _direction(gradient: Any, changes: list, steps: list, inverses: list, scale: Any, weights: list) -> Any:
    """Minus the inverse Hessian times the gradient, from the memory: the two loops of Nocedal."""
    q = gradient.neg()
    for i in reversed(range(len(changes))):
        weights[i] = steps[i].dot(q) * inverses[i]
        q = q.add(changes[i], alpha=-weights[i])
    r = q.mul(scale)
    for i in range(len(changes)):
        r = r.add(steps[i], alpha=weights[i] - changes[i].dot(r) * inverses[i])
    return r


def _scalar(lr: Any) -> Any:
    return lr.squeeze() if isinstance(lr, Variable) else lr  # pyright: ignore


def _real(x: Any) -> Any:
    return view_as_real(x) if x.is_complex() else x
