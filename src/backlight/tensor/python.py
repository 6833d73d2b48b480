"""From tensors to Python and NumPy: numbers, lists, arrays, text, copies and pickles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes, result
from backlight.core.modes import state
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.tensor.options import expect_flag
from backlight.tensor.printing import format_tensor

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def _number(tensor: Variable) -> Any:
    """The one element, as float() and int() ask for it."""
    array = tensor._array
    if array.size != 1:
        raise ValueError(
            f"only one element tensors can be converted to Python scalars; this one has shape {tuple(array.shape)}: "
            "use .tolist(), or reduce it first"
        )
    return array.item()


def _real(tensor: Variable, kind: str) -> Any:
    value = _number(tensor)
    if isinstance(value, complex):
        if value.imag:
            raise RuntimeError(
                f"value cannot be converted to type {kind} without overflow: {value}; take .real or .abs()"
            )
        return value.real
    return value


class PythonMethods(Variable):
    """The methods of this family; `Tensor` inherits them."""

    def item(self) -> Any:
        """The one element as a Python number; RuntimeError for more or fewer elements.

        >>> backlight.tensor([2.5]).item()
        2.5
        """
        array = self._array
        if array.size != 1:
            raise RuntimeError(
                f"a Tensor with {array.size} elements cannot be converted to Scalar; "
                f"this one has shape {tuple(array.shape)}: use .tolist(), or reduce it first"
            )
        return array.item()

    def tolist(self) -> Any:
        """The elements as nested lists of Python numbers; without dimensions, the number itself.

        >>> backlight.tensor([[1, 2], [3, 4]]).tolist()
        [[1, 2], [3, 4]]
        """
        return self._array.tolist()

    def numpy(self, *, force: bool = False) -> np.ndarray:
        """The data as a NumPy array that shares its memory.

        RuntimeError if the tensor requires a gradient, which the array could not carry; inside `no_grad`, or with
        `force`, it is left behind.

        >>> backlight.ones(2).numpy()
        array([1., 1.], dtype=float32)
        """
        if force is not False:
            expect_flag(force, "numpy", "force")
        elif self._needs_grad and state.grad:
            raise _needs_detach()
        elif self._array.dtype.char == "E":
            raise TypeError("Got unsupported ScalarType BFloat16: NumPy has no bfloat16; use .float().numpy()")
        return self._array.view()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if self._needs_grad and state.grad:
            raise _needs_detach()
        if dtype is None and not copy:
            return self._array.view()
        return np.array(self._array, dtype, copy=copy)

    __array_priority__ = 1000  # ndarray * tensor is the tensor's business

    def __array_wrap__(self, array: np.ndarray, context: Any = None, return_scalar: bool = False) -> Tensor:
        # what NumPy computed of a tensor is a tensor again, and its masks are bytes: so torch has it
        return constant(array.astype(np.uint8) if array.dtype.kind == "b" else array)

    def __float__(self) -> float:
        return float(_real(self, "double"))

    def __int__(self) -> int:
        return int(_real(self, "int64"))

    def __complex__(self) -> complex:
        return complex(_number(self))

    def __index__(self) -> int:
        if self._array.size != 1 or self._array.dtype.kind not in "biu":
            raise TypeError(
                "only integer tensors of a single element can be converted to an index; this one holds "
                f"{dtypes.of(self._array)} in shape {tuple(self._array.shape)}"
            )
        return int(self._array.item())

    def __bool__(self) -> bool:
        array = self._array
        if array.size != 1:
            many = "more than one value" if array.size else "no values"
            raise RuntimeError(
                f"Boolean value of Tensor with {many} is ambiguous; its shape is {tuple(array.shape)}: "
                "use .any() or .all()"
            )
        return bool(array.item())

    def __repr__(self: Any, *, tensor_contents: Any = None) -> str:
        if type(self) is result.Tensor:
            return text_of(self, "tensor(")
        text = text_of(self, f"{type(self).__name__}(")
        return f"Parameter({text})" if vars(self).get("_is_param") else text

    def __format__(self: Any, spec: str) -> str:
        if not self._array.ndim and type(self) is result.Tensor:
            return self._array.item().__format__(spec)
        if spec:
            raise TypeError(
                f"unsupported format string passed to {type(self).__name__}.__format__: {spec!r} formats a single "
                "number; use .item()"
            )
        return repr(self)

    def __dlpack__(self, **options: Any) -> Any:
        if self._needs_grad:
            raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
        if options.get("stream") is not None:
            raise AssertionError("stream should be None on cpu.")
        return self._array.__dlpack__(**options)

    def __dlpack_device__(self) -> tuple:
        return self._array.__dlpack_device__()


def _needs_detach() -> RuntimeError:
    return RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")


def text_of(tensor: Any, prefix: str) -> str:
    """The text that shows a tensor: its values, and what there is to know of its dtype and graph."""
    kind, array = dtypes.of(tensor._array), tensor._array
    if hasattr(array, "as_text"):  # inside vmap
        return array.as_text()
    try:
        node = None if tensor.grad_fn is None else type(tensor.grad_fn).__name__
    except RuntimeError:  # a view that the graph cannot follow, after a write to its base
        node = "Invalid"
    return format_tensor(
        array.astype(np.float32) if kind is dtypes.bfloat16 else array,
        dtype_name=kind.name,
        default_dtype_name=dtypes.get_default_dtype().name,
        requires_grad=tensor._needs_grad and node is None,
        grad_fn=node,
        prefix=prefix,
    )
