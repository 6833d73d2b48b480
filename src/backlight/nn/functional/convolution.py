"""Convolution along one, two or three axes, plain and transposed: torch's arguments, its checks, then the cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core import dtypes
from backlight.core.variable import Variable
from backlight.nn.functional.arguments import per_axis, shown, unsupported
from backlight.ops import conv as cards
from backlight.tensor.shaping import squeeze, unsqueeze
from backlight.tensor.turning import permute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor

    Ints = int | Sequence[int]


def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> Tensor:
    """y[o, p] = b[o] + Σ x[c, p·stride + k·dilation − padding]·w[o, c, k], a sum over channels c and places k.

    `input` (N, C, L) or (C, L), `weight` (O, C/groups, K), `bias` (O,). `padding` is a number of zeros at both ends,
    'valid' for none, or 'same' for a result as long as the input. RuntimeError where shapes do not fit.

    >>> conv1d(backlight.tensor([[1., 2., 4.]]), backlight.tensor([[[-1., 1.]]]))
    tensor([[1., 2.]])
    """
    return _plain("conv1d", 1, input, weight, bias, stride, padding, dilation, groups)


def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> Tensor:
    """`conv1d` along two axes: `input` (N, C, H, W) or (C, H, W), `weight` (O, C/groups, kH, kW), `bias` (O,).

    Each of the numbers is for both axes, or a pair.

    >>> conv2d(backlight.ones(1, 3, 3), backlight.ones(1, 1, 2, 2), padding='valid')
    tensor([[[4., 4.],
             [4., 4.]]])
    """
    return _plain("conv2d", 2, input, weight, bias, stride, padding, dilation, groups)


def conv3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints | str = 0,
    dilation: Ints = 1,
    groups: int = 1,
) -> Tensor:
    """`conv1d` along three axes: `input` (N, C, D, H, W) or (C, D, H, W), `weight` (O, C/groups, kD, kH, kW).

    >>> conv3d(backlight.ones(1, 2, 2, 2), backlight.ones(1, 1, 2, 2, 2))
    tensor([[[[8.]]]])
    """
    return _plain("conv3d", 3, input, weight, bias, stride, padding, dilation, groups)


def conv_transpose1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
) -> Tensor:
    """y[o, p·stride + k·dilation − padding] = b[o] + Σ x[c, p]·w[c, o, k]: what the gradient of `conv1d` does.

    `input` (N, C, L) or (C, L), `weight` (C, O/groups, K), `bias` (O,). The result has `output_padding` places more
    at its end. RuntimeError where shapes do not fit.

    >>> conv_transpose1d(backlight.tensor([[1., 2.]]), backlight.tensor([[[1., 10.]]]), stride=2)
    tensor([[ 1., 10.,  2., 20.]])
    """
    return _transposed("conv_transpose1d", 1, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
) -> Tensor:
    """`conv_transpose1d` along two axes: `input` (N, C, H, W) or (C, H, W), `weight` (C, O/groups, kH, kW).

    >>> conv_transpose2d(backlight.ones(1, 1, 2), backlight.ones(1, 1, 2, 2))
    tensor([[[1., 2., 1.],
             [1., 2., 1.]]])
    """
    return _transposed("conv_transpose2d", 2, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose3d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Ints = 1,
    padding: Ints = 0,
    output_padding: Ints = 0,
    groups: int = 1,
    dilation: Ints = 1,
) -> Tensor:
    """`conv_transpose1d` along three axes: `input` (N, C, D, H, W), `weight` (C, O/groups, kD, kH, kW).

    >>> conv_transpose3d(backlight.ones(1, 1, 1, 1), backlight.ones(1, 2, 1, 1, 2)).shape
    torch.Size([2, 1, 1, 2])
    """
    return _transposed("conv_transpose3d", 3, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_tbc(input: Tensor, weight: Tensor, bias: Tensor, pad: int = 0) -> Tensor:
    """`conv1d` of sequences laid out (time, batch, channels), with `weight` (K, C, O).

    >>> conv_tbc(backlight.ones(3, 1, 2), backlight.ones(2, 2, 1), backlight.zeros(1)).shape
    torch.Size([2, 1, 1])
    """
    if input._array.ndim != 3:
        raise RuntimeError(f"Input must have 3 dims: time, batch, in_channel; got {shown(input._array.shape)}")
    if weight._array.ndim != 3:
        raise RuntimeError(
            f"Weight tensor must have 3 dims: kernel_width, in_channels, out_channels; got {shown(weight._array.shape)}"
        )
    if input._array.shape[2] != weight._array.shape[1]:
        raise RuntimeError(
            "Input dim 2 (input channels) is not == dim 1 in the weight tensor: "
            f"{input._array.shape[2]} and {weight._array.shape[1]}"
        )
    result = conv1d(permute(input, (1, 2, 0)), permute(weight, (2, 1, 0)), bias, padding=pad)
    return permute(result, (2, 0, 1))  # (B, O, T) -> (T, B, O)


def convolution(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None,
    stride: Sequence[int],
    padding: Sequence[int],
    dilation: Sequence[int],
    transposed: bool,
    output_padding: Sequence[int],
    groups: int,
) -> Tensor:
    """What all convolutions come down to, along as many axes as `weight` has; `input` has to be a batch.

    >>> convolution(backlight.ones(1, 1, 3), backlight.ones(1, 1, 2), None, [1], [0], [1], False, [0], 1)
    tensor([[[2., 2.]]])
    """
    _expect_tensors("convolution", input, weight, bias)
    axes = weight._array.ndim - 2
    if axes not in (1, 2, 3):
        raise RuntimeError(
            f"weight should have three to five dimensions, but its shape is {shown(weight._array.shape)}"
        )
    how = _how("convolution", axes, stride, padding, dilation, groups)
    more = per_axis("convolution", "output_padding", output_padding, axes)
    how |= {"transposed": bool(transposed), "output_padding": more if transposed else (0,) * axes}
    _check(input._array, weight._array, None if bias is None else bias._array, **how)
    return cards.convolution(input, weight, bias, **how)


def _plain(name: str, axes: int, x: Any, w: Any, b: Any, stride, padding, dilation, groups) -> Tensor:
    _expect_tensors(name, x, w, b)
    how = _how(name, axes, stride, 0 if isinstance(padding, str) else padding, dilation, groups)
    how |= {"transposed": False, "output_padding": (0,) * axes}
    if isinstance(padding, str):
        how |= _named_padding(padding, how, w._array.shape[2:])
    return _batched(name, axes, x, w, b, how)


def _transposed(name: str, axes: int, x: Any, w: Any, b: Any, stride, padding, output_padding, groups, dilation):
    _expect_tensors(name, x, w, b)
    how = _how(name, axes, stride, padding, dilation, groups)
    more = per_axis(name, "output_padding", output_padding, axes)
    return _batched(name, axes, x, w, b, how | {"transposed": True, "output_padding": more})


def _batched(name: str, axes: int, x: Any, w: Any, b: Any, how: dict) -> Any:
    ndim = x._array.ndim
    if ndim not in (axes + 1, axes + 2):
        raise RuntimeError(
            f"Expected {axes + 1}D (unbatched) or {axes + 2}D (batched) input to {name}, "
            f"but got input of size: {shown(x._array.shape)}"
        )
    one = ndim == axes + 1
    if one:
        x = unsqueeze(x, 0)
    _check(x._array, w._array, None if b is None else b._array, **how)
    y = cards.convolution(x, w, b, **how)
    return squeeze(y, 0) if one else y


def _expect_tensors(name: str, x: Any, w: Any, b: Any) -> None:
    for position, (argument, given) in enumerate((("input", x), ("weight", w), ("bias", b)), start=1):
        if not isinstance(given, Variable) and not (given is None and argument == "bias"):
            raise TypeError(
                f"{name}(): argument '{argument}' (position {position}) must be Tensor, not {type(given).__name__}"
            )


def _how(name: str, axes: int, stride, padding, dilation, groups) -> dict[str, Any]:
    if isinstance(groups, bool) or not hasattr(groups, "__index__"):
        raise TypeError(f"{name}(): argument 'groups' must be int, not {type(groups).__name__}")
    return {
        "stride": per_axis(name, "stride", stride, axes),
        "padding": per_axis(name, "padding", padding, axes),
        "dilation": per_axis(name, "dilation", dilation, axes),
        "groups": groups.__index__(),
    }


def _named_padding(padding: str, how: dict, kernel: tuple) -> dict[str, tuple]:
    """What 'same' and 'valid' mean for a kernel; where the zeros are odd in number, one more stands at the end."""
    if padding == "valid":
        return {}
    if padding != "same":
        raise RuntimeError(f"Invalid padding string: {padding!r}; it may be 'same' or 'valid'")
    if max(how["stride"]) > 1:
        raise RuntimeError(
            f"padding='same' is not supported for strided convolutions, but the stride is {how['stride']}"
        )
    total = [d * (k - 1) for d, k in zip(how["dilation"], kernel)]
    return {"padding": tuple([n // 2 for n in total]), "output_padding": tuple([n % 2 for n in total])}


def _check(x, w, b, stride, padding, dilation, transposed, output_padding, groups) -> None:
    """RuntimeError, in torch's order and words, where a convolution makes no sense."""
    if min(padding) < 0:
        raise RuntimeError(f"negative padding is not supported, got {padding}")
    if min(output_padding) < 0:
        raise RuntimeError(f"negative output_padding is not supported, got {output_padding}")
    if min(stride) <= 0:
        raise RuntimeError(f"non-positive stride is not supported, got {stride}")
    if min(dilation) <= 0:
        raise RuntimeError(f"dilation should be greater than zero, got {dilation}")
    if groups <= 0:
        raise RuntimeError(f"non-positive groups is not supported, got {groups}")
    if w.ndim < 3:
        raise RuntimeError(f"weight should have at least three dimensions, but its shape is {shown(w.shape)}")
    if x.ndim != w.ndim:
        raise RuntimeError(
            f"Expected {w.ndim}-dimensional input for {w.ndim}-dimensional weight {shown(w.shape)}, but got "
            f"{x.ndim}-dimensional input of size {shown(x.shape)} instead"
        )
    for name, other in (("weight", w), ("bias", b)):
        if other is not None and other.dtype != x.dtype:
            kinds = [dtypes.of(a).name for a in (x, other)]
            raise RuntimeError(
                f"Input type ({kinds[0]}) and {name} type ({kinds[1]}) should be the same; convert one of them, for "
                f"instance input.to({name}.dtype)"
            )
    if x.dtype.kind == "b":
        raise unsupported("convolution", x)
    _check_channels(x, w, b, transposed, groups)
    if 0 in x.shape[2:]:
        raise RuntimeError(
            f"Only zero batch or zero channel inputs are supported, but got input shape: {shown(x.shape)}"
        )
    if 0 in w.shape[2:]:
        raise RuntimeError(f"the kernel has no elements: weight has the shape {shown(w.shape)}")
    _check_sizes(x, w, stride, padding, dilation, transposed, output_padding)


