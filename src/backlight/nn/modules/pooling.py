"""Pooling: maxima, averages, norms over windows; the adaptive kinds, whose result has a given size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.nn import functional as F
from backlight.nn.modules.convolution import repeated
from backlight.nn.modules.module import Module

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class _Pooling(Module):
    torch_module = "torch.nn.modules.pooling"
    dimensions: int

    def _chosen(self, functions: tuple) -> Any:
        """The function for the number of dimensions."""
        return functions[self.dimensions - 1]


class _MaxPool(_Pooling):
    __constants__ = ("ceil_mode", "dilation", "kernel_size", "padding", "return_indices", "stride")

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        return_indices: bool = False,
        ceil_mode: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride if stride is not None else kernel_size
        self.padding = padding
        self.dilation = dilation
        self.return_indices = return_indices
        self.ceil_mode = ceil_mode

    def forward(self, input: Tensor) -> Any:
        """The maxima of all windows; with `return_indices` also where they were."""
        return self._chosen((F.max_pool1d, F.max_pool2d, F.max_pool3d))(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.dilation,
            ceil_mode=self.ceil_mode,
            return_indices=self.return_indices,
        )

    def extra_repr(self) -> str:
        """All sizes."""
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, dilation={self.dilation}, "
            f"ceil_mode={self.ceil_mode}"
        )


class MaxPool1d(_MaxPool):
    """The maximum of each window of (N, C, L)."""

    dimensions = 1


class MaxPool2d(_MaxPool):
    """The maximum of each window of images (N, C, H, W); windows do not overlap unless `stride` says so.

    >>> MaxPool2d(2)(backlight.ones(1, 3, 4, 4)).shape
    torch.Size([1, 3, 2, 2])
    """

    dimensions = 2


class MaxPool3d(_MaxPool):
    """The maximum of each window of volumes (N, C, D, H, W)."""

    dimensions = 3


class _MaxUnpool(_Pooling):
    def __init__(self, kernel_size: Any, stride: Any = None, padding: Any = 0) -> None:
        super().__init__()
        self.kernel_size = repeated(kernel_size, self.dimensions)
        self.stride = repeated(stride if stride is not None else kernel_size, self.dimensions)
        self.padding = repeated(padding, self.dimensions)

    def forward(self, input: Tensor, indices: Tensor, output_size: Any = None) -> Tensor:
        """The maxima where `indices` say they were, zeros elsewhere."""
        unpool = self._chosen((F.max_unpool1d, F.max_unpool2d, F.max_unpool3d))
        return unpool(input, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self) -> str:
        """All sizes."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(_MaxUnpool):
    """A way back from MaxPool1d."""

    dimensions = 1


class MaxUnpool2d(_MaxUnpool):
    """A way back from MaxPool2d."""

    dimensions = 2


class MaxUnpool3d(_MaxUnpool):
    """A way back from MaxPool3d."""

    dimensions = 3


class AvgPool1d(_Pooling):
    """The mean of each window of (N, C, L)."""

    dimensions = 1

    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__()
        self.kernel_size = repeated(kernel_size, 1)
        self.stride = repeated(stride if stride is not None else kernel_size, 1)
        self.padding = repeated(padding, 1)
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    def forward(self, input: Tensor) -> Tensor:
        """The means of all windows."""
        return F.avg_pool1d(input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad)

    def extra_repr(self) -> str:
        """The sizes."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class _AvgPool(_Pooling):
    def __init__(
        self,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = stride if stride is not None else kernel_size
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input: Tensor) -> Tensor:
        """The means of all windows."""
        return self._chosen((None, F.avg_pool2d, F.avg_pool3d))(
            input,
            self.kernel_size,
            self.stride,
            self.padding,
            self.ceil_mode,
            self.count_include_pad,
            self.divisor_override,
        )

    def extra_repr(self) -> str:
        """The sizes."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(_AvgPool):
    """The mean of each window of images (N, C, H, W)."""

    dimensions = 2


class AvgPool3d(_AvgPool):
    """The mean of each window of volumes (N, C, D, H, W)."""

    dimensions = 3


