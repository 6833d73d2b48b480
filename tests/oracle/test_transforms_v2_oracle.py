"""torchvision's transforms v2 against torchvision itself, on images and on samples with masks, boxes and points.

The last number of a case is how far two uint8 values may be apart, as in test_transforms_oracle.py; with 0.1 only the
floats of points may differ.
"""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import torch

import backlight
import backlight.torchvision.transforms.v2 as B
import backlight.torchvision.tv_tensors as B_tensors
from tests.oracle import vision
from tests.oracle.vision import compare, plain
from tests.oracle.vision import tv_tensors as T_tensors
from tests.oracle.vision import v2 as T

PICTURES = vision.pictures()
PIXELS = np.ascontiguousarray(np.asarray(PICTURES["RGBA"]).transpose(2, 0, 1))
RNG = np.random.default_rng(7)
CORNERS = np.array([[1, 2, 9, 12], [0, 0, 24, 33], [5, 20, 23, 30], [10, 3, 11, 5]])
POINTS = RNG.uniform(0, 24, (5, 2)).astype(np.float32)
MASKS = RNG.integers(0, 2, (4, 33, 24)).astype(np.uint8)


def tools(side):
    return (torch, T_tensors) if side is T else (backlight, B_tensors)


def boxes(side, format, dtype="float32"):
    t, tv = tools(side)
    x1, y1, x2, y2 = CORNERS.T
    numbers = {
        "XYXY": [x1, y1, x2, y2],
        "XYWH": [x1, y1, x2 - x1, y2 - y1],
        "CXCYWH": [(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1],
    }[format]
    values = t.from_numpy(np.stack(numbers, -1).astype(dtype))
    return tv.BoundingBoxes(values, format=format, canvas_size=(33, 24))


def given(side, name):
    t, tv = tools(side)
    pixels = {
        "uint8": PIXELS[:3],
        "float": (PIXELS[:3] / 255).astype(np.float32),
        "one": PIXELS[:1],
        "video": np.stack([PIXELS[:3], PIXELS[1:]]),
        "flat": PIXELS[0],
        "mask": MASKS,
    }
    if name in PICTURES:
        return PICTURES[name].copy()
    if name in pixels:
        x = t.from_numpy(pixels[name].copy())
        return tv.Video(x) if name == "video" else tv.Mask(x) if name == "mask" else x
    if name == "Image":
        return tv.Image(t.from_numpy(PIXELS[:3].copy()))
    if name == "points":
        return tv.KeyPoints(t.from_numpy(POINTS.copy()), canvas_size=(33, 24))
    if name == "detection":
        image = tv.Image(t.from_numpy((PIXELS[:3] / 255).astype(np.float32)))
        labels = t.tensor([4, 3, 2, 1])
        return image, {"boxes": boxes(side, "XYXY"), "labels": labels, "masks": given(side, "mask"), "name": "x"}
    if name == "whole detection":
        picture = PICTURES["RGB"].copy()
        return {"image": picture, "more": [boxes(side, "XYWH", "int64"), given(side, "points"), 3], "labels": None}
    if name == "centres":
        return given(side, "uint8"), boxes(side, "CXCYWH"), t.tensor([1.0])
    if name == "whole centres":
        return given(side, "Image"), boxes(side, "CXCYWH", "int64"), boxes(side, "XYXY", "int64")
    if name == "batch":
        images = np.stack([PIXELS[:3], PIXELS[1:], PIXELS[2::-1]]) / 255
        return t.from_numpy(images.astype(np.float32)), t.tensor([0, 2, 1])
    return np.ascontiguousarray(PIXELS.transpose(1, 2, 0)[..., :3])  # "array"


ONE = ("RGB", "L", "uint8", "float", "one", "Image", "video")
SAMPLES = ("detection", "whole detection", "centres", "whole centres", "mask")
ALL = (*ONE, *SAMPLES)


def kind(side, name):
    return getattr(torch if side is T else backlight, name)


def tensors(side):
    return tools(side)[1]


TABLE = {
    "ToImage": (lambda V: V.ToImage(), ("RGB", "L", "uint8", "array", "flat", "Image"), 0),
    "PILToTensor": (lambda V: V.PILToTensor(), ("RGB", "detection", "whole detection"), 0),
    "ToPILImage": (lambda V: V.ToPILImage(), ("uint8", "float", "Image", "array", "one"), 0),
    "ToPureTensor": (lambda V: V.ToPureTensor(), ("Image", *SAMPLES), 0),
    "ToTensor": (lambda V: V.ToTensor(), ("RGB", "array", "whole detection"), 0),
    "ToDtype float": (lambda V: V.ToDtype(kind(V, "float32"), scale=True), (*ALL, "points"), 0),
    "ToDtype uint8": (lambda V: V.ToDtype(kind(V, "uint8"), scale=True), ALL, 0),
    "ToDtype int16": (lambda V: V.ToDtype(kind(V, "int16"), scale=True), ALL, 0),
    "ToDtype plain": (lambda V: V.ToDtype(kind(V, "float64")), ALL, 0),
    "ToDtype dict": (
        lambda V: V.ToDtype({tensors(V).Mask: kind(V, "int64"), tensors(V).Image: kind(V, "float64"), "others": None}),
        ALL,
        0,
    ),
    "ToDtype missing": (lambda V: V.ToDtype({tensors(V).Mask: kind(V, "int64")}), ("detection",), 0),
    "ConvertImageDtype": (lambda V: V.ConvertImageDtype(kind(V, "float64")), ALL, 0),
    "Normalize": (lambda V: V.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]), (*ONE, "detection"), 0),
    "Normalize zero": (lambda V: V.Normalize([0.5] * 3, [0.0, 1, 1]), ("float",), 0),
    "Resize": (lambda V: V.Resize(20), ALL, 1),
    "Resize pair": (lambda V: V.Resize((15, 40), "bicubic"), ALL, 1),
    "Resize max_size": (lambda V: V.Resize([12], max_size=14, antialias=False), ALL, 1),
    "Resize None": (lambda V: V.Resize(None, max_size=20), ALL, 1),
    "Resize nearest": (lambda V: V.Resize((15, 40), 0), ALL, 0),
    "Resize nearest-exact": (lambda V: V.Resize((15, 40), V.InterpolationMode.NEAREST_EXACT), ALL, 0),
    "Resize lanczos": (lambda V: V.Resize((15, 40), "lanczos"), ("RGB", "uint8", "Image"), 0),
    "Resize box": (lambda V: V.Resize((15, 40), "box"), ("RGB", "uint8"), 0),
    "RandomHorizontalFlip": (lambda V: V.RandomHorizontalFlip(), (*ALL, "points"), 0),
    "RandomVerticalFlip": (lambda V: V.RandomVerticalFlip(0.7), (*ALL, "points"), 0),
    "CenterCrop": (lambda V: V.CenterCrop(15), ALL, 0),
    "CenterCrop larger": (lambda V: V.CenterCrop((40, 11)), ALL, 0),
    "FiveCrop": (lambda V: V.FiveCrop(9), (*ONE, "detection", "points"), 0),
    "TenCrop": (lambda V: V.TenCrop((9, 7), True), ONE, 0),
    "Pad": (lambda V: V.Pad(3), ALL, 0),
    "Pad sides": (lambda V: V.Pad((1, 2, 3, 4), fill=7), ALL, 0),
    "Pad colour": (lambda V: V.Pad((1, 0, 3, 4), fill=(1, 2, 3)), ("RGB", "uint8", "Image", "mask", "video"), 0),
    "Pad dict": (lambda V: V.Pad(2, fill={tensors(V).Mask: 1, tensors(V).Image: 0.5, "others": 0}), SAMPLES, 0),
    "Pad reflect": (lambda V: V.Pad((1, 2), padding_mode="reflect"), (*ONE, "detection", "mask"), 0),
    "Pad edge": (lambda V: V.Pad((1, 2), padding_mode="edge"), (*ONE, "mask"), 0),
    "Pad symmetric": (lambda V: V.Pad((1, 2, 3, 0), padding_mode="symmetric"), (*ONE, "mask"), 0),
    "RandomCrop": (lambda V: V.RandomCrop(12), ALL, 0),
    "RandomCrop padding": (lambda V: V.RandomCrop((33, 20), padding=(2, 0)), ALL, 0),
    "RandomCrop if needed": (lambda V: V.RandomCrop(36, pad_if_needed=True, fill=3), ALL, 0),
    "RandomCrop too large": (lambda V: V.RandomCrop(36), ("RGB", "detection"), 0),
    "RandomResizedCrop": (lambda V: V.RandomResizedCrop(16), ALL, 1),
    "RandomZoomOut": (lambda V: V.RandomZoomOut(fill=2, p=0.8), ALL, 0),
    "RandomIoUCrop": (lambda V: V.RandomIoUCrop(), ("detection", "centres", "whole centres", "uint8"), 0),
    "IoUCrop and sanitize": (
        lambda V: V.Compose([V.RandomIoUCrop(), V.SanitizeBoundingBoxes(), V.ClampBoundingBoxes()]),
        ("detection",),
        0,
    ),
    "ScaleJitter": (lambda V: V.ScaleJitter((30, 30)), ALL, 1),
    "RandomShortestSize": (lambda V: V.RandomShortestSize([10, 20, 30], 40), ALL, 1),
    "RandomResize": (lambda V: V.RandomResize(10, 30), ALL, 1),
    "RandomRotation": (lambda V: V.RandomRotation(40), ALL, 0.1),
    "RandomRotation bilinear": (lambda V: V.RandomRotation((10, 40), "bilinear", fill=9), ALL, 1),
    "RandomRotation expand": (lambda V: V.RandomRotation(90, expand=True), ALL, 0.1),
    "RandomRotation center": (lambda V: V.RandomRotation(30, center=(3, 5)), ALL, 0.1),
    "RandomRotation by 90": (lambda V: V.RandomRotation((90, 90), expand=True), ALL, 0),
    "RandomRotation by 90 inside": (lambda V: V.RandomRotation((90, 90)), ("RGB", "uint8"), 0),
    "RandomRotation by 180": (lambda V: V.RandomRotation((180, 180)), ALL, 0),
    "RandomAffine": (lambda V: V.RandomAffine(30, (0.1, 0.3), (0.7, 1.4), 20), ALL, 0.1),
    "RandomAffine bilinear": (lambda V: V.RandomAffine(5, shear=(1, 20, 3, 9), interpolation="bilinear"), ALL, 1),
    "RandomPerspective": (lambda V: V.RandomPerspective(p=1.0), ALL, 1),
    "RandomPerspective nearest": (lambda V: V.RandomPerspective(0.3, 0.6, "nearest", fill=3), ALL, 0.1),
    "ElasticTransform": (lambda V: V.ElasticTransform(40, 2.0), ALL, 3),
    "ColorJitter": (lambda V: V.ColorJitter(0.4, 0.4, 0.4, 0.2), ALL, 2),
    "ColorJitter brightness": (lambda V: V.ColorJitter(brightness=(0.5, 2)), ALL, 0),
    "ColorJitter contrast": (lambda V: V.ColorJitter(contrast=0.5), ALL, 1),
    "ColorJitter saturation": (lambda V: V.ColorJitter(saturation=0.5), ALL, 1),
    "ColorJitter hue": (lambda V: V.ColorJitter(hue=0.5), ALL, 1),
    "RandomPhotometricDistort": (lambda V: V.RandomPhotometricDistort(p=0.7), ALL, 2),
    "RandomChannelPermutation": (lambda V: V.RandomChannelPermutation(), ALL, 0),
    "Grayscale": (lambda V: V.Grayscale(), ALL, 0),
    "Grayscale 3": (lambda V: V.Grayscale(3), ALL, 0),
    "RGB": (lambda V: V.RGB(), ALL, 0),
    "RandomGrayscale": (lambda V: V.RandomGrayscale(0.5), ALL, 0),
    "GaussianBlur": (lambda V: V.GaussianBlur(5), ALL, 1),
    "GaussianBlur pair": (lambda V: V.GaussianBlur((3, 7), 1.5), ALL, 1),
    "GaussianNoise": (lambda V: V.GaussianNoise(0.1, 0.2), ("uint8", "float", "Image", "RGB"), 0),
    "RandomErasing": (lambda V: V.RandomErasing(0.8), ALL, 0),
    "RandomErasing random": (lambda V: V.RandomErasing(1, value="random"), ("float", "detection"), 0),
    "RandomErasing none fits": (lambda V: V.RandomErasing(1, scale=(1.0, 1.0)), ("uint8", "detection"), 0),
    "RandomInvert": (lambda V: V.RandomInvert(), ALL, 0),
    "RandomPosterize": (lambda V: V.RandomPosterize(3, 0.7), ALL, 0),
    "RandomSolarize": (lambda V: V.RandomSolarize(120.0, 0.7), ALL, 0),
    "RandomAdjustSharpness": (lambda V: V.RandomAdjustSharpness(1.7, 0.8), ALL, 0),
    "RandomAutocontrast": (lambda V: V.RandomAutocontrast(0.8), ALL, 0),
    "RandomEqualize": (lambda V: V.RandomEqualize(0.8), ALL, 0),
    "AutoAugment": (lambda V: V.AutoAugment(), (*ONE, "detection"), 1),
    "AutoAugment SVHN": (lambda V: V.AutoAugment(V.AutoAugmentPolicy.SVHN, "bilinear", 3), ONE, 1),
    "RandAugment": (lambda V: V.RandAugment(3), ONE, 1),
    "TrivialAugmentWide": (lambda V: V.TrivialAugmentWide(), ONE, 1),
    "AugMix": (lambda V: V.AugMix(), ONE, 1),
    "CutMix": (lambda V: V.CutMix(num_classes=4), ("batch", "detection", "RGB"), 0),
    "CutMix alpha": (lambda V: V.CutMix(alpha=0.4, num_classes=4), ("batch",), 0),
    "CutMix no classes": (lambda V: V.CutMix(), ("batch",), 0),
    "MixUp": (lambda V: V.MixUp(alpha=0.3, num_classes=4), ("batch", "float"), 0),
    "Identity": (lambda V: V.Identity(), ALL, 0),
    "Lambda": (lambda V: V.Lambda(lambda x: x * 2, tensors(V).Mask), SAMPLES, 0),
    "Compose": (lambda V: V.Compose([V.RandomHorizontalFlip(), V.Resize(18), V.RandomCrop(14)]), ALL, 1),
    "RandomApply": (lambda V: V.RandomApply([V.Resize(9), V.RandomCrop(5)], 0.6), ALL, 1),
    "RandomChoice": (lambda V: V.RandomChoice([V.Resize(9), V.RandomCrop(5), V.Pad(2)], [1, 2, 3]), ALL, 1),
    "RandomOrder": (lambda V: V.RandomOrder([V.Pad(3), V.CenterCrop(20), V.RandomCrop(5)]), ALL, 0),
    "ConvertBoundingBoxFormat XYWH": (lambda V: V.ConvertBoundingBoxFormat("xywh"), SAMPLES, 0),
    "ConvertBoundingBoxFormat XYXY": (lambda V: V.ConvertBoundingBoxFormat("XYXY"), SAMPLES, 0),
    "ConvertBoundingBoxFormat CXCYWH": (lambda V: V.ConvertBoundingBoxFormat("CXCYWH"), SAMPLES, 0),
    "ClampBoundingBoxes": (lambda V: V.ClampBoundingBoxes(), SAMPLES, 0),
    "SetClampingMode": (lambda V: V.Compose([V.SetClampingMode(None), V.CenterCrop(9)]), SAMPLES, 0),
    "SanitizeBoundingBoxes": (lambda V: V.SanitizeBoundingBoxes(5), ("detection", "RGB"), 0),
    "SanitizeBoundingBoxes no labels": (lambda V: V.SanitizeBoundingBoxes(1, 80, None), ("centres", "detection"), 0),
    "points": (lambda V: V.Compose([V.Pad(-3), V.SanitizeKeyPoints()]), ("points",), 0),
    "ClampKeyPoints": (lambda V: V.Compose([V.RandomCrop(9), V.ClampKeyPoints()]), ("points", "whole detection"), 0),
    "points warped": (
        lambda V: V.Compose([V.RandomRotation(40, expand=True), V.RandomPerspective(p=1.0), V.ElasticTransform()]),
        ("points",),
        3,
    ),
    "UniformTemporalSubsample": (lambda V: V.UniformTemporalSubsample(3), ("video", "RGB"), 0),
    "a detector's": (
        lambda V: V.Compose(
            [
                V.ToImage(),
                V.RandomPhotometricDistort(),
                V.RandomZoomOut(fill={tensors(V).Image: (123, 117, 104), "others": 0}),
                V.RandomHorizontalFlip(),
                V.ToDtype(kind(V, "float32"), scale=True),
                V.ClampBoundingBoxes(),
                V.ToPureTensor(),
            ]
        ),
        ("whole detection", "whole centres"),
        3,
    ),
}


