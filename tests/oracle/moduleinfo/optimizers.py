"""One optimizer before the judge: each of torch's settings for it, on a small network, 50 steps in either library.

`steps`: both are given torch's gradients, so that only the update itself differs; after n steps no parameter and no
part of the state may be off by more than 2n units in the last place, counted at the tensor's largest number.
`trajectory`: each library trains its own network; in float64 all 50 steps agree to 1e-10 of the largest parameter, in
float32 the first 10 to 1e-5 (some optimizers, dividing by √v ≈ 0, amplify the last digit of a gradient without bound).
`complex`, `groups`, `holes` (parameters without gradient) and `named` are forced likewise, for fewer steps. `state`:
the state dictionary and the text. `resume`: the state goes on in the other library, through a file, both ways.
`pickle`: copies go on alike. `options`: foreach, fused, capturable, differentiable do what they do in torch on a CPU.
`errors`.
"""

from __future__ import annotations

import copy
import io
import pickle
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from torch.testing._internal.common_optimizers import OptimizerErrorEnum, OptimizerInfo, optim_db

import backlight
import backlight.torch as face
from tests.oracle.moduleinfo.samples import brief
from tests.oracle.opinfo.judge import Verdict, failing, raises
from tests.oracle.opinfo.translate import array_of, to_backlight

INFOS: dict[str, OptimizerInfo] = {info.name: info for info in optim_db}
STEPS, FEWER = 50, 12
ULPS = 2
ASPECTS = (
    "steps", "trajectory", "complex", "groups", "holes", "named", "state", "resume", "pickle", "options", "errors",
)  # fmt: skip
FLAGS = ("foreach", "fused", "capturable", "differentiable")


def judge(name: str, ulps: float = 1.0) -> list[Verdict]:
    """All verdicts on one optimizer; `ulps` widens its tolerance."""
    if not hasattr(face.optim, name):
        return [Verdict(name, "", "missing", "", f"no torch.optim.{name}")]
    info, found = INFOS[name], []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        settings = [sample.kwargs for sample in info.optim_inputs_func("cpu")]
        if not any(isinstance(kwargs.get("lr"), torch.Tensor) for kwargs in settings):
            settings.append({"lr": torch.tensor(0.01)})
        for number, kwargs in enumerate(settings):
            text = f"{number}: {brief((), kwargs)}"
            whole = number < 2 or number == len(settings) - 1
            for aspect, dtype, failure in _Sample(info, kwargs, ulps).verdicts(whole):
                found.append(Verdict(name, dtype, aspect, text, failure))
        found += [Verdict(name, "", "errors", text, failure) for text, failure in _errors(info)]
    return found


