"""Checkpoints: parts of a program whose inner values are not kept for backward, but computed again when it comes.

The part is run once with recording, to see which places of the graph outside it leads to (its arguments, and tensors
that it closes over, such as parameters); then that inner graph is dropped for one node whose inputs these places are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from backlight.core.backward import walk
from backlight.core.card import freed, pick
from backlight.core.errors import warn
from backlight.core.modes import state
from backlight.core.node import Node, next_sequence
from backlight.core.random import default_generator
from backlight.core.reads import stand_in
from backlight.core.result import constant, placed
from backlight.core.variable import Variable, edge
from backlight.ops.index import getitem

_EXPLICIT = (
    "torch.utils.checkpoint{}: the use_reentrant parameter should be passed explicitly. Starting in PyTorch 2.9, "
    "calling checkpoint without use_reentrant will raise an exception. use_reentrant=False is recommended, but if you "
    "need to preserve the current default behavior, you can pass use_reentrant=True."
)


def _no_contexts() -> tuple[AbstractContextManager, AbstractContextManager]:
    return nullcontext(), nullcontext()


def checkpoint(
    function: Callable,
    *args: Any,
    use_reentrant: bool | None = None,
    context_fn: Callable[[], tuple] = _no_contexts,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    preserve_rng_state: bool = True,
    **kwargs: Any,
) -> Any:
    """`function(*args, **kwargs)`, of which backward will compute the inner values again instead of keeping them.

    Args:
        use_reentrant: True asks, as in torch, that an argument need a gradient; say False.
        preserve_rng_state: draw the same random numbers the second time.
        context_fn: returns two context managers, for the first and for the second computation.

    >>> import backlight
    >>> x = backlight.tensor([2.0], requires_grad=True)
    >>> checkpoint(lambda x: (x * x).exp(), x, use_reentrant=False).backward()
    >>> x.grad
    tensor([218.3926])
    """
    if use_reentrant is None:
        warn(_EXPLICIT.format(""))
        use_reentrant = True
    if use_reentrant:
        if kwargs:
            raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
        if context_fn is not _no_contexts or debug:
            raise ValueError("Passing `context_fn` or `debug` is only supported when use_reentrant=False.")
        if not any(isinstance(x, Variable) and x._needs_grad for x in args):
            if state.grad:
                warn("None of the inputs have requires_grad=True. Gradients will be None")
            with _grad_mode(False):
                return function(*args, **kwargs)
    first, again = context_fn()
    if not state.grad:
        with first:
            return function(*args, **kwargs)
    part = _Part(function, args, kwargs, preserve_rng_state, again)
    return part.run(first)


def checkpoint_sequential(
    functions: Any, segments: int, input: Any, use_reentrant: bool | None = None, **kwargs: Any
) -> Any:
    """A chain of functions (or modules) in `segments` checkpoints, of which the last part is computed as ever.

    >>> import backlight
    >>> x = backlight.tensor([1.0], requires_grad=True)
    >>> checkpoint_sequential([backlight.exp, backlight.sin, backlight.exp], 2, x, use_reentrant=False)
    tensor([1.5080], grad_fn=<ExpBackward0>)
    """
    if use_reentrant is None:
        warn(_EXPLICIT.format(".checkpoint_sequential"))
        use_reentrant = True
    preserve = kwargs.pop("preserve_rng_state", True)
    if kwargs:
        raise ValueError("Unexpected keyword arguments: " + ",".join(kwargs))
    functions = list(functions.children()) if hasattr(functions, "children") else list(functions)
    size = len(functions) // segments
    end = 0
    for start in range(0, size * (segments - 1), size):
        end = start + size
        chain = _chain(functions[start:end])
        input = checkpoint(chain, input, use_reentrant=use_reentrant, preserve_rng_state=preserve)
    return _chain(functions[end:])(input)


def _chain(functions: Sequence[Callable]) -> Callable:
    def run(input: Any) -> Any:
        for function in functions:
            input = function(input)
        return input

    return run


@contextmanager
def _grad_mode(mode: bool) -> Iterator[None]:
    before, state.grad = state.grad, mode
    try:
        yield
    finally:
        state.grad = before


class _Part:
    """A call that can be repeated."""

    def __init__(self, function: Callable, args: tuple, kwargs: dict, preserve: bool, again: Any) -> None:
        self.function, self.args, self.kwargs, self.again = function, args, kwargs, again
        self.start = default_generator.get_state() if preserve else None

    def run(self, first: AbstractContextManager) -> Any:
        """The first computation: its result, in the graph behind a node that can repeat it."""
        born = next_sequence()
        places, out = self._computed(first)
        several = isinstance(out, (tuple, list))
        outputs = list(out) if several else [out]
        needing = [i for i, o in enumerate(outputs) if isinstance(o, Variable) and o._needs_grad]
        if not needing:
            return out
        outside = _places_before(born, [edge(outputs[i]) for i in needing])
        names = [type(edge(outputs[i])).__name__ for i in needing]
        own = {edge(place): edge(x) for place, x in places if place._needs_grad}
        targets = [place for place in outside if place not in own]
        node = _type_of_node(names[0])(self, [edge(x) for _, x in places], targets, needing, outputs)
        results = list(outputs)
        for i in needing:
            array = outputs[i]._array
            results[i] = placed(array, node) if len(needing) == 1 else pick(node, needing.index(i), array)
        return type(out)(results) if several else results[0]

    def repeated(self) -> tuple[list, list]:
        """The computation once more: pairs of (argument in its new place, argument), and the outputs."""
        now = default_generator.get_state() if self.start is not None else None
        try:
            if self.start is not None:
                default_generator.set_state(self.start)
            with _grad_mode(True):
                places, out = self._computed(self.again)
        finally:
            if now is not None:
                default_generator.set_state(now)
        return places, list(out) if isinstance(out, (tuple, list)) else [out]

    def _computed(self, context: AbstractContextManager) -> tuple[list, Any]:
        """The call with each tensor argument that needs a gradient at a place of its own."""
        places: list = []
        args = [self._in_place(x, places) for x in self.args]
        kwargs = {name: self._in_place(x, places) for name, x in self.kwargs.items()}
        with context:
            return places, self.function(*args, **kwargs)

    def _in_place(self, x: Any, places: list) -> Any:
        if not (isinstance(x, Variable) and x._needs_grad):
            return x
        place = getitem(x, key=(...,))
        places.append((place, x))
        return place


def _places_before(born: int, starts: list) -> list:
    """The leaves, and the nodes older than `born`, that the graph behind `starts` leads to."""
    found: dict = {}
    seen = set()
    waiting = list(starts)
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        if not isinstance(place, Node) or place.sequence < born:
            found[place] = True
        else:
            waiting.extend([parent for parent in place.parents if parent is not None])
    return list(found)


def _type_of_node(name: str) -> type:
    """The node shows itself by the name of the last operation inside, as in torch, where that is in the graph."""
    return type(name, (_CheckpointNode,), {"__slots__": ()})


class _CheckpointNode(Node):
    """The node of a checkpoint; its parents are the arguments, then what else the part leads to."""

    __slots__ = ("likes", "part", "positions")

    op = None

    def __init__(self, part: _Part, arguments: list, others: list, positions: list, outputs: list) -> None:
        self.part: Any = part
        self.positions = positions  # of the outputs that need a gradient
        self.parents = (*arguments, *[place for place in others if place not in set(arguments)])
        self.likes = [_like(place) for place in self.parents]  # what the gradients look like
        arrays = [stand_in(outputs[i]._array) for i in positions]
        self.out = arrays[0] if len(arrays) == 1 else tuple(arrays)
        self.params, self.inputs, self.hooks, self.sequence = {}, None, None, next_sequence()

    def contributions(self, g: Any, useful: Any, create_graph: bool) -> tuple[Any, Any]:
        """The gradients that a backward through the repeated computation gives."""
        if self.part is None:
            raise freed(self)
        given = g if type(g) is dict else {0: g}
        places, outputs = self.part.repeated()
        outputs = [outputs[i] for i in self.positions]
        self._expect_same(outputs)
        roots = [(outputs[i], one if create_graph else constant(one)) for i, one in given.items() if one is not None]
        count = len(places)
        targets = [edge(place) for place, _ in places] + list(self.parents[count:])
        with _grad_mode(create_graph):
            found = walk(
                [root for root, _ in roots],
                [one for _, one in roots],
                retain_graph=create_graph,
                create_graph=create_graph,
                targets=targets,
                accumulate=False,
            )
        return self.likes, [found.get(target) for target in targets]

    def _expect_same(self, outputs: list) -> None:
        arrays = self.out if type(self.out) is tuple else (self.out,)
        for before, now in zip(arrays, outputs, strict=True):
            if not isinstance(now, Variable) or before.shape != now._array.shape or before.dtype != now._array.dtype:
                raise RuntimeError(
                    "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than "
                    f"during the forward pass: {before.dtype} of shape {before.shape} became "
                    f"{now._array.dtype} of shape {now._array.shape}. A part that is computed again must do the same "
                    "as the first time."
                )

    def release(self) -> None:
        self.part = None


def _like(place: Any) -> Any:
    """An array of the shape and dtype that a gradient for this place has."""
    if isinstance(place, Variable):
        return stand_in(place._array)
    out = place.out
    if out is None:
        raise freed(place)
    return stand_in(out)
