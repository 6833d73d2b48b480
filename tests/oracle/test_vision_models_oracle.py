"""torchvision's models next to the real ones: text, names, first weights, outputs, gradients, published files."""

from __future__ import annotations

import pickle
import warnings
from functools import partial

import numpy as np
import pytest

import backlight
from backlight import nn
from backlight.torchvision import models, ops

torch = pytest.importorskip("torch")
torchvision = pytest.importorskip("tests.oracle.vision").torchvision

pytestmark = pytest.mark.filterwarnings("ignore")

theirs = torchvision.models


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """torch's threads wait for each other in a loop, which takes long where others work too."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def flat(weights):
    return {name: x.detach().numpy() for name, x in weights.items()}


def settings_of(name):
    if name.startswith("vit"):
        return {"image_size": 56 if name.endswith("14") else 64}
    return {"init_weights": False} if name in ("googlenet", "inception_v3") else {}


@pytest.fixture
def no_first_weights(monkeypatch):
    """Large models are made in no time when nobody fills them."""
    for init in (nn.init, torch.nn.init):
        for name in [name for name in vars(init) if name.endswith("_") and not name.startswith("_")]:
            monkeypatch.setattr(init, name, lambda tensor, *args, **kwargs: tensor)


@pytest.mark.parametrize("name", models.list_models())
def test_a_model_reads_like_theirs_and_has_the_same_state(name, no_first_weights):
    ours, real = models.get_model(name, **settings_of(name)), theirs.get_model(name, **settings_of(name))

    assert repr(ours) == repr(real)
    state, wanted = ours.state_dict(), real.state_dict()
    assert [(key, tuple(x.shape)) for key, x in state.items()] == [(key, tuple(x.shape)) for key, x in wanted.items()]
    assert dict(state._metadata) == dict(wanted._metadata)
    assert [key for key, _ in ours.named_parameters()] == [key for key, _ in real.named_parameters()]


def convnext(m):
    sizes = [m.convnext.CNBlockConfig(8, 16, 1), m.convnext.CNBlockConfig(16, None, 2)]
    return m.ConvNeXt(sizes, stochastic_depth_prob=0.5, num_classes=5)


def transformer(m, **settings):
    return m.VisionTransformer(32, 8, 2, 2, 16, 32, dropout=0.1, num_classes=5, representation_size=8, **settings)


def stem(m):
    return transformer(m, conv_stem_configs=[m.vision_transformer.ConvStemConfig(4, 3, 2) for _ in range(3)])


def batched(m):
    return m.vgg.make_layers([4, "M", 8, 8, "M"], batch_norm=True)


def basic(m):
    return m.ResNet(m.resnet.BasicBlock, [1, 1, 1, 1], 5)


def efficient(m):
    c = m.efficientnet
    stages = [
        c.MBConvConfig(1, 3, 1, 8, 8, 1),
        c.MBConvConfig(4, 5, 2, 8, 16, 2),
        c.FusedMBConvConfig(4, 3, 2, 16, 16, 2),
    ]
    return m.EfficientNet(stages, 0.2, num_classes=5, last_channel=32)


def dilated(m):
    return m.ResNet(m.resnet.Bottleneck, [1, 1, 1, 2], 5, True, 2, 32, [False, True, True])


def mobile(m, arch, **settings):
    blocks, last = m.mobilenetv3._mobilenet_v3_conf(arch, width_mult=0.25, **settings)
    return m.MobileNetV3(blocks, last, num_classes=5)


SMALL = {
    "a resnet": basic,
    "a dilated resnet with groups": dilated,
    "vgg's layers": batched,
    "squeezenet1_1": lambda m: m.squeezenet1_1(num_classes=5),
    "mobilenet_v2": lambda m: m.mobilenet_v2(num_classes=5, width_mult=0.25),
    "mobilenet_v3_small": lambda m: mobile(m, "mobilenet_v3_small"),
    "a short mobilenet_v3_large": lambda m: mobile(m, "mobilenet_v3_large", reduced_tail=True, dilated=True),
    "densenet": lambda m: m.DenseNet(8, (2, 3), 8, drop_rate=0.2, num_classes=5),
    "an economical densenet": lambda m: m.DenseNet(4, (2, 2), 8, num_classes=5, memory_efficient=True),
    "efficientnet": efficient,
    "convnext": convnext,
    "a vision transformer": transformer,
    "a vision transformer with a stem": stem,
}


def stepped(library, model, x):
    """Everything that a training step gives, and what evaluation gives after it."""
    library.manual_seed(2)
    out = model(x)
    out = out if isinstance(out, tuple) else (out,)
    sum([(part * part).sum() for part in out]).backward()
    found = {f"output {n}": part for n, part in enumerate(out)}
    found.update({f"gradient of {name}": p.grad for name, p in model.named_parameters() if p.grad is not None})
    found.update({f"buffer {name}": b for name, b in model.named_buffers()})
    model.eval()
    with library.no_grad():
        found["evaluated"] = model(x)
    return flat(found)


@pytest.mark.parametrize("name", SMALL)
def test_first_weights_are_theirs_bit_for_bit_and_a_step_gives_the_same(name):
    backlight.manual_seed(1)
    ours = SMALL[name](models)
    torch.manual_seed(1)
    real = SMALL[name](theirs)

    assert repr(ours) == repr(real)
    state, wanted = flat(ours.state_dict()), flat(real.state_dict())
    assert list(state) == list(wanted)
    assert [key for key in state if not np.array_equal(state[key], wanted[key])] == []

    x = np.random.default_rng(0).normal(size=(4, 3, 32, 32))
    got = stepped(backlight, ours.double(), backlight.from_numpy(x))
    wanted = stepped(torch, real.double(), torch.from_numpy(x))
    assert list(got) == list(wanted)
    sizes = {key: max(np.abs(value).max(), 1e-3) for key, value in wanted.items()}
    assert {key: e for key in got if (e := np.abs(got[key] - wanted[key]).max() / sizes[key]) > 1e-7} == {}


@pytest.mark.parametrize(("name", "side"), [("googlenet", 64), ("inception_v3", 75)])
def test_networks_with_helpers_return_what_theirs_do(name, side):
    settings = {"num_classes": 4, "init_weights": False, "transform_input": True, "dropout": 0.0}
    backlight.manual_seed(1)
    ours = models.get_model(name, **settings)
    torch.manual_seed(1)
    real = theirs.get_model(name, **settings)
    x = np.random.default_rng(0).normal(size=(2, 3, side, side)).astype(np.float32)
    if name == "inception_v3":  # its helper needs pictures of 299 × 299, which take long
        ours.eval(), real.eval()
        with backlight.no_grad(), torch.no_grad():
            got, wanted = ours(backlight.from_numpy(x)), real(torch.from_numpy(x))
        assert models.InceptionOutputs._fields == theirs.InceptionOutputs._fields
        np.testing.assert_allclose(got.numpy(), wanted.numpy(), rtol=1e-3, atol=1e-4)
        return
    backlight.manual_seed(3), torch.manual_seed(3)
    got, wanted = ours(backlight.from_numpy(x)), real(torch.from_numpy(x))

    assert type(got).__name__ == type(wanted).__name__ and got._fields == wanted._fields
    for mine, yours in zip(got, wanted):
        np.testing.assert_allclose(mine.detach().numpy(), yours.detach().numpy(), rtol=1e-3, atol=1e-4)


def narrow(convolution):
    """In place of an Inception module: as many channels, few weights."""
    return lambda before, *widths: convolution(before, sum([widths[n] for n in (0, 2, 4, 5)]), 1, groups=16)


def test_truncated_first_weights_are_theirs():
    states = []
    for library, m in ((backlight, models), (torch, theirs)):
        layers = (nn if library is backlight else torch.nn).Conv2d
        library.manual_seed(1)
        blocks = [m.inception.BasicConv2d, narrow(layers), None]
        states.append(flat(m.GoogLeNet(5, False, init_weights=True, blocks=blocks).state_dict()))

    assert [key for key in states[1] if not np.array_equal(states[0][key], states[1][key])] == []


def test_published_weights_are_where_theirs_are():
    def told(enum):
        return {
            name: (w.name, w.url, described(w.transforms), w.meta["min_size"]) for name, w in enum.__members__.items()
        }

    def described(transforms):
        prepares = transforms()
        return repr(prepares), prepares.antialias

    def wanted(name):
        enum = theirs.get_model_weights(name)
        return {
            member: (w.name, w.url, described(w.transforms), w.meta["min_size"])
            for member, w in enum.__members__.items()
        }

    for name in models.list_models():
        enum = models.get_model_weights(name)
        real = theirs.get_model_weights(name)
        assert (enum.__name__, told(enum)) == (real.__name__, wanted(name))
        assert repr(enum.DEFAULT) == repr(real.DEFAULT)
        assert models.get_weight(f"{enum.__name__}.{enum.DEFAULT.name}") is enum.DEFAULT


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """The folder in which `torch.hub` keeps files."""
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    return folder


def old_name(key):
    """densenet's files were written when `norm1` was `norm.1`."""
    import re

    return re.sub(r"(denselayer\d+\.(?:norm|relu|conv))([12]\.)", r"\1.\2", key)