class _LPPool(_Pooling):
    def __init__(self, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> None:
        super().__init__()
        self.norm_type = norm_type
        self.kernel_size = kernel_size
        self.stride = stride
        self.ceil_mode = ceil_mode

    def forward(self, input: Tensor) -> Tensor:
        """(Σ xᵖ)^(1/p) of all windows."""
        pool = self._chosen((F.lp_pool1d, F.lp_pool2d, F.lp_pool3d))
        return pool(input, float(self.norm_type), self.kernel_size, self.stride, self.ceil_mode)

    def extra_repr(self) -> str:
        """The settings."""
        return (
            f"norm_type={self.norm_type}, kernel_size={self.kernel_size}, stride={self.stride}, "
            f"ceil_mode={self.ceil_mode}"
        )


class LPPool1d(_LPPool):
    """The p-norm of each window of (N, C, L)."""

    dimensions = 1


class LPPool2d(_LPPool):
    """The p-norm of each window of images."""

    dimensions = 2


class LPPool3d(_LPPool):
    """The p-norm of each window of volumes."""

    dimensions = 3


class _FractionalMaxPool(_Pooling):
    def __init__(
        self,
        kernel_size: Any,
        output_size: Any = None,
        output_ratio: Any = None,
        return_indices: bool = False,
        _random_samples: Any = None,
    ) -> None:
        super().__init__()
        self.kernel_size = repeated(kernel_size, self.dimensions)
        self.return_indices = return_indices
        self.register_buffer("_random_samples", _random_samples)
        self.output_size = output_size if output_size is None else repeated(output_size, self.dimensions)
        self.output_ratio = output_ratio if output_ratio is None else repeated(output_ratio, self.dimensions)
        name = type(self).__name__
        if output_size is None and output_ratio is None:
            raise ValueError(f"{name} requires specifying either an output size, or a pooling ratio")
        if output_size is not None and output_ratio is not None:
            raise ValueError("only one of output_size and output_ratio may be specified")
        if self.output_ratio is not None and not all(0 < ratio < 1 for ratio in self.output_ratio):
            raise ValueError(f"output_ratio must be between 0 and 1 (got {output_ratio})")

    def forward(self, input: Tensor) -> Any:
        """The maxima of windows whose places are drawn at random (Graham, 2014)."""
        return self._chosen((None, F.fractional_max_pool2d, F.fractional_max_pool3d))(
            input,
            self.kernel_size,
            self.output_size,
            self.output_ratio,
            self.return_indices,
            _random_samples=self._random_samples,
        )


class FractionalMaxPool2d(_FractionalMaxPool):
    """The maxima of windows of images, placed at random so that the result has a given size or ratio."""

    dimensions = 2


class FractionalMaxPool3d(_FractionalMaxPool):
    """The maxima of windows of volumes, placed at random."""

    dimensions = 3


class _AdaptivePool(_Pooling):
    __constants__ = ("output_size", "return_indices")

    def __init__(self, output_size: Any) -> None:
        super().__init__()
        self.output_size = output_size

    def extra_repr(self) -> str:
        """The size of the result."""
        return f"output_size={self.output_size}"


class _AdaptiveAvgPool(_AdaptivePool):
    def forward(self, input: Tensor) -> Tensor:
        """Means over windows of nearly equal size."""
        pool = self._chosen((F.adaptive_avg_pool1d, F.adaptive_avg_pool2d, F.adaptive_avg_pool3d))
        return pool(input, self.output_size)


class _AdaptiveMaxPool(_AdaptivePool):
    def __init__(self, output_size: Any, return_indices: bool = False) -> None:
        super().__init__(output_size)
        self.return_indices = return_indices

    def forward(self, input: Tensor) -> Any:
        """Maxima over windows of nearly equal size."""
        pool = self._chosen((F.adaptive_max_pool1d, F.adaptive_max_pool2d, F.adaptive_max_pool3d))
        return pool(input, self.output_size, self.return_indices)


class AdaptiveAvgPool1d(_AdaptiveAvgPool):
    """Means, as many as `output_size` says, of (N, C, L)."""

    dimensions = 1


class AdaptiveAvgPool2d(_AdaptiveAvgPool):
    """Means, as many as `output_size` says, of images of any size.

    >>> AdaptiveAvgPool2d((1, 1))(backlight.ones(1, 3, 5, 7)).shape
    torch.Size([1, 3, 1, 1])
    """

    dimensions = 2


class AdaptiveAvgPool3d(_AdaptiveAvgPool):
    """Means, as many as `output_size` says, of volumes."""

    dimensions = 3


class AdaptiveMaxPool1d(_AdaptiveMaxPool):
    """Maxima, as many as `output_size` says, of (N, C, L)."""

    dimensions = 1


class AdaptiveMaxPool2d(_AdaptiveMaxPool):
    """Maxima, as many as `output_size` says, of images."""

    dimensions = 2


class AdaptiveMaxPool3d(_AdaptiveMaxPool):
    """Maxima, as many as `output_size` says, of volumes."""

    dimensions = 3
