"""What prepares a picture for a classification network with published weights."""

from __future__ import annotations

from typing import Any

from backlight.nn.modules.module import Module


class ImageClassification(Module):
    """Resize the shorter side, crop the centre, scale to 0…1, subtract the mean and divide by the spread."""

    torch_module = "torchvision.transforms._presets"

    def __init__(
        self,
        *,
        crop_size: int,
        resize_size: int = 256,
        mean: tuple[float, ...] = (0.485, 0.456, 0.406),
        std: tuple[float, ...] = (0.229, 0.224, 0.225),
        interpolation: Any = "bilinear",
        antialias: bool | None = True,
    ) -> None:
        from backlight.vision.transforms.interpolation import InterpolationMode

        super().__init__()
        self.crop_size = [crop_size]
        self.resize_size = [resize_size]
        self.mean = list(mean)
        self.std = list(std)
        self.interpolation = InterpolationMode(interpolation)
        self.antialias = antialias

    def forward(self, img: Any) -> Any:
        from backlight.core.variable import Variable
        from backlight.vision.transforms import functional as F

        x: Any = F.resize(img, self.resize_size, interpolation=self.interpolation, antialias=self.antialias)
        x = F.center_crop(x, self.crop_size)
        x = x if isinstance(x, Variable) else F.pil_to_tensor(x)
        return F.normalize(F.convert_image_dtype(x), mean=self.mean, std=self.std)

    def __repr__(self) -> str:
        names = ("crop_size", "resize_size", "mean", "std", "interpolation")
        lines = [f"\n    {name}={getattr(self, name)}" for name in names]
        return f"{type(self).__name__}({''.join(lines)}\n)"