def outcome(side, make, name, seed):
    (torch if side is T else backlight).manual_seed(seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            inputs = given(side, name)
            return plain(make(side)(*inputs) if name == "centres" else make(side)(inputs))
        except Exception as error:
            return type(error)


@pytest.mark.parametrize(("name", "what"), [(name, what) for name, case in TABLE.items() for what in case[1]])
def test_a_transform_changes_a_sample_alike_for_the_same_seed(name, what):
    make, _, apart = TABLE[name]

    for seed in range(3):
        compare(outcome(B, make, what, seed), outcome(T, make, what, seed), apart)


@pytest.mark.filterwarnings("ignore:The transform `ToTensor")
@pytest.mark.parametrize("name", TABLE)
def test_a_transform_shows_itself_as_in_torchvision(name):
    make = TABLE[name][0]

    assert repr(make(B)) == repr(make(T))


@pytest.mark.filterwarnings("ignore:The transform `ToTensor", "ignore:.*passing through inputs")
def test_the_state_of_the_generator_is_the_same_after_a_transform():
    for name, (make, kinds, _) in TABLE.items():
        outcome(B, make, kinds[0], 3), outcome(T, make, kinds[0], 3)
        ours, theirs = backlight.rand(3).tolist(), torch.rand(3).tolist()  # of what each left
        assert ours == theirs, name


def test_a_tv_tensor_shows_itself_and_keeps_what_it_says():
    for side in (B, T):
        t, tv = tools(side)
        image, box = tv.Image(t.ones(1, 2, 2)), boxes(side, "XYWH", "int64")
        assert type(image + 1) is t.Tensor and type(image.clone()) is tv.Image and type(image[0]) is t.Tensor
        assert type(image.add_(1)) is t.Tensor and type(image) is tv.Image
        assert box.to(t.float32).format is tv.BoundingBoxFormat.XYWH
        with tv.set_return_type("TVTensor"):
            assert type(image * 2) is tv.Image and (box + 1).canvas_size == (33, 24)
        with pytest.raises(TypeError):
            image * tv.Mask(t.ones(1, 2, 2))

    assert [repr(given(B, name)) for name in ("Image", "mask", "points")] == [
        repr(given(T, name)) for name in ("Image", "mask", "points")
    ]
    assert repr(boxes(B, "CXCYWH")) == repr(boxes(T, "CXCYWH"))


def test_a_kernel_of_ones_own_is_used():
    for side in (B, T):
        t, tv = tools(side)

        class Depth(tv.TVTensor):
            pass

        @side.functional.register_kernel("horizontal_flip", Depth)
        def flipped(inpt):
            return -inpt

        out = side.RandomHorizontalFlip(p=1)(t.ones(1).as_subclass(Depth), tv.Image(t.ones(1, 2, 2)))
        assert out[0].tolist() == [-1.0]


def test_every_public_name_but_jpeg_is_there():
    missing = [name for name in vars(T) if name[0] != "_" and not hasattr(B, name)]
    missing += [name for name in vars(T.functional) if name[0] != "_" and not hasattr(B.functional, name)]

    assert missing == ["JPEG", "jpeg", "jpeg_image", "jpeg_video"]
