"""Copies and pickles of tensors, and tensors of a class of the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.inplace import refresh
from backlight.core.layout import copied
from backlight.core.result import new, owner
from backlight.core.strided import address, steps, strided
from backlight.core.variable import Variable
from backlight.ops.index import getitem

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

# What the engine keeps in a tensor; all else in there is the user's.
_ENGINE = frozenset(Variable.__annotations__)


def subclassed(cls: type, x: Any) -> Any:
    """A tensor of class `cls` around the memory of `x`, outside of every graph."""
    made = new(cls)
    made._array = x._array
    return made


def attributes(x: Any) -> dict:
    """What a user has written to a tensor as attributes."""
    return {name: value for name, value in vars(x).items() if name not in _ENGINE}


def copied_memory(array: np.ndarray, memo: dict) -> np.ndarray:
    """A copy of an array; those that share memory share their copies' memory, if `memo` is the same."""
    home = owner(array)
    if not isinstance(home, np.ndarray) or home.dtype != array.dtype or not _is_whole(home):
        return array.copy(order="K")
    if id(home) not in memo:
        memo[id(home)] = copied(home, home.dtype)
    if home.shape == array.shape and home.strides == array.strides:
        return memo[id(home)]
    offset = (address(array) - address(home)) // array.itemsize
    return strided(memo[id(home)], array.shape, steps(array), offset)


def _is_whole(home: np.ndarray) -> bool:
    return home.flags.c_contiguous or home.flags.f_contiguous


def _restored(cls: type, array: np.ndarray, order: tuple | None, requires_grad: bool) -> Any:
    """The tensor of a pickle; `order` says how its dimensions follow each other, where that is not as in memory."""
    made = new(cls)
    kind = dtypes.to_numpy(dtypes.of(array))
    array = array if array.dtype is kind else array.view(kind)  # pickles bring dtype objects of their own
    made._array = array if order is None else array.transpose(order)
    made._needs_grad = requires_grad
    return made


class CopyMethods(Variable):
    """The methods of this family; `Tensor` inherits them."""

    def __deepcopy__(self: Any, memo: dict) -> Tensor:
        if id(self) in memo:
            return memo[id(self)]
        if self._base is not None:
            refresh(self)
        if self._node is not None:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the "
                f"moment; this one has grad_fn={self.grad_fn}. If you were attempting to deepcopy a module, keep such "
                "tensors out of its attributes; .detach().clone() copies the values."
            )
        from copy import deepcopy

        twin = memo[id(self)] = new(type(self))
        twin._array = copied_memory(self._array, memo)
        twin._needs_grad = self._needs_grad
        twin._grad = deepcopy(self._grad, memo)
        vars(twin).update(deepcopy(attributes(self), memo))
        return twin

    def __reduce_ex__(self: Any, protocol: Any) -> tuple:
        array, order = self._array, None
        if not array.flags.c_contiguous:
            outermost_first = np.argsort([-step for step in array.strides], kind="stable")
            array, order = array.transpose(outermost_first), tuple(np.argsort(outermost_first).tolist())
        return _restored, (type(self), array, order, self._needs_grad), attributes(self) or None

    def as_subclass(self: Any, cls: type) -> Any:
        """This tensor as an instance of a subclass of Tensor, in the graph and with the same memory.

        >>> class Image(backlight.Tensor):
        ...     pass
        >>> backlight.ones(2).as_subclass(Image)
        Image([1., 1.])
        """
        _expect_subclass(cls)
        made = subclassed(cls, self)
        vars(made).update(vars(getitem(self, key=(...,))))
        return made

    @staticmethod
    def _make_subclass(subclass: type, data: Any, require_grad: bool = False) -> Any:
        """A leaf of class `subclass` with the memory of `data`."""
        _expect_subclass(subclass)
        made = subclassed(subclass, data)
        made._needs_grad = require_grad
        return made


def _expect_subclass(cls: type) -> None:
    if not (isinstance(cls, type) and issubclass(cls, Variable)):
        raise TypeError(
            "Creating a Tensor subclass from a class that does not inherit from Tensor is not possible. "
            "Make sure your class inherits from Tensor."
        )
