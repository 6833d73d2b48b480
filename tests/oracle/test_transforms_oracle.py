"""torchvision's transforms against torchvision itself: same seed, same image, whatever kind of image comes.

The last number of a case is how far two uint8 values may be apart: 0 where the arithmetic is exact, and 1 where a sum
or a product that lands on the edge of two levels may round either way. Floats may differ by as many steps of 2e-6.
"""

from __future__ import annotations

import random
import warnings

import numpy as np
import pytest
import torch

import backlight
import backlight.torchvision.transforms as B
from tests.oracle import vision
from tests.oracle.vision import compare, plain
from tests.oracle.vision import transforms as T

PICTURES = vision.pictures()
PIXELS = np.ascontiguousarray(np.asarray(PICTURES["RGBA"]).transpose(2, 0, 1))
TENSORS = {
    "uint8": PIXELS[:3],
    "float": (PIXELS[:3] / 255).astype(np.float32),
    "one": PIXELS[:1],
    "batch": np.stack([PIXELS[:3], PIXELS[1:]]),
    "double": PIXELS[:3] / 255,
}
ALL = ("RGB", "L", "RGBA", "P", "uint8", "float", "one", "batch", "double")
USUAL = ("RGB", "L", "uint8", "float", "one", "batch")
COLOURED = ("RGB", "L", "RGBA", "uint8", "float", "one", "batch", "double")


def given(side, name):
    if name in PICTURES:
        return PICTURES[name].copy()
    return (torch if side is T else backlight).from_numpy(TENSORS[name].copy())


