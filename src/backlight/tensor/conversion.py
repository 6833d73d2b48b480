"""From tensors to Python, NumPy, other dtypes and devices, text, pickles and copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.device import CPU, on
from backlight.core.device import device as Device
from backlight.core.op import astype
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.ops.clone import clone as copy
from backlight.tensor.printing import format_tensor

if TYPE_CHECKING:
    from backlight.core.dtypes import dtype as DType
    from backlight.tensor.tensor import Tensor


def _one(tensor: Variable, what: str, error: type[Exception] = RuntimeError) -> Any:
    array = tensor._array
    if array.size != 1:
        raise error(f"{what}; this one has shape {tuple(array.shape)}")
    return array.item()


def _cast(dtype: DType) -> Any:
    def cast(self: Any, memory_format: Any = None) -> Any:
        numpy = dtypes.to_numpy(dtype)
        return self if self._array.dtype == numpy else astype(self, dtype=numpy)

    cast.__name__ = dtype.name
    cast.__doc__ = f"This tensor as {dtype}."
    return cast


class ConversionMethods(Variable):
    """The methods of this family; `Tensor` inherits them."""

    @property
    def dtype(self) -> DType:
        """The type of the elements, such as torch.float32."""
        return dtypes.of(self._array)

    @property
    def device(self) -> Device:
        """Where the data lives: the CPU."""
        return CPU

    is_cuda = is_sparse = is_quantized = is_mps = is_meta = False

    def item(self) -> Any:
        """The one element as a Python number.

        >>> import backlight
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
        """The elements as nested lists of Python numbers."""
        return self._array.tolist()

    def numpy(self, *, force: bool = False) -> np.ndarray:
        """The data as a NumPy array that shares its memory.

        Raises:
            RuntimeError: the tensor requires a gradient, which the array could not carry (unless `force`).
        """
        if self._needs_grad and not force:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
            )
        return self._array.view()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if self._needs_grad:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead."
            )
        return np.array(self._array, dtype, copy=copy) if copy or dtype is not None else self._array.view()

    __array_priority__ = 1000  # ndarray * tensor is the tensor's business

    def __array_wrap__(self, array: np.ndarray, context: Any = None, return_scalar: bool = False) -> Tensor:
        return constant(array)

    def __float__(self) -> float:
        return float(_one(self, "only one element tensors can be converted to Python scalars", ValueError))

    def __int__(self) -> int:
        return int(_one(self, "only one element tensors can be converted to Python scalars", ValueError))

    def __complex__(self) -> complex:
        return complex(_one(self, "only one element tensors can be converted to Python scalars", ValueError))

    def __index__(self) -> int:
        if self._array.size != 1 or self._array.dtype.kind not in "biu":
            raise TypeError("only integer tensors of a single element can be converted to an index")
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

    def clone(self, *, memory_format: Any = None) -> Tensor:
        """A copy with memory of its own, in the graph."""
        return copy(self)

    float = _cast(dtypes.float32)
    double = _cast(dtypes.float64)
    half = _cast(dtypes.float16)
    bfloat16 = _cast(dtypes.bfloat16)
    long = _cast(dtypes.int64)
    int = _cast(dtypes.int32)
    short = _cast(dtypes.int16)
    char = _cast(dtypes.int8)
    byte = _cast(dtypes.uint8)
    bool = _cast(dtypes.bool)
    cfloat = _cast(dtypes.complex64)
    cdouble = _cast(dtypes.complex128)

    def to(self, *args: Any, **options: Any) -> Tensor:
        """This tensor with another dtype, or on another device: `to(dtype)`, `to(device)`, `to(other)`.

        It is the tensor itself where nothing changes, unless `copy=True`.
        """
        dtype = options.get("dtype")
        device = options.get("device")
        positional = [a for a in args if not isinstance(a, _FLAG)]
        flags = [a for a in args if isinstance(a, _FLAG)]
        for value in positional:
            if isinstance(value, dtypes.dtype):
                dtype = value
            elif isinstance(value, Variable):
                dtype = dtypes.of(value._array)
            elif value is None or isinstance(value, (str, Device)) or value.__class__ is _INT:
                device = value
            else:
                raise TypeError(f"to() received an invalid combination of arguments - got ({type(value).__name__})")
        on(device)
        result: Any = self
        if dtype is not None and dtypes.to_numpy(dtype) != self._array.dtype:
            result = astype(self, dtype=dtypes.to_numpy(dtype))
        wants_copy = options.get("copy", flags[1] if len(flags) > 1 else False)
        return copy(self) if wants_copy and result is self else result

    def type(self, dtype: Any = None, non_blocking: Any = False) -> Any:
        """The legacy name of this tensor's type, 'torch.FloatTensor'; with `dtype`, this tensor as that."""
        from backlight.tensor.legacy import NAMES, TYPES

        if dtype is None:
            return f"torch.{NAMES[dtypes.of(self._array)]}"
        if isinstance(dtype, str):
            found = TYPES.get(dtype.rpartition(".")[2])
            if found is None:
                raise ValueError(f"invalid type: '{dtype}'")
            dtype = found
        return self.to(getattr(dtype, "dtype", dtype))

    def type_as(self, other: Tensor) -> Tensor:
        """This tensor with the dtype of another."""
        return self.to(dtypes.of(other._array))

    def cpu(self, memory_format: Any = None) -> Tensor:
        """This tensor, which lives on the CPU."""
        return self  # type: ignore[return-value]

    def cuda(self, device: Any = None, non_blocking: Any = False, memory_format: Any = None) -> Tensor:
        """AssertionError, as in a torch without CUDA."""
        on("cuda")
        return self  # type: ignore[return-value]

    def pin_memory(self, device: Any = None) -> Tensor:
        """This tensor; page-locked memory matters to GPUs only."""
        return self  # type: ignore[return-value]

    def is_pinned(self, device: Any = None) -> Any:
        """False: page-locked memory matters to GPUs only."""
        return False

    def is_floating_point(self) -> Any:
        """Whether the dtype is a floating one."""
        return dtypes.of(self._array).is_floating_point

    def is_complex(self) -> Any:
        """Whether the dtype is a complex one."""
        return dtypes.of(self._array).is_complex

    def is_signed(self) -> Any:
        """Whether the dtype has negative numbers."""
        return dtypes.of(self._array).is_signed

    def get_device(self) -> Any:
        """-1, the number of the CPU."""
        return -1

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        from backlight.core.inplace import refresh

        if self._base is not None:
            refresh(self)
        dtype = dtypes.of(self._array)
        array = self._array.astype(np.float32) if dtype is dtypes.bfloat16 else self._array
        node = self._node
        name = None if node is None else self.grad_fn.name()  # type: ignore[attr-defined]
        return format_tensor(
            array,
            dtype_name=dtype.name,
            default_dtype_name=dtypes.get_default_dtype().name,
            requires_grad=self._needs_grad and node is None,
            grad_fn=name,
        )

    def __format__(self, spec: str) -> str:
        if self._array.ndim == 0:
            return self._array.item().__format__(spec)
        if spec:
            raise TypeError(f"unsupported format string passed to {type(self).__name__}.__format__")
        return repr(self)

    def __dlpack__(self, **options: Any) -> Any:
        if self._needs_grad:
            raise RuntimeError("Can't export tensors that require gradient, use tensor.detach()")
        return self._array.__dlpack__(**options)

    def __dlpack_device__(self) -> tuple:
        return self._array.__dlpack_device__()

    def __deepcopy__(self, memo: dict) -> Tensor:
        if self._node is not None:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the "
                "moment. If you were attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm"
                " usage; use .detach().clone() for a copy of the values."
            )
        if id(self) in memo:
            return memo[id(self)]
        from copy import deepcopy

        twin = object.__new__(type(self))
        memo[id(self)] = twin
        twin._array = np.array(self._array)
        twin._needs_grad = self._needs_grad
        twin._grad = None if self._grad is None else deepcopy(self._grad, memo)
        for name, value in vars(self).items():
            if not name.startswith("_"):
                setattr(twin, name, deepcopy(value, memo))
        return twin

    def __reduce_ex__(self, protocol: Any) -> tuple:
        if self._node is not None:
            raise RuntimeError(
                "only leaf tensors can be pickled, and this one has a graph behind it: use .detach() for its values"
            )
        return _restored, (type(self), np.array(self._array), self._needs_grad)


_INT = (0).__class__
_FLAG = True.__class__


def _restored(cls: type, array: np.ndarray, requires_grad: bool) -> Any:
    tensor = object.__new__(cls)
    tensor._array, tensor._needs_grad = array, requires_grad
    return tensor
