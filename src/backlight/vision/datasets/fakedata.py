"""Pictures of noise, to try a program out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.tensor.generator import get_rng_state, manual_seed, set_rng_state
from backlight.tensor.random import randint, randn
from backlight.vision.datasets.dataset import VisionDataset
from backlight.vision.transforms.pictures import to_pil_image


class FakeData(VisionDataset):
    """Pictures of noise that are always the same at an index, as PIL pictures with the number of a class.

    Args:
        size: how many.
        image_size: (channels, height, width).
        num_classes: targets are below it.
        transform, target_transform: change the picture, and the target, which is a tensor.
        random_offset: another one gives other pictures.
    """

    def __init__(
        self,
        size: int = 1000,
        image_size: tuple[int, int, int] = (3, 224, 224),
        num_classes: int = 10,
        transform: Callable[..., Any] | None = None,
        target_transform: Callable[..., Any] | None = None,
        random_offset: int = 0,
    ) -> None:
        super().__init__(transform=transform, target_transform=target_transform)
        self.size = size
        self.num_classes = num_classes
        self.image_size = image_size
        self.random_offset = random_offset

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        if index >= len(self):
            raise IndexError(f"{type(self).__name__} index out of range")
        before = get_rng_state()
        manual_seed(index + self.random_offset)
        noise, number = randn(*self.image_size), randint(0, self.num_classes, size=(1,))[0]
        set_rng_state(before)
        picture, target = self._changed(to_pil_image(noise), number)
        return picture, target.item()

    def __len__(self) -> int:
        return self.size
