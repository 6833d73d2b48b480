"""Random programs of views, writes and arithmetic, run by torch and by backlight at once: all must agree."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import backlight

torch = pytest.importorskip("torch")

SHAPES = [(2, 3), (3, 2), (3,), (2,), (2, 2, 3), (1, 3), ()]
MOST = 14  # tensors that are alive at once

VIEWS = {
    "first": lambda x: x[0],
    "last": lambda x: x[-1],
    "rest": lambda x: x[1:],
    "second column": lambda x: x[:, 1],
    "steps": lambda x: x[..., ::2],
    "new axis": lambda x: x[:, None],
    "all": lambda x: x[...],
    "t": lambda x: x.t(),
    "mT": lambda x: x.mT,
    "flat": lambda x: x.view(-1),
    "reshaped": lambda x: x.reshape(-1, 1),
    "unsqueezed": lambda x: x.unsqueeze(-1),
    "squeezed": lambda x: x.squeeze(),
    "expanded": lambda x: x.expand(2, *x.shape),
    "diagonal": lambda x: x.diagonal(),
    "narrowed": lambda x: x.narrow(0, 1, 1),
    "permuted": lambda x: x.permute(*range(x.dim())[::-1]),
    "of split": lambda x: x.split(1)[0],
    "of chunk": lambda x: x.chunk(2)[-1],
    "of unbind": lambda x: x.unbind(-1)[0],
    "windows": lambda x: x.unfold(-1, 2, 1),
    "strided": lambda x: x.as_strided((2,), (1,)) if x.numel() else x[...],
    "detached": lambda x: x.detach(),
}
FUNCTIONS = {
    "times 2": lambda x: x * 2,
    "squared": lambda x: x * x,
    "exp": lambda x: (x * 0.1).exp(),
    "sin": lambda x: x.sin(),
    "relu": lambda x: x.relu(),
    "copy": lambda x: x.clone(),
    "sum": lambda x: x.sum(),
    "sum of rows": lambda x: x.sum(0),
    "picked": lambda x: x[[0, -1, 0]],
    "of mask": lambda x: x[x > 0],
    "rolled": lambda x: x.roll(1, 0),
    "tiled": lambda x: x.repeat(2, *[1] * (x.dim() - 1)),
}
PAIRS = {
    "plus": lambda x, y: x + y,
    "times": lambda x, y: x * y,
    "maximum": lambda x, y: x.maximum(y),
    "joined": lambda x, y: cat_of(x)([x, y]),
    "stacked": lambda x, y: stack_of(x)([x, y], -1),
}
WRITES = {
    "add 1": lambda x: x.add_(1),
    "times 3": lambda x: x.mul_(3),
    "sin": lambda x: x.sin_(),
    "tanh": lambda x: x.tanh_(),
    "relu": lambda x: x.relu_(),
    "sigmoid": lambda x: x.sigmoid_(),
    "zero": lambda x: x.zero_(),
    "fill": lambda x: x.fill_(0.5),
    "first is 2": lambda x: x.__setitem__(0, 2.0),
    "column is 1": lambda x: x.__setitem__((slice(None), -1), 1.0),
    "all is 3": lambda x: x.__setitem__(..., 3.0),
    "mask": lambda x: x.__setitem__(x > 0, 0.25),
    "rows": lambda x: x.__setitem__([0, -1], 0.75),
    "masked_fill": lambda x: x.masked_fill_(x < 0, 0.5),
    "first plus": lambda x: x[0].add_(0.5),
    "column times": lambda x: x[..., 0].mul_(2),
    "unsqueeze": lambda x: x.unsqueeze_(0),
    "squeeze": lambda x: x.squeeze_(),
    "t": lambda x: x.t_(),
}
PAIR_WRITES = {
    "add": lambda x, y: x.add_(y),
    "times": lambda x, y: x.mul_(y),
    "copy": lambda x, y: x.copy_(y),
    "first": lambda x, y: x.__setitem__(0, y),
    "column": lambda x, y: x.__setitem__((..., -1), y),
    "rows": lambda x, y: x.__setitem__([0, 0], y) if y.dim() < x.dim() else x.__setitem__([-1], y),
    "mask": lambda x, y: x.__setitem__(x > 0, y) if y.dim() == 0 else x.add_(y),
    "index_add": lambda x, y: x.index_add_(0, index_of(x, [0]), y * 1),  # torch keeps the source
    "masked_fill": lambda x, y: x.masked_fill_(x > 0, y) if y.dim() == 0 else x.mul_(y),
}


def _library(x):
    return torch if isinstance(x, torch.Tensor) else backlight


def cat_of(x):
    return _library(x).cat


def stack_of(x):
    return _library(x).stack


def index_of(x, numbers):
    return _library(x).tensor(numbers)


def outcome(call):
    """What a call gives, or the class of the error that it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return call(), None
        except (RuntimeError, IndexError, ValueError, TypeError) as error:
            return None, error


