"""What every v2 transform does: find what is to be changed in nested containers, draw once, change it all alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from backlight.core.errors import warn
from backlight.func.tree import tree_flatten, tree_unflatten
from backlight.nn.modules.module import Module
from backlight.tensor.random import rand
from backlight.tensor.tensor import Tensor
from backlight.vision.transforms.pictures import is_pil
from backlight.vision.transforms.v2.meta import get_dimensions, get_size, is_pure_tensor
from backlight.vision.transforms.v2.registry import kernel_for
from backlight.vision.tv_tensors import BoundingBoxes, Image, KeyPoints, Mask, Video

PICTURES = (is_pure_tensor, Image, is_pil, Video)


def check_type(obj: Any, types_or_checks: Sequence[Any]) -> bool:
    """Whether `obj` is of one of the types, or passes one of the tests."""
    return any(isinstance(obj, one) if isinstance(one, type) else one(obj) for one in types_or_checks)


def has_any(flat_inputs: Sequence[Any], *types_or_checks: Any) -> bool:
    """Whether one of the inputs is of one of the types."""
    return any(check_type(inpt, types_or_checks) for inpt in flat_inputs)


def has_all(flat_inputs: Sequence[Any], *types_or_checks: Any) -> bool:
    """Whether there is an input of each of the types."""
    return all(has_any(flat_inputs, one) for one in types_or_checks)


def query_chw(flat_inputs: Sequence[Any]) -> tuple[int, int, int]:
    """(channels, height, width) of the images; ValueError if they differ, TypeError if there is none."""
    return _one_size(get_dimensions, flat_inputs, PICTURES, "CxHxW", "image or video")


def query_size(flat_inputs: Sequence[Any]) -> tuple[int, int]:
    """(height, width) of all inputs that have one; ValueError if they differ, TypeError if there is none."""
    kinds = (*PICTURES, Mask, BoundingBoxes, KeyPoints)
    return _one_size(get_size, flat_inputs, kinds, "HxW", "image, video, mask, bounding box of keypoint")


def _one_size(size: Callable, flat_inputs: Sequence[Any], kinds: Sequence[Any], what: str, which: str) -> Any:
    found = {tuple(size(inpt)) for inpt in flat_inputs if check_type(inpt, kinds)}
    if not found:
        raise TypeError(f"No {which} was found in the sample")
    if len(found) > 1:
        raise ValueError(f"Found multiple {what} dimensions in the sample: {sorted(found)}")
    return found.pop()


def get_bounding_boxes(flat_inputs: Sequence[Any]) -> BoundingBoxes:
    """The first boxes; ValueError if there are none."""
    return _first(flat_inputs, BoundingBoxes, "bounding boxes")


def get_keypoints(flat_inputs: Sequence[Any]) -> KeyPoints:
    """The first points; ValueError if there are none."""
    return _first(flat_inputs, KeyPoints, "keypoints")


def _first(flat_inputs: Sequence[Any], kind: type, name: str) -> Any:
    for inpt in flat_inputs:
        if isinstance(inpt, kind):
            return inpt
    raise ValueError(f"No {name} were found in the sample")


class Transform(Module):
    """One of your own says in `make_params(flat_inputs)` what it draws, and changes an input in `transform`.

    It takes one input, several, or any nesting; ordinary tensors are changed only if there is no image or video.
    """

    torch_module = "torchvision.transforms.v2._transform"
    _transformed_types: tuple[Any, ...] = (Tensor, is_pil)

    def check_inputs(self, flat_inputs: list[Any]) -> None:
        """Raise if the inputs do not suit."""

    def make_params(self, flat_inputs: list[Any]) -> dict[str, Any]:
        """What is drawn, for all inputs alike."""
        return {}

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """One input changed."""
        raise NotImplementedError

    def _call_kernel(self, functional: Callable, inpt: Any, *args: Any, **kwargs: Any) -> Any:
        kernel = kernel_for(functional, inpt, passing=True)
        if args:
            code = functional.__wrapped__.__code__  # type: ignore[attr-defined]
            kwargs.update(zip(code.co_varnames[1:], args))
        return kernel(inpt, **kwargs)

    def forward(self, *inputs: Any) -> Any:
        """The inputs in the same nesting, changed."""
        flat, spec = tree_flatten(inputs[0] if len(inputs) == 1 else inputs)
        self.check_inputs(flat)
        return tree_unflatten(self._changed(flat), spec)

    def _changed(self, flat: list[Any]) -> list[Any]:
        wanted = self._needs_transform_list(flat)
        params = self.make_params([inpt for inpt, want in zip(flat, wanted) if want])
        return [self.transform(inpt, params) if want else inpt for inpt, want in zip(flat, wanted)]

    def _needs_transform_list(self, flat_inputs: list[Any]) -> list[bool]:
        wanted, ordinary = [], not has_any(flat_inputs, Image, Video, is_pil)
        for inpt in flat_inputs:
            want = check_type(inpt, self._transformed_types)
            if want and is_pure_tensor(inpt):
                want, ordinary = ordinary, False  # the first of them is the image
            wanted.append(want)
        return wanted

    def extra_repr(self) -> str:
        """Its settings."""
        kinds = (bool, int, float, str, tuple, list, Enum)
        told = vars(self).items()
        return ", ".join(
            f"{name}={x}" for name, x in told if name[0] != "_" and name != "training" and isinstance(x, kinds)
        )


class Sometimes(Transform):
    """A transform that is done with probability p."""

    def __init__(self, p: float = 0.5) -> None:
        if not 0.0 <= p <= 1.0:
            raise ValueError("`p` should be a floating point value in the interval [0.0, 1.0].")
        super().__init__()
        self.p = p

    def forward(self, *inputs: Any) -> Any:
        """The inputs in the same nesting, changed or not."""
        inputs = inputs[0] if len(inputs) == 1 else inputs
        flat, spec = tree_flatten(inputs)
        self.check_inputs(flat)
        return inputs if rand(1)._array[0] >= self.p else tree_unflatten(self._changed(flat), spec)


def warn_of_passing(transform: Transform, inpt: Any) -> None:
    """Some transforms leave boxes, points and masks as they are, and say so."""
    if isinstance(inpt, (BoundingBoxes, KeyPoints, Mask)):
        warn(
            f"{type(transform).__name__}() is currently passing through inputs of type tv_tensors."
            f"{type(inpt).__name__}. This will likely change in the future."
        )


def fills(fill: Any) -> dict[Any, Any]:
    """The colour of what is outside by type of input, "others" for those not named; TypeError for what is no colour."""
    if not isinstance(fill, dict):
        fill = {"others": fill}
    for kind, one in fill.items():
        if not isinstance(one, (int, float, tuple, list, type(None))):
            raise TypeError("Got inappropriate fill arg, only Numbers, tuples, lists and dicts are allowed.")
        fill[kind] = [float(x) for x in one] if isinstance(one, (tuple, list)) else one
    return fill


def fill_of(fills: dict[Any, Any], inpt: Any) -> Any:
    """The colour for this input."""
    return fills.get(type(inpt), fills.get("others"))


def labels_getter(given: Any) -> Callable:
    """How labels are found in a sample: a function, None for no labels, or "default"."""
    if given == "default":
        return _labels
    if callable(given) or given is None:
        return given or (lambda _: None)
    raise ValueError(f"labels_getter should either be 'default', a callable, or None, but got {given}.")


def _labels(inputs: Any) -> Any:
    """The second input if it is a tensor, or what is called labels in a dict, or else what has label in its name."""
    if isinstance(inputs, (tuple, list)):
        inputs = inputs[1]
    if is_pure_tensor(inputs):
        return inputs
    if not hasattr(inputs, "keys"):
        raise ValueError(
            "When using the default labels_getter, the input passed to forward must be a dictionary or a two-tuple "
            f"whose second item is a dictionary or a tensor, but got {inputs} instead."
        )
    names = [key for key in inputs if key.lower() == "labels"] or [key for key in inputs if "label" in key.lower()]
    if not names:
        raise ValueError(
            "Could not infer where the labels are in the sample. Try passing a callable as the labels_getter "
            "parameter, or None if there are no labels."
        )
    return inputs[names[0]]
