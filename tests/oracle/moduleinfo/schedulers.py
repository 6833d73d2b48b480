"""One scheduler before the judge: several settings of it, on several optimizers, 60 epochs in either library.

`rates`: the settings of all groups and `get_last_lr` after each epoch, equal to the last bits (1e-14), or the same
class of error at the same epoch; `warnings` are the same, in the same epochs; `state` has the same keys and values;
`resume`: optimizer and scheduler go on in the other library from a file, both ways; `pickle`: a copy goes on alike;
`jump`: `step(epoch)`; `errors`: mistakes raise the same class.
"""

from __future__ import annotations

import copy
import io
import math
import pickle
import warnings
from collections.abc import Iterator
from typing import Any

import torch
import torch.optim.swa_utils

import backlight
import backlight.torch as face
import backlight.torch.optim.lr_scheduler
import backlight.torch.optim.swa_utils
from tests.optim.table import SCHEDULERS
from tests.oracle.opinfo.judge import Verdict, failing

EPOCHS = 60
ASPECTS = ("rates", "warnings", "state", "resume", "pickle", "jump", "errors")

MORE = """
StepLR(o, 1, gamma=0.99, last_epoch=-1)
StepLR(o, step_size=70)
MultiStepLR(o, milestones=[50, 20], gamma=0.3)
MultiStepLR(o, [])
ConstantLR(o)
ConstantLR(o, factor=1.0, total_iters=0)
LinearLR(o)
LinearLR(o, start_factor=0.5, end_factor=0.1, total_iters=30)
ExponentialLR(o, gamma=1.5)
PolynomialLR(o)
PolynomialLR(o, total_iters=80, power=0.5)
CosineAnnealingLR(o, T_max=60)
CosineAnnealingLR(o, 7)
CosineAnnealingWarmRestarts(o, 10, 1, 0.001)
CosineAnnealingWarmRestarts(o, 1, T_mult=3)
LambdaLR(o, Falling(0.9))
MultiplicativeLR(o, [lambda epoch: 0.95, Falling(1.0)])
CyclicLR(o, 0.001, 0.1, step_size_up=5, step_size_down=11)
CyclicLR(o, [0.001, 0.002], [0.1, 0.2], 7, base_momentum=0.7, max_momentum=0.95)
CyclicLR(o, 0.01, 0.1, 4, cycle_momentum=False)
CyclicLR(o, 0.01, 0.1, 4, scale_fn=Falling(0.9))
OneCycleLR(o, max_lr=0.5, total_steps=59)
OneCycleLR(o, 0.5, epochs=6, steps_per_epoch=10, pct_start=0.1, div_factor=10, final_div_factor=100)
OneCycleLR(o, 0.5, total_steps=60, cycle_momentum=False, three_phase=True)
OneCycleLR(o, 0.5, total_steps=62, base_momentum=0.8, max_momentum=0.9, anneal_strategy="linear")
SequentialLR(o, [LinearLR(o, 0.1, total_iters=5), CosineAnnealingLR(o, 55)], milestones=[5])
SequentialLR(o, [ExponentialLR(o, 0.9), StepLR(o, 3, 0.5), ConstantLR(o, 0.2, 3)], milestones=[10, 30])
SequentialLR(o, [LinearLR(o, 0.1, total_iters=4), OneCycleLR(o, 0.3, total_steps=70)], milestones=[4])
ChainedScheduler([LinearLR(o, 0.1, total_iters=10), StepLR(o, 20), CosineAnnealingLR(o, 30)])
ChainedScheduler([ExponentialLR(o, 0.95), MultiStepLR(o, [10, 20])], optimizer=o)
ReduceLROnPlateau(o)
ReduceLROnPlateau(o, mode="max", factor=0.3, patience=0, threshold=0, cooldown=3, eps=1e-3)
ReduceLROnPlateau(o, "min", 0.5, 1, 0.2, "rel", 0, [0.001, 0.02])
ReduceLROnPlateau(o, "max", 0.5, 2, 0.1, "abs", 2, 1e-4)
SWALR(o, 0.05)
SWALR(o, swa_lr=[0.01, 0.2], anneal_epochs=20, anneal_strategy="linear")
SWALR(o, 0.05, anneal_epochs=0)
"""

