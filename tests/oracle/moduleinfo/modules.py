"""One module before the judge: every sample, in both float dtypes and both modes, through torch and through backlight.

Aspects: `new` (text, names, initial numbers bit for bit), `factory` (made in a dtype), `forward`, `gradient`, `second`
(order, float64), `eval` (a call in the other mode), `inference` (without gradients), `strided` (inputs that are not
contiguous), `pickle` (pickled and copied, the module is the same), `file` (a state goes through a .pt file both ways,
and a whole module), `errors`.
"""

from __future__ import annotations

import copy
import io
import pickle
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch

import backlight
import backlight.torch as face
import backlight.torch.nn.utils.rnn
from backlight.tensor.parameter import is_lazy
from tests.oracle.moduleinfo.samples import INFOS, Sample, errors_of, modes_of, samples_of
from tests.oracle.opinfo.compare import difference
from tests.oracle.opinfo.judge import Verdict, cotangent, failing, leaves, raises, zeros
from tests.oracle.opinfo.translate import array_of, to_backlight

DTYPES = ("float32", "float64")
ASPECTS = (
    "new",
    "factory",
    "forward",
    "gradient",
    "second",
    "eval",
    "inference",
    "strided",
    "pickle",
    "file",
    "errors",
)


def judge(name: str, slack: float = 1.0) -> list[Verdict]:
    """All verdicts on one module."""
    own = name.rpartition(".")[2]
    if name in INFOS and not hasattr(face.nn, own):
        return [Verdict(name, "", "missing", "", f"no torch.nn.{own}")]
    found: list[Verdict] = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for dtype in DTYPES:
            for training in modes_of(name):
                for sample in samples_of(name, getattr(torch, dtype), training):
                    text = sample.text if training else f"{sample.text} (evaluation)"
                    run = _Run(sample, dtype, training, slack)
                    found += [Verdict(name, dtype, aspect, text, failure) for aspect, failure in run.verdicts()]
        found += [Verdict(name, "", "errors", text, failure) for text, failure in _errors(name)]
    return found