def outcome(side, make, name, seed):
    (torch if side is T else backlight).manual_seed(seed)
    random.seed(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return plain(make(side)(given(side, name)))
        except Exception as error:
            return type(error)


def mode(name):
    return lambda side: side.InterpolationMode(name)


TABLE = {
    "ToTensor": (lambda V: V.ToTensor(), (*PICTURES, "uint8"), 0),
    "PILToTensor": (lambda V: V.PILToTensor(), (*PICTURES, "uint8"), 0),
    "ToPILImage": (lambda V: V.ToPILImage(), ("uint8", "float", "one", "batch", "double", "RGB"), 0),
    "ToPILImage YCbCr": (lambda V: V.ToPILImage("YCbCr"), ("uint8", "float", "one"), 0),
    "ConvertImageDtype float": (lambda V: V.ConvertImageDtype(_kind(V, "float32")), ALL, 0),
    "ConvertImageDtype uint8": (lambda V: V.ConvertImageDtype(_kind(V, "uint8")), ALL, 0),
    "ConvertImageDtype int16": (lambda V: V.ConvertImageDtype(_kind(V, "int16")), ALL, 0),
    "ConvertImageDtype int64": (lambda V: V.ConvertImageDtype(_kind(V, "int64")), ALL, 0),
    "Normalize": (lambda V: V.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]), ALL, 0),
    "Normalize one": (lambda V: V.Normalize(0.5, 0.25), ("float", "double"), 0),
    "Normalize zero": (lambda V: V.Normalize([0.5] * 3, [0.0, 1, 1]), ("float",), 0),
    "ToTensor Normalize": (lambda V: V.Compose([V.ToTensor(), V.Normalize((0.5,), (0.5,))]), ("RGB", "L"), 0),
    "Resize int": (lambda V: V.Resize(20), ALL, 1),
    "Resize up": (lambda V: V.Resize((50, 41)), ALL, 1),
    "Resize [n]": (lambda V: V.Resize([12], max_size=14), USUAL, 1),
    "Resize max_size too small": (lambda V: V.Resize(12, max_size=12), ("RGB",), 0),
    "Resize nearest": (lambda V: V.Resize((17, 40), mode("nearest")(V)), ALL, 0),
    "Resize nearest-exact": (lambda V: V.Resize((17, 40), mode("nearest-exact")(V)), ALL, 0),
    "Resize bicubic": (lambda V: V.Resize((15, 31), mode("bicubic")(V)), ALL, 1),
    "Resize no antialias": (lambda V: V.Resize((15, 31), antialias=False), USUAL, 1),
    "Resize lanczos": (lambda V: V.Resize((15, 31), mode("lanczos")(V)), ("RGB", "uint8"), 0),
    "Resize box by number": (lambda V: V.Resize((15, 31), 4), ("RGB",), 0),
    "Resize same": (lambda V: V.Resize((33, 24)), USUAL, 0),
    "CenterCrop": (lambda V: V.CenterCrop(15), ALL, 0),
    "CenterCrop larger": (lambda V: V.CenterCrop((40, 11)), ALL, 0),
    "CenterCrop larger both": (lambda V: V.CenterCrop((40, 45)), ALL, 0),
    "Pad": (lambda V: V.Pad(3), ALL, 0),
    "Pad fill": (lambda V: V.Pad((1, 2), fill=7), ALL, 0),
    "Pad colour": (lambda V: V.Pad((1, 2, 3, 4), fill=(1, 2, 3)), ALL, 0),
    "Pad edge": (lambda V: V.Pad((1, 2, 3, 4), padding_mode="edge"), ALL, 0),
    "Pad reflect": (lambda V: V.Pad((1, 2, 3, 4), padding_mode="reflect"), ALL, 0),
    "Pad symmetric": (lambda V: V.Pad([4], padding_mode="symmetric"), ALL, 0),
    "Pad negative": (lambda V: V.Pad((-1, 2, 3, -4)), ("RGB", "uint8"), 0),
    "Pad negative symmetric": (lambda V: V.Pad((-1, 2, 3, -4), padding_mode="symmetric"), ("RGB", "uint8"), 0),
    "RandomCrop": (lambda V: V.RandomCrop(12), ALL, 0),
    "RandomCrop padding": (lambda V: V.RandomCrop((24, 24), padding=4), ALL, 0),
    "RandomCrop reflect": (lambda V: V.RandomCrop(24, padding=4, padding_mode="reflect"), USUAL, 0),
    "RandomCrop if needed": (lambda V: V.RandomCrop(36, pad_if_needed=True, fill=3), ALL, 0),
    "RandomCrop too large": (lambda V: V.RandomCrop(36), ("RGB", "uint8"), 0),
    "RandomCrop same": (lambda V: V.RandomCrop((33, 24)), USUAL, 0),
    "RandomHorizontalFlip": (lambda V: V.RandomHorizontalFlip(), ALL, 0),
    "RandomVerticalFlip": (lambda V: V.RandomVerticalFlip(0.7), ALL, 0),
    "RandomResizedCrop": (lambda V: V.RandomResizedCrop(16), ALL, 1),
    "RandomResizedCrop extreme": (lambda V: V.RandomResizedCrop(9, (3.0, 4.0), (0.1, 0.2)), USUAL, 1),
    "RandomRotation": (lambda V: V.RandomRotation(40), ALL, 0),
    "RandomRotation bilinear": (lambda V: V.RandomRotation((10, 40), mode("bilinear")(V), fill=9), ALL, 1),
    "RandomRotation expand": (lambda V: V.RandomRotation(90, expand=True), ALL, 0),
    "RandomRotation center": (lambda V: V.RandomRotation(30, center=(3, 5), fill=[4, 5, 6]), USUAL, 0),
    "RandomRotation by 90": (lambda V: V.RandomRotation((90, 90), expand=True), USUAL, 0),
    "RandomRotation bicubic": (lambda V: V.RandomRotation(30, mode("bicubic")(V)), ("RGB", "uint8"), 0),
    "RandomAffine": (lambda V: V.RandomAffine(30, (0.1, 0.3), (0.7, 1.4), 20), ALL, 0),
    "RandomAffine bilinear": (
        lambda V: V.RandomAffine(5, shear=(1, 20, 3, 9), interpolation=mode("bilinear")(V)),
        ALL,
        1,
    ),
    "RandomAffine centre": (lambda V: V.RandomAffine(50, center=(0, 9), fill=8), USUAL, 0),
    "RandomPerspective": (lambda V: V.RandomPerspective(p=1.0), ALL, 1),
    "RandomPerspective nearest": (lambda V: V.RandomPerspective(0.3, 0.6, mode("nearest")(V), fill=3), USUAL, 0),
    "FiveCrop": (lambda V: V.FiveCrop(9), ALL, 0),
    "FiveCrop too large": (lambda V: V.FiveCrop(50), ("RGB", "uint8"), 0),
    "TenCrop": (lambda V: V.TenCrop((9, 7), True), ALL, 0),
    "ColorJitter": (lambda V: V.ColorJitter(0.4, 0.4, 0.4, 0.2), COLOURED, 2),
    "ColorJitter brightness": (lambda V: V.ColorJitter(brightness=(0.5, 2)), COLOURED, 0),
    "ColorJitter contrast": (lambda V: V.ColorJitter(contrast=0.5), COLOURED, 1),
    "ColorJitter saturation": (lambda V: V.ColorJitter(saturation=0.5), COLOURED, 0),
    "ColorJitter hue": (lambda V: V.ColorJitter(hue=0.5), COLOURED, 1),
    "Grayscale": (lambda V: V.Grayscale(), COLOURED, 0),
    "Grayscale 3": (lambda V: V.Grayscale(3), COLOURED, 0),
    "RandomGrayscale": (lambda V: V.RandomGrayscale(0.5), COLOURED, 0),
    "GaussianBlur": (lambda V: V.GaussianBlur(5), ("RGB", "L", "uint8", "float", "one", "batch", "double"), 1),
    "GaussianBlur pair": (lambda V: V.GaussianBlur((3, 7), 1.5), ("RGB", "uint8", "float"), 1),
    "RandomErasing": (lambda V: V.RandomErasing(0.8), ("uint8", "float", "one", "batch"), 0),
    "RandomErasing random": (lambda V: V.RandomErasing(1, value="random"), ("float", "double"), 0),
    "RandomErasing colour": (lambda V: V.RandomErasing(1, value=(1, 2, 3), inplace=True), ("uint8", "one", "RGB"), 0),
    "RandomErasing none fits": (lambda V: V.RandomErasing(1, scale=(1.0, 1.0)), ("uint8",), 0),
    "RandomInvert": (lambda V: V.RandomInvert(), COLOURED, 0),
    "RandomPosterize": (lambda V: V.RandomPosterize(3, 0.7), COLOURED, 0),
    "RandomPosterize 0": (lambda V: V.RandomPosterize(0, 1), ("uint8",), 0),
    "RandomPosterize 9": (lambda V: V.RandomPosterize(9, 1), ("RGB", "uint8"), 0),
    "RandomSolarize": (lambda V: V.RandomSolarize(120.0, 0.7), COLOURED, 0),
    "RandomSolarize float": (lambda V: V.RandomSolarize(0.5, 1.0), ("float", "double"), 0),
    "RandomAdjustSharpness": (lambda V: V.RandomAdjustSharpness(1.7, 0.8), COLOURED, 1),
    "RandomAdjustSharpness 0": (lambda V: V.RandomAdjustSharpness(0, 1), COLOURED, 1),
    "RandomAutocontrast": (lambda V: V.RandomAutocontrast(0.8), COLOURED, 0),
    "RandomEqualize": (lambda V: V.RandomEqualize(0.8), COLOURED, 0),
    "ElasticTransform": (lambda V: V.ElasticTransform(40.0, 2.0), ("RGB", "L", "uint8", "float", "batch"), 3),
    "ElasticTransform nearest": (lambda V: V.ElasticTransform([30.0, 9.0], 3.0, mode("nearest")(V), 5), ("uint8",), 0),
    "Lambda": (lambda V: V.Lambda(lambda x: x), USUAL, 0),
    "RandomApply": (lambda V: V.RandomApply([V.Resize(9), V.RandomCrop(5)], 0.6), USUAL, 1),
    "RandomOrder": (lambda V: V.RandomOrder([V.Resize((9, 9)), V.Pad(2), V.RandomCrop(5)]), USUAL, 1),
    "RandomChoice": (lambda V: V.RandomChoice([V.Resize(9), V.RandomCrop(5), V.Pad(2)], [1, 2, 3]), USUAL, 1),
    "AutoAugment": (lambda V: V.AutoAugment(), ("RGB", "uint8", "batch"), 1),
    "AutoAugment CIFAR10": (lambda V: V.AutoAugment(V.AutoAugmentPolicy.CIFAR10, fill=3), ("RGB", "L", "uint8"), 1),
    "AutoAugment SVHN": (lambda V: V.AutoAugment(V.AutoAugmentPolicy.SVHN, fill=[1, 2, 3]), ("RGB", "uint8"), 1),
    "RandAugment": (lambda V: V.RandAugment(), ("RGB", "L", "uint8"), 1),
    "RandAugment bilinear": (lambda V: V.RandAugment(3, 12, 20, mode("bilinear")(V), 4), ("RGB", "uint8"), 1),
    "TrivialAugmentWide": (lambda V: V.TrivialAugmentWide(), ("RGB", "L", "uint8"), 1),
    "AugMix": (lambda V: V.AugMix(), ("RGB", "L", "uint8", "batch"), 1),
    "AugMix fewer": (lambda V: V.AugMix(5, 2, 2, 0.7, False), ("RGB", "uint8"), 1),
    "training of ImageNet": (
        lambda V: V.Compose(
            [
                V.RandomResizedCrop(16),
                V.RandomHorizontalFlip(),
                V.TrivialAugmentWide(),
                V.PILToTensor(),
                V.ConvertImageDtype(_kind(V, "float32")),
                V.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
                V.RandomErasing(0.5),
            ]
        ),
        ("RGB",),
        0,
    ),
}


