"""One op before the judge: every sample in every dtype through torch and through backlight.

For each sample: the forward result, its gradient, the gradient of the gradient (float64); the method, the in-place and
the `out=` form (float64); and for each error input that the same class of exception is raised.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

import backlight
import backlight.torch as face
from tests.oracle.opinfo.compare import difference
from tests.oracle.opinfo.counterpart import NotThere, counterpart, method, moved
from tests.oracle.opinfo.translate import Untranslatable, to_backlight


@dataclass(frozen=True)
class Verdict:
    """What became of one aspect of one sample: passed if `failure` is empty."""

    op: str
    dtype: str
    aspect: str  # missing, forward, gradient, second, method, inplace, out, errors
    sample: str
    failure: str = ""


def full_name(op: Any) -> str:
    """`linalg.svd`, or `std.unbiased` for a variant."""
    return f"{op.name}.{op.variant_test_name}" if op.variant_test_name else op.name


def judge(
    op: Any, dtypes: tuple[str, ...] = ("float32", "float64"), slack: float = 1.0, most: int | None = None
) -> list[Verdict]:
    """All verdicts on one op; of more than `most` samples of a type on so many, evenly spread."""
    name = full_name(op)
    try:
        ours = counterpart(op)
    except NotThere as missing:
        return [Verdict(name, "", "missing", "", str(missing))]
    found: list[Verdict] = []
    with warnings.catch_warnings(), _quiet():
        warnings.simplefilter("ignore")
        for dtype in dtypes:
            kind = getattr(torch, dtype)
            if kind in op.supported_dtypes("cpu"):
                found.extend(_samples(op, ours, kind, slack, most))
        found.extend(_errors(op, ours))
    return found


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Nothing of either library's settings outlives an op."""
    before = torch.get_default_dtype()
    with np.errstate(all="ignore"):
        yield
    torch.set_default_dtype(before)
    face.set_default_dtype(face.float32)