class _Sample:
    """One setting of an optimizer in both libraries."""

    def __init__(self, info: OptimizerInfo, kwargs: dict[str, Any], ulps: float) -> None:
        self.info, self.kwargs, self.ulps = info, kwargs, ULPS * ulps
        self.matrices = info.name == "Muon"

    def verdicts(self, whole: bool) -> Iterator[tuple[str, str, str]]:
        """(aspect, dtype, what is wrong); of settings that are not asked the whole only what the numbers are."""
        if self.info.only_supports_sparse_grads:  # there are none here: what it says to others
            yield from [("options", "float64", failing(lambda f=flag: self._option(f))) for flag in FLAGS]
            return
        closures = self.info.step_requires_closure
        for dtype in ("float32", "float64"):
            yield "trajectory", dtype, failing(lambda: self._trajectory(dtype))  # noqa: B023
            if not closures:
                steps = STEPS if dtype == "float32" else FEWER
                yield "steps", dtype, failing(lambda: self._forced(dtype, steps))  # noqa: B023
        dtype = "float64"
        if not whole:
            return
        for flag in FLAGS:
            yield "options", dtype, failing(lambda: self._option(flag))  # noqa: B023
        if self.info.supports_complex:
            if closures:
                yield "complex", "complex128", failing(lambda: self._trajectory("complex128"))
            else:
                yield "complex", "complex64", failing(lambda: self._forced("complex64", FEWER))
                yield "complex", "complex128", failing(lambda: self._forced("complex128", FEWER))
        if not closures:
            yield "groups", dtype, failing(lambda: self._forced(dtype, FEWER, "groups"))
            yield "named", dtype, failing(lambda: self._forced(dtype, 3, "named"))
            yield "holes", dtype, failing(lambda: self._forced(dtype, FEWER, holes=True))
        yield "state", dtype, failing(self._state)
        yield "resume", dtype, failing(self._resume)
        yield "pickle", dtype, failing(self._pickle)

    def made(self, library: Any, params: list, form: str = "", **more: Any) -> Any:
        """The optimizer, of all parameters in a list, in two groups, or with names."""
        given: Any = params
        if form == "groups":
            given = [{"params": params[::2], "lr": 0.02}, {"params": params[1::2], "weight_decay": 0.05}]
        elif form == "named":
            given = [(f"part.{i}", p) for i, p in enumerate(params)]
        kwargs = copy.deepcopy(self.kwargs) if library is torch else to_backlight(copy.deepcopy(self.kwargs))
        return getattr(library.optim, self.info.name)(given, **kwargs, **more)

    def pair(self, dtype: str, form: str = "") -> tuple[_Network, Any, _Network, Any]:
        """A network with its optimizer in torch and here."""
        theirs, ours = _Network(torch, dtype, self.matrices), _Network(face, dtype, self.matrices)
        return theirs, self.made(torch, theirs.params, form), ours, self.made(face, ours.params, form)

    def _trajectory(self, dtype: str) -> str:
        theirs, other, ours, own = self.pair(dtype)
        steps, allowed = (10, 1e-5) if dtype == "float32" else (STEPS, 1e-10)
        for step in range(3 if self.info.step_requires_closure else steps):  # LBFGS takes up to 20 each time
            loss, own_loss = other.step(theirs.closure(other)), own.step(ours.closure(own))
            text = _apart(ours.params, theirs.params, allowed * self.ulps / ULPS)
            text = text or _apart([own_loss], [loss], allowed * self.ulps / ULPS)
            if text:
                return f"after {step + 1} steps: {text}"
        return ""

    def _forced(self, dtype: str, steps: int = STEPS, form: str = "", holes: bool = False) -> str:
        theirs, other, ours, own = self.pair(dtype, form)
        for step in range(steps):
            self._step(theirs, other, ours, own, holes and step)
            allowed = self.ulps * (step + 1) * float(torch.finfo(getattr(torch, dtype)).eps)
            text = _apart(ours.params, theirs.params, allowed)
            if text:
                return f"after {step + 1} steps: {text}"
        return _same_state(own.state_dict(), other.state_dict(), allowed)

    def _step(self, theirs: _Network, other: Any, ours: _Network, own: Any, holes: int = 0) -> None:
        """One step of both with torch's gradients; `holes`: each time one parameter has none."""
        theirs.closure(other)()
        for place, (p, q) in enumerate(zip(ours.params, theirs.params, strict=True)):
            if holes and (holes + place) % len(ours.params) == 0:
                q.grad = None
            p.grad = None if q.grad is None else to_backlight(q.grad)
        other.step()
        own.step()

    def _state(self) -> str:
        """The text, the settings, the state: of a new one, and after steps."""
        theirs, other, ours, own = self.pair("float64")
        for steps in range(4):
            text = _same_state(own.state_dict(), other.state_dict(), 1e-9 * self.ulps)
            if text or repr(own) != repr(other) or {**own.defaults} != to_backlight({**other.defaults}):
                return f"after {steps} steps: {text or repr(own)}"
            for network, optimizer in ((theirs, other), (ours, own)):
                optimizer.step(network.closure(optimizer))
        return ""

    def _resume(self) -> str:
        """Some steps in one library, the state saved there and loaded in the other, then some more in both."""
        ways = {"torch's state here": (torch, face), "our state in torch": (face, torch)}
        for way, (first, second) in ways.items():
            start, other = _Network(first, "float64", self.matrices), _Network(second, "float64", self.matrices)
            begun, resumed = self.made(first, start.params), self.made(second, other.params)
            for _ in range(3 if self.info.step_requires_closure else FEWER):
                begun.step(start.closure(begun))
            file = io.BytesIO()
            first.save({"params": [p.detach() for p in start.params], "state": begun.state_dict()}, file)
            file.seek(0)
            saved = second.load(file, weights_only=True)
            with second.no_grad():
                for p, value in zip(other.params, saved["params"], strict=True):
                    p.copy_(value)
            resumed.load_state_dict(saved["state"])
            for _ in range(3):
                begun.step(start.closure(begun))
                resumed.step(other.closure(resumed))
            pair = (start, other) if first is face else (other, start)
            text = _apart(pair[0].params, pair[1].params, 1e-10 * self.ulps)
            if text:
                return f"{way}: {text}"
        return ""

    def _pickle(self) -> str:
        ours = _Network(face, "float64", self.matrices)
        own = self.made(face, ours.params)
        for _ in range(3):
            own.step(ours.closure(own))
        for way in (copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))):
            other = way(own)
            text = _same_state(other.state_dict(), own.state_dict(), 0)
            if text or repr(other) != repr(own):
                return text or repr(other)
            again = _Network(face, "float64", self.matrices)
            again.params = [p for group in other.param_groups for p in group["params"]]
            other.step(again.closure(other))
        return ""

    def _option(self, flag: str) -> str:
        """Three steps with a flag, or the same error."""
        results, networks = [], []
        for library in (torch, face):
            network = _Network(library, "float64", self.matrices)
            if flag == "differentiable":
                network.params = [p.clone() for p in network.params]
            networks.append(network)
            try:
                optimizer = self.made(library, network.params, **{flag: True})
                for step in range(3):
                    for place, p in enumerate(network.params):
                        p.grad = library.full_like(p, 0.1 * place - 0.2 * step).detach()
                    optimizer.step() if not self.info.step_requires_closure else optimizer.step(lambda: 1.0)
                results.append(optimizer.state_dict())
            except Exception as error:
                results.append(error)
        theirs, own = results
        if isinstance(theirs, Exception) or isinstance(own, Exception):
            return "" if type(own) is type(theirs) else f"{flag}: {own!r} instead of {theirs!r}"
        allowed = 1e-6  # here torch keeps counts and rates in float32
        text = _apart(networks[1].params, networks[0].params, allowed) or _same_state(own, theirs, allowed)
        if flag == "differentiable" and not text:
            slopes = []
            for network, library in zip(networks, (torch, face), strict=True):
                total = sum([(p * p).sum() for p in network.params])
                try:
                    slopes.append(library.autograd.grad(total, network.leaves, allow_unused=True))
                except RuntimeError:
                    if library is torch:
                        return ""  # torch overwrites what it would need
                    raise
            text = _apart(slopes[1], slopes[0], allowed)
        return f"{flag}: {text}" if text else ""


