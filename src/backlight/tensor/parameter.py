"""Parameters and buffers: tensors that a module recognises as its own."""

from __future__ import annotations

from typing import Any

from backlight.core.public import Public
from backlight.core.variable import Variable
from backlight.tensor.copies import subclassed
from backlight.tensor.creation import empty
from backlight.tensor.options import needing_grad
from backlight.tensor.python import text_of
from backlight.tensor.tensor import Tensor


class _Marked(Public):
    """The class of Parameter and Buffer: their instances are those of the class, and all tensors with its mark."""

    mark: str
    torch_module = "torch.nn.parameter"

    def __instancecheck__(cls, instance: object) -> bool:
        return type.__instancecheck__(cls, instance) or (
            isinstance(instance, Variable) and vars(instance).get(cls.mark, False)
        )


class Parameter(Tensor, metaclass=_Marked):
    """A leaf tensor that a module owns and an optimizer changes; it shares the memory of `data`.

    Args:
        data: a tensor; left out, an empty one.
        requires_grad: whether it gets a gradient (default). RuntimeError for integers then.

    >>> Parameter(backlight.ones(2))
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
    """

    mark = "_is_param"
    _is_param = True

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Any:
        data = empty(0) if data is None else data
        made = subclassed(cls, data.detach())
        if type(data) not in (Tensor, Parameter, cls):  # a tensor of the user's own class stays one
            made = subclassed(type(data), data)
            made._is_param = True
        return needing_grad(made) if requires_grad else made

    def __repr__(self: Any, *, tensor_contents: Any = None) -> str:
        return text_of(self, "Parameter containing:\ntensor(")

    def __deepcopy__(self: Any, memo: dict) -> Any:
        if id(self) not in memo:
            memo[id(self)] = type(self)(self.data.clone(), self.requires_grad)
        return memo[id(self)]


class UninitializedTensorMixin:
    """A parameter or buffer whose shape is not known yet: its module finds it out at the first call."""

    becomes: type

    def materialize(self: Any, shape: Any, device: Any = None, dtype: Any = None) -> None:
        """Become an ordinary tensor of the shape, whose numbers are arbitrary."""
        self.data = empty(tuple(shape), device=device, dtype=dtype or self.data.dtype)
        self.__class__ = self.becomes

    @property
    def shape(self) -> Any:
        """Not known: RuntimeError."""
        raise RuntimeError(
            "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in "
            "`load_state_dict` when trying to load an uninitialized parameter into an initialized one. Call `forward` "
            "to initialize the parameters before accessing their attributes."
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __deepcopy__(self: Any, memo: dict) -> Any:
        if id(self) not in memo:
            memo[id(self)] = type(self)(requires_grad=self.requires_grad, dtype=self.data.dtype)
        return memo[id(self)]


class UninitializedParameter(UninitializedTensorMixin, Parameter):
    """A parameter whose shape is not known yet.

    >>> weight = UninitializedParameter()
    >>> weight.materialize((2, 3))
    >>> weight.shape
    torch.Size([2, 3])
    """

    becomes = Parameter

    def __new__(cls, requires_grad: bool = True, device: Any = None, dtype: Any = None) -> Any:
        made = subclassed(cls, empty(0, device=device, dtype=dtype))
        return needing_grad(made) if requires_grad else made


class UninitializedBuffer(UninitializedTensorMixin, Tensor):
    """A buffer whose shape is not known yet."""

    torch_module = "torch.nn.parameter"
    becomes = Tensor

    def __new__(cls, requires_grad: bool = False, device: Any = None, dtype: Any = None) -> Any:
        return subclassed(cls, empty(0, device=device, dtype=dtype))


def is_lazy(x: object) -> bool:
    """Whether a parameter or buffer still waits for its shape."""
    return isinstance(x, UninitializedTensorMixin)


class Buffer(Tensor, metaclass=_Marked):
    """A tensor that is a part of a module's state and no parameter: registered when assigned as an attribute.

    Args:
        data: a tensor; left out, an empty one.
        persistent: whether it belongs to the module's `state_dict`.

    >>> isinstance(Buffer(backlight.ones(2)), Buffer)
    True
    """

    mark = "_is_buffer"

    def __new__(cls, data: Any = None, *, persistent: bool = True) -> Any:
        data = empty(0) if data is None else data
        made = data.detach().requires_grad_(data.requires_grad)
        made.persistent, made._is_buffer = persistent, True
        return made