OPTIMIZERS = """
SGD(groups, 0.05, momentum=0.9)
AdamW(groups, torch.tensor(0.05), betas=(0.8, 0.99))
SGD(groups, 0.05)
Adam(groups, 0.05)
RMSprop(groups, 0.05, momentum=0.3)
"""

MISTAKES = """
StepLR(3, 3)
StepLR(o)
StepLR(o, 3, last_epoch=2)
MultiStepLR(o, 3)
LambdaLR(o, [abs, abs, abs])
MultiplicativeLR(o, [abs])
ConstantLR(o, 2)
ConstantLR(o, -0.5)
LinearLR(o, 0)
LinearLR(o, 1.5)
LinearLR(o, 0.5, 1.5)
LinearLR(o, 0.5, -1)
CosineAnnealingWarmRestarts(o, 0)
CosineAnnealingWarmRestarts(o, 1.5)
CosineAnnealingWarmRestarts(o, 5, 0)
CosineAnnealingWarmRestarts(o, 5, 1.5)
CosineAnnealingWarmRestarts(o, 5, eta_min="x")
CosineAnnealingWarmRestarts(o, 5).step(-1)
CyclicLR(o, [0.1], 0.2)
CyclicLR(o, 0.1, [0.2, 0.3, 0.4])
CyclicLR(o, 0.1, 0.2, mode="x")
CyclicLR(plain, 0.1, 0.2)
OneCycleLR(o, 0.1)
OneCycleLR(o, 0.1, epochs=3)
OneCycleLR(o, 0.1, epochs=0, steps_per_epoch=3)
OneCycleLR(o, 0.1, epochs=3, steps_per_epoch=-1)
OneCycleLR(o, 0.1, total_steps=0)
OneCycleLR(o, 0.1, total_steps=9.5)
OneCycleLR(o, 0.1, total_steps=9, pct_start=2)
OneCycleLR(o, 0.1, total_steps=9, pct_start=1)
OneCycleLR(o, 0.1, total_steps=9, anneal_strategy="x")
OneCycleLR(o, [0.1], total_steps=9)
OneCycleLR(plain, 0.1, total_steps=9)
ReduceLROnPlateau(o, factor=1.0)
ReduceLROnPlateau(o, mode="x")
ReduceLROnPlateau(o, threshold_mode="x")
ReduceLROnPlateau(o, min_lr=[0.1])
ReduceLROnPlateau(3)
ReduceLROnPlateau(o).step()
ReduceLROnPlateau(o).step("x")
SequentialLR(o, [], [])
SequentialLR(o, [StepLR(o, 3)], [3])
SequentialLR(o, [StepLR(o, 3), StepLR(plain, 3)], [3])
SequentialLR(o, [StepLR(o, 3), ReduceLROnPlateau(o)], [3])
SequentialLR(o, [3], [])
ChainedScheduler([])
ChainedScheduler([StepLR(o, 3), StepLR(plain, 3)])
ChainedScheduler([StepLR(o, 3), ReduceLROnPlateau(o)])
ChainedScheduler([StepLR(o, 3)], optimizer=plain)
ChainedScheduler([3])
LRScheduler(o)
SWALR(o, [0.1])
SWALR(o, 0.1, anneal_strategy="x")
SWALR(o, 0.1, anneal_epochs=-1)
SWALR(3, 0.1)
StepLR(o, 3).load_state_dict(3)
"""

LINES: dict[str, list[str]] = {}
for _line in [*SCHEDULERS, *MORE.strip().splitlines()]:
    LINES.setdefault(_line.partition("(")[0], []).append(_line)


class Falling:
    """A rate as a function that is an object, whose state a scheduler keeps."""

    def __init__(self, base: float) -> None:
        self.base = base

    def __call__(self, epoch: int) -> float:
        return self.base**epoch


def judge(name: str) -> list[Verdict]:
    """All verdicts on one scheduler."""
    found = []
    for line in LINES[name]:
        for optimizer in OPTIMIZERS.strip().splitlines():
            text = f"{line} with {optimizer}"
            for aspect, failure in _verdicts(line, optimizer):
                found.append(Verdict(name, "", aspect, text, failure))
    for line in [line for line in MISTAKES.strip().splitlines() if line.startswith(f"{name}(")]:
        found.append(Verdict(name, "", "errors", line, failing(lambda: _mistake(line))))  # noqa: B023
    return found


