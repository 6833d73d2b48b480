"""What `vmap` puts in place of an example's array: its shape and dtype, and behind them the tensor of all examples.

A tensor inside `vmap` has a `Lane` as its array. It says that it is an ndarray and answers questions about shape and
dtype. Whatever reads its values raises `LaneRead`: where that was the forward of an op, `answer` computes the op for
all examples at once, by the rule of its card; anything else ends at `vmap`, which then goes through the examples one
by one. So nothing can ever be computed from values that are not there.
"""

from __future__ import annotations

import sys
from math import prod
from typing import Any

import numpy as np

from backlight.core.card import OPS
from backlight.core.errors import ValuesAsked
from backlight.core.modes import state
from backlight.core.result import constant
from backlight.core.variable import Variable


class Level:
    """One `vmap` at work: how many examples it has, what random numbers they get, and the `vmap` around it."""

    __slots__ = ("before", "looping", "number", "outer", "randomness", "size")

    def __init__(self, size: int, randomness: str) -> None:
        self.size = size
        self.randomness = randomness
        self.outer: Level | None = state.batching
        self.number: int = 1 if self.outer is None else self.outer.number + 1
        self.looping = False  # the examples come one by one
        self.before: Any = None  # the state of the random stream at its first use here

    def __enter__(self) -> Level:
        state.batching = self
        return self

    def __exit__(self, *exception: object) -> None:
        state.batching = self.outer

    def draw(self) -> LaneRead:
        """What the draw of random numbers raises here, so that its rule decides."""
        return LaneRead(self)


class LaneRead(ValuesAsked):
    """The values of a lane were asked for."""

    def __init__(self, level: Level) -> None:
        super().__init__("a value of one example was asked for inside vmap")
        self.level = level

    def answer(self, op: Any, operands: tuple, arrays: Any, params: dict) -> Any:
        """The op for all examples: a lane, or a tuple of them."""
        from backlight.func.batching import batched

        if any(lane_of(value) is not None for value in params.values()):
            raise self
        # random numbers are drawn for the innermost level, even if no operand belongs to it
        levels = [a.level for a in arrays if type(a) is Lane] if op.name != "draw" else []
        level = max(levels, key=lambda one: one.number, default=self.level)
        inside, state.batching = state.batching, level.outer
        try:
            outside = [_behind(x, a, level) for x, a in zip(operands, arrays, strict=True)]
            lanes = [type(a) is Lane and a.level is level for a in arrays]
            out = batched(op, level, outside, lanes, [getattr(a, "ndim", 0) for a in arrays], params)
        finally:
            state.batching = inside
        if type(out) is tuple:
            return tuple([as_lane(one, level) for one in out])
        return as_lane(out, level)


def _behind(x: Any, array: Any, level: Level) -> Any:
    """An operand as it is outside of the level: the tensor of all examples, or what is the same for all."""
    if type(array) is Lane and array.level is level:
        return behind(x)
    if isinstance(x, Variable) and x._array is array:
        return x
    return constant(array) if isinstance(array, np.ndarray) else array


def behind(x: Any) -> Any:
    """The tensor of all examples behind a tensor that has a lane, or behind a bare lane.

    A tensor whose example needs no gradient (it was detached) stands for values alone.
    """
    if isinstance(x, Variable):
        physical = x._array.physical  # type: ignore[attr-defined]
        if x._needs_grad or not physical._needs_grad:
            return physical
    else:
        physical = x.physical
    return constant(physical._array) if physical._needs_grad else physical


def as_lane(physical: Any, level: Level) -> Any:
    """A lane for a tensor whose first dimension counts the examples; what is the same for all stays an array."""
    return Lane(physical, level) if isinstance(physical, Variable) else physical


def lane_of(value: Any) -> Lane | None:
    """The lane that a value is, or that a tensor has."""
    array = getattr(value, "_array", value) if isinstance(value, Variable) else value
    return array if type(array) is Lane else None


class _Flags:
    """What NumPy says of an array's memory: where it lies is that of the first example's array."""

    def __init__(self, c_contiguous: bool, f_contiguous: bool) -> None:
        self.c_contiguous, self.f_contiguous = c_contiguous, f_contiguous
        self.contiguous, self.writeable = c_contiguous, True


def _asks(name: str) -> Any:
    def asked(self: Any, *args: Any, **kwargs: Any) -> Any:
        raise LaneRead(self.level)

    asked.__name__ = name
    return asked


# What NumPy's and Python's operators would do with values.
_ASKING = (
    "floordiv rfloordiv mod rmod pow rpow matmul rmatmul rand ror rxor lshift rlshift rshift rrshift divmod rdivmod "
    "pos abs neg bool int float complex index len iter contains setitem array array_ufunc array_function copy deepcopy "
    "reduce_ex dlpack format round"
)
# What has a card that computes the same, of lanes and numbers: Python's name and the card's.
_ARITHMETIC = {
    "add": "add",
    "radd": "add",
    "sub": "subtract",
    "rsub": "rsubtract",
    "mul": "multiply",
    "rmul": "multiply",
    "truediv": "divide",
    "and": "bitwise_and",
    "or": "bitwise_or",
    "xor": "bitwise_xor",
    "eq": "equal",
    "ne": "not_equal",
    "lt": "less",
    "le": "less_equal",
    "gt": "greater",
    "ge": "greater_equal",
}


