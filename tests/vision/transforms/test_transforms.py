"""transforms: conversions and exact operations with figures by hand, and what is said of wrong arguments."""

from __future__ import annotations

import builtins
import pickle
import sys

import numpy as np
import pytest

import backlight
import backlight.torchvision.transforms as T
import backlight.torchvision.transforms.functional as F
from backlight import float64, tensor, uint8
from backlight.core.missing import MissingTorchName

Image = pytest.importorskip("PIL.Image")


def pictured(values):
    return Image.fromarray(np.array(values, np.uint8))


def test_to_tensor_makes_floats_of_bytes_and_puts_channels_first():
    picture = pictured([[[0, 51, 102], [153, 204, 255]]])

    x = T.ToTensor()(picture)

    assert x.shape == (3, 1, 2) and x.dtype == backlight.float32 and x.is_contiguous()
    assert x.flatten().tolist() == tensor([0.0, 0.6, 0.2, 0.8, 0.4, 1.0]).tolist()


def test_to_tensor_follows_the_default_dtype():
    backlight.set_default_dtype(float64)
    try:
        assert F.to_tensor(pictured([[255]])).dtype == float64
    finally:
        backlight.set_default_dtype(backlight.float32)


def test_to_tensor_copies_and_leaves_other_numbers_as_they_are():
    numbers = np.array([[1.5, -2.0]])
    x = F.to_tensor(numbers)

    assert x.dtype == float64 and x.tolist() == [[[1.5, -2.0]]]
    assert F.to_tensor(Image.fromarray(np.array([[True, False]]))).tolist() == [[[1.0, 0.0]]]
    assert F.to_tensor(Image.fromarray(np.array([[70000]], np.int32))).tolist() == [[[70000]]]


@pytest.mark.parametrize("wrong", [[[1]], tensor([[1.0]]), "x"])
def test_to_tensor_takes_pictures_and_arrays_alone(wrong):
    with pytest.raises(TypeError, match="pic should be PIL Image or ndarray"):
        F.to_tensor(wrong)


def test_a_picture_comes_back_from_a_tensor():
    for mode in ("L", "RGB", "RGBA", "LA"):
        picture = Image.new(mode, (4, 3), tuple(range(10, 10 + len(mode))) if mode != "L" else 9)
        again = F.to_pil_image(F.pil_to_tensor(picture))
        assert again.mode == mode and again.tobytes() == picture.tobytes()


def test_normalize_subtracts_and_divides_by_channel():
    x = tensor([[[1.0, 2.0]], [[3.0, 4.0]]])

    assert T.Normalize([1.0, 2.0], [0.5, 4.0])(x).tolist() == [[[0.0, 2.0]], [[0.25, 0.5]]]
    assert x.tolist() == [[[1.0, 2.0]], [[3.0, 4.0]]]
    T.Normalize(1.0, 0.5, inplace=True)(x)
    assert x.tolist() == [[[0.0, 2.0]], [[4.0, 6.0]]]


def test_normalize_has_a_gradient():
    x = backlight.ones(1, 1, 2, requires_grad=True)
    F.normalize(x, [0.5], [0.25]).sum().backward()

    assert x.grad.tolist() == [[[4.0, 4.0]]]


def test_normalize_refuses_what_it_would_spoil():
    with pytest.raises(TypeError, match="float tensor"):
        F.normalize(backlight.ones(1, 2, 2, dtype=uint8), [0], [1])
    with pytest.raises(ValueError, match="std evaluated to zero"):
        F.normalize(backlight.ones(1, 2, 2), [0], [0])
    with pytest.raises(ValueError, match="Expected tensor to be a tensor image"):
        F.normalize(backlight.ones(2, 2), [0], [1])
    with pytest.raises(TypeError, match="Tensor Image"):
        F.normalize(np.ones((1, 2, 2)), [0], [1])


def test_flips_crops_and_padding_move_pixels():
    x = backlight.arange(6).reshape(1, 2, 3)

    assert F.hflip(x).tolist() == [[[2, 1, 0], [5, 4, 3]]]
    assert F.vflip(x).tolist() == [[[3, 4, 5], [0, 1, 2]]]
    assert F.crop(x, 1, 1, 2, 2).tolist() == [[[4, 5], [0, 0]]]
    assert F.pad(x, [1, 0], fill=9).tolist() == [[[9, 0, 1, 2, 9], [9, 3, 4, 5, 9]]]
    assert F.pad(x, [2, 0, 0, 0], padding_mode="symmetric").tolist() == [[[1, 0, 0, 1, 2], [4, 3, 3, 4, 5]]]
    assert F.pad(x, [2, 0, 0, 0], padding_mode="reflect").tolist() == [[[2, 1, 0, 1, 2], [5, 4, 3, 4, 5]]]
    assert F.rotate(x, 180).tolist() == [[[5, 4, 3], [2, 1, 0]]]
    assert [one.tolist() for one in F.five_crop(x, (1, 1))] == [[[[0]]], [[[2]]], [[[3]]], [[[5]]], [[[1]]]]


def test_pictures_and_tensors_are_moved_alike():
    values = np.arange(35, dtype=np.uint8).reshape(5, 7) * 7
    for change in (F.hflip, F.vflip, lambda x: F.crop(x, -1, 2, 4, 9), lambda x: F.pad(x, (1, 2), 3, "edge")):
        assert np.array_equal(np.asarray(change(pictured(values))), change(tensor(values)[None])[0].numpy())


