"""transforms v2: samples of images, masks, boxes and points are changed together, with figures by hand."""

from __future__ import annotations

import pytest

import backlight
from backlight import float32, tensor, uint8
from backlight.torchvision import tv_tensors
from backlight.torchvision.transforms import v2
from backlight.torchvision.transforms.v2 import functional as F


def sample():
    boxes = tv_tensors.BoundingBoxes([[0.0, 0.0, 2.0, 1.0]], format="XYXY", canvas_size=(2, 4))
    mask = tv_tensors.Mask(tensor([[1, 1, 0, 0], [0, 0, 0, 0]]))
    points = tv_tensors.KeyPoints([[0.0, 1.0]], canvas_size=(2, 4))
    image = tv_tensors.Image(backlight.arange(8, dtype=uint8).reshape(1, 2, 4))
    return image, {"boxes": boxes, "mask": mask, "points": points, "label": 3, "more": [tensor([7])]}


def test_a_flip_moves_all_of_a_sample_and_leaves_the_rest():
    image, target = v2.RandomHorizontalFlip(p=1.0)(*sample())

    assert type(image) is tv_tensors.Image and image.tolist() == [[[3, 2, 1, 0], [7, 6, 5, 4]]]
    assert type(target["boxes"]) is tv_tensors.BoundingBoxes and target["boxes"].tolist() == [[2.0, 0.0, 4.0, 1.0]]
    assert target["mask"].tolist() == [[0, 0, 1, 1], [0, 0, 0, 0]]
    assert target["points"].tolist() == [[3.0, 1.0]]
    assert target["label"] == 3 and target["more"][0].tolist() == [7]


def test_a_resize_and_a_crop_change_the_canvas():
    _, target = v2.Compose([v2.Resize((4, 8)), v2.CenterCrop((4, 6))])(*sample())

    assert target["boxes"].canvas_size == target["points"].canvas_size == (4, 6)
    assert target["boxes"].tolist() == [[0.0, 0.0, 3.0, 2.0]]
    assert target["mask"].shape == (4, 6)


def test_boxes_change_their_format():
    boxes = sample()[1]["boxes"]

    turned = F.convert_bounding_box_format(boxes, new_format="cxcywh")
    assert turned.format is tv_tensors.BoundingBoxFormat.CXCYWH and turned.tolist() == [[1.0, 0.5, 2.0, 1.0]]
    assert F.convert_bounding_box_format(turned, new_format="XYWH").tolist() == [[0.0, 0.0, 2.0, 1.0]]
    with pytest.raises(ValueError, match="old_format"):
        F.convert_bounding_box_format(tensor([[0, 0, 1, 1]]), new_format="XYWH")


def test_boxes_that_may_be_turned_say_that_they_are_missing():
    boxes = tv_tensors.BoundingBoxes([[1.0, 1, 2, 2, 30]], format="XYWHR", canvas_size=(9, 9))

    with pytest.raises(NotImplementedError, match="XYWHR"):
        F.horizontal_flip(boxes)


def test_to_image_and_to_dtype_make_floats_from_0_to_1():
    made = v2.Compose([v2.ToImage(), v2.ToDtype(float32, scale=True), v2.ToPureTensor()])(
        backlight.full((1, 2, 2), 255, dtype=uint8)
    )

    assert type(made) is backlight.Tensor and made.unique().tolist() == [1.0]


def test_only_the_first_ordinary_tensor_is_an_image():
    first, second = v2.RandomHorizontalFlip(p=1.0)(tensor([[[1, 2]]]), tensor([[[1, 2]]]))

    assert (first.tolist(), second.tolist()) == ([[[2, 1]]], [[[1, 2]]])


def test_cutmix_and_mixup_mix_labels_by_the_share_of_the_image():
    backlight.manual_seed(1)
    images, labels = backlight.stack([backlight.zeros(1, 8, 8), backlight.ones(1, 8, 8)]), tensor([0, 2])
    for transform in (v2.CutMix(num_classes=3), v2.MixUp(num_classes=3)):
        mixed, shares = transform(images, labels)
        assert shares.shape == (2, 3) and shares.sum(1).tolist() == pytest.approx([1.0, 1.0])
        assert mixed[0].mean().item() == pytest.approx(shares[0, 2].item(), abs=1e-6)
    with pytest.raises(ValueError, match="num_classes must be passed"):
        v2.CutMix()(images, labels)


def test_boxes_that_are_too_small_go_with_their_labels_and_masks():
    boxes = tv_tensors.BoundingBoxes([[0, 0, 5, 5], [3, 3, 3, 4]], format="XYXY", canvas_size=(9, 9))
    out = v2.SanitizeBoundingBoxes()(
        {"boxes": boxes, "labels": tensor([1, 2]), "masks": tv_tensors.Mask(backlight.ones(2, 9, 9))}
    )

    assert out["boxes"].tolist() == [[0, 0, 5, 5]] and out["labels"].tolist() == [1]
    assert out["masks"].shape == (1, 9, 9)


def test_results_of_methods_are_ordinary_unless_asked():
    image = tv_tensors.Image(backlight.ones(1, 1, 1))

    assert type(image + 1) is backlight.Tensor and type(image.clone()) is tv_tensors.Image
    with tv_tensors.set_return_type("TVTensor"):
        assert type(image + 1) is tv_tensors.Image
    assert repr(image) == "Image([[[1.]]], )"


def test_a_transform_of_ones_own_draws_once_for_a_sample():
    class Shifted(v2.Transform):
        def make_params(self, flat_inputs):
            return {"by": len(flat_inputs)}

        def transform(self, inpt, params):
            return inpt + params["by"]

    a, b = Shifted()(tv_tensors.Image(backlight.zeros(1, 1, 1)), tv_tensors.Mask(backlight.zeros(1, 1)))
    assert (a.item(), b.item()) == (2.0, 2.0)


def test_kernels_are_registered_by_name_and_checked():
    with pytest.raises(ValueError, match="builtin"):
        F.register_kernel("resize", tv_tensors.Image)
    with pytest.raises(ValueError, match="no function"):
        F.register_kernel("nothing", tv_tensors.Image)
    with pytest.raises(TypeError, match=r"F\.resize takes inputs of type"):
        F.resize("x", 3)


def test_samples_of_two_sizes_are_refused():
    with pytest.raises(ValueError, match="Found multiple HxW dimensions"):
        v2.RandomCrop(2)(tv_tensors.Image(backlight.ones(1, 4, 4)), tv_tensors.Mask(backlight.ones(5, 4)))


def test_the_deprecated_to_tensor_warns():
    with pytest.warns(UserWarning, match="deprecated"):
        v2.ToTensor()