def _check_channels(x, w, b, transposed, groups) -> None:
    given = "transposed=1" if transposed else f"groups={groups}"
    if w.shape[0] < groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but got weight of size "
            f"{shown(w.shape)} instead"
        )
    if w.shape[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of "
            f"size {shown(w.shape)} instead"
        )
    wanted = w.shape[0] if transposed else w.shape[1] * groups
    if x.shape[1] != wanted:
        raise RuntimeError(
            f"Given {given}, weight of size {shown(w.shape)}, expected input{shown(x.shape)} to have {wanted} "
            f"channels, but got {x.shape[1]} channels instead"
        )
    made = w.shape[1] * groups if transposed else w.shape[0]
    if b is not None and b.shape != (made,):
        raise RuntimeError(
            f"Given {given}, weight of size {shown(w.shape)}, expected bias to be 1-dimensional with {made} elements, "
            f"but got bias of size {shown(b.shape)} instead"
        )


def _check_sizes(x, w, stride, padding, dilation, transposed, output_padding) -> None:
    shape = cards.result_shape(x.shape[2:], w.shape[2:], stride, padding, dilation, transposed, output_padding)
    if transposed:
        if any(more >= max(s, d) for more, s, d in zip(output_padding, stride, dilation)):
            raise RuntimeError(
                f"output padding must be smaller than either stride or dilation, but got output_padding: "
                f"{output_padding} stride: {stride} dilation: {dilation}"
            )
        if min(shape) < 0:
            raise RuntimeError(
                f"Given input size per channel: {x.shape[2:]}. Calculated output size per channel: {shape}. "
                "Output size is too small"
            )
    elif min(shape) < 1:
        padded = [str(n + 2 * p + more) for n, p, more in zip(x.shape[2:], padding, output_padding)]
        kernel = [str(d * (k - 1) + 1) for k, d in zip(w.shape[2:], dilation)]
        raise RuntimeError(
            f"Calculated padded input size per channel: ({' x '.join(padded)}). Kernel size: ({' x '.join(kernel)}). "
            "Kernel size can't be greater than actual input size"
        )
