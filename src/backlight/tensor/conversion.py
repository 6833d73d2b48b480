"""From tensors to other dtypes and devices, and what they say of both."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.device import CPU, on
from backlight.core.device import device as Device
from backlight.core.later import later_method
from backlight.core.layout import contiguous_format, has_channels_last, preserve_format, strided
from backlight.core.layout import empty as empty_memory
from backlight.core.op import astype
from backlight.core.strided import steps
from backlight.core.variable import Variable
from backlight.ops.clone import clone as copy
from backlight.tensor.options import numpy_dtype
from backlight.tensor.surface import tensor_in

if TYPE_CHECKING:
    from typing import Unpack

    from backlight.core.dtypes import dtype as DType
    from backlight.core.layout import layout as Layout
    from backlight.core.layout import memory_format as MemoryFormat
    from backlight.tensor.options import ToOptions
    from backlight.tensor.tensor import Tensor


def clone(input: Tensor, *, memory_format: MemoryFormat | None = None) -> Tensor:
    """A copy with memory of its own, in the graph: gradients flow through it.

    >>> x = backlight.tensor([1.0, 2.0])
    >>> y = clone(x)
    >>> y[0] = 5
    >>> x
    tensor([1., 2.])
    """
    x = tensor_in("clone", input)
    return copy(x) if memory_format is None else copy(x, memory_format=memory_format)


def is_tensor(obj: object) -> bool:
    """Whether `obj` is a tensor."""
    return isinstance(obj, Variable)


def is_floating_point(input: Tensor) -> bool:
    """Whether the dtype is a floating one."""
    return dtypes.of(tensor_in("is_floating_point", input)._array).is_floating_point


def is_complex(input: Tensor) -> bool:
    """Whether the dtype is a complex one."""
    return dtypes.of(tensor_in("is_complex", input)._array).is_complex


def is_signed(input: Tensor) -> bool:
    """Whether the dtype has negative numbers."""
    return dtypes.of(tensor_in("is_signed", input)._array).is_signed


def is_nonzero(input: Tensor) -> bool:
    """Whether the one element is not zero; RuntimeError for more or fewer elements."""
    return bool(tensor_in("is_nonzero", input))


def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have the same shape."""
    return input._array.shape == other._array.shape


def is_conj(input: Tensor) -> bool:
    """False: conjugates are computed at once."""
    return False


def is_inference(input: Tensor) -> bool:
    """Whether the tensor was made in `inference_mode` and can never be part of a graph."""
    return input._inference


def get_device(input: Tensor) -> int:
    """-1, the number of the CPU."""
    return -1


def typename(obj: Any) -> str:
    """The name of an object's class with its module; of a tensor, its legacy type.

    >>> typename(backlight.ones(1)), typename(3)
    ('torch.FloatTensor', 'int')
    """
    if isinstance(obj, Variable):
        return _type(obj)
    named = obj if hasattr(obj, "__qualname__") else type(obj)
    module = getattr(named, "__module__", None) or "builtins"
    if module.startswith(("backlight.core.", "backlight.tensor.")):
        module = "torch"
    return named.__qualname__ if module == "builtins" else f"{module}.{named.__qualname__}"


def _type(self: Any, dtype: Any = None, non_blocking: Any = False) -> Any:
    """The legacy name of this tensor's type, 'torch.FloatTensor'; with `dtype`, this tensor as that."""
    from backlight.tensor.legacy import NAMES, TYPES

    if dtype is None:
        return f"torch.{NAMES[dtypes.of(self._array)]}"
    if isinstance(dtype, dtypes.dtype):
        return self.to(dtype)
    if not isinstance(dtype, (str, type)):
        raise TypeError("dtype must be a type, str, or dtype object")
    name = dtype if isinstance(dtype, str) else f"{dtype.__module__}.{dtype.__qualname__}"
    if name == "torch.Tensor" or (isinstance(dtype, type) and issubclass(dtype, Variable)):
        return self.to(dtypes.get_default_dtype())
    found = TYPES.get(name)
    if found is None:
        raise ValueError(f"invalid type: '{name.removeprefix('builtins.')}'")
    if found.is_cuda:
        raise RuntimeError(f"Cannot initialize CUDA: backlight computes on the CPU, there is no {name}")
    return self.to(found.dtype)


def destination(args: tuple, options: Any) -> tuple:
    """What a call of `to` asks for: (NumPy dtype or None where it is left alone, copy, memory format).

    TypeError for arguments that none of to(dtype), to(device, dtype), to(other) takes.
    """
    first = args[0] if args else options.get("other", options.get("tensor"))
    if isinstance(first, Variable):
        names = ("tensor",)
    else:
        names = ("dtype",) if isinstance(first, (dtypes.dtype, type)) else ("device", "dtype")
    names = (*names, "non_blocking", "copy")
    given = {**dict(zip(names, args, strict=False)), **options}
    allowed = {*names, "memory_format"}
    if len(given) < len(args) + len(options) or not given.keys() <= allowed:
        raise _wrong(args, options)
    device, dtype = given.get("device"), given.get("dtype")
    copied, non_blocking = given.get("copy", False), given.get("non_blocking", False)
    flags = type(copied) is bool and type(non_blocking) is bool
    if not (flags and isinstance(device, _DEVICES) and (dtype is None or isinstance(dtype, (dtypes.dtype, type)))):
        raise _wrong(args, options)
    on(device)
    if isinstance(first, Variable):
        kind = first._array.dtype
    else:
        kind = None if dtype is None else numpy_dtype(dtype, "to")
    return kind, copied, given.get("memory_format")


_DEVICES = (Device, str, int, type(None))


