"""The cases of the battery: every op with every one of its samples, and the gradients that the engine finds for it."""

from __future__ import annotations

import sys
import zlib
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

import numpy as np

import backlight
from backlight.core.backward import walk
from backlight.core.card import OPS, Op
from backlight.core.result import constant
from backlight.core.variable import Variable
from tests.samples import SAMPLES, OpSamples, Sample

# Op files that `import backlight` does not load on its own have cards too.
for _file in sorted((Path(backlight.__path__[0]) / "ops").glob("[!_]*.py")):
    import_module(f"backlight.ops.{_file.stem}")


def _calls() -> dict:
    """The function behind each card; it stands in the module that declared it."""
    modules = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] == "backlight"]
    values = [value for module in modules for value in vars(module).values()]
    return {value.op.name: value for value in values if isinstance(getattr(value, "op", None), Op)}


CALLS = _calls()


def rng_for(*words: object) -> np.random.Generator:
    """A generator that depends on the words alone."""
    return np.random.default_rng(zlib.crc32(" ".join(map(str, words)).encode()))


@dataclass(frozen=True, repr=False)
class Case:
    """One op with one sample."""

    op: str
    number: int
    sample: Sample
    about: OpSamples

    @property
    def id(self) -> str:
        shapes = "".join("x".join(map(str, np.shape(a))) + "," for a in self.sample.arrays).rstrip(",")
        return f"{self.op}-{self.number}-{(self.sample.name or shapes or 'scalar').replace(' ', '_')}"

    def __repr__(self) -> str:
        return self.id

    @property
    def card(self) -> Op:
        return OPS[self.op]

    def arrays(self, dtype=np.float64) -> tuple:
        """The sample's arguments with its floating arrays in `dtype`, their values the same wherever dtype can."""
        return tuple(in_dtype(a, dtype) for a in self.sample.arrays)

    def call(self, *arguments):
        """The op called with the sample's metadata; what comes back is always a tuple."""
        results = CALLS[self.op](*arguments, **deepcopy(self.sample.params))
        return results if isinstance(results, tuple) else (results,)

    @cached_property
    def has_floats(self) -> bool:
        return any(is_float(a) for a in self.sample.arrays)

    def wanting(self, arrays) -> list[int]:
        """The positions of the arguments that the op's card promises a gradient for."""
        rules = self.card.rules if self.card.joint is None else [self.card.joint] * len(arrays)
        return [i for i, (a, rule) in enumerate(zip(arrays, rules, strict=False)) if rule is not None and is_float(a)]


def is_float(a: object) -> bool:
    return isinstance(a, np.ndarray) and a.dtype.kind in "fc"


def in_dtype(a, dtype):
    if not is_float(a):
        return a
    dtype = np.dtype(dtype)
    if a.dtype.kind == "c":
        dtype = np.dtype("c16" if dtype == np.float64 else "c8")
    if a.dtype == dtype:
        return a
    with np.errstate(all="ignore"):
        cast = a.astype(dtype)
    return cast if a.flags.c_contiguous or a.flags.f_contiguous else apart(cast)


def apart(a: np.ndarray) -> np.ndarray:
    """The same values in memory that is not contiguous."""
    return np.repeat(a, 2, axis=-1)[..., ::2] if a.ndim else a


def leaf(array: np.ndarray) -> Variable:
    tensor = constant(array)
    tensor._needs_grad = True
    return tensor


def gradients(case: Case, arrays, weights, wanting, create_graph: bool = False):
    """The gradients of Σ weights·results for the arguments at the positions `wanting`; None where none arrives.

    Returns them with the leaves: (gradients, leaves).
    """
    arguments = [
        leaf(a) if i in wanting else constant(a) if isinstance(a, np.ndarray) else a for i, a in enumerate(arrays)
    ]
    leaves = [arguments[i] for i in wanting]
    results = case.call(*arguments)
    pairs = [(r, w) for r, w in zip(results, weights, strict=True) if r._needs_grad]
    roots, starts = [r for r, _ in pairs], [w if isinstance(w, Variable) else constant(w) for _, w in pairs]
    if not roots:
        return [None] * len(leaves), leaves
    found = walk(roots, starts, targets=leaves, accumulate=False, create_graph=create_graph, retain_graph=create_graph)
    return [found.get(x) for x in leaves], leaves


def weights_for(case: Case, arrays) -> list[np.ndarray]:
    """Random weights, one array per result, that make one number of all results; 0 where a result is not finite."""
    rng = rng_for("weights", case.id)
    results = [r._array for r in case.call(*[constant(a) if isinstance(a, np.ndarray) else a for a in arrays])]
    return [np.where(np.isfinite(r), normal(rng, r), r.dtype.type(0)) for r in results]


def normal(rng: np.random.Generator, like: np.ndarray) -> np.ndarray:
    """Standard normal numbers of the shape and dtype of `like`; zeros if it holds no floats."""
    if like.dtype.kind not in "fc":
        return np.zeros(like.shape, like.dtype)
    values = rng.standard_normal(like.shape)
    return np.asarray(values + 1j * rng.standard_normal(like.shape) if like.dtype.kind == "c" else values, like.dtype)


def inner(a, b) -> float:
    """The real inner product Re Σ conj(a)·b, by which gradients are defined for complex numbers as well.

    Where a is 0, b does not count, even if it is infinite.
    """
    return float(np.sum(np.conj(a) * np.where(a == 0, 0, b)).real) if np.size(a) else 0.0


def slope(function, step: float = 1e-5) -> float:
    """The derivative at 0 of a function of one number, by central differences of fourth order."""
    return (8 * (function(step) - function(-step)) - (function(2 * step) - function(-2 * step))) / (12 * step)


CASES = [
    Case(name, i, sample, about)
    for name, about in SAMPLES.items()
    if name in CALLS
    for i, sample in enumerate(about.make(rng_for(name)))
]
