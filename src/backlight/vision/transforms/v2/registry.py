"""Which kernel a v2 function uses for which kind of input; a function is its signature, kernels are registered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from backlight.tensor.tensor import Tensor
from backlight.vision.transforms.functional import by_tensor
from backlight.vision.transforms.interpolation import InterpolationMode
from backlight.vision.transforms.pictures import is_pil
from backlight.vision.tv_tensors import BoundingBoxes, Image, KeyPoints, Mask, TVTensor, Video, wrap

FUNCTIONS: dict[str, Callable] = {}
KERNELS: dict[Callable, dict[Any, Callable]] = {}
PICTURE = "PIL.Image.Image"  # stands for the class, as Pillow need not be there


def dispatched(declared: Callable) -> Callable:
    """The function with this signature, which hands its arguments by name to the kernel for its first one."""
    names = declared.__code__.co_varnames[1 : declared.__code__.co_argcount]

    @wraps(declared)
    def call(inpt: Any, *args: Any, **kwargs: Any) -> Any:
        kwargs.update(zip(names, args))
        return kernel_for(call, inpt)(inpt, **kwargs)

    FUNCTIONS[declared.__name__], KERNELS[call] = call, {}
    return call


def kernel_for(functional: Callable, inpt: Any, passing: bool = False) -> Callable:
    """The kernel; TypeError if there is none, or, for `passing`, what gives the input back."""
    kernels = KERNELS[functional]
    for kind in type(inpt).__mro__:
        if kind in kernels:
            return kernels[kind]
        if kind is TVTensor:
            break
    if PICTURE in kernels and is_pil(inpt):
        return kernels[PICTURE]
    if passing:
        return lambda inpt, *args, **kwargs: inpt
    known = ", ".join(getattr(kind, "__name__", str(kind)) for kind in kernels)
    raise TypeError(f"F.{functional.__name__} takes inputs of type {known}, not {type(inpt)}")


def register_kernel(functional: Callable | str, tv_tensor_cls: type) -> Callable:
    """A decorator that makes a function the kernel of `functional` (itself or its name) for your own TVTensor class."""
    function = FUNCTIONS.get(functional) if isinstance(functional, str) else functional
    if function is None or function not in KERNELS:
        raise ValueError(f"{functional!r} is no function of torchvision.transforms.v2.functional that has kernels")
    if not (isinstance(tv_tensor_cls, type) and issubclass(tv_tensor_cls, TVTensor)):
        raise ValueError(f"kernels are for subclasses of torchvision.tv_tensors.TVTensor, not {tv_tensor_cls}")
    if tv_tensor_cls in (Image, Video, Mask, BoundingBoxes, KeyPoints, TVTensor):
        raise ValueError(f"Kernels cannot be registered for the builtin tv_tensor classes, but got {tv_tensor_cls}")
    if tv_tensor_cls in KERNELS[function]:
        raise ValueError(f"{function.__name__} already has a kernel registered for type {tv_tensor_cls}.")

    def registered(kernel: Callable) -> Callable:
        KERNELS[function][tv_tensor_cls] = kernel
        return kernel

    return registered


def kernels(
    function: Callable, image: Callable, picture: Callable | None = None, video: bool = True, **others: Callable
) -> None:
    """Register what a function does: with tensors, images and videos; PIL images; `mask`, `boxes` and `points`."""
    table = KERNELS[function]
    table[Tensor] = image
    table[Image] = rewrapped(image)
    if video:
        table[Video] = rewrapped(image)
    if picture is not None:
        table[PICTURE] = picture
    for name, kind in (("boxes", BoundingBoxes), ("points", KeyPoints)):
        if name in others:
            table[kind] = located(others[name])
    if "mask" in others:
        table[Mask] = rewrapped(others["mask"])


def rewrapped(kernel: Callable) -> Callable:
    """The kernel on an ordinary tensor, and what it returns made one of the input's kind."""

    def call(inpt: Any, **kwargs: Any) -> Any:
        out = kernel(inpt.as_subclass(Tensor), **kwargs)
        return tuple(wrap(one, like=inpt) for one in out) if isinstance(out, tuple) else wrap(out, like=inpt)

    return call


def through_tensor(kernel: Callable) -> Callable:
    """The kernel of PIL images that goes through a tensor."""
    return lambda inpt, **kwargs: by_tensor(inpt, lambda x: kernel(x, **kwargs))


def located(kernel: Callable) -> Callable:
    """The kernel of boxes or points, which is given what these know and may return a new canvas size too."""
    names = kernel.__code__.co_varnames[1 : kernel.__code__.co_argcount]

    def call(inpt: Any, **kwargs: Any) -> Any:
        known = {name: getattr(inpt, name) for name in type(inpt).kept}
        given = {name: x for name, x in {**known, **kwargs}.items() if name in names}
        out = kernel(inpt.as_subclass(Tensor), **given)
        return wrap(out[0], like=inpt, canvas_size=out[1]) if isinstance(out, tuple) else wrap(out, like=inpt)

    return call


def nearest(kernel: Callable) -> Callable:
    """The kernel of masks: the one of images, without any values between those of the pixels."""

    @wraps(kernel)
    def call(mask: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        exact = kwargs.get("interpolation") in (InterpolationMode.NEAREST_EXACT, "nearest-exact")
        kwargs["interpolation"] = InterpolationMode("nearest-exact" if exact else "nearest")
        return kernel(mask, *args, **kwargs)

    return call
