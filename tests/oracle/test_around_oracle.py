"""What stands around a training script, next to torch: event files, compiled models, processes, hub, safetensors."""

from __future__ import annotations

import importlib
import io
import struct
from pathlib import Path

import numpy as np
import pytest

import backlight
import backlight.torch
import backlight.torch.nn

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

BOTH = [torch, backlight.torch]


def records(path: Path) -> list[bytes]:
    data, found = path.read_bytes(), []
    while data:
        (size,) = struct.unpack("<Q", data[:8])
        found.append(data[12 : 12 + size])
        data = data[16 + size :]
    return found


def events(folder: Path) -> dict[str, list]:
    """All that was written, by folder, without times and without who wrote it."""
    from PIL import Image
    from tensorboard.compat.proto.event_pb2 import Event
    from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData

    found = {}
    for path in sorted(folder.rglob("events.out.tfevents.*")):
        listed = []
        for record in records(path):
            event = Event.FromString(record)
            event.ClearField("source_metadata")
            if event.wall_time != 5.0:
                event.ClearField("wall_time")
            pictures: list = []
            for value in event.summary.value:
                plugin = value.metadata.plugin_data
                if plugin.plugin_name == "hparams":  # the order of the settings is anyone's
                    pictures.append(HParamsPluginData.FromString(plugin.content))
                    plugin.ClearField("content")
                if value.HasField("image"):
                    image = Image.open(io.BytesIO(value.image.encoded_image_string))
                    pictures.append(np.asarray(image).tolist())
                    value.image.ClearField("encoded_image_string")
            listed.append((event, pictures))
        found.setdefault(str(path.parent.relative_to(folder)), []).extend(listed)
    return found