def _kind(side, name):
    return getattr(torch if side is T else backlight, name)


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, case in TABLE.items() for kind in case[1]])
def test_a_transform_gives_the_same_image_for_the_same_seed(name, kind):
    make, _, apart = TABLE[name]

    for seed in range(3):
        compare(outcome(B, make, kind, seed), outcome(T, make, kind, seed), apart)


@pytest.mark.parametrize("name", TABLE)
def test_a_transform_shows_itself_as_in_torchvision(name):
    make = TABLE[name][0]
    shown = [line for line in repr(make(B)).split("\n") if "0x" not in line]

    assert shown == [line for line in repr(make(T)).split("\n") if "0x" not in line]


def test_the_state_of_the_generator_is_the_same_after_a_transform():
    for name, (make, kinds, _) in TABLE.items():
        outcome(B, make, kinds[0], 3), outcome(T, make, kinds[0], 3)
        ours, theirs = backlight.rand(3).tolist(), torch.rand(3).tolist()  # of what each left
        assert ours == theirs, name


def test_every_public_name_of_transforms_is_there():
    missing = [
        f"{where}.{name}"
        for where in ("", "functional", "transforms", "autoaugment")
        for name in vars(getattr(T, where) if where else T)
        if not name.startswith("_")
        and not hasattr(getattr(B, where) if where else B, name)
        and getattr(getattr(getattr(T, where) if where else T, name), "__module__", "").startswith("torchvision")
    ]

    assert missing == []