class _Network:
    """Linear, Tanh, Linear, and a fixed problem."""

    def __init__(self, library: Any, dtype: str, matrices: bool) -> None:
        rng = np.random.default_rng(0)
        kind = getattr(library, dtype)

        def numbers(*shape: int) -> Any:
            values = rng.standard_normal(shape)
            if "complex" in dtype:
                values = values + 1j * rng.standard_normal(shape)
            return library.tensor(values.tolist(), dtype=kind)

        self.x, self.y = numbers(6, 3), numbers(6, 2)
        sizes = [(4, 3), (4,), (2, 4), (2,)]
        self.leaves = [(0.5 * numbers(*size)).requires_grad_() for size in (sizes[::2] if matrices else sizes)]
        self.params = self.leaves

    def closure(self, optimizer: Any) -> Callable[[], Any]:
        """What `step` may call."""

        def call() -> Any:
            optimizer.zero_grad()
            w, b, v, c = self.params if len(self.params) == 4 else (self.params[0], 0.1, self.params[1], -0.1)
            out = (self.x @ w.T + b).tanh() @ v.T + c
            loss = (out - self.y).abs().square().mean()
            loss.backward()
            return loss

        return call


def _apart(ours: Any, theirs: Any, allowed: float) -> str:
    """What is further apart than `allowed` times the largest number of the tensor."""
    for place, (p, q) in enumerate(zip(ours, theirs, strict=True)):
        if p is None or q is None:
            if p is not q:
                return f"[{place}] is {p} instead of {q}"
            continue
        a, b = array_of(p), array_of(q)
        if a.dtype != b.dtype or a.shape != b.shape:
            return f"[{place}] is {p.dtype} {a.shape} instead of {q.dtype} {b.shape}"
        scale = max(float(np.abs(b).max(initial=0)), float(np.finfo(b.dtype).tiny))
        off = float(np.abs(a - b).max(initial=0)) / scale
        if not off <= allowed and not np.array_equal(a, b, equal_nan=True):
            return f"[{place}] is off by {off:.2g} of its largest number, {off / np.finfo(b.dtype).eps:.1f} ulps"
    return ""


