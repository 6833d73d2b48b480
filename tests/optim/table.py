"""The table of optimizers and schedulers, and the small problem that each is tried on, in either library.

The figures of `tests/golden/networks.json` and the comparison in `tests/oracle/test_optim_oracle.py` come from here.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

OPTIMIZERS = [
    line.strip()
    for line in """
        SGD(params, 0.05)
        SGD(params, 0.05, momentum=0.9, weight_decay=0.1)
        SGD(params, 0.05, momentum=0.9, dampening=0.5)
        SGD(params, 0.05, momentum=0.9, nesterov=True, maximize=False, foreach=True)
        SGD(params, 0.001, maximize=True)
        Adam(params, 0.1)
        Adam(params, 0.1, betas=(0.8, 0.9), eps=1e-4, weight_decay=0.1, amsgrad=True)
        Adam(params, 0.1, weight_decay=0.1, decoupled_weight_decay=True)
        Adam(params, torch.tensor(0.1, dtype=torch.float64), foreach=False)
        AdamW(params, 0.1)
        AdamW(params, 0.1, weight_decay=0.3, amsgrad=True, maximize=True)
        NAdam(params, 0.1)
        NAdam(params, 0.1, weight_decay=0.1, momentum_decay=0.01, decoupled_weight_decay=True)
        RAdam(params, 0.1)
        RAdam(params, 0.1, weight_decay=0.1, decoupled_weight_decay=True)
        RMSprop(params, 0.05)
        RMSprop(params, 0.05, alpha=0.9, momentum=0.5, centered=True, weight_decay=0.1)
        Adagrad(params, 0.3)
        Adagrad(params, 0.3, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.5)
        Adadelta(params)
        Adadelta(params, 0.5, rho=0.8, weight_decay=0.1)
        Adamax(params, 0.1)
        Adamax(params, 0.1, betas=(0.8, 0.9), weight_decay=0.1)
        ASGD(params, 0.05)
        ASGD(params, 0.05, lambd=0.1, alpha=0.5, t0=20, weight_decay=0.1)
        Rprop(params)
        Rprop(params, 0.1, etas=(0.3, 1.5), step_sizes=(1e-3, 0.5))
        Adafactor(params, 0.1)
        LBFGS(params, 0.3, max_iter=2)
        LBFGS(params, line_search_fn="strong_wolfe", max_iter=2, history_size=3)
        SGD([{"params": params[:1], "lr": 0.1}, {"params": params[1:], "momentum": 0.9}], 0.01)
        AdamW([{"params": params[:1], "weight_decay": 0.5}, {"params": params[1:]}], 0.05, betas=(0.5, 0.9))
    """.strip().splitlines()
]

SCHEDULERS = [
    line.strip()
    for line in """
        StepLR(o, 3)
        StepLR(o, 4, gamma=0.5)
        MultiStepLR(o, [2, 7, 7, 12])
        ConstantLR(o, 0.5, 4)
        LinearLR(o, 0.1, 1.0, 8)
        ExponentialLR(o, 0.9)
        PolynomialLR(o, 9, power=2)
        CosineAnnealingLR(o, 6, eta_min=0.01)
        CosineAnnealingWarmRestarts(o, 3, T_mult=2)
        LambdaLR(o, lambda epoch: 0.95**epoch)
        LambdaLR(o, [lambda epoch: 0.95**epoch, lambda epoch: 1 / (1 + epoch)])
        MultiplicativeLR(o, lambda epoch: 0.9 if epoch % 2 else 1.0)
        CyclicLR(o, 0.01, 0.1, step_size_up=3)
        CyclicLR(o, 0.01, 0.1, 3, 5, mode="triangular2")
        CyclicLR(o, 0.01, 0.1, 3, mode="exp_range", gamma=0.9, cycle_momentum=False)
        CyclicLR(o, 0.01, 0.1, 3, scale_fn=lambda x: 0.5**x, scale_mode="iterations")
        OneCycleLR(o, 0.3, total_steps=22)
        OneCycleLR(o, [0.3, 0.1], epochs=2, steps_per_epoch=11, anneal_strategy="linear", three_phase=True)
        SequentialLR(o, [ConstantLR(o, 0.1, 20), ExponentialLR(o, 0.9), StepLR(o, 2)], milestones=[3, 9])
        ChainedScheduler([ConstantLR(o, 0.1, 5), ExponentialLR(o, 0.9)])
        ReduceLROnPlateau(o, patience=2, cooldown=1)
        ReduceLROnPlateau(o, "max", factor=0.5, patience=1, threshold=0.1, threshold_mode="abs", min_lr=0.01)
    """.strip().splitlines()
]

STEPS, EPOCHS = 50, 20
MEASURES = [3, 2, 2.5, 2.4, 2.3, 2.2, 2.2, 2.1, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.2, 1.3, 1.3, 1.4, 1.5, 1.6]


def problem(torch: ModuleType, dtype: str) -> tuple[list, Any]:
    """Two parameters, and the loss of a network with them: a matrix and a vector."""
    rng = np.random.default_rng(0)

    def numbers(*shape: int) -> Any:
        return torch.tensor(rng.standard_normal(shape).astype(np.float32).tolist(), dtype=getattr(torch, dtype))

    x, y = numbers(6, 3), numbers(6, 2)
    params = [numbers(3, 2).requires_grad_(), numbers(2).requires_grad_()]

    def loss() -> Any:
        out = torch.tanh(x @ params[0] + params[1])
        return ((out - y) ** 2).mean()

    return params, loss


def optimizer(torch: ModuleType, line: str, params: list) -> Any:
    """The optimizer of a line of the table."""
    return eval(f"torch.optim.{line}", {"torch": torch, "params": params})


def closure(made: Any, loss: Any) -> Any:
    """What `step` may call: the gradients anew, and the loss."""

    def call() -> Any:
        made.zero_grad()
        value = loss()
        value.backward()
        return value

    return call


def trajectory(torch: ModuleType, line: str, dtype: str, steps: int = STEPS) -> np.ndarray:
    """All parameters after each step: (steps, 8)."""
    params, loss = problem(torch, dtype)
    made = optimizer(torch, line, params)
    found = []
    for _ in range(steps):
        made.step(closure(made, loss))
        found.append(np.concatenate([p.detach().numpy().copy().reshape(-1) for p in params]))
    return np.array(found)


def scheduled(torch: ModuleType, line: str) -> tuple[Any, Any]:
    """An optimizer of two groups, and the scheduler of a line of the table."""
    params = [torch.zeros(2).requires_grad_(), torch.zeros(3).requires_grad_()]
    made = torch.optim.SGD([{"params": params[:1], "lr": 0.2}, {"params": params[1:]}], 0.05, momentum=0.9)
    return made, eval(line, {"o": made, **vars(torch.optim.lr_scheduler)})


def forth(made: Any, scheduler: Any, epoch: int) -> None:
    """One epoch."""
    made.step()
    if type(scheduler).__name__ == "ReduceLROnPlateau":
        scheduler.step(MEASURES[epoch])
    else:
        scheduler.step()


def rates(torch: ModuleType, line: str) -> list[list[float]]:
    """The rates, and the momentum, of the groups before each epoch."""
    made, scheduler = scheduled(torch, line)
    found = []
    for epoch in range(EPOCHS):
        found.append([float(group[name]) for group in made.param_groups for name in ("lr", "momentum")])
        forth(made, scheduler, epoch)
    return found
