"""Changing all tensors of a module at once: their number type, device, whether they need gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from backlight.autograd.grad_mode import no_grad
from backlight.core import dtypes
from backlight.tensor.conversion import destination
from backlight.tensor.creation import empty_like
from backlight.tensor.gradients import forget_gradient
from backlight.tensor.parameter import is_lazy

if TYPE_CHECKING:
    from backlight.core.device import device as Device
    from backlight.tensor.tensor import Tensor

Self = TypeVar("Self", bound="Moving")


class Moving:
    """`to`, `double`, `cuda` and their like; each changes the module itself and returns it."""

    def _apply(self: Any, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Any:
        for child in self.children() if recurse else ():
            child._apply(fn)
        for parameter in self._parameters.values():
            if parameter is None:
                continue
            with no_grad():
                parameter.data = fn(parameter)  # the parameter stays the object that an optimizer knows
                if parameter.grad is not None:
                    gradient = fn(parameter.grad).requires_grad_(parameter.grad.requires_grad)
                    parameter.grad = None
                    parameter.grad = gradient
        for name, buffer in self._buffers.items():
            if is_lazy(buffer):  # stays one
                buffer.data = fn(buffer.data)
            elif buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    def to(self: Self, *args: Any, **kwargs: Any) -> Self:
        """Change the number type of the floating tensors, or the device: `to(dtype)`, `to("cpu")`, `to(other)`.

        Integer tensors keep their type. TypeError for a dtype that is not floating or complex.
        """
        numpy_kind, _, memory_format = destination(args, kwargs)
        kind = None if numpy_kind is None else dtypes.of_numpy(numpy_kind)
        if kind is not None and not (kind.is_floating_point or kind.is_complex):
            raise TypeError(f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={kind}")

        def moved(x: Any) -> Any:
            wanted = kind if kind is not None and (x.is_floating_point() or x.is_complex()) else x.dtype
            in_format = memory_format if x.dim() in (4, 5) else None
            return x.to(wanted) if in_format is None else x.to(wanted, memory_format=in_format)

        return self._apply(moved)

    def type(self: Self, dst_type: dtypes.dtype | str) -> Self:
        """Change all parameters and buffers to a type."""
        return self._apply(lambda x: x.type(dst_type))

    def float(self: Self) -> Self:
        """Change the floating tensors to float32."""
        return self._apply(lambda x: x.float() if x.is_floating_point() else x)

    def double(self: Self) -> Self:
        """Change the floating tensors to float64."""
        return self._apply(lambda x: x.double() if x.is_floating_point() else x)

    def half(self: Self) -> Self:
        """Change the floating tensors to float16."""
        return self._apply(lambda x: x.half() if x.is_floating_point() else x)

    def bfloat16(self: Self) -> Self:
        """Change the floating tensors to bfloat16."""
        return self._apply(lambda x: x.bfloat16() if x.is_floating_point() else x)

    def cpu(self: Self) -> Self:
        """Move to the processor, where all tensors are."""
        return self._apply(lambda x: x.cpu())

    def cuda(self: Self, device: int | Device | None = None) -> Self:
        """Move to a GPU: raises torch's error, there is none."""
        return self._apply(lambda x: x.cuda(device))

    def xpu(self: Self, device: int | Device | None = None) -> Self:
        """Move to an XPU: raises torch's error, there is none."""
        return self.to("xpu" if device is None else device)

    def ipu(self: Self, device: int | Device | None = None) -> Self:
        """Move to an IPU: raises torch's error, there is none."""
        return self.to("ipu" if device is None else device)

    def mtia(self: Self, device: int | Device | None = None) -> Self:
        """Move to an MTIA device: raises torch's error, there is none."""
        return self.to("mtia" if device is None else device)

    def to_empty(self: Self, *, device: Any, recurse: bool = True) -> Self:
        """Move to a device without the values."""
        return self._apply(lambda x: empty_like(x, device=device), recurse=recurse)

    def share_memory(self: Self) -> Self:
        """Put the tensors into memory that other processes see."""
        return self._apply(lambda x: x.share_memory_())

    def requires_grad_(self: Self, requires_grad: bool = True) -> Self:
        """Freeze the module (False), or let it learn again."""
        for parameter in self.parameters():  # pyright: ignore[reportAttributeAccessIssue]
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters; without `set_to_none` they are filled with zeros."""
        for parameter in self.parameters():  # pyright: ignore[reportAttributeAccessIssue]
            forget_gradient(parameter, set_to_none)