def test_colours_change_by_the_formula():
    x = tensor([10, 200], dtype=uint8).reshape(1, 1, 2)

    assert F.adjust_brightness(x, 2).tolist() == [[[20, 255]]]
    assert F.adjust_contrast(x, 0.5).tolist() == [[[57, 152]]]
    assert F.invert(x).tolist() == [[[245, 55]]]
    assert F.posterize(x, 1).tolist() == [[[0, 128]]]
    assert F.solarize(x, 200).tolist() == [[[10, 55]]]
    assert F.autocontrast(x).tolist() == [[[0, 255]]]
    assert F.rgb_to_grayscale(tensor([100, 50, 200], dtype=uint8).reshape(3, 1, 1)).item() == 82  # 29.89 + 29.35 + 22.8
    assert F.adjust_hue(tensor([[[1.0]], [[0.0]], [[0.0]]]), 1 / 3).flatten().round().tolist() == [0.0, 1.0, 0.0]


def test_convert_image_dtype_keeps_white_white():
    white = tensor([0, 255], dtype=uint8)

    assert F.convert_image_dtype(white).tolist() == [0.0, 1.0]
    assert F.convert_image_dtype(white, backlight.int16).tolist() == [0, 255 << 7]
    assert F.convert_image_dtype(tensor([0.0, 0.5, 1.0]), uint8).tolist() == [0, 127, 255]
    with pytest.raises(RuntimeError, match="cannot be performed safely"):
        F.convert_image_dtype(tensor([1.0]), backlight.int64)


def test_a_jitter_has_a_gradient():
    x = backlight.full((3, 4, 4), 0.5, requires_grad=True)
    F.adjust_brightness(x, 0.5).sum().backward()

    assert x.grad.unique().tolist() == [0.5]


def test_transforms_show_their_settings():
    made = T.Compose([T.Resize(4), T.RandomPosterize(3), T.ToPILImage("L"), T.RandomRotation(10)])

    assert repr(made) == (
        "Compose(\n    Resize(size=4, interpolation=bilinear, max_size=None, antialias=True)\n"
        "    RandomPosterize(bits=3,p=0.5)\n    ToPILImage(mode=L)\n"
        "    RandomRotation(degrees=[-10.0, 10.0], interpolation=nearest, expand=False, fill=0)\n)"
    )


def test_transforms_go_to_worker_processes():
    made = T.Compose([T.ToTensor(), T.Normalize([0.5], [0.5]), T.RandomCrop(2)])

    assert repr(pickle.loads(pickle.dumps(made))) == repr(made)


def test_without_pillow_tensors_go_on_and_pictures_say_what_to_install(monkeypatch):
    before = builtins.__import__

    def absent(name, *rest, **named):
        if name.partition(".")[0] == "PIL":
            raise ImportError("No module named 'PIL'")
        return before(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", absent)
    monkeypatch.delitem(sys.modules, "PIL.Image")
    x = backlight.ones(1, 2, 2)

    assert T.Compose([T.Resize(4), T.RandomHorizontalFlip(1.0)])(x).shape == (1, 4, 4)
    with pytest.raises(ImportError, match="pip install pillow"):
        T.ToPILImage()(x)


@pytest.mark.parametrize(
    ("make", "error", "told"),
    [
        (lambda: T.Resize(4.0), TypeError, "int or sequence"),
        (lambda: T.RandomCrop((1, 2, 3)), ValueError, "two dimensions"),
        (lambda: T.Pad(1, padding_mode="mirror"), ValueError, "constant, edge, reflect or symmetric"),
        (lambda: T.ColorJitter(-1), ValueError, "non negative"),
        (lambda: T.ColorJitter(hue=0.7), ValueError, "between"),
        (lambda: T.GaussianBlur(4), ValueError, "odd"),
        (lambda: T.RandomRotation(-1), ValueError, "positive"),
        (lambda: T.RandomErasing(2), ValueError, "between 0 and 1"),
        (lambda: T.Lambda(3), TypeError, "callable"),
        (lambda: T.AugMix(11), ValueError, "severity"),
        (lambda: T.RandomCrop(9)(backlight.ones(1, 3, 3)), ValueError, "larger than input image size"),
        (lambda: T.FiveCrop(9)(backlight.ones(1, 3, 3)), ValueError, "bigger than input size"),
        (lambda: F.hflip(np.ones((2, 2))), TypeError, "ToTensor"),
        (lambda: F.resize(backlight.ones(1, 3, 3), 2, "bilinear"), TypeError, "InterpolationMode"),
        (lambda: F.rotate(backlight.ones(1, 3, 3), 2, 3), ValueError, "unsupported with Tensor input"),
        (lambda: F.posterize(backlight.ones(1, 3, 3), 2), TypeError, "uint8"),
        (lambda: F.adjust_hue(backlight.ones(3, 3, 3), 0.6), ValueError, r"\[-0.5, 0.5\]"),
        (lambda: F.invert(backlight.ones(2, 3, 3)), TypeError, "1 or 3"),
    ],
)
def test_wrong_arguments_are_explained(make, error, told):
    with pytest.raises(error, match=told):
        make()


def test_what_torchvision_has_removed_is_missing():
    assert not hasattr(T, "Scale")
    with pytest.raises(MissingTorchName, match=r"torchvision.transforms.RandomSizedCrop"):
        T.RandomSizedCrop  # noqa: B018
