"""Derivatives forward: products of a Jacobian with a vector.

The product v·J that backward computes is linear in v; its own derivative by v, taken in a direction, is J·direction.
So every op that can be differentiated backward twice is differentiated forward, exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.core.backward import walk
from backlight.core.result import constant
from backlight.core.start import anywhere
from backlight.core.variable import Variable, edge
from backlight.func.gradient import (
    expect_tensors,
    placed_arguments,
    pulled_back,
    released,
    without_aux,
)
from backlight.func.transform import let_go, needs, recording, transforming
from backlight.func.tree import tree_flatten, tree_unflatten

_NAME = "jvp(f, primals, tangents)"


def jvp(func: Callable, primals: Any, tangents: Any, *, strict: bool = False, has_aux: bool = False) -> tuple:
    """`func(*primals)`, and the derivative of that output in the direction of `tangents`, which are nested as primals.

    With `strict`, RuntimeError where an output does not depend on the primals; with `has_aux`, `func` returns
    (output, other), and the result is (output, derivative, other).

    >>> import backlight
    >>> jvp(backlight.sin, (backlight.zeros(2),), (backlight.tensor([1.0, 10.0]),))
    (tensor([0., 0.]), tensor([ 1., 10.]))
    """
    if not isinstance(primals, tuple):
        raise RuntimeError(f"{_NAME}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals).")
    pushed = Push(func, primals, None, has_aux)
    along = pushed(tangents, strict)
    return (pushed.value(), along, pushed.aux()) if has_aux else (pushed.value(), along)


def linearize(func: Callable, *primals: Any) -> tuple:
    """`func(*primals)`, and the function of tangents that gives its derivative there, as often as one likes.

    >>> import backlight
    >>> value, push = linearize(backlight.sin, backlight.zeros(2))
    >>> push(backlight.tensor([1.0, 10.0]))
    tensor([ 1., 10.])
    """
    pushed = Push(func, primals, None, False)
    shapes = [(x._array.shape, x.dtype) for x in pushed.inputs]

    def push(*tangents: Any) -> Any:
        given, spec = tree_flatten(tangents)
        if spec != pushed.inputs_spec:
            raise RuntimeError(
                f"Expected the tangents {spec} to have the same argspec as the primals {pushed.inputs_spec}"
            )
        for i, (t, (shape, dtype)) in enumerate(zip(given, shapes, strict=True)):
            if t._array.shape != shape:
                raise RuntimeError(
                    f"tangent:{i} with shape {t.shape} in flattened pytree doesn't match the shape {shape} of the "
                    "corresponding primal."
                )
            if t.dtype != dtype:
                raise RuntimeError(
                    f"tangent:{i} with dtype {t.dtype} in flattened pytree doesn't match the dtype {dtype} of the "
                    "corresponding primal."
                )
        return pushed(tangents)

    return pushed.value(), push


class Push:
    """A function at a point, ready to be differentiated in any direction."""

    def __init__(self, func: Callable, primals: tuple, argnums: Any, has_aux: bool) -> None:
        self.private: set = set()
        with transforming(), recording():
            arguments, chosen = placed_arguments(primals, argnums, self.private)
            self.inputs, self.inputs_spec = tree_flatten(chosen)
            _expect_primals(self.inputs, "primals")
            self._out, self._aux = without_aux(func(*arguments), has_aux, _NAME)
            self.outputs, self.spec = tree_flatten(self._out)
            expect_tensors(self.outputs, self._out, _NAME)
            # the v at which v·J is differentiated
            self.vectors = [_leaf(o, self.private) for o in self.outputs]
            self.pulled = _in_vectors(self.outputs, self.inputs, self.vectors)

    def value(self) -> Any:
        """The output itself."""
        return released(self._out, self.private)

    def aux(self) -> Any:
        """What the function returned beside its output."""
        return released(self._aux, self.private)

    def __call__(self, tangents: Any, strict: bool = False) -> Any:
        """The derivative in the direction of `tangents`."""
        given, spec = tree_flatten(tangents)
        if spec != self.inputs_spec:
            raise RuntimeError(
                f"{_NAME}: Expected primals and tangents to have the same python structure. For example, if primals "
                "is a tuple of 3 tensors, tangents also must be. Got primals with structure "
                f"{self.inputs_spec} and tangents with structure {spec}"
            )
        _expect_primals(given, "tangents")
        for x, t in zip(self.inputs, given, strict=True):
            if x._array.shape != t._array.shape:
                raise RuntimeError(
                    f"{_NAME}: a tangent has the shape of its primal, {list(x._array.shape)}, but this one has "
                    f"{list(t._array.shape)}"
                )
        if strict and not all(needs(o) for o in self.outputs):
            raise RuntimeError(
                "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. This is not "
                "allowed with strict=True."
            )
        with transforming(), recording():
            pairs = [(p, t) for p, t in zip(self.pulled, given, strict=True) if p is not None]
            found = pulled_back([p for p, _ in pairs], self.vectors, [t for _, t in pairs], self.private)
        return tree_unflatten([let_go(t, self.private) for t in found], self.spec)


def _in_vectors(outputs: list, inputs: list, vectors: list) -> list:
    """v·J for each input as a tensor in the graph of the vectors; None where no output depends on it."""
    pairs = [(o, v) for o, v in zip(outputs, vectors, strict=True) if needs(o)]
    places = [edge(x) for x in inputs]
    found = walk(
        [o for o, _ in pairs],
        [v for _, v in pairs],
        retain_graph=True,
        create_graph=True,
        targets=places,
        accumulate=False,
    )
    return [found.get(place) for place in places]


def _leaf(like: Any, private: set) -> Any:
    array = like._array
    leaf = constant(anywhere(array))
    if array.dtype.kind not in "biu":
        leaf._needs_grad = True
        private.add(leaf)
    return leaf


def _expect_primals(values: list, what: str) -> None:
    if not values:
        raise RuntimeError(f"{_NAME}: Expected {what} to contain at least one Tensor.")
    for x in values:
        if not isinstance(x, Variable):
            raise RuntimeError(f"{_NAME}: Expected {what} to only contain Tensors, got {type(x)}")
