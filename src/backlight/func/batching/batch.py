"""One call of an op for many examples: its operands, and the few moves that rules make with them."""

from __future__ import annotations

from typing import Any

from backlight.core.fit import broadcast_to
from backlight.core.variable import Variable
from backlight.ops.shape import reshape


class Batch:
    """A call of `op` at `level`; `lanes` says which operands have the examples in front."""

    __slots__ = ("lanes", "level", "ndims", "op", "operands", "params", "size")

    def __init__(self, op: Any, level: Any, operands: list, lanes: list, ndims: list, params: dict) -> None:
        self.op, self.level, self.operands, self.lanes, self.ndims = op, level, operands, lanes, ndims
        self.params = params
        self.size: int = level.size

    def shape(self, i: int) -> tuple[int, ...]:
        """The shape of operand `i` for one example."""
        return self.operands[i]._array.shape[self.lanes[i] :]

    def front(self, i: int) -> Any:
        """Operand `i` with the examples in front, repeated if it is the same for all; a number stays one."""
        x = self.operands[i]
        if self.lanes[i] or not isinstance(x, Variable):
            return x
        return broadcast_to(x, shape=(self.size, *x._array.shape))

    def all_front(self) -> list:
        return [self.front(i) for i in range(len(self.operands))]

    def raised(self, i: int, ndim: int) -> Any:
        """Operand `i` with ones before its shape, so that it has `ndim` dimensions behind the examples."""
        x = self.operands[i]
        if not self.lanes[i] or self.ndims[i] >= ndim:
            return x
        return self.shaped(x, ((1,) * (ndim - self.ndims[i])) + self.shape(i))

    def aligned(self) -> list:
        """The operands so that they broadcast as those of one example would."""
        ndim = max(self.ndims)
        return [self.raised(i, ndim) for i in range(len(self.operands))]

    def shaped(self, x: Any, shape: tuple) -> Any:
        """`x`, which has the examples in front, with another shape behind them."""
        shape = (self.size, *shape)
        return x if x._array.shape == shape else reshape(x, shape=shape)

    def call(self, *operands: Any, **params: Any) -> Any:
        return self.op.call(*operands, **params)


def shifted(axis: Any) -> Any:
    """One axis or several of an example's, counted with the examples in front.

    >>> shifted(0), shifted(-1), shifted((0, -2))
    (1, -1, (1, -2))
    """
    if isinstance(axis, (tuple, list)):
        return tuple([shifted(a) for a in axis])
    return axis + 1 if axis >= 0 else axis
