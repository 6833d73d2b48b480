"""Modules that learn their input's size from the first input: its number of features or channels is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.nn.modules import batch_norm, convolution
from backlight.nn.modules.linear import Linear
from backlight.nn.modules.module import Module
from backlight.tensor.data import tensor
from backlight.tensor.parameter import UninitializedBuffer, UninitializedParameter, is_lazy

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class LazyModuleMixin(Module):
    """A module with parameters of unknown shape: before its first call `initialize_parameters(input)` makes them.

    It then becomes an instance of `cls_to_become`.
    """

    torch_module = "torch.nn.modules.lazy"
    cls_to_become: Any = None

    def has_uninitialized_params(self) -> bool:
        """Whether some shape is still unknown."""
        return any(is_lazy(x) for x in [*self._parameters.values(), *self._buffers.values()])

    def initialize_parameters(self, *args: Any, **kwargs: Any) -> None:
        """Give the parameters the shape that the input asks for."""
        raise NotImplementedError(f"initialize_parameters is not implemented for {type(self).__name__}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.initialize_parameters(*args, **kwargs)
        if self.has_uninitialized_params():
            raise RuntimeError(f"module {self._get_name()} has not been fully initialized")
        if self.cls_to_become is not None:
            self.__class__ = self.cls_to_become
        return Module.__call__(self, *args, **kwargs)


class LazyLinear(LazyModuleMixin, Linear):
    """Linear whose in_features is the last size of the first input.

    >>> layer = LazyLinear(3)
    >>> layer(backlight.ones(4, 2)).shape, layer
    (torch.Size([4, 3]), Linear(in_features=2, out_features=3, bias=True))
    """

    torch_module = "torch.nn.modules.linear"
    cls_to_become = Linear

    def __init__(self, out_features: int, bias: bool = True, device: Any = None, dtype: Any = None) -> None:
        super().__init__(0, 0, False)
        self.weight = UninitializedParameter(device=device, dtype=dtype)
        self.out_features = out_features
        if bias:
            self.bias = UninitializedParameter(device=device, dtype=dtype)

    def reset_parameters(self) -> None:
        """Draw the weights anew, if their shape is known."""
        if not self.has_uninitialized_params() and self.in_features != 0:
            super().reset_parameters()

    def initialize_parameters(self, input: Tensor) -> None:
        """Take in_features from the input."""
        if self.has_uninitialized_params():
            self.in_features = input.shape[-1]
            self.weight.materialize((self.out_features, self.in_features))
            if self.bias is not None:
                self.bias.materialize((self.out_features,))
            self.reset_parameters()


class _LazyConvolution(LazyModuleMixin, convolution._Convolution):
    torch_module = "torch.nn.modules.conv"

    def _make_weights(self, bias: bool, device: Any, dtype: Any) -> None:
        self.weight = UninitializedParameter(device=device, dtype=dtype)
        self.register_parameter("bias", UninitializedParameter(device=device, dtype=dtype) if bias else None)

    def reset_parameters(self) -> None:
        """Draw the weights anew, if their shape is known."""
        if not self.has_uninitialized_params() and self.in_channels != 0:
            super().reset_parameters()

    def initialize_parameters(self, input: Tensor, *args: Any, **kwargs: Any) -> None:
        """Take in_channels from the input."""
        if not self.has_uninitialized_params():
            return
        count = self.dimensions
        if input.dim() not in (count + 1, count + 2):
            raise RuntimeError(
                f"Expected {count + 1}D (unbatched) or {count + 2}D (batched) input to {type(self).__name__}, but got "
                f"input of size: {input.shape}"
            )
        self.in_channels = input.shape[-count - 1]
        if self.in_channels % self.groups:
            raise ValueError("in_channels must be divisible by groups")
        self.weight.materialize(self._weight_shape())
        if self.bias is not None:
            self.bias.materialize((self.out_channels,))
        self.reset_parameters()


class _LazyConv(_LazyConvolution, convolution._ConvNd):
    def __init__(
        self,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        convolution._ConvNd.__init__(
            self, 0, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, dtype
        )


class _LazyConvTranspose(_LazyConvolution, convolution._ConvTransposeNd):
    def __init__(
        self,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        before, after = (0, out_channels, kernel_size, stride, padding), (groups, bias, dilation, padding_mode)
        convolution._ConvTransposeNd.__init__(self, *before, output_padding, *after, device, dtype)


class LazyConv1d(_LazyConv, convolution.Conv1d):
    """Conv1d whose in_channels comes from the first input."""

    cls_to_become = convolution.Conv1d


class LazyConv2d(_LazyConv, convolution.Conv2d):
    """Conv2d whose in_channels comes from the first input."""

    cls_to_become = convolution.Conv2d


class LazyConv3d(_LazyConv, convolution.Conv3d):
    """Conv3d whose in_channels comes from the first input."""

    cls_to_become = convolution.Conv3d


class LazyConvTranspose1d(_LazyConvTranspose, convolution.ConvTranspose1d):
    """ConvTranspose1d whose in_channels comes from the first input."""

    cls_to_become = convolution.ConvTranspose1d


class LazyConvTranspose2d(_LazyConvTranspose, convolution.ConvTranspose2d):
    """ConvTranspose2d whose in_channels comes from the first input."""

    cls_to_become = convolution.ConvTranspose2d


class LazyConvTranspose3d(_LazyConvTranspose, convolution.ConvTranspose3d):
    """ConvTranspose3d whose in_channels comes from the first input."""

    cls_to_become = convolution.ConvTranspose3d


class _LazyNorm(LazyModuleMixin, batch_norm._NormBase):
    def __init__(
        self,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ) -> None:
        batch_norm._NormBase.__init__(self, 0, eps, momentum, False, False, device, dtype)
        self.affine = affine
        self.track_running_stats = track_running_stats
        options = {"device": device, "dtype": dtype}
        if affine:
            self.weight = UninitializedParameter(**options)
            self.register_parameter("bias", UninitializedParameter(**options) if bias else None)
        if track_running_stats:
            self.running_mean = UninitializedBuffer(**options)
            self.running_var = UninitializedBuffer(**options)
            self.num_batches_tracked = tensor(0, dtype=dtypes.int64)

    def reset_parameters(self) -> None:
        """Forget what was seen and learned, if the shapes are known."""
        if not self.has_uninitialized_params() and self.num_features != 0:
            super().reset_parameters()

    def initialize_parameters(self, input: Tensor) -> None:
        """Take num_features from the input."""
        if not self.has_uninitialized_params():
            return
        self.num_features = input.shape[1]
        for name in ("weight", "bias", "running_mean", "running_var"):
            if is_lazy(getattr(self, name)):
                getattr(self, name).materialize((self.num_features,))
        self.reset_parameters()


class LazyBatchNorm1d(_LazyNorm, batch_norm.BatchNorm1d):
    """BatchNorm1d whose num_features comes from the first input."""

    torch_module = "torch.nn.modules.batchnorm"
    cls_to_become = batch_norm.BatchNorm1d


class LazyBatchNorm2d(_LazyNorm, batch_norm.BatchNorm2d):
    """BatchNorm2d whose num_features comes from the first input."""

    torch_module = "torch.nn.modules.batchnorm"
    cls_to_become = batch_norm.BatchNorm2d


class LazyBatchNorm3d(_LazyNorm, batch_norm.BatchNorm3d):
    """BatchNorm3d whose num_features comes from the first input."""

    torch_module = "torch.nn.modules.batchnorm"
    cls_to_become = batch_norm.BatchNorm3d


class LazyInstanceNorm1d(_LazyNorm, batch_norm.InstanceNorm1d):
    """InstanceNorm1d whose num_features comes from the first input."""

    torch_module = "torch.nn.modules.instancenorm"
    cls_to_become = batch_norm.InstanceNorm1d


class LazyInstanceNorm2d(_LazyNorm, batch_norm.InstanceNorm2d):
    """InstanceNorm2d whose num_features comes from the first input."""

    torch_module = "torch.nn.modules.instancenorm"
    cls_to_become = batch_norm.InstanceNorm2d


class LazyInstanceNorm3d(_LazyNorm, batch_norm.InstanceNorm3d):
    """InstanceNorm3d whose num_features comes from the first input."""

    torch_module = "torch.nn.modules.instancenorm"
    cls_to_become = batch_norm.InstanceNorm3d
