"""Ask torchvision what its transforms make of a small image for a seed; writes transforms.json next to this file.

python -m tests.golden.make_transforms, where torch and torchvision are installed
"""

from __future__ import annotations

import json
from pathlib import Path

# On the tensor (3, 6, 5) of bytes 0, 7, 14, … modulo 256, after manual_seed(5).
CASES = """
T.RandomCrop(4, padding=1)
T.RandomResizedCrop(4)
T.RandomHorizontalFlip()
T.RandomVerticalFlip()
T.RandomRotation(30)
T.RandomAffine(20, (0.2, 0.2), (0.8, 1.2), 10, T.InterpolationMode.BILINEAR, 9)
T.RandomPerspective(p=1.0)
T.ColorJitter(0.4, 0.4, 0.4, 0.2)
T.RandomErasing(1.0)
T.GaussianBlur(3)
T.ElasticTransform(20.0, 1.0)
T.RandomOrder([T.Pad(1), T.RandomCrop(4)])
T.AutoAugment()
T.RandAugment()
T.TrivialAugmentWide()
T.AugMix()
T.RandomEqualize(1.0)
T.RandomAutocontrast(1.0)
T.RandomAdjustSharpness(2, 1.0)
v2.RandomCrop(4, padding=1)
v2.RandomResizedCrop(4)
v2.ColorJitter(0.4, 0.4, 0.4, 0.2)
v2.RandomPhotometricDistort(p=0.7)
v2.RandomZoomOut(p=1.0, side_range=(1.0, 1.5))
v2.RandAugment()
v2.AugMix()
v2.RandomChoice([v2.Resize(3), v2.RandomRotation(40)])
""".strip().split("\n")


def outcome(torch, T, v2, case):
    """The values that come out, and the next number that the generator gives."""
    import random

    random.seed(5)
    torch.manual_seed(5)
    x = (torch.arange(90) * 7 % 256).to(torch.uint8).reshape(3, 6, 5)
    out = eval(case, {"T": T, "v2": v2})(x)
    return [list(out.shape), out.flatten().tolist(), torch.rand(1).item()]


if __name__ == "__main__":
    import torch

    from tests.oracle.vision import transforms, v2

    found = {case: outcome(torch, transforms, v2, case) for case in CASES}
    text = ",\n".join(
        f"{json.dumps(case)}: {json.dumps(value, separators=(',', ':'))}" for case, value in found.items()
    )
    Path(__file__).with_name("transforms.json").write_text(f"{{\n{text}\n}}\n", encoding="utf-8")