def _wrong(args: tuple, options: dict) -> TypeError:
    got = [type(a).__name__ for a in args] + [f"{name}={type(a).__name__}" for name, a in options.items()]
    return TypeError(
        f"to() received an invalid combination of arguments - got ({', '.join(got)}), but expected one of: "
        "to(dtype), to(device), to(device, dtype), to(other), each with non_blocking=, copy=, memory_format="
    )


def _converted(x: Any, kind: Any, copied: bool, memory_format: Any) -> Tensor:
    if x._array.dtype == kind and not copied:
        return x if memory_format is None else _in_format(x, memory_format)
    if memory_format is None:
        return astype(x, dtype=kind)
    return astype(x, dtype=kind, memory_format=memory_format)


def _in_format(x: Any, memory_format: Any) -> Tensor:
    """The tensor itself, unless its channels have to move: torch leaves a transposed tensor as it is here."""
    if memory_format is preserve_format or (memory_format is contiguous_format and not has_channels_last(x._array)):
        return x
    wanted = empty_memory(x._array.shape, x._array.dtype, memory_format, "to")
    return x if steps(wanted) == steps(x._array) else copy(x, memory_format=memory_format)


def _cast(name: str, dtype: DType) -> Any:
    def cast(self: Any, *, memory_format: Any = None) -> Any:
        return _converted(self, dtype.numpy or dtypes.to_numpy(dtype), False, memory_format)

    cast.__name__ = cast.__qualname__ = name
    cast.__doc__ = f"This tensor as {dtype}."
    return cast


def _yes(self: Any) -> bool:
    """True: backlight computes on the CPU."""
    return True


def _no(self: Any) -> bool:
    """False: backlight computes on the CPU, and its tensors are strided."""
    return False


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

    @property
    def layout(self) -> Layout:
        """How the elements are kept: torch.strided."""
        return strided

    is_cpu = property(_yes)
    is_cuda = is_xpu = is_mps = is_meta = is_xla = is_ipu = is_mtia = is_maia = is_vulkan = property(_no)
    is_sparse = is_sparse_csr = is_mkldnn = is_quantized = is_nested = property(_no)

    def to(self: Any, *args: Any, **options: Unpack[ToOptions]) -> Tensor:
        """This tensor with another dtype, or on another device: `to(dtype)`, `to(device, dtype)`, `to(other)`.

        It is the tensor itself where nothing changes, unless `copy=True`.

        >>> backlight.tensor([1, 2]).to(backlight.float64)
        tensor([1., 2.], dtype=torch.float64)
        """
        if len(args) == 1 and not options:
            (first,) = args
            if first.__class__ is dtypes.dtype:
                return _converted(self, first.numpy or dtypes.to_numpy(first), False, None)
            if first is CPU or first == "cpu":
                return self
        kind, copied, memory_format = destination(args, options)
        have = self._array.dtype
        return _converted(self, have if kind is None else kind, copied, memory_format)

    float = _cast("float", dtypes.float32)
    double = _cast("double", dtypes.float64)
    half = _cast("half", dtypes.float16)
    bfloat16 = _cast("bfloat16", dtypes.bfloat16)
    long = _cast("long", dtypes.int64)
    int = _cast("int", dtypes.int32)
    short = _cast("short", dtypes.int16)
    char = _cast("char", dtypes.int8)
    byte = _cast("byte", dtypes.uint8)
    bool = _cast("bool", dtypes.bool)
    cfloat = _cast("cfloat", dtypes.complex64)
    cdouble = _cast("cdouble", dtypes.complex128)
    chalf = _cast("chalf", dtypes.complex32)
    type = _type
    clone = clone

    def type_as(self: Any, other: Tensor) -> Tensor:
        """This tensor with the dtype of another."""
        if not isinstance(other, Variable):
            raise TypeError(
                f"type_as(): argument 'other' (position 1) must be Tensor, not {builtins.type(other).__name__}"
            )
        return self.to(dtypes.of(other._array))

    def cpu(self: Any, *, memory_format: MemoryFormat | None = None) -> Tensor:
        """This tensor, which lives on the CPU."""
        return self if memory_format is None else _in_format(self, memory_format)

    def cuda(self: Any, device: Any = None, non_blocking: builtins.bool = False, memory_format: Any = None) -> Tensor:
        """AssertionError, as in a torch without CUDA."""
        on("cuda" if device is None else device)
        return self

    def xpu(self: Any, device: Any = None, non_blocking: builtins.bool = False, memory_format: Any = None) -> Tensor:
        """AssertionError, as in a torch without XPU."""
        on("xpu" if device is None else device)
        return self

    def pin_memory(self: Any, device: Any = None) -> Tensor:
        """RuntimeError, as in a torch without accelerator: page-locked memory matters to GPUs only."""
        raise RuntimeError(
            "Cannot access accelerator device when none is available. Leave pin_memory away: it speeds up copies to a "
            "GPU only."
        )

    def is_pinned(self, device: Any = None) -> builtins.bool:
        """False: page-locked memory matters to GPUs only."""
        return False

    def is_shared(self: Any) -> builtins.bool:
        """Whether other processes see the memory: after `share_memory_()`."""
        from backlight.tensor.sharing import block_of

        return block_of(self._array) is not None

    share_memory_ = later_method("backlight.tensor.sharing", "share_memory_")

    def is_neg(self) -> builtins.bool:
        """False: negations are computed at once."""
        return False

    is_floating_point, is_complex, is_signed, is_conj = is_floating_point, is_complex, is_signed, is_conj
    is_nonzero, is_same_size, get_device = is_nonzero, is_same_size, get_device

    def resolve_conj(self: Any) -> Tensor:
        """This tensor, whose conjugates are computed already."""
        return self

    resolve_neg = resolve_conj
