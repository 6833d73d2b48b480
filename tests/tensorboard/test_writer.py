"""Event files: their records, what is in them, and what is told when something cannot be written."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest

import backlight
from backlight import nn
from backlight.tensorboard import SummaryWriter, pictures, records


def fields(data: bytes) -> list[tuple[int, object]]:
    """The fields of a message: their numbers, and numbers or bytes."""

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte, at = data[at], at + 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    at, found = 0, []
    while at < len(data):
        key = varint()
        match key & 7:
            case 0:
                value = varint()
            case 1:
                (value,), at = struct.unpack("<d", data[at : at + 8]), at + 8
            case 5:
                (value,), at = struct.unpack("<f", data[at : at + 4]), at + 4
            case _:
                size = varint()
                value, at = data[at : at + size], at + size
        found.append((key >> 3, value))
    return found


def events(folder) -> list[dict]:
    (path,) = folder.glob("events.out.tfevents.*")
    data, found = path.read_bytes(), []
    while data:
        size, size_sum = struct.unpack("<QI", data[:12])
        body, (body_sum,) = data[12 : 12 + size], struct.unpack("<I", data[12 + size : 16 + size])
        assert (size_sum, body_sum) == (records.check_sum(data[:8]), records.check_sum(body))
        found.append(dict(fields(body)))
        data = data[16 + size :]
    return found


def values(folder) -> list[dict]:
    return [dict(fields(dict(fields(event[5]))[1])) for event in events(folder) if 5 in event]


def test_a_file_begins_with_the_version_of_its_format(tmp_path):
    SummaryWriter(tmp_path).close()

    assert [event[3] for event in events(tmp_path)] == [b"brain.Event:2"]


def test_a_scalar_has_its_tag_its_step_and_its_time(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("train loss", backlight.tensor(0.5, requires_grad=True), 3, walltime=7.0)

    assert (events(tmp_path)[1][1], events(tmp_path)[1][2]) == (7.0, 3)
    assert values(tmp_path) == [{1: b"train loss", 2: 0.5}]


def test_zero_is_written_too(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", 0.0)

    assert values(tmp_path) == [{1: b"loss", 2: 0.0}]


def test_a_negative_step_is_kept(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("a", 1.0, -1)

    assert events(tmp_path)[1][2] == 2**64 - 1


def test_what_is_flushed_can_be_read_while_the_writer_is_open(tmp_path):
    writer = SummaryWriter(tmp_path)
    writer.add_scalar("a", 1.0)
    before = len(events(tmp_path))
    writer.flush()

    assert (before, len(events(tmp_path))) == (1, 2)
    writer.close()


def test_so_many_events_wait_at_most(tmp_path):
    writer = SummaryWriter(tmp_path, max_queue=2)
    writer.add_scalar("a", 1.0)
    writer.add_scalar("a", 2.0)

    assert len(events(tmp_path)) == 3
    writer.close()


def test_the_file_is_written_at_the_end_of_a_program_that_forgot_to_close(tmp_path):
    source = (
        "from torch.utils.tensorboard import SummaryWriter\nwriter = SummaryWriter('log')\nwriter.add_scalar('a', 1)\n"
    )
    command = [sys.executable, "-m", "backlight", "run", "-"]
    done = subprocess.run(command, input=source.encode(), cwd=tmp_path, capture_output=True, timeout=100)

    assert (done.stdout, done.stderr) == (b"", b"")
    assert len(events(tmp_path / "log")) == 2


def test_the_default_folder_names_the_time_and_the_comment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with SummaryWriter(comment="_x") as writer:
        assert writer.log_dir.startswith("runs")
        assert writer.get_logdir().endswith("_x")


def test_a_histogram_leaves_empty_bins_at_both_ends_away(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_histogram("h", backlight.tensor([1.0, 1.0, 3.0]), bins=[-1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0])
    histogram = dict(fields(values(tmp_path)[0][5]))

    assert [histogram[i] for i in range(1, 6)] == [1.0, 3.0, 3.0, 5.0, 11.0]
    assert np.frombuffer(histogram[6]).tolist() == [1.0, 2.0, 3.0, 4.0]
    assert np.frombuffer(histogram[7]).tolist() == [0.0, 2.0, 0.0, 1.0]


def test_an_image_is_a_png_of_its_colours(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_image("i", backlight.tensor([[[0.0, 0.5, 2.0]], [[1.0, 0.0, 0.0]], [[0.0, 1.0, -1.0]]]))
    image = dict(fields(values(tmp_path)[0][4]))
    data = image[4][image[4].index(b"IDAT") + 4 :]

    assert (image[1], image[2], image[3]) == (1, 3, 3)
    assert list(zlib.decompressobj().decompress(data)) == [0, 0, 255, 0, 127, 0, 255, 255, 0, 0]


def test_a_batch_of_images_is_laid_out_in_rows_of_eight():
    images = np.arange(9.0).reshape(9, 1, 1, 1)

    assert pictures.grid(images)[0].tolist() == [[0, 1, 2, 3, 4, 5, 6, 7], [8, 0, 0, 0, 0, 0, 0, 0]]


def test_a_video_of_several_plays_them_side_by_side(tmp_path):
    image = pytest.importorskip("PIL.Image")
    with SummaryWriter(tmp_path) as writer:
        writer.add_video("v", backlight.linspace(0, 1, 2 * 3 * 3 * 4 * 5).reshape(2, 3, 3, 4, 5), fps=10)
    video = dict(fields(values(tmp_path)[0][4]))
    (tmp_path / "v.gif").write_bytes(video[4])

    with image.open(tmp_path / "v.gif") as opened:
        assert (opened.size, opened.n_frames, opened.info["duration"]) == ((10, 4), 3, 100)


@pytest.mark.parametrize(
    "call",
    [
        lambda w: w.add_video("v", backlight.zeros(1, 2, 3, 4, 4)),
        lambda w: w.add_image_with_boxes("b", backlight.zeros(3, 4, 4), backlight.zeros(1, 4)),
    ],
    ids=["video", "boxes"],
)
def test_without_pillow_the_extra_is_named(tmp_path, monkeypatch, call):
    monkeypatch.setitem(sys.modules, "PIL", None)
    with SummaryWriter(tmp_path) as writer, pytest.raises(ImportError, match=r'pip install "backlight\[tensorboard\]"'):
        call(writer)


def test_a_figure_is_closed_unless_it_is_to_stay(tmp_path):
    plt = pytest.importorskip("matplotlib.pyplot")
    plt.switch_backend("agg")
    kept, closed = plt.figure(), plt.figure()
    with SummaryWriter(tmp_path) as writer:
        writer.add_figure("f", kept, close=False)
        writer.add_figure("f", closed)

    assert (plt.fignum_exists(kept.number), plt.fignum_exists(closed.number)) == (True, False)
    plt.close(kept)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 3)
        self.first.weight.requires_grad_(False)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        return backlight.relu(self.drop(self.first(x))) * 2


def test_the_graph_has_every_operation_in_its_module(tmp_path, capsys):
    net = Net()
    with SummaryWriter(tmp_path) as writer:
        writer.add_graph(net, backlight.ones(1, 2), verbose=True)
    nodes = [dict(fields(body)) for field, body in fields(events(tmp_path)[1][4]) if field == 1]

    assert [node[2] for node in nodes] == [
        b"IO Node", b"Parameter", b"Parameter", b"AddmmBackward0", b"ReluBackward0", b"MulBackward0", b"IO Node"
    ]  # fmt: skip
    assert nodes[3][1].startswith(b"Net/Linear[first]/Addmm")
    assert "Net/Relu" in capsys.readouterr().out
    assert (net.training, net.drop.training, net.first.weight.requires_grad) == (True, True, False)


def test_what_is_no_module_has_no_graph(tmp_path):
    with SummaryWriter(tmp_path) as writer, pytest.raises(AttributeError, match=r"draws a torch\.nn\.Module"):
        writer.add_graph(lambda x: x, backlight.ones(1))


def test_the_projector_gets_its_tables(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_embedding(backlight.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True), ["a", "b"], tag="x/y")

    assert (tmp_path / "00000" / "x%2fy" / "tensors.tsv").read_text() == "1.0\t2.0\n3.0\t4.0\n"
    assert (tmp_path / "00000" / "x%2fy" / "metadata.tsv").read_text() == "a\nb\n"
    assert 'tensor_path: "00000/x%2fy/tensors.tsv"' in (tmp_path / "projector_config.pbtxt").read_text()


def test_a_closed_writer_goes_on_in_a_new_file(tmp_path):
    writer = SummaryWriter(tmp_path)
    writer.close()
    writer.close()
    writer.add_scalar("a", 1.0)
    writer.close()

    assert len(list(tmp_path.iterdir())) == 2


def test_a_vector_is_no_scalar(tmp_path):
    with SummaryWriter(tmp_path) as writer, pytest.raises(AssertionError, match="should contain one element"):
        writer.add_scalar("a", backlight.ones(2))
