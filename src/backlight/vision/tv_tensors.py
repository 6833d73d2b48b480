"""Tensors that say what they hold, an image, a mask, boxes or points, so that transforms v2 know what to do."""

from __future__ import annotations

from enum import Enum
from typing import Any

from backlight.core.modes import state
from backlight.tensor.data import as_tensor
from backlight.tensor.subclassing import prepare
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms.pictures import is_pil, pil_to_tensor

# Methods whose result is of the same kind; what others return is an ordinary tensor, unless `set_return_type` was used.
SAME = frozenset(("clone", "to", "detach", "requires_grad_", "pin_memory"))


class _Returned:
    """Whether results are of the kind of the tensor that they came from."""

    kind = False

    def __init__(self, before: bool) -> None:
        self.before = before

    def __enter__(self) -> _Returned:
        return self

    def __exit__(self, *error: object) -> None:
        _Returned.kind = self.before


def set_return_type(return_type: str) -> _Returned:
    """Let methods return what they were called on ("TVTensor") or ordinary tensors ("Tensor"), at will in a `with`."""
    before, kinds = _Returned.kind, {"tensor": False, "tvtensor": True}
    if return_type.lower() not in kinds:
        raise ValueError(f"return_type must be 'TVTensor' or 'Tensor', got {return_type}")
    _Returned.kind = kinds[return_type.lower()]
    return _Returned(before)


class TVTensor(Tensor):
    """A tensor that says what it holds."""

    torch_module = "torchvision.tv_tensors._tv_tensor"
    kept: tuple[str, ...] = ()  # what it says beyond its numbers

    @staticmethod
    def _to_tensor(data: Any, dtype: Any = None, device: Any = None, requires_grad: bool | None = None) -> Tensor:
        if is_pil(data):
            data = pil_to_tensor(data)
        if requires_grad is None:
            requires_grad = isinstance(data, Tensor) and data.requires_grad
        made = as_tensor(data, dtype=dtype, device=device)
        return made.requires_grad_(requires_grad) if requires_grad != made.requires_grad else made

    def __new__(cls, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool | None = None) -> Any:
        return cls._to_tensor(data, dtype, device, requires_grad).as_subclass(cls)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    @classmethod
    def wrap(cls, tensor: Tensor, like: Any, **kwargs: Any) -> Any:
        """`tensor` as one of this kind that says the same as `like`, except for what is given."""
        made = tensor.as_subclass(cls)
        for name in cls.kept:
            setattr(made, name, kwargs.get(name, getattr(like, name, None)))
        return made

    @classmethod
    def _wrap_output(cls, output: Any, args: tuple = (), kwargs: Any = None) -> Any:
        from backlight.func.tree import tree_leaves

        like = next(x for x in tree_leaves((args, kwargs)) if isinstance(x, cls))
        if isinstance(output, Tensor) and not isinstance(output, cls):
            return cls.wrap(output, like)
        if isinstance(output, (tuple, list)):
            return type(output)([cls.wrap(part, like) if isinstance(part, Tensor) else part for part in output])
        return output

    @classmethod
    def __torch_function__(cls, func: Any, types: tuple, args: tuple = (), kwargs: dict | None = None) -> Any:
        if not all(issubclass(cls, kind) for kind in types):
            names = " and ".join(kind.__name__ for kind in types)
            raise TypeError(f"{func.__name__}() of {names}: make one an ordinary tensor by .as_subclass(torch.Tensor)")
        before, state.dispatched = state.dispatched, True
        try:
            output = func(*args, **(kwargs or {}))
        finally:
            state.dispatched = before
        if _Returned.kind or (func.__name__ in SAME and isinstance(args[0], cls)):
            return cls._wrap_output(output, args, kwargs)
        return output.as_subclass(Tensor) if isinstance(output, cls) else output

    def _make_repr(self, **kwargs: Any) -> str:
        return f"{super().__repr__()[:-1]}, {', '.join(f'{key}={value}' for key, value in kwargs.items())})"

    def __deepcopy__(self, memo: dict) -> Any:
        return self.detach().clone().requires_grad_(self.requires_grad)


prepare(TVTensor)


class Image(TVTensor):
    """An image (..., C, H, W), made of a tensor, an array or a PIL image; ValueError below two dimensions."""

    torch_module = "torchvision.tv_tensors._image"

    def __new__(cls, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool | None = None) -> Any:
        tensor = cls._to_tensor(data, dtype, device, requires_grad)
        if tensor.ndim < 2:
            raise ValueError(f"Tensor must be 2D or higher, got {tensor.ndim}D tensor.")
        return (tensor.unsqueeze(0) if tensor.ndim == 2 else tensor).as_subclass(cls)

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        return self._make_repr()