def _computes(name: str) -> Any:
    """An operator between a lane and a Python number that is of its kind.

    Anything else beside it is refused: it may come from a tensor, whose place in the graph would be lost.
    """

    def computed(self: Any, other: Any) -> Any:
        if self.physical._needs_grad or type(other) not in _NUMBERS.get(self.dtype.kind, ()):
            raise LaneRead(self.level)
        if name == "divide" and self.dtype.kind != "f":
            raise LaneRead(self.level)
        return OPS[name].call(constant(self), other)._array

    return computed


_NUMBERS = {"b": (bool,), "i": (int,), "u": (int,), "f": (int, float)}


class Lane:
    """The array of one example among many, of which only shape and dtype are known; `physical` has all of them."""

    __slots__ = ("__weakref__", "_example", "dtype", "level", "ndim", "physical", "shape", "size")
    __class__: Any = property(lambda self: np.ndarray)  # type: ignore[assignment]
    __hash__ = object.__hash__
    nbytes = 0  # it keeps nothing alive that the tensor of all examples does not
    base = None

    def __init__(self, physical: Any, level: Level) -> None:
        array = physical._array
        self.physical = physical
        self.level = level
        self.dtype: np.dtype = array.dtype
        self.shape: tuple[int, ...] = array.shape[1:]
        self.ndim: int = array.ndim - 1
        self.size: int = prod(self.shape)
        self._example: Any = None

    def __invert__(self) -> Any:
        return self._moved("invert")

    def __getitem__(self, key: Any) -> Any:
        """A part by ints, slices, None and `...`."""
        parts = key if type(key) is tuple else (key,)
        if not all(part is None or part is ... or type(part) in (int, slice) for part in parts):
            raise LaneRead(self.level)
        return self._moved("getitem", key=parts if ... in parts else (*parts, ...))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and not name.startswith("__array_"):
            raise AttributeError(name)
        raise LaneRead(self.level)

    def asked(self) -> LaneRead:
        """What asking for values raises."""
        return LaneRead(self.level)

    def _laid_out(self) -> np.ndarray:
        """An array that lies in memory as that of each example, if there is one."""
        if self._example is None:
            array = self.physical._array
            while type(array) is Lane:
                array = array.physical._array
            skipped = array.ndim - self.ndim
            first = array[(0,) * skipped] if all(array.shape[:skipped]) else np.empty(self.shape, self.dtype)
            self._example = np.asarray(first)
        return self._example

    @property
    def strides(self) -> tuple[int, ...]:
        return self._laid_out().strides

    @property
    def itemsize(self) -> int:
        return self.dtype.itemsize

    @property
    def flags(self) -> _Flags:
        flags = self._laid_out().flags
        return _Flags(flags.c_contiguous, flags.f_contiguous)

    def _moved(self, name: str, **params: Any) -> Any:
        """What the card `name` makes of this lane alone, if no place in the graph can be lost by that."""
        if self.physical._needs_grad:
            raise LaneRead(self.level)
        return LaneRead(self.level).answer(OPS[name], (self,), (self,), params)

    def astype(self, dtype: Any, **options: Any) -> Any:
        """The lane converted to another dtype."""
        return self._moved("astype", dtype=np.dtype(dtype))

    def reshape(self, *shape: Any) -> Any:
        """The lane in another shape."""
        sizes = shape[0] if len(shape) == 1 and isinstance(shape[0], (tuple, list)) else shape
        return self._moved("reshape", shape=tuple(sizes))

    def transpose(self, *axes: Any) -> Any:
        """The lane with its axes in another order."""
        order = axes[0] if len(axes) == 1 and isinstance(axes[0], (tuple, list)) else axes
        return self._moved("transpose", axes=tuple(order) or tuple(reversed(range(self.ndim))))

    def swapaxes(self, axis1: int, axis2: int) -> Any:
        """The lane with two axes exchanged."""
        return self._moved("swapaxes", axis1=axis1, axis2=axis2)

    def copy(self, order: str = "C") -> Lane:
        """The same lane as another object."""
        return Lane(self.physical, self.level)

    def item(self, *index: Any) -> Any:
        """RuntimeError, in torch's words, where a user asked for it."""
        if not index:
            _refuse_number(sys._getframe(1))
        raise LaneRead(self.level)

    def tolist(self) -> Any:
        """RuntimeError, in torch's words, where a user asked for it."""
        _refuse_number(sys._getframe(1))
        raise LaneRead(self.level)

    def as_text(self) -> str:
        """What `print` shows of the tensor that has this lane."""
        lines = repr(self.physical).replace("\n", "\n    ")
        return f"BatchedTensor(lvl={self.level.number}, bdim=0, value=\n    {lines}\n)"


for _name in _ASKING.split():
    setattr(Lane, f"__{_name}__", _asks(f"__{_name}__"))
for _name, _card in _ARITHMETIC.items():
    setattr(Lane, f"__{_name}__", _computes(_card))


def _refuse_number(frame: Any) -> None:
    """RuntimeError if the user's own code asked for a number: what it does then cannot be done for all examples."""
    asked = ""
    while frame is not None and frame.f_globals.get("__name__", "") == "backlight.tensor.python":
        asked = frame.f_code.co_name
        frame = frame.f_back
    if not asked or frame is None or frame.f_globals.get("__name__", "").partition(".")[0] == "backlight":
        return
    if asked == "__bool__":
        raise RuntimeError(
            "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. We don't "
            "support that yet: inside vmap, write torch.where(condition, a, b) in place of `if`."
        )
    raise RuntimeError(
        "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling .item() on a "
        "Tensor, please try to rewrite what you're doing with other operations."
    )
