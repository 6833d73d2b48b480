"""`Variable`, the name that tensors with gradients had before PyTorch 0.4: every tensor is one."""

from __future__ import annotations

from typing import Any

from backlight.core.variable import Variable as _Any


class _EveryTensor(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _Any)


class Variable(metaclass=_EveryTensor):
    """`Variable(tensor, requires_grad=True)` is the tensor's data as a leaf; new programs need none.

    >>> import backlight
    >>> x = Variable(backlight.ones(1), requires_grad=True)
    >>> x, isinstance(x, Variable)
    (tensor([1.], requires_grad=True), True)
    """

    def __new__(cls, data: Any = None, requires_grad: bool = False, volatile: bool = False) -> Any:
        if data is None:
            from backlight.tensor.tensor import Tensor

            data = Tensor()
        if not isinstance(data, _Any):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        return data.detach().requires_grad_(requires_grad)  # type: ignore[attr-defined]