def _same_state(ours: Any, theirs: Any, allowed: float, path: str = "state_dict()") -> str:
    """What differs in two states: keys and their order, types, numbers."""
    if isinstance(theirs, dict):
        if list(ours) != list(theirs):
            return f"{path} has {list(ours)} instead of {list(theirs)}"
        found = [_same_state(ours[k], theirs[k], allowed, f"{path}[{k!r}]") for k in theirs]
        return next(filter(None, found), "")
    if isinstance(theirs, list | tuple):
        if type(ours) is not type(theirs) or len(ours) != len(theirs):
            return f"{path} is {ours!r} instead of {theirs!r}"
        pairs = zip(ours, theirs, strict=True)
        found = [_same_state(a, b, allowed, f"{path}[{i}]") for i, (a, b) in enumerate(pairs)]
        return next(filter(None, found), "")
    if isinstance(theirs, torch.Tensor | backlight.Tensor):
        if not isinstance(ours, backlight.Tensor):
            return f"{path} is {ours!r} instead of {theirs!r}"
        if array_of(theirs).dtype.kind in "fc":
            text = _apart([ours], [theirs], allowed)
        else:
            text = "" if str(ours) == str(theirs) else f"{ours} instead of {theirs}"
        return f"{path}: {text}" if text else ""
    if isinstance(theirs, float) and isinstance(ours, float):
        same = ours == theirs or abs(ours - theirs) <= allowed * abs(theirs)
    else:
        same = type(ours) is type(theirs) and ours == theirs
    return "" if same else f"{path} is {ours!r} instead of {theirs!r}"


def _errors(info: OptimizerInfo) -> Iterator[tuple[str, str]]:
    torch.manual_seed(0)
    for number, error in enumerate(info.optim_error_inputs_func("cpu", torch.float32)):
        given = error.optimizer_error_input
        if any(x.is_sparse for x in _tensors(given.params)):
            continue
        params = given.params if given.params is not None else [torch.nn.Parameter(torch.rand(2, 3))]

        def run(library: Any, params: Any = params, given: Any = given, error: Any = error) -> None:
            kwargs = given.kwargs
            if library is face:
                own = to_backlight((params, kwargs))
                for p, q in zip(_tensors(own[0]), _tensors(params), strict=True):
                    p.grad = None if q.grad is None else to_backlight(q.grad)
                params, kwargs = own
            with warnings.catch_warnings():
                warnings.simplefilter("error", UserWarning)
                made = getattr(library.optim, info.name)(params, **kwargs)
                if error.error_on == OptimizerErrorEnum.STEP_ERROR:
                    made.step()

        try:
            run(torch)
        except Exception as raised:
            yield f"{number}: {given.desc}", raises(lambda: run(face), raised, error.error_type)


def _tensors(value: Any) -> list[Any]:
    """The tensors of parameters, groups and pairs."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [x for part in value for x in _tensors(part)]
    return [value] if isinstance(value, torch.Tensor | backlight.Tensor) else []
