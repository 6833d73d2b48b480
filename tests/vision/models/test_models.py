"""Models: names, weights from the cache, what subclasses rely on. That they are torchvision's is for the oracle."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pytest

import backlight
from backlight import nn
from backlight.torchvision import models
from backlight.torchvision.models._utils import IntermediateLayerGetter
from backlight.torchvision.models.resnet import BasicBlock, ResNet


def tiny(**settings):
    return ResNet(BasicBlock, [1, 1, 1, 1], num_classes=3, **settings)


def test_a_resnet_learns():
    model, x, y = tiny(), backlight.randn(6, 3, 32, 32), backlight.tensor([0, 1, 2, 0, 1, 2])
    optimizer = backlight.optim.SGD(model.parameters(), lr=0.05)
    losses = []
    for _ in range(4):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())

    assert losses[-1] < 0.5 * losses[0]


def test_a_subclass_may_change_the_layers_and_the_first_convolution():
    class Small(ResNet):
        def __init__(self):
            super().__init__(BasicBlock, [1, 1, 1, 1], num_classes=7)
            self.conv1 = nn.Conv2d(1, 64, 3, padding=1, bias=False)
            self.maxpool = nn.Identity()
            self.extra = self._make_layer(BasicBlock, 16, 2, stride=2)

        def _forward_impl(self, x):
            x = self.layer4(self.layer3(self.layer2(self.layer1(self.maxpool(self.relu(self.bn1(self.conv1(x))))))))
            return self.extra(x)

    assert Small()(backlight.zeros(2, 1, 16, 16)).shape == (2, 16, 1, 1)


@pytest.fixture
def hub(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


def test_weights_come_from_the_cache(hub):
    before = models.squeezenet1_1()
    backlight.save(before.state_dict(), hub / "squeezenet1_1-b8a52dc0.pth")
    for weights in ("DEFAULT", "IMAGENET1K_V1", "SqueezeNet1_1_Weights.DEFAULT", models.SqueezeNet1_1_Weights.DEFAULT):
        found = models.squeezenet1_1(weights=weights)
        np.testing.assert_array_equal(found.classifier[1].weight.detach(), before.classifier[1].weight.detach())


def test_a_file_that_does_not_fit_says_which_names_are_missing(hub):
    backlight.save({"conv1.weight": backlight.zeros(1)}, hub / "resnet18-f37072fd.pth")
    with pytest.raises(RuntimeError, match="Missing key"):
        models.resnet18(weights="DEFAULT")


def test_wrong_weights_say_so():
    with pytest.raises(KeyError, match="IMAGENET1K_V3"):
        models.resnet18(weights="IMAGENET1K_V3")
    with pytest.raises(TypeError, match="expected ResNet18_Weights but received ResNet50_Weights"):
        models.resnet18(weights=models.ResNet50_Weights.DEFAULT)
    with pytest.raises(ValueError, match="'num_classes' expected value 1000 but got 10"):
        models.resnet18(weights="DEFAULT", num_classes=10)
    with pytest.raises(KeyError, match="category names"):
        models.ResNet18_Weights.DEFAULT.meta["categories"]
    with pytest.raises(ValueError, match="No weights"):
        models.vit_h_14(pretrained=True)


def test_weights_are_named_as_in_torchvision():
    weights = models.ResNet50_Weights

    assert weights.DEFAULT is weights.IMAGENET1K_V2
    assert repr(weights.DEFAULT) == "ResNet50_Weights.IMAGENET1K_V2"
    assert weights.DEFAULT.url == "https://download.pytorch.org/models/resnet50-11ad3fa6.pth"
    assert weights.DEFAULT.meta["min_size"] == (1, 1)
    assert models.get_model_weights("resnet50") is models.get_model_weights(models.resnet50) is weights
    assert models.get_weight("ResNet50_Weights.IMAGENET1K_V1") is weights.IMAGENET1K_V1
    assert pickle.loads(pickle.dumps(weights.DEFAULT)) is weights.DEFAULT
    same = models.Weights(weights.DEFAULT.url, weights.DEFAULT.transforms, {"min_size": (1, 1)})
    assert weights.DEFAULT.value == same


def test_models_are_listed_and_built_by_name():
    assert models.list_models(models, include=["resnet*"], exclude=["*152"]) == [
        "resnet101",
        "resnet18",
        "resnet34",
        "resnet50",
    ]
    assert models.list_models(nn) == []
    assert models.get_model("ResNet18", num_classes=2).fc.out_features == 2
    with pytest.raises(ValueError, match="resnet19"):
        models.get_model("resnet19")


def test_a_getter_gives_the_layers_in_the_middle():
    getter = IntermediateLayerGetter(tiny(), {"layer1": "low", "layer3": "high"})
    found = getter(backlight.zeros(1, 3, 32, 32))

    assert {name: tuple(x.shape) for name, x in found.items()} == {"low": (1, 64, 8, 8), "high": (1, 256, 2, 2)}
    assert "layer4" not in getter
    with pytest.raises(ValueError, match="not present"):
        IntermediateLayerGetter(tiny(), {"layer9": "x"})


def test_positions_of_a_vision_transformer_are_resized():
    model = models.VisionTransformer(32, 8, 1, 2, 8, 16, num_classes=3)
    state = models.vision_transformer.interpolate_embeddings(48, 8, model.state_dict(), reset_heads=True)

    assert state["encoder.pos_embedding"].shape == (1, 37, 8)
    assert not [key for key in state if key.startswith("heads")]
    larger = models.VisionTransformer(48, 8, 1, 2, 8, 16, num_classes=3)
    assert larger.load_state_dict(state, strict=False).missing_keys == ["heads.head.weight", "heads.head.bias"]
    with pytest.raises(AssertionError, match="Wrong image height! Expected 32 but got 16!"):
        model(backlight.zeros(1, 3, 16, 32))


def test_names_of_functions_stay_functions_when_their_modules_are_imported():
    script = (
        "import backlight; backlight.install_as_torch()\n"
        "import torchvision\n"
        "from torchvision.models.alexnet import AlexNet\n"
        "import torchvision.ops.stochastic_depth\n"
        "print(callable(torchvision.models.alexnet), callable(torchvision.ops.stochastic_depth), AlexNet)\n"
        "print(type(torchvision.models.resnet).__name__, torchvision.models.__dict__['resnet18'].__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.split("\n")[:2] == [
        "True True <class 'torchvision.models.alexnet.AlexNet'>",
        "module resnet18",
    ]