class Video(TVTensor):
    """Images (..., T, C, H, W) in time; ValueError below four dimensions."""

    torch_module = "torchvision.tv_tensors._video"

    def __new__(cls, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool | None = None) -> Any:
        tensor = cls._to_tensor(data, dtype, device, requires_grad)
        if tensor.ndim < 4:
            raise ValueError(f"a video has the shape (..., T, C, H, W), not {list(tensor.shape)}")
        return tensor.as_subclass(cls)

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        return self._make_repr()


class Mask(TVTensor):
    """Masks (..., H, W) for detection or segmentation, made of a tensor, an array or a PIL image."""

    torch_module = "torchvision.tv_tensors._mask"


class BoundingBoxFormat(Enum):
    """What the numbers of a box are: corners, or a corner or the centre and the size; R is an angle."""

    XYXY = "XYXY"
    XYWH = "XYWH"
    CXCYWH = "CXCYWH"
    XYWHR = "XYWHR"
    CXCYWHR = "CXCYWHR"
    XYXYXYXY = "XYXYXYXY"


ROTATED = ("XYWHR", "CXCYWHR", "XYXYXYXY")


def is_rotated_bounding_format(format: Any) -> bool:
    """Whether boxes of that format may be turned."""
    if not isinstance(format, (BoundingBoxFormat, str)):
        raise ValueError(f"format should be str or BoundingBoxFormat, got {type(format)}")
    return getattr(format, "value", format) in ROTATED


class BoundingBoxes(TVTensor):
    """Boxes (N, 4) of a format, on a canvas of `canvas_size` (height, width).

    `clamping_mode` says what becomes of a box that leaves the canvas: "soft" and "hard" cut it off (they differ for
    turned boxes alone), None leaves it.
    """

    torch_module = "torchvision.tv_tensors._bounding_boxes"
    kept = ("format", "canvas_size", "clamping_mode")
    format: BoundingBoxFormat
    canvas_size: tuple[int, int]
    clamping_mode: str | None

    def __new__(
        cls,
        data: Any,
        *,
        format: BoundingBoxFormat | str,
        canvas_size: tuple[int, int],
        clamping_mode: str | None = "soft",
        dtype: Any = None,
        device: Any = None,
        requires_grad: bool | None = None,
    ) -> Any:
        tensor = cls._to_tensor(data, dtype, device, requires_grad)
        if not tensor.is_floating_point() and is_rotated_bounding_format(format):
            raise ValueError(f"Rotated bounding boxes should be floating point tensors, got {tensor.dtype}.")
        if tensor.ndim not in (1, 2):
            raise ValueError(f"Expected a 1D or 2D tensor, got {tensor.ndim}D")
        if clamping_mode not in (None, "hard", "soft"):
            raise ValueError(f"clamping_mode must be None, hard or soft, got {clamping_mode}.")
        made = (tensor.unsqueeze(0) if tensor.ndim == 1 else tensor).as_subclass(cls)
        made.format = BoundingBoxFormat[format.upper()] if isinstance(format, str) else format
        made.canvas_size, made.clamping_mode = canvas_size, clamping_mode
        return made

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        return self._make_repr(format=self.format, canvas_size=self.canvas_size, clamping_mode=self.clamping_mode)


class KeyPoints(TVTensor):
    """Points (..., 2), x and y, on a canvas of `canvas_size` (height, width)."""

    torch_module = "torchvision.tv_tensors._keypoints"
    kept = ("canvas_size",)
    canvas_size: tuple[int, int]

    def __new__(
        cls,
        data: Any,
        *,
        canvas_size: tuple[int, int],
        dtype: Any = None,
        device: Any = None,
        requires_grad: bool | None = None,
    ) -> Any:
        tensor = cls._to_tensor(data, dtype, device, requires_grad)
        if tensor.ndim == 1:
            tensor = tensor.unsqueeze(0)
        elif tensor.shape[-1] != 2:
            raise ValueError(f"Expected a tensor of shape (..., 2), not {tensor.shape}")
        made = tensor.as_subclass(cls)
        made.canvas_size = canvas_size
        return made

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        return self._make_repr(canvas_size=self.canvas_size)


def wrap(wrappee: Tensor, *, like: Any, **kwargs: Any) -> Any:
    """`wrappee` as a tensor of the kind of `like`, which says the same, except for what is given."""
    if isinstance(like, TVTensor):
        return type(like).wrap(wrappee, like, **kwargs)
    return wrappee.as_subclass(type(like))