CALLS = [
    "w.add_scalar('train loss', torch.tensor(0.5, requires_grad=True), 3)",
    "w.add_scalar('a', 0.0, torch.tensor(4), walltime=5.0)",
    "w.add_scalar('a', torch.tensor([[2]]), new_style=True)",
    "w.add_scalar('a', np.float32(0.1), -1, new_style=True, double_precision=True)",
    "w.add_scalars('all/of', {'x': 1, 'y': torch.tensor(2.0)}, 7, walltime=5.0)",
    "w.add_histogram('h', torch.arange(-5.0, 6.0).requires_grad_(), 1)",
    "w.add_histogram('h', np.array([1, 1, 2, 7]), bins='auto')",
    "w.add_histogram('h', torch.linspace(0, 1, 50), bins=30, max_bins=7)",
    "w.add_histogram('h', torch.zeros(3, dtype=torch.bfloat16))",
    "w.add_histogram_raw('r', 0, 3, 4, 5, 6, [1, 2], [3, 1], 2)",
    "w.add_image('i', torch.linspace(0, 1.2, 60).reshape(3, 4, 5))",
    "w.add_image('i', torch.arange(20, dtype=torch.uint8).reshape(4, 5, 1), dataformats='HWC')",
    "w.add_image('i', torch.rand(4, 5).fill_(0.3), 1, 5.0, 'HW')",
    "w.add_image('i', torch.linspace(0, 1, 80).reshape(4, 5, 4), dataformats='CHW')",
    "w.add_images('i', torch.linspace(0, 1, 12 * 30).reshape(12, 1, 6, 5))",
    "w.add_image_with_boxes('b', torch.zeros(3, 20, 30), torch.tensor([[2, 3, 9, 15.0]]), labels='x')",
    "w.add_image_with_boxes('b', torch.zeros(3, 20, 30), torch.tensor([[2, 3, 9, 15]]), rescale=2)",
    "w.add_text('t', 'über', 2)",
    "w.add_audio('s', torch.linspace(-1, 1, 50), 1, 8000)",
    "w.add_pr_curve('p', torch.tensor([0, 1, 1, 0]), torch.tensor([0.1, 0.4, 0.9, 0.5]), 1)",
    "w.add_pr_curve('p', np.array([0, 1, 1]), np.array([0.1, 0.4, 0.9]), num_thresholds=200, weights=np.ones(3))",
    "w.add_pr_curve_raw('p', *[np.arange(4.0)] * 6, num_thresholds=4)",
    "w.add_mesh('m', torch.ones(1, 4, 3), torch.ones(1, 4, 3, dtype=torch.int32), torch.ones(1, 4, 3).int())",
    "w.add_mesh('m', torch.ones(1, 4, 3), config_dict={'camera': {'cls': 'x'}})",
    "w.add_custom_scalars({'c': {'t': ['Multiline', ['a', 'b']], 'u': ['Margin', ['a', 'b', 'c']]}})",
    "w.add_custom_scalars_multilinechart(['a'])",
    "w.add_custom_scalars_marginchart(['a', 'b', 'c'], title='x')",
    "w.add_hparams({'lr': 0.1, 'b': True, 's': 'x', 'n': None, 't': torch.tensor([1.5])}, {'acc': 1}, run_name='r')",
    "w.add_hparams({'lr': 0.1, 's': 'x'}, {'acc': 1}, {'lr': [0.1, 0.2], 's': ['x', 'y']}, 'r', 5)",
    "w.add_embedding(torch.arange(6.0).reshape(3, 2), ['a', 'b', 'c'], torch.rand(3, 1, 4, 4).fill_(0.5))",
    "w.add_embedding(torch.eye(2), [[1, 'x'], [2, 'y']], None, 4, 'a/b', ['n', 'l'])",
    "w.close(); w.add_scalar('later', 1)",
    *[f"w.add_tensor('t', torch.tensor([[1, 0], [2, 1]]).to(torch.{kind}))" for kind in
      ("float32", "float64", "float16", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "bool", "complex64")],
]  # fmt: skip
WRONG = [
    "w.add_scalar('a', torch.ones(2))",
    "w.add_scalar('a', [1.0])",
    "w.add_scalar('a', 'word')",
    "w.add_histogram('h', torch.ones(0))",
    "w.add_histogram_raw('r', 0, 3, 4, 5, 6, [1, 2], [3], 2)",
    "w.add_image('i', torch.ones(2, 2))",
    "w.add_image('i', torch.ones(3, 2, 2), dataformats='CCH')",
    "w.add_hparams([], {})",
    "w.add_hparams({'a': [1]}, {})",
    "w.add_hparams({'a': 1}, {}, {'b': [1]})",
    "w.add_embedding(torch.ones(3))",
    "w.add_embedding(torch.ones(3, 2), ['a'])",
    "w.add_custom_scalars_marginchart(['a'])",
    "w.add_mesh('m', torch.ones(4, 3))",
    "w.add_tensor('m', torch.ones(3, dtype=torch.uint16))",
]


def written(module, folder, line):
    tensorboard = importlib.import_module(f"{module.__name__}.utils.tensorboard")
    with tensorboard.SummaryWriter(str(folder), filename_suffix=".x", purge_step=2) as w:
        names = {"w": w, "torch": module, "np": np}
        exec(line, names)


@pytest.mark.parametrize("line", CALLS)
def test_event_files_hold_what_torch_writes(tmp_path, line):
    found = []
    for name, module in (("theirs", torch), ("ours", backlight.torch)):
        folder = tmp_path / name
        written(module, folder, line)
        texts = {p.relative_to(folder): p.read_text() for p in folder.rglob("*") if p.suffix in (".tsv", ".pbtxt")}
        found.append((events(folder), texts))

    assert found[1] == found[0]


@pytest.mark.parametrize("line", WRONG)
def test_what_cannot_be_written_is_told_as_torch_tells_it(tmp_path, line):
    kinds = []
    for name, module in (("theirs", torch), ("ours", backlight.torch)):
        with pytest.raises(Exception) as caught:
            written(module, tmp_path / name, line)
        kinds.append(caught.type)

    assert kinds[1] is kinds[0]