def _samples(op: Any, ours: Callable, kind: torch.dtype, slack: float, most: int | None) -> Iterator[Verdict]:
    dtype = str(kind).removeprefix("torch.")
    differentiable = op.supports_autograd and kind in op.supported_backward_dtypes("cpu")
    torch.manual_seed(0)
    samples = list(enumerate(op.sample_inputs("cpu", kind, requires_grad=differentiable)))
    for number, sample in samples[:: 1 if most is None else -(-len(samples) // most) or 1]:
        text = f"{number}: {_summary(sample)}"

        def verdict(aspect: str, failure: str, text: str = text) -> Verdict:
            return Verdict(full_name(op), dtype, aspect, text, failure)

        try:
            run = _Run(op, ours, sample, slack)
        except Untranslatable:
            continue
        if not run.theirs():
            continue  # torch itself refuses the sample
        yield verdict("forward", run.forward())
        if differentiable:
            failure = run.gradient()
            if failure is not None:
                yield verdict("gradient", failure)
                if kind == torch.float64 and op.supports_gradgrad and not failure:
                    failure = run.second()
                    if failure is not None:
                        yield verdict("second", failure)
        if kind == torch.float64 and not run.failed:
            for aspect, failure in run.forms():
                yield verdict(aspect, failure)


class _Run:
    """One sample in both libraries."""

    def __init__(self, op: Any, ours: Callable, sample: Any, slack: float) -> None:
        self.op, self.call, self.sample, self.slack = op, ours, sample, slack
        self.arguments = (sample.input, *sample.args)
        self.named = dict(sample.kwargs)
        self.own_arguments, self.own_named = to_backlight((self.arguments, self.named))
        self.process = sample.output_process_fn_grad or (lambda out: out)
        self.failed = False

    def theirs(self) -> bool:
        try:
            torch.manual_seed(7)
            self.out = self.op.op(*self.arguments, **self.named)
        except Exception:
            return False
        return True

    def forward(self) -> str:
        failure = failing(self._forward)
        self.failed = bool(failure)
        return failure

    def _forward(self) -> str:
        face.manual_seed(7)
        self.own = self.call(*self.own_arguments, **self.own_named)
        rough = difference(self.own, self.out, numbers=False)
        if rough:
            return rough
        self.wanted = self.process(self.out)
        self.given = moved(self.process)(self.own) if _is_process(self.process) else self.own
        if self.op.name in VALUELESS:
            return ""
        return difference(self.given, self.wanted, self.slack)

    def gradient(self) -> str | None:
        """What differs in the first-order gradient; None if there is none to compare."""
        if self.failed:
            return None
        roots = [x for x in leaves((self.arguments, self.named)) if x.requires_grad]
        outs = [y for y in leaves(self.wanted) if y.requires_grad]
        own_outs = [y for y in leaves(self.given) if y.requires_grad]
        if len(own_outs) != len(outs):
            return f"{len(own_outs)} results with a gradient instead of {len(outs)}"
        if not roots or not outs:
            return None
        self.cotangents = [cotangent(y, i) for i, y in enumerate(outs)]
        second = self.op.supports_gradgrad
        try:
            self.grads = torch.autograd.grad(outs, roots, self.cotangents, create_graph=second, allow_unused=True)
        except Exception:
            return None  # torch itself cannot
        own_leaves = [x for x in leaves((self.own_arguments, self.own_named)) if x.requires_grad]
        self.leaves, self.own_leaves = roots, own_leaves

        def compare() -> str:
            own_cotangents = to_backlight(self.cotangents)
            self.own_grads = backlight.autograd.grad(
                own_outs, own_leaves, own_cotangents, create_graph=second, allow_unused=True
            )
            return difference(zeros(self.own_grads, own_leaves, face), zeros(self.grads, roots, torch), self.slack)

        return failing(compare)

    def second(self) -> str | None:
        wanted = [g for g in self.grads if g is not None and g.requires_grad]
        if not wanted or self.op.name in VALUELESS:
            return None
        cotangents = [cotangent(g, 100 + i) for i, g in enumerate(wanted)]
        try:
            theirs = torch.autograd.grad(wanted, self.leaves, cotangents, allow_unused=True)
        except Exception:
            return None
        which = [i for i, g in enumerate(self.grads) if g is not None and g.requires_grad]

        def compare() -> str:
            pairs = [(self.own_grads[i], c) for i, c in zip(which, to_backlight(cotangents), strict=True)]
            pairs = [(g, c) for g, c in pairs if g is not None and g.requires_grad]
            if not pairs:
                own: Any = [None] * len(self.own_leaves)
            else:
                gs, cs = zip(*pairs, strict=True)
                own = backlight.autograd.grad(gs, self.own_leaves, cs, allow_unused=True)
            return difference(zeros(own, self.own_leaves, face), zeros(theirs, self.leaves, torch), 10 * self.slack)

        return failing(compare)

    def forms(self) -> Iterator[tuple[str, str]]:
        """The method, the in-place and the `out=` form, on constants."""
        if self.op.name in VALUELESS or not isinstance(self.sample.input, torch.Tensor):
            return
        variant = self.op.method_variant
        if variant is not None and variant is not self.op.op:
            yield from self._form("method", variant, lambda: method(self.op, variant), fresh=False)
        variant = self.op.inplace_variant
        if variant is not None and not self.sample.broadcasts_input:
            yield from self._form("inplace", variant, lambda: method(self.op, variant), fresh=True)
        if self.op.supports_out:
            yield from self._out()

    def _form(self, aspect: str, variant: Any, find: Callable, fresh: bool) -> Iterator[tuple[str, str]]:
        arguments, named = _constants((self.arguments, self.named))
        own_arguments, own_named = to_backlight((arguments, named))
        try:
            torch.manual_seed(7)
            theirs = variant(*arguments, **named)
        except Exception:
            return

        def compare() -> str:
            try:
                call = find()
            except NotThere as missing:
                return f"no {missing}"
            face.manual_seed(7)
            own = call(*own_arguments, **own_named)
            if fresh and own is not own_arguments[0]:
                return "the in-place form returns another tensor"
            return difference(self._processed(own), self.process(theirs), self.slack)

        yield aspect, failing(compare)

    def _out(self) -> Iterator[tuple[str, str]]:
        arguments, named = _constants((self.arguments, self.named))
        if "out" in named:
            return
        own_arguments, own_named = to_backlight((arguments, named))
        try:
            torch.manual_seed(7)
            plain = self.op.op(*arguments, **named)
            out = _alike(plain, torch)
            torch.manual_seed(7)
            theirs = self.op.op(*arguments, **named, out=out)
        except Exception:
            return

        def compare() -> str:
            own_out = _alike(plain, face)
            face.manual_seed(7)
            own = self.call(*own_arguments, **own_named, out=own_out)
            if theirs is None and own is None:  # some functions of several results return nothing
                return difference(own_out, out, self.slack)
            if any(a is not b for a, b in zip(leaves(own), leaves(own_out), strict=True)):
                return "out= returns other tensors"
            return difference(self._processed(own), self.process(theirs), self.slack)

        yield "out", failing(compare)

    def _processed(self, own: Any) -> Any:
        return moved(self.process)(own) if _is_process(self.process) else own


VALUELESS = {"empty", "empty_like", "new_empty", "empty_strided", "new_empty_strided", "empty_permuted"}


def _is_process(process: Any) -> bool:
    return getattr(process, "__module__", "").startswith("torch.testing")


def failing(compare: Callable[[], str]) -> str:
    """What `compare` says, or the exception that it raises."""
    try:
        return compare()
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"


def _errors(op: Any, ours: Callable) -> Iterator[Verdict]:
    if op.error_inputs_func is None:
        return
    for number, error in enumerate(op.error_inputs("cpu")):
        sample = error.sample_input
        arguments, named = (sample.input, *sample.args), sample.kwargs
        try:
            own_arguments, own_named = to_backlight((arguments, named))
        except Untranslatable:
            continue
        try:
            op.op(*arguments, **named)
        except Exception as raised:
            expected = raised
        else:
            continue  # meant for another device
        failure = raises(lambda: ours(*own_arguments, **own_named), expected, error.error_type)  # noqa: B023
        yield Verdict(full_name(op), "", "errors", f"{number}: {_summary(sample)}", failure)


def raises(call: Callable, expected: Exception, kind: Any) -> str:
    """What is wrong with the exception of `call`: torch raised `expected`, and promises a `kind`."""
    kinds = tuple([_class_of(k) for k in (kind if isinstance(kind, tuple) else (kind,))])
    told = f"{type(expected).__name__}: {str(expected)[:120]}"
    try:
        call()
    except kinds:
        return ""
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:120]} instead of {told}"
    return f"nothing raised instead of {told}"