@pytest.mark.parametrize("name", ["resnet18", "squeezenet1_1", "densenet121"])
def test_a_published_file_loads_and_gives_the_same_output(name, hub):
    torch.manual_seed(0)
    real = theirs.get_model(name).eval()
    enum = models.get_model_weights(name)
    state = {old_name(key): x for key, x in real.state_dict().items()}
    torch.save(state, hub / enum.DEFAULT.url.rsplit("/", 1)[1], _use_new_zipfile_serialization=name != "squeezenet1_1")
    ours = models.get_model(name, weights="DEFAULT").eval()
    x = np.random.default_rng(0).normal(size=(2, 3, 64, 64)).astype(np.float32)
    with torch.no_grad(), backlight.no_grad():
        got, wanted = ours(backlight.from_numpy(x)).numpy(), real(torch.from_numpy(x)).numpy()

    assert np.abs(got - wanted).max() < 1e-4 * np.abs(wanted).max()


@pytest.mark.parametrize(
    "call",
    [
        lambda m: m.resnet18(weights="NO_SUCH"),
        lambda m: m.resnet18(weights=m.ResNet50_Weights.DEFAULT),
        lambda m: m.resnet18(weights="DEFAULT", num_classes=10),
        lambda m: m.resnet18(1, 2, 3),
        lambda m: m.vit_h_14(pretrained=True),
        lambda m: m.get_model("resnet19"),
        lambda m: m.get_weight("ResNet18_Weights"),
        lambda m: m.get_weight("ResNet19_Weights.DEFAULT"),
        lambda m: m.resnext50_32x4d(groups=2),
        lambda m: m.resnet18(no_such_setting=1),
        lambda m: m.ResNet(m.resnet.BasicBlock, [1, 1, 1, 1], groups=2),
        lambda m: m.ResNet(m.resnet.BasicBlock, [1, 1, 1, 1], replace_stride_with_dilation=[True]),
        lambda m: m.ResNet(m.resnet.BasicBlock, [1, 1, 1, 2], replace_stride_with_dilation=[False, False, True]),
        lambda m: m.SqueezeNet("2"),
        lambda m: m.VisionTransformer(33, 8, 1, 1, 8, 8),
        lambda m: m.ConvNeXt([]),
        lambda m: m.ConvNeXt([1]),
        lambda m: m.MobileNetV2(inverted_residual_setting=[]),
    ],
)
def test_wrong_calls_raise_what_theirs_raise(call, hub):
    with pytest.raises(Exception) as wanted:
        call(theirs)
    with pytest.raises(wanted.type):
        call(models)