def test_tensorboard_draws_the_graph(tmp_path):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    written(backlight.torch, tmp_path, "w.add_graph(torch.nn.Sequential(torch.nn.Linear(2, 3)), torch.ones(1, 2))")
    graph = EventAccumulator(str(tmp_path)).Reload().Graph()

    assert [(node.op, list(node.input)) for node in graph.node if "Linear" in node.name] == [
        ("Parameter", []),
        ("Parameter", []),
        ("AddmmBackward0", ["Sequential/Linear[0]/bias", "input/input.0", "Sequential/Linear[0]/weight"]),
    ]


def torchs(module):
    """The parts of torch that the lines below use, imported."""
    for name in ("_dynamo", "compiler", "jit", "futures", "multiprocessing", "hub", "distributed"):
        importlib.import_module(f"{module.__name__}.{name}")
    return {"torch": module, "nn": module.nn, "c": module.compile(module.nn.Linear(2, 3), backend="eager")}


LINES = [
    "list(c.state_dict()), [n for n, _ in c.named_parameters()], [n for n, _ in c.named_modules()], repr(c)",
    "c.eval(), c._orig_mod.training, c.training",
    "setattr(c, 'note', 3), c._orig_mod.note, c.in_features, isinstance(c, nn.Linear), isinstance(c, nn.Module)",
    "c.nope",
    "torch.compile(nn.ReLU(), disable=True)",
    "torch.compile(abs, mode='default', options={'a': 1})",
    "torch.compile(abs, mode='fast')",
    "torch.compile(abs, backend='nope')",
    "torch.compile(3, backend='eager')",
    "torch.compiler.list_backends(), torch._dynamo.list_backends()",
    "torch.compiler.is_compiling(), torch.jit.is_scripting(), torch.jit.is_tracing(), torch._dynamo.is_compiling()",
    "repr(torch.jit.script(nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU()))))",
    "list(torch.jit.script(nn.Sequential(nn.Linear(2, 2))).state_dict())",
    "repr(torch.jit.trace(nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU())), torch.ones(1, 2)))",
    "torch.jit.trace(nn.ReLU(), torch.tensor([-1.0, 2]))(torch.tensor([-3.0, 1])).tolist()",
    "isinstance(torch.jit.script(nn.ReLU()), (torch.jit.ScriptModule, nn.ReLU))",
    "torch.jit.freeze(nn.ReLU())",
    "torch.jit.freeze(torch.jit.script(nn.ReLU()))",
    "torch.jit.load('/no/such/file.pt')",
    "torch.jit.annotate(int, 3), torch.jit.Attribute(3, int)",
    "torch.jit.isinstance([1, 2], list[int]), torch.jit.isinstance({'a': 1}, dict[str, int])",
    "torch.jit.wait(torch.jit.fork(abs, -3)), torch.jit.fork(abs, -3).value()",
    "torch.distributed.is_initialized(), torch.distributed.is_torchelastic_launched()",
    "torch.distributed.get_rank()",
    "torch.distributed.all_reduce(torch.ones(1))",
    "torch.distributed.destroy_process_group()",
    "torch.multiprocessing.get_sharing_strategy(), torch.multiprocessing.get_all_sharing_strategies()",
    "torch.multiprocessing.set_sharing_strategy('post')",
    "torch.hub.load('me/x', 'y', source='cloud')",
    "torch.ones(2).share_memory_().is_shared(), torch.ones(2).is_shared(), nn.ReLU().share_memory()",
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("line", LINES)
def test_lines_around_a_program_do_what_they_do_under_torch(line):
    found = []
    for module in BOTH:
        names = torchs(module)
        try:
            found.append(repr(eval(line, names)))
        except Exception as error:
            known = {"InvalidBackend", "InternalTorchDynamoError"}
            found.append("RuntimeError" if type(error).__name__ in known else type(error).__name__)

    assert found[1] == found[0]


DTYPES = [
    "float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "complex64",
    "uint16", "uint32", "uint64",
]  # fmt: skip


@pytest.mark.parametrize(("writer", "reader"), [(torch, None), (None, torch)], ids=["from torch", "to torch"])
def test_safetensors_go_both_ways(tmp_path, writer, reader):
    """Each library in a process of its own: the package imports `torch`, whoever that is."""
    path = tmp_path / "x.safetensors"
    write = (
        "import torch\nfrom safetensors.torch import save_file, save_model\n"
        f"tensors = {{k: torch.tensor([[0, 1, 2]]).to(getattr(torch, k)) for k in {DTYPES}}}\n"
        "tensors['scalar'], tensors['empty'] = torch.tensor(3.0), torch.empty(0, 2)\n"
        f"save_file(tensors, {str(path)!r}, metadata={{'a': 'b'}})\n"
        "torch.manual_seed(0)\nmodel = torch.nn.Linear(2, 2)\n"
        "both = torch.nn.Sequential(model, model)\n"
        f"save_model(both, {str(path) + '.model'!r})\n"
    )
    read = (
        "import torch\nfrom safetensors import safe_open\nfrom safetensors.torch import load, load_file, load_model\n"
        f"tensors = load_file({str(path)!r})\n"
        "for k in sorted(tensors):\n    print(k, tensors[k].dtype, tuple(tensors[k].shape), tensors[k].tolist())\n"
        f"again = load(open({str(path)!r}, 'rb').read())\n"
        "print(all(torch.equal(again[k], tensors[k]) for k in tensors))\n"
        f"with safe_open({str(path)!r}, 'pt') as f:\n    print(f.metadata(), f.get_slice('int64')[:, 1:].tolist())\n"
        "model = torch.nn.Linear(2, 2)\nboth = torch.nn.Sequential(model, model)\n"
        f"print(load_model(both, {str(path) + '.model'!r}), [x.tolist() for x in both.state_dict().values()])\n"
    )
    assert run_as(writer, write) == ""
    assert run_as(reader, read) == run_as(torch if reader is None else None, read)


def run_as(module, source: str) -> str:
    """What a program prints under torch, or under backlight (None)."""
    import subprocess
    import sys

    command = [sys.executable, "-"] if module is torch else [sys.executable, "-m", "backlight", "run", "-"]
    done = subprocess.run(command, input=source, capture_output=True, text=True, timeout=200)

    assert done.stderr == ""
    return done.stdout


def test_torchinfo_prints_the_same(tmp_path):
    pytest.importorskip("torchinfo")
    source = (
        "import torch, torchinfo\nfrom torch import nn\n"
        "net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(144, 10))\n"
        "torchinfo.summary(net, input_size=(2, 1, 8, 8), depth=5, row_settings=['var_names', 'depth'])\n"
        "names = ('input_size', 'output_size', 'num_params', 'params_percent', 'kernel_size', 'trainable')\n"
        "torchinfo.summary(nn.LSTM(3, 4, 2), input_size=(5, 2, 3), col_names=names)\n"
        "x = torch.ones(1, 3, 8)\n"
        "layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)\n"
        "torchinfo.summary(layer, input_data=x, mode='train')\n"
    )

    assert run_as(None, source) == run_as(torch, source)


def test_the_summary_counts_what_torchinfo_counts():
    torchinfo = pytest.importorskip("torchinfo")
    nn = torch.nn
    for name, size in (
        ("Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 10))", (2, 1, 8, 8)),
        ("Sequential(nn.Conv1d(2, 4, 3, groups=2), nn.Sequential(nn.Conv1d(4, 2, 1, bias=False)))", (3, 2, 8)),
        ("Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2, bias=False))", (7, 3)),
        ("LSTM(3, 4, 2)", (5, 2, 3)),
    ):
        theirs = torchinfo.summary(eval(f"nn.{name}", {"nn": nn}), input_size=size, verbose=0)
        ours = backlight.nn.summary(eval(f"nn.{name}", {"nn": backlight.nn}), size)

        for field in ("total_params", "trainable_params", "total_output_bytes", "total_param_bytes"):
            if (name[:4], field) != ("LSTM", "total_output_bytes"):  # its states are counted here
                assert getattr(ours, field) == getattr(theirs, field), (name, field)
        assert ours.total_mult_adds == theirs.total_mult_adds, name