def _class_of(kind: type) -> type:
    return face.linalg.LinAlgError if kind is torch.linalg.LinAlgError else kind


def leaves(value: Any) -> list[Any]:
    """The tensors in a tree."""
    if isinstance(value, torch.Tensor | backlight.Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [leaf for part in value for leaf in leaves(part)] if isinstance(value, tuple | list) else []


def _constants(value: Any) -> Any:
    """Copies of the tensors in a tree, without gradients; what is one tensor in two places stays one."""
    known: dict[int, torch.Tensor] = {}

    def copy(x: Any) -> Any:
        if isinstance(x, torch.Tensor):
            return known.setdefault(id(x), x.detach().clone())
        if isinstance(x, list):
            return [copy(v) for v in x]
        if isinstance(x, tuple) and type(x) is tuple:
            return tuple([copy(v) for v in x])
        return {k: copy(v) for k, v in x.items()} if isinstance(x, dict) else x

    return copy(value)


def _alike(plain: Any, library: Any) -> Any:
    """Tensors of a result's shapes and dtypes, filled with a wrong value."""
    if isinstance(plain, torch.Tensor):
        return library.ones(tuple(plain.shape), dtype=getattr(library, str(plain.dtype).removeprefix("torch.")))
    return tuple([_alike(p, library) for p in plain])


def zeros(grads: Any, of: Any, library: Any) -> list[Any]:
    """The gradients of some tensors, zeros where there is none."""
    return [library.zeros_like(x) if g is None else g for g, x in zip(grads, of, strict=True)]


def cotangent(y: torch.Tensor, seed: int) -> torch.Tensor:
    """Numbers of a result's shape, to multiply its gradient with."""
    numbers = np.random.default_rng(seed)
    values = numbers.uniform(-1, 1, tuple(y.shape))
    if y.is_complex():
        values = values + 1j * numbers.uniform(-1, 1, tuple(y.shape))
    return torch.as_tensor(values).to(y.dtype).reshape(y.shape)


def _summary(sample: Any) -> str:
    def brief(x: Any) -> str:
        if isinstance(x, torch.Tensor):
            return f"{str(x.dtype).removeprefix('torch.')}{list(x.shape)}"
        if isinstance(x, tuple | list):
            return f"({', '.join([brief(v) for v in x])})"
        return repr(x)

    parts = [brief(x) for x in (sample.input, *sample.args)]
    return ", ".join(parts + [f"{k}={brief(v)}" for k, v in sample.kwargs.items()])[:200]