def test_the_former_ways_to_ask_for_weights_warn_and_still_work(hub):
    state = theirs.squeezenet1_1().state_dict()
    torch.save(state, hub / "squeezenet1_1-b8a52dc0.pth")
    for call in (lambda m: m.squeezenet1_1(pretrained=True), lambda m: m.squeezenet1_1(True)):
        for m in (theirs, models):
            with pytest.warns(UserWarning) as told:
                model = call(m)
            assert len(told) >= 1
            np.testing.assert_array_equal(flat(model.state_dict())["classifier.1.bias"], state["classifier.1.bias"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert models.squeezenet1_1(pretrained=False).num_classes == 1000


def test_the_getter_of_intermediate_layers_is_theirs():
    from backlight.torchvision.models._utils import IntermediateLayerGetter

    found = []
    for m, getter in ((models, IntermediateLayerGetter), (theirs, theirs._utils.IntermediateLayerGetter)):
        row = getter(dilated(m), {"layer1": "a", "layer3": "b"})
        found.append((repr(row), row.return_layers))
    assert found[0] == found[1]


def shown(m):
    layers = {
        "SqueezeExcitation": m.SqueezeExcitation(4, 2),
        "Conv2dNormActivation": m.Conv2dNormActivation(3, 4, 5, 2, dilation=2),
        "Conv3dNormActivation": m.Conv3dNormActivation(3, 4, (3, 5, 1), activation_layer=None, bias=True),
        "MLP": m.MLP(3, [4, 5], inplace=True, dropout=0.1),
        "Permute": m.Permute([1, 0]),
        "FrozenBatchNorm2d": m.FrozenBatchNorm2d(3),
        "StochasticDepth": m.StochasticDepth(0.3, "row"),
        "RoIAlign": m.RoIAlign((2, 3), 0.5, -1),
        "RoIPool": m.RoIPool(2, 0.5),
        "FeaturePyramidNetwork": m.FeaturePyramidNetwork([3, 4], 5, m.feature_pyramid_network.LastLevelP6P7(5, 5)),
    }
    return {name: (repr(layer), list(layer.state_dict())) for name, layer in layers.items()}


def test_layers_read_like_theirs():
    assert shown(ops) == shown(torchvision.ops)


def test_a_feature_pyramid_gives_what_theirs_gives():
    results = []
    for library, m in ((backlight, ops), (torch, torchvision.ops)):
        library.manual_seed(0)
        extra = m.feature_pyramid_network.LastLevelMaxPool()
        pyramid = m.FeaturePyramidNetwork([3, 4, 5], 6, extra)
        rng = np.random.default_rng(0)
        maps = {
            str(n): library.from_numpy(rng.normal(size=(2, 3 + n, 16 >> n, 13 >> n)).astype(np.float32))
            for n in range(3)
        }
        results.append(flat(pyramid(maps)))
    assert list(results[0]) == list(results[1])
    for key in results[0]:
        np.testing.assert_allclose(results[0][key], results[1][key], rtol=1e-4, atol=1e-5)


BOXES = np.array([[0, 0, 4, 4], [1, 1, 3, 5], [2, 0, 9, 3], [-1, -2, 0.5, 0.25], [5, 5, 5, 5]], np.float32)
CALLS = {
    "box_area": lambda t, m, b: [m.box_area(b), m.box_area(b, fmt="xywh"), m.box_area(b.to(t.int16))],
    "box_iou": lambda t, m, b: [m.box_iou(b, b[:2], fmt=fmt) for fmt in ("xyxy", "xywh", "cxcywh")],
    "box_iou of halves": lambda t, m, b: [m.box_iou(b.half(), b[:3].half())],
    "generalized_box_iou": lambda t, m, b: [m.generalized_box_iou(b, b[:3])],
    "distance_box_iou": lambda t, m, b: [m.distance_box_iou(b, b[1:4])],
    "box_convert": lambda t, m, b: [
        m.box_convert(b, i, o) for i in ("xyxy", "xywh", "cxcywh") for o in ("xyxy", "xywh", "cxcywh")
    ],
    "clip_boxes_to_image": lambda t, m, b: [m.clip_boxes_to_image(b, (3, 4)), m.clip_boxes_to_image(b[None], (2, 2))],
    "remove_small_boxes": lambda t, m, b: [m.remove_small_boxes(b, 2.0)],
    "sigmoid_focal_loss": lambda t, m, b: [
        m.sigmoid_focal_loss(b, (b > 1).to(b.dtype), *how) for how in ((), (-1, 3), (0.5, 2, "mean"), (0.5, 1, "sum"))
    ],
    "masks_to_boxes": lambda t, m, b: [m.masks_to_boxes(b.reshape(2, 2, 5) > 3), m.masks_to_boxes(b[None] > 99)],
    "stochastic_depth": lambda t, m, b: [
        seeded(t, m.stochastic_depth, b, *how)
        for how in ((0.4, "row"), (0.4, "batch"), (1.0, "row"), (0.5, "row", False))
    ],
}


def seeded(library, call, *args):
    library.manual_seed(5)
    return call(*args)


@pytest.mark.parametrize("name", CALLS)
def test_arithmetic_on_boxes_is_theirs(name):
    results = []
    for library, m in ((backlight, ops), (torch, torchvision.ops)):
        b = library.from_numpy(BOXES.copy()[:4] if name == "masks_to_boxes" else BOXES.copy())
        b = library.cat([b, b[:1]]) if name == "masks_to_boxes" else b
        results.append([x.detach().numpy() for x in CALLS[name](library, m, b)])
    for mine, yours in zip(*results, strict=True):
        assert (mine.dtype, mine.shape) == (yours.dtype, yours.shape)
        np.testing.assert_allclose(mine, yours, rtol=1e-6)


def test_models_are_pickled_under_the_names_of_torchvision(tmp_path):
    backlight.manual_seed(0)
    model = dilated(models)
    backlight.save(model, tmp_path / "model.pt")
    found = torch.load(tmp_path / "model.pt", weights_only=False)

    assert type(found) is theirs.ResNet
    state = flat(model.state_dict())
    assert all(np.array_equal(x.numpy(), state[key]) for key, x in found.state_dict().items())


def test_a_whole_model_of_theirs_loads(tmp_path):
    for real in (dilated(theirs), theirs.mobilenet_v2(width_mult=0.25), convnext(theirs), transformer(theirs)):
        torch.save(real, tmp_path / "model.pt")
        found = backlight.load(tmp_path / "model.pt", weights_only=False)
        assert repr(found) == repr(real)
        assert type(found).__module__.startswith("backlight.vision.models")


def test_presets_prepare_pictures_as_theirs_do():
    from PIL import Image

    pixels = np.random.default_rng(0).integers(0, 255, (40, 50, 3), dtype=np.uint8)
    picture = Image.fromarray(pixels)
    ours = models.ResNet18_Weights.DEFAULT.transforms(resize_size=32, crop_size=24)
    real = theirs.ResNet18_Weights.DEFAULT.transforms(resize_size=32, crop_size=24)

    np.testing.assert_allclose(ours(picture).numpy(), real(picture).numpy(), atol=1e-5)
    assert repr(ours) == repr(real)
    assert pickle.loads(pickle.dumps(models.ResNet18_Weights.DEFAULT)) is models.ResNet18_Weights.DEFAULT
    assert partial(models.resnet18).func.__name__ == "resnet18"