class _Run:
    """One sample in both libraries."""

    def __init__(self, sample: Sample, dtype: str, training: bool, slack: float) -> None:
        self.sample, self.dtype, self.training, self.slack = sample, dtype, training, slack
        self.args, self.kwargs = _as_leaves((sample.args, sample.kwargs))

    def verdicts(self) -> Iterator[tuple[str, str]]:
        """Aspect after aspect, and what is wrong."""
        sample = self.sample
        self.theirs = self._made(torch)
        failure = failing(self._new)
        yield "new", failure
        if failure and not hasattr(self, "ours"):
            return
        if sample.whole and self.training and self.dtype == "float64":
            failure = failing(self._factory)
            if failure != "none":
                yield "factory", failure
        if sample.args or sample.kwargs:
            yield from self._calls()
        if sample.whole and self.training and self.dtype == "float64":
            yield "pickle", failing(self._pickle)
            yield "file", failing(self._file)

    def _made(self, library: Any, seed: int = 5) -> Any:
        library.manual_seed(seed)
        return self.sample.make(library).to(getattr(library, self.dtype)).train(self.training)

    def _new(self) -> str:
        self.ours = self._made(face)
        return _same_modules(self.ours, self.theirs)

    def _factory(self) -> str:
        """Made with dtype= and device=: the numbers are drawn in that dtype."""
        torch.manual_seed(5)
        try:
            theirs = self.sample.make(torch, dtype=torch.float64, device="cpu")
        except TypeError:
            return "none"
        face.manual_seed(5)
        return _same_modules(self.sample.make(face, dtype=face.float64, device="cpu"), theirs)

    def _calls(self) -> Iterator[tuple[str, str]]:
        failure = failing(lambda: self._forward(self.args, self.kwargs))
        yield "forward", failure
        if failure:
            return
        failure = failing(self._gradient)
        if failure != "none":
            yield "gradient", failure
            if self.dtype == "float64" and not failure:
                failure = failing(self._second)
                if failure != "none":
                    yield "second", failure
        if self.sample.whole:
            self.theirs.train(not self.training)
            self.ours.train(not self.training)
            yield "eval", failing(lambda: self._forward(self.args, self.kwargs))
            yield "inference", failing(self._inference)
            self.theirs.train(self.training)
            self.ours.train(self.training)
        if self.dtype == "float64":
            args, kwargs = _strided((self.args, self.kwargs))
            failure = failing(lambda: self._forward(args, kwargs))
            yield "strided", failure or failing(self._gradient).removeprefix("none")

    def _forward(self, args: tuple, kwargs: dict) -> str:
        self.given, self.own_given = (args, kwargs), to_backlight((args, kwargs))
        self.out = _called(self.theirs, torch, *self.given)
        self.own = _called(self.ours, face, *self.own_given)
        flags = [x.requires_grad for x in leaves(self.out)]
        if [x.requires_grad for x in leaves(self.own)] != flags:
            return f"requires_grad is {[x.requires_grad for x in leaves(self.own)]} instead of {flags}"
        return (
            difference(self.own, self.out, self.slack)
            or _prefixed("inputs", difference(self.own_given, self.given, self.slack))
            or _prefixed("state", _same_state(self.ours, self.theirs, self.slack))
            or ("" if repr(self.ours) == repr(self.theirs) else f"{self.ours!r} after the call")
        )

    def _inference(self) -> str:
        """In evaluation without gradients, where some modules of torch take another way."""
        ours, theirs = self.ours.eval(), self.theirs.eval()
        with torch.no_grad(), backlight.no_grad():
            return difference(_called(ours, face, *self.own_given), _called(theirs, torch, *self.given), self.slack)

    def _gradient(self) -> str:
        roots = [x for x in leaves(self.given) if x.requires_grad] + list(self.theirs.parameters())
        own_roots = [x for x in leaves(self.own_given) if x.requires_grad] + list(self.ours.parameters())
        outs = [y for y in leaves(self.out) if y.requires_grad]
        own_outs = [y for y in leaves(self.own) if y.requires_grad]
        if not roots or not outs:
            return "none"
        weights = [cotangent(y, i) for i, y in enumerate(outs)]
        again = self.dtype == "float64"
        try:
            grads = torch.autograd.grad(outs, roots, weights, create_graph=again, allow_unused=True)
        except RuntimeError:
            return "none"  # torch itself cannot
        own = backlight.autograd.grad(own_outs, own_roots, to_backlight(weights), create_graph=again, allow_unused=True)
        self.roots, self.own_roots, self.grads, self.own_grads = roots, own_roots, grads, own
        unused = [(a is None, b is None) for a, b in zip(own, grads, strict=True)]
        if any(a != b for a, b in unused):
            return f"unused are {[a for a, _ in unused]} instead of {[b for _, b in unused]}"
        return difference(zeros(own, own_roots, face), zeros(grads, roots, torch), self.slack)

    def _second(self) -> str:
        which = [i for i, g in enumerate(self.grads) if g is not None and g.requires_grad]
        if not which:
            return "none"
        weights = [cotangent(self.grads[i], 100 + i) for i in which]
        try:
            theirs = torch.autograd.grad([self.grads[i] for i in which], self.roots, weights, allow_unused=True)
        except (RuntimeError, NotImplementedError):
            return "none"
        pairs = [(self.own_grads[i], w) for i, w in zip(which, to_backlight(weights), strict=True)]
        pairs = [(g, w) for g, w in pairs if g.requires_grad]
        own: Any = [None] * len(self.own_roots)
        if pairs:
            gs, ws = zip(*pairs, strict=True)
            own = backlight.autograd.grad(gs, self.own_roots, ws, allow_unused=True)
        return difference(zeros(own, self.own_roots, face), zeros(theirs, self.roots, torch), 10 * self.slack)

    def _pickle(self) -> str:
        """The same module after pickling, copying: text, state bit for bit, results."""
        ways: dict[str, Callable] = {}
        if _can(lambda: copy.deepcopy(self.theirs)):
            ways["deepcopy"] = copy.deepcopy
        if _can(lambda: pickle.dumps(self.theirs)):
            ways["pickle"] = lambda module: pickle.loads(pickle.dumps(module))
        for way, through in ways.items():
            other = through(self.ours)
            if repr(other) != repr(self.ours) or other.training != self.ours.training:
                return f"{way}: {other!r}"
            text = _same_state(other, self.ours)
            if text:
                return f"{way}: {text}"
            if any(p is q for p, q in zip(other.parameters(), self.ours.parameters(), strict=True)):
                return f"{way}: a parameter is shared"
            if self.args or self.kwargs:
                before = _called(self.ours, face, *to_backlight((self.args, self.kwargs)))
                after = _called(other, face, *to_backlight((self.args, self.kwargs)))
                if _bits(after) != _bits(before):
                    return f"{way}: other results"
        return ""

    def _file(self) -> str:
        """torch's state loaded here strictly, ours there; and torch's whole module here."""
        file = io.BytesIO()
        torch.save(self.theirs.state_dict(), file)
        ours = self._made(face, seed=6)
        told = ours.load_state_dict(face.load(_rewound(file)), strict=True)
        text = repr(told) if told.missing_keys or told.unexpected_keys else _same_state(ours, self.theirs)
        if text:
            return f"torch's state here: {text}"
        file = io.BytesIO()
        face.save(ours.state_dict(), file)
        theirs = self._made(torch, seed=6)
        theirs.load_state_dict(torch.load(_rewound(file), weights_only=True), strict=True)
        text = _same_state(ours, theirs)
        if text:
            return f"our state in torch: {text}"
        file = io.BytesIO()
        if not _can(lambda: torch.save(self.theirs, file)):
            return ""
        text = _same_modules(face.load(_rewound(file), weights_only=False), self.theirs)
        if text:
            return f"torch's module here: {text}"
        file = io.BytesIO()
        face.save(self.ours, file)
        theirs = torch.load(_rewound(file), weights_only=False)
        text = _same_modules(self.ours, theirs)
        if not text and (self.args or self.kwargs):
            text = difference(
                _called(self.ours, face, *self.own_given), _called(theirs, torch, *self.given), self.slack
            )
        return f"our module in torch: {text}" if text else ""