def values(x):
    return x.detach().numpy()


def seen(x):
    """What a user sees of a tensor's place in the graph."""
    return (x.is_leaf, x.requires_grad, x.grad_fn is None)


class Programs(RuleBasedStateMachine):
    """The same tensors in both libraries, by number."""

    def __init__(self):
        super().__init__()
        self.pairs: list[tuple] = []  # (torch's tensor, ours)
        self.leaves: list[tuple] = []

    numbers = st.integers(min_value=0, max_value=MOST - 1)

    def pick(self, number):
        return self.pairs[number % len(self.pairs)]

    def keep(self, theirs, ours):
        if len(self.pairs) == MOST:
            del self.pairs[3]
        self.pairs.append((theirs, ours))

    def both(self, call, *arguments):
        """Run a call in both; keep what it gives, or see that both raise the same error."""
        theirs, error = outcome(lambda: call(*[t for t, _ in arguments]))
        ours, other = outcome(lambda: call(*[o for _, o in arguments]))
        if "a second time" in str(error) and other is None:
            return None, None  # torch frees the node of a written part, though it keeps nothing
        if error is not None or other is not None:
            assert other is not None, f"torch raises {error!r}, backlight gives {ours}"
            assert error is not None, f"backlight raises {other!r}, torch gives {theirs}"
            # with two things wrong at once, either may be told
            alike = isinstance(other, type(error)) or "modified inplace" in f"{error}{other}"
            assert alike, f"torch raises {error!r}, backlight {other!r}"
        return theirs, ours

    def leaf(self, shape, seed, wants):
        array = np.random.default_rng(seed).uniform(-1, 1, shape)
        pair = torch.tensor(array, requires_grad=wants), backlight.tensor(array, requires_grad=wants)
        self.pairs.append(pair)
        if wants:
            self.leaves.append(pair)

    @initialize(seed=st.integers(0, 99), shapes=st.tuples(*[st.sampled_from(SHAPES)] * 3))
    def start(self, seed, shapes):
        for i, (shape, wants) in enumerate(zip(shapes, (True, True, False), strict=True)):
            self.leaf(shape, seed + i, wants)
        self.keep(self.pairs[0][0] * 1, self.pairs[0][1] * 1)

    @rule(x=numbers, name=st.sampled_from(sorted(VIEWS)), grad=st.sampled_from([True, True, True, False]))
    def view(self, x, name, grad):
        pair = self.pick(x)
        if not grad and pair[1]._needs_grad:
            return  # such a view calls itself a leaf; torch gives it no gradient, backlight does
        with torch.set_grad_enabled(grad), backlight.set_grad_enabled(grad):
            theirs, ours = self.both(VIEWS[name], pair)
        if theirs is not None:
            self.keep(theirs, ours)

    @rule(x=numbers, name=st.sampled_from(sorted(FUNCTIONS)))
    def function(self, x, name):
        theirs, ours = self.both(FUNCTIONS[name], self.pick(x))
        if theirs is not None:
            self.keep(theirs, ours)

    @rule(x=numbers, y=numbers, name=st.sampled_from(sorted(PAIRS)))
    def pair(self, x, y, name):
        theirs, ours = self.both(PAIRS[name], self.pick(x), self.pick(y))
        if theirs is not None and theirs.numel() < 200:
            self.keep(theirs, ours)

    @rule(x=numbers, name=st.sampled_from(sorted(WRITES)), grad=st.sampled_from([True, True, True, False]))
    def write(self, x, name, grad):
        pair = self.pick(x)
        if overlapping(pair[1]) or self.hidden_from_locked(pair[1]):
            return
        if not grad and name in ("unsqueeze", "squeeze", "t"):
            return
        with torch.set_grad_enabled(grad), backlight.set_grad_enabled(grad):
            self.both(WRITES[name], pair)

    @rule(x=numbers, y=numbers, name=st.sampled_from(sorted(PAIR_WRITES)))
    def write_pair(self, x, y, name):
        pair, other = self.pick(x), self.pick(y)
        if overlapping(pair[1]) or refused(name, pair[1], other[1]) or self.hidden_from_locked(pair[1]):
            return
        self.both(PAIR_WRITES[name], pair, other)

    def hidden_from_locked(self, x) -> bool:
        """Whether a locked view shares memory with `x` past a detach(): torch would tell it of a write, we do not."""
        return any(
            view._locked and home(view) is not home(x) and np.shares_memory(values(view), values(x))
            for _, view in self.pairs
        )

    @precondition(lambda self: len(self.pairs) > 3)
    @rule(x=numbers, y=numbers, retain=st.booleans())
    def backward(self, x, y, retain):
        pair, other = self.pick(x), self.pick(y)

        def run(t, u):
            ((t * 0.5).sum() + (u * u).sum()).backward(retain_graph=retain)
            return t

        theirs, _ = self.both(run, pair, other)
        if theirs is None:  # how far a walk came before its error is nobody's business
            for leaf in (t for pair in self.leaves for t in pair):
                leaf.grad = None

    @invariant()
    def all_agree(self):
        for theirs, ours in self.pairs:
            np.testing.assert_allclose(values(ours), values(theirs), rtol=1e-9, atol=1e-12)
            place, error = outcome(lambda theirs=theirs: seen(theirs))
            our_place, our_error = outcome(lambda ours=ours: seen(ours))
            assert (place, type(error)) == (our_place, type(our_error))
        for theirs, ours in self.leaves:
            assert (theirs.grad is None) == (ours.grad is None)
            if theirs.grad is not None:
                np.testing.assert_allclose(values(ours.grad), values(theirs.grad), rtol=1e-9, atol=1e-12)


def home(x):
    return x if x._base is None else x._base


def overlapping(x) -> bool:
    """Whether two elements of `x` are one in memory: torch writes there sometimes, backlight never does."""
    return any(n > 1 and step == 0 for n, step in zip(x.shape, x.stride(), strict=True)) or (
        x.numel() > 1 and len({*np.lib.stride_tricks.as_strided(places(x), x.shape, byte_steps(x)).ravel()}) < x.numel()
    )


def places(x):
    return np.arange(1 + sum((n - 1) * s for n, s in zip(x.shape, x.stride(), strict=True)))


def byte_steps(x):
    return [s * 8 for s in x.stride()]


def refused(name, x, y) -> bool:
    """Whether torch may refuse a write of `y` into `x` as they share memory; backlight takes what was there before."""
    a, b = values(x), values(y)
    same = a.shape == b.shape and a.strides == b.strides and x.data_ptr() == y.data_ptr()
    return np.shares_memory(a, b) and not (same and name in ("add", "times", "copy"))


Programs.TestCase.settings = settings(
    max_examples=300,
    stateful_step_count=25,
    deadline=None,
    report_multiple_bugs=False,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
TestPrograms = Programs.TestCase
