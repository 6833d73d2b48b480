"""A data set of pictures: where its files are, and what is done to each picture and target."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

from backlight.data.dataset import Dataset

T_co = TypeVar("T_co", covariant=True)


class StandardTransform:
    """A transform of pictures and one of targets as a transform of both."""

    def __init__(
        self, transform: Callable[..., Any] | None = None, target_transform: Callable[..., Any] | None = None
    ) -> None:
        self.transform = transform
        self.target_transform = target_transform

    def __call__(self, input: Any, target: Any) -> tuple[Any, Any]:
        if self.transform is not None:
            input = self.transform(input)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return input, target

    def _format_transform_repr(self, transform: Any, head: str) -> list[str]:
        first, *rest = repr(transform).splitlines()
        return [head + first, *[" " * len(head) + line for line in rest]]

    def __repr__(self) -> str:
        body = [type(self).__name__]
        if self.transform is not None:
            body += self._format_transform_repr(self.transform, "Transform: ")
        if self.target_transform is not None:
            body += self._format_transform_repr(self.target_transform, "Target transform: ")
        return "\n".join(body)


class VisionDataset(Dataset[T_co]):
    """The base of data sets of pictures; a subclass defines `__getitem__` and `__len__`.

    Args:
        root: the folder of the files, shown in the repr.
        transforms: changes picture and target together; or else
        transform, target_transform: change one each.
    """

    _repr_indent = 4

    def __init__(
        self,
        root: Any = None,
        transforms: Callable[..., Any] | None = None,
        transform: Callable[..., Any] | None = None,
        target_transform: Callable[..., Any] | None = None,
    ) -> None:
        self.root = os.path.expanduser(root) if isinstance(root, str) else root
        separate = transform is not None or target_transform is not None
        if transforms is not None and separate:
            raise ValueError("Only transforms or transform/target_transform can be passed as argument")
        self.transform = transform
        self.target_transform = target_transform
        self.transforms = StandardTransform(transform, target_transform) if separate else transforms

    def __getitem__(self, index: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__}: subclasses of VisionDataset define __getitem__")

    def __len__(self) -> int:
        raise NotImplementedError(f"{type(self).__name__}: subclasses of VisionDataset define __len__")

    def _changed(self, picture: Any, target: Any) -> tuple[Any, Any]:
        """A sample after its transforms; they are looked up anew, as scripts exchange them."""
        if self.transform is not None:
            picture = self.transform(picture)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return picture, target

    def __repr__(self) -> str:
        body = [f"Number of datapoints: {len(self)}"]
        if self.root is not None:
            body.append(f"Root location: {self.root}")
        body += self.extra_repr().splitlines()
        if getattr(self, "transforms", None) is not None:
            body.append(repr(self.transforms))
        return "\n".join(["Dataset " + type(self).__name__, *[" " * self._repr_indent + line for line in body]])

    def extra_repr(self) -> str:
        """More lines for the repr."""
        return ""
