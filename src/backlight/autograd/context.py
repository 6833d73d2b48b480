"""What `forward` and `backward` of a Function share (`ctx`), and the tensors that are kept there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from weakref import ref

from backlight.core import writes
from backlight.core.card import freed, pick
from backlight.core.errors import ModifiedError
from backlight.core.result import constant, placed
from backlight.core.variable import Variable, edge

if TYPE_CHECKING:
    from backlight.autograd.function_node import FunctionNode


class FunctionCtx:
    """What `forward` and `backward` share; it takes any attribute."""

    def __init__(self, needs_input_grad: tuple[bool, ...]) -> None:
        self.needs_input_grad = needs_input_grad
        self.to_save: tuple = ()
        self.dirty_tensors: tuple = ()
        self.non_differentiable: tuple = ()
        self.materialize_grads = True
        self._kept: Kept = Kept()

    def save_for_backward(self, *tensors: Variable | None) -> None:
        """Keep tensors for `backward`, where `ctx.saved_tensors` gives them back."""
        self.to_save = tensors

    def save_for_forward(self, *tensors: Variable | None) -> None:
        """Keep tensors for `jvp`, which backlight never calls: derivatives are taken backward."""

    def mark_dirty(self, *tensors: Variable) -> None:
        """Say that `forward` wrote into these inputs, which it returns."""
        self.dirty_tensors = tensors

    def mark_non_differentiable(self, *tensors: Variable) -> None:
        """Say that these outputs have no gradient."""
        self.non_differentiable = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """With False, `backward` gets None instead of zeros for outputs that nothing used."""
        self.materialize_grads = value

    @property
    def saved_tensors(self) -> tuple:
        """The tensors given to `save_for_backward`; RuntimeError after a backward has freed them."""
        return self._kept.tensors()


class _Packed:
    """A saved tensor as `saved_tensors_hooks` has packed it."""

    def __init__(self, packed: Any, unpack: Callable) -> None:
        self.packed, self.unpack = packed, unpack


class Kept:
    """The tensors that a ctx saved: their arrays and places in the graph, from which they are made anew."""

    def __init__(self) -> None:
        self.entries: list | None = []
        self.node: Callable[[], FunctionNode | None] = lambda: None  # a weak reference

    def keep(self, ctx: FunctionCtx, node: FunctionNode, inputs: list, outputs: tuple) -> None:
        """Take over what `forward` saved. An output is known by its number: its place would be a cycle."""
        self.node = ref(node)
        numbers = {id(o): i for i, o in enumerate(outputs) if isinstance(o, Variable)}
        known = {id(t) for t in inputs if t is not None}
        entries = []
        for t in ctx.to_save:
            if t is None:
                entries.append((None, None))
            elif not isinstance(t, Variable):
                raise TypeError(
                    f"save_for_backward can only save tensors or None, not {type(t).__name__}; "
                    "keep other values as attributes: ctx.name = value"
                )
            elif id(t) in numbers:
                entries.append((t._array, numbers[id(t)]))
            elif t._base is not None and t._node is None and id(t) not in known:
                entries.append((t._array, None))  # a view made inside `forward`, where nothing is recorded
            else:
                entries.append((t._array, edge(t)))
        self.entries = entries
        ctx.to_save = ()

    def pack(self, pack: Callable, unpack: Callable) -> None:
        """Put what `pack` makes of each tensor in its place; `unpack` will be asked for it."""
        self.entries = [
            (array if array is None else _Packed(pack(constant(array)), unpack), place)
            for array, place in self.entries or ()
        ]

    def free(self) -> None:
        """Let go of the tensors; where there are none, nothing will be missed."""
        if self.entries:
            self.entries = None

    def tensors(self) -> tuple:
        """The saved tensors; RuntimeError where they were freed, or written to since."""
        node: Any = self.node()
        if self.entries is None:
            raise freed(node)
        return tuple([self._unpacked(array, place, node) for array, place in self.entries])

    def _unpacked(self, array: Any, place: Any, node: Any) -> Any:
        if array is None:
            return None
        if isinstance(array, _Packed):
            array = array.unpack(array.packed)._array
        what = writes.since(array, node.sequence)
        if what is not None:
            raise ModifiedError(
                "one of the variables needed for gradient computation has been modified by an inplace operation: "
                f"{node.name()} saved a {array.dtype} tensor of shape {tuple(array.shape)}, and then {what} wrote "
                "into it. Use the out-of-place form, or .clone() before saving."
            )
        if place is None:
            return constant(array)
        if isinstance(place, int):
            return pick(node, place, array) if node.several else placed(array, node)
        return place if isinstance(place, Variable) and place._array is array else placed(array, place)