def _verdicts(line: str, optimizer: str) -> Iterator[tuple[str, str]]:
    theirs, ours = _Course(torch, line, optimizer), _Course(face, line, optimizer)
    theirs.run(EPOCHS)
    ours.run(EPOCHS)
    yield "rates", _first_difference(ours.rates, theirs.rates)
    yield "warnings", _first_difference(ours.warned, theirs.warned)
    if theirs.error is not None and theirs.epoch == 0:
        return  # not to be made with this optimizer
    if optimizer not in OPTIMIZERS.strip().splitlines()[:2]:
        return  # it is the same scheduler
    yield "state", failing(lambda: _states(line, optimizer))
    yield "resume", failing(lambda: _resumed(line, optimizer))
    yield "pickle", failing(lambda: _copied(line, optimizer))
    if not line.startswith(("ReduceLROnPlateau", "SequentialLR", "ChainedScheduler")):
        yield "jump", failing(lambda: _jumped(line, optimizer))


class _Course:
    """An optimizer of two groups and its scheduler, epoch after epoch."""

    def __init__(self, library: Any, line: str, optimizer: str) -> None:
        self.library = library
        self.params = [library.zeros(2).requires_grad_(), library.zeros(3).requires_grad_()]
        self.rates: list[Any] = []
        self.warned: list[Any] = []
        self.error: Exception | None = None
        self.epoch = 0
        self.optimizer = eval(f"torch.optim.{optimizer}", {"torch": library, "groups": self._groups()})
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                self.scheduler = eval(line, {"o": self.optimizer, "Falling": Falling, **_names(library)})
            except Exception as error:
                self.error = error
        self._note(caught)

    def _groups(self) -> list[dict[str, Any]]:
        return [{"params": self.params[:1], "lr": 0.2}, {"params": self.params[1:]}]

    def _note(self, caught: list) -> None:
        self.warned.append([(w.category.__name__, str(w.message)[:60]) for w in caught])

    def run(self, epochs: int) -> None:
        """Some epochs; what is set after each, or the class of the error that ends the course."""
        for _ in range(epochs):
            if self.error is not None:
                self.rates.append(type(self.error).__name__)
                return
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                try:
                    self._epoch()
                except Exception as error:
                    self.error = error
                    continue
            self._note(caught)
            self.rates.append(self.set())

    def _epoch(self) -> None:
        if self.epoch != 30:
            if self.epoch == 0:
                for p in self.params:
                    p.grad = self.library.ones_like(p)
            self.optimizer.step()
            self.optimizer.zero_grad()
        self.epoch += 1
        if type(self.scheduler).__name__ == "ReduceLROnPlateau":
            self.scheduler.step(1 + math.cos(self.epoch) / self.epoch)
        else:
            self.scheduler.step()

    def set(self) -> list[Any]:
        """What the scheduler has set, and what it says of it."""
        groups = [{k: v for k, v in group.items() if k not in _CONSTANT} for group in self.optimizer.param_groups]
        return [plain(groups), plain(self.scheduler.get_last_lr())]


_CONSTANT = ("params", "foreach", "fused", "capturable", "differentiable", "maximize")


def plain(value: Any) -> Any:
    """A value without its library: tensors as their dtype and numbers, functions as their kind."""
    if isinstance(value, torch.Tensor | backlight.Tensor):
        return str(value.dtype), value.tolist()
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value).__name__, *[plain(v) for v in value]
    return value if isinstance(value, int | float | str | None) else type(value).__name__


def _near(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float):
        return ours == theirs or abs(ours - theirs) <= 1e-14 + 1e-14 * abs(theirs)
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return list(ours) == list(theirs) and all(_near(ours[k], theirs[k]) for k in theirs)
    if isinstance(ours, list | tuple) and isinstance(theirs, list | tuple):
        return len(ours) == len(theirs) and all(_near(a, b) for a, b in zip(ours, theirs, strict=True))
    if ours == "torch.float32" or isinstance(ours, str):
        return ours == theirs
    return type(ours) is type(theirs) and ours == theirs