def _called(module: Any, library: Any, args: tuple, kwargs: dict) -> Any:
    library.manual_seed(6)
    if getattr(module, "inplace", False):
        args = tuple([x * 1 for x in args])  # a leaf cannot be overwritten
    return module(*args, **kwargs)


def _same_modules(ours: Any, theirs: Any) -> str:
    """What differs in text, class names, parts and numbers."""
    if repr(ours) != repr(theirs):
        return f"reads {ours!r} instead of {theirs!r}"
    for parts in ("named_modules", "named_parameters", "named_buffers"):
        own, other = [[n for n, _ in getattr(module, parts)()] for module in (ours, theirs)]
        if own != other:
            return f"{parts}: {own} instead of {other}"
    flags = [(n, p.requires_grad) for n, p in theirs.named_parameters()]
    if [(n, p.requires_grad) for n, p in ours.named_parameters()] != flags:
        return "requires_grad differs"
    if [m.training for m in ours.modules()] != [m.training for m in theirs.modules()]:
        return "training differs"
    return _same_state(ours, theirs)


def _same_state(ours: Any, theirs: Any, slack: float = 0) -> str:
    """What differs in two state dictionaries: keys, versions, dtypes, shapes, bits (with slack: numbers)."""
    own, other = ours.state_dict(), theirs.state_dict()
    if list(own) != list(other):
        return f"keys {list(own)} instead of {list(other)}"
    if dict(own._metadata) != dict(other._metadata):
        return f"metadata {dict(own._metadata)} instead of {dict(other._metadata)}"
    for key, value in other.items():
        if not isinstance(value, torch.Tensor | backlight.Tensor):
            if str(own[key]) != str(value):
                return f"{key}: {own[key]} instead of {value}"
            continue
        if is_lazy(own[key]) or isinstance(value, torch.nn.parameter.UninitializedTensorMixin):
            if not (is_lazy(own[key]) and repr(own[key]) == repr(value)):
                return f"{key}: {own[key]!r} instead of {value!r}"
            continue
        if slack and (text := difference(own[key], value, slack)):
            return f"{key}: {text}"
        if not slack and (str(own[key].dtype), _bits(own[key])) != (str(value.dtype), _bits(value)):
            return f"{key}: {own[key]} instead of {value}"
    return ""


def _errors(name: str) -> Iterator[tuple[str, str]]:
    for text, make, args, kwargs, kind, at_once in errors_of(name):

        def run(library: Any, make: Any = make, at_once: bool = at_once, given: Any = (args, kwargs)) -> None:
            module = make(library)
            if not at_once:
                args, kwargs = given if library is torch else to_backlight(given)
                module(*args, **kwargs)

        try:
            run(torch)
        except Exception as raised:
            yield text, raises(lambda: run(face), raised, kind) or _of_use(lambda: run(face), raised)


def _of_use(call: Callable, expected: Exception) -> str:
    """Whether a message says at least the numbers that torch's says."""
    try:
        call()
    except Exception as error:
        lacking = set(re.findall(r"\d+", str(expected).partition("at ")[0])) - set(re.findall(r"\d+", str(error)))
        return f"the message {str(error)!r} lacks {sorted(lacking)} of {str(expected)!r}" if lacking else ""
    return ""


def _as_leaves(value: Any) -> Any:
    """Inputs whose tensors are leaves, as what a module is given should begin the graph."""
    known: dict[int, torch.Tensor] = {}

    def leaf(x: torch.Tensor) -> torch.Tensor:
        if x.grad_fn is not None:
            x = known.setdefault(id(x), x.detach().requires_grad_())
        return x

    return _each_tensor(leaf, value)


def _strided(value: Any) -> Any:
    """The same numbers in tensors that are not contiguous; what is one tensor in two places stays one."""
    known: dict[int, torch.Tensor] = {}

    def strided(x: torch.Tensor) -> torch.Tensor:
        if id(x) not in known:
            known[id(x)] = torch.testing._internal.common_utils.noncontiguous_like(x) if x.numel() > 1 else x
        return known[id(x)]

    return _each_tensor(strided, value)


def _each_tensor(function: Callable, value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return function(value)
    if isinstance(value, torch.nn.utils.rnn.PackedSequence):
        return type(value)(function(value.data), *value[1:])
    if isinstance(value, list | tuple):
        return type(value)([_each_tensor(function, v) for v in value])
    return {k: _each_tensor(function, v) for k, v in value.items()} if isinstance(value, dict) else value


def _bits(value: Any) -> list[tuple]:
    return [(tuple(x.shape), np.ascontiguousarray(array_of(x)).tobytes()) for x in leaves(value)]


def _can(call: Callable) -> bool:
    try:
        call()
    except Exception:
        return False
    return True


def _rewound(file: io.BytesIO) -> io.BytesIO:
    file.seek(0)
    return file


def _prefixed(what: str, text: str) -> str:
    return f"{what}: {text}" if text else ""