def _first_difference(ours: list, theirs: list) -> str:
    for epoch, (a, b) in enumerate(zip(ours, theirs, strict=False)):
        if not _near(a, b):
            return f"epoch {epoch}: {a} instead of {b}"
    return (
        "" if len(ours) == len(theirs) else f"{len(ours)} epochs ({ours[-1]}) instead of {len(theirs)} ({theirs[-1]})"
    )


def _states(line: str, optimizer: str) -> str:
    theirs, ours = _Course(torch, line, optimizer), _Course(face, line, optimizer)
    for epochs in (0, 1, 6):
        theirs.run(epochs)
        ours.run(epochs)
        for part in ("scheduler", "optimizer"):
            own, other = [_sorted(plain(getattr(course, part).state_dict())) for course in (ours, theirs)]
            if not _near(own, other):
                return f"{part} after {ours.epoch}: {own} instead of {other}"
    return ""


def _sorted(state: Any) -> Any:
    """A scheduler's state by name: in torch, the order is that of its constructor's lines."""
    if isinstance(state, dict):
        return {k: _sorted(state[k]) for k in sorted(state)}
    return tuple([_sorted(v) for v in state]) if isinstance(state, tuple) else state


def _resumed(line: str, optimizer: str) -> str:
    for first, second in ((torch, face), (face, torch)):
        begun, resumed = _Course(first, line, optimizer), _Course(second, line, optimizer)
        begun.run(12)
        if begun.error is not None:
            return ""
        file = io.BytesIO()
        first.save([begun.optimizer.state_dict(), begun.scheduler.state_dict()], file)
        file.seek(0)
        parts = second.load(file, weights_only=first is face or not _has_objects(begun.scheduler))
        resumed.optimizer.load_state_dict(parts[0])
        resumed.scheduler.load_state_dict(parts[1])
        resumed.epoch = begun.epoch
        begun.rates, resumed.rates = [], []
        begun.run(30)
        resumed.run(30)
        text = _first_difference(resumed.rates, begun.rates)
        if text:
            return f"from {first.__name__} on: {text}"
    return ""


def _has_objects(scheduler: Any) -> bool:
    return "Counter" in str(scheduler.state_dict())


def _copied(line: str, optimizer: str) -> str:
    for way in ("deepcopy", "pickle"):
        begun, other = _Course(face, line, optimizer), _Course(face, line, optimizer)
        begun.run(5)
        if begun.error is not None:
            return ""
        pair = (begun.optimizer, begun.scheduler)
        if way == "pickle":
            try:
                pickle.dumps(pair)
            except (AttributeError, pickle.PicklingError):
                continue  # a lambda
        other.optimizer, other.scheduler = (
            copy.deepcopy(pair) if way == "deepcopy" else pickle.loads(pickle.dumps(pair))
        )
        if other.scheduler.optimizer is not other.optimizer:
            return f"{way}: the scheduler is of another optimizer"
        other.params = [p for group in other.optimizer.param_groups for p in group["params"]]
        other.epoch, begun.rates = begun.epoch, []
        begun.run(20)
        other.run(20)
        text = _first_difference(other.rates, begun.rates)
        if text:
            return f"{way}: {text}"
    return ""


def _jumped(line: str, optimizer: str) -> str:
    results = []
    for library in (face, torch):
        course, found = _Course(library, line, optimizer), []
        course.run(1)
        for epoch in (3, 1, 10, 10, 4):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                try:
                    course.scheduler.step(epoch)
                except Exception as error:
                    found.append(type(error).__name__)
                    continue
            found.append([course.set(), [str(w.message)[:60] for w in caught]])
        results.append(found)
    return _first_difference(*results)


def _names(library: Any) -> dict[str, Any]:
    return {**vars(library.optim.lr_scheduler), "SWALR": library.optim.swa_utils.SWALR}


def _mistake(line: str) -> str:
    raised: list[Any] = []
    for library in (face, torch):
        params = [library.zeros(2).requires_grad_(), library.zeros(3).requires_grad_()]
        groups = [{"params": params[:1]}, {"params": params[1:]}]
        names = {"o": library.optim.SGD(groups, 0.1, momentum=0.9), "plain": library.optim.Adagrad(params, 0.1)}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                eval(line, {**names, **_names(library)})
                raised.append("nothing")
            except Exception as error:
                raised.append(error)
    ours, theirs = raised
    return "" if type(ours) is type(theirs) else f"{ours!r} instead of {theirs!r}"
