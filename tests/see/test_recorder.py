"""A whole program, watched: its losses, its last graph, and that watching changes and keeps nothing else."""

from __future__ import annotations

import csv
import gc
import threading
import weakref
from xml.etree import ElementTree

import numpy as np
import pytest

import backlight
from backlight.core import modes
from backlight.see.recorder import Recorder


@pytest.fixture
def recorder():
    recorder = Recorder()
    recorder.start()
    yield recorder
    recorder.stop()


def leaf(values):
    return backlight.tensor(values, requires_grad=True)


def rows(recorder):
    return [(row["backward"], row["variable"], float(row["loss"])) for row in csv.DictReader(lines(recorder))]


def lines(recorder):
    return recorder.losses.table().splitlines()


def names(files):
    return [path.name for path in files]


def test_every_tensor_on_which_backward_is_called_is_a_loss(recorder):
    w = leaf(2.0)
    for x in (1.0, 3.0):
        loss = (w * x) ** 2
        loss.backward()
    (w * 5).backward()

    assert rows(recorder) == [("1", "loss", 4.0), ("2", "loss", 36.0), ("3", "loss", 10.0)]


def test_the_line_of_the_backward_is_told(recorder):
    w = leaf(2.0)
    (w * 5).backward()
    line = test_the_line_of_the_backward_is_told.__code__.co_firstlineno + 2

    assert lines(recorder)[1] == f'1,10.0,loss,"{__file__}, line {line}"'
    assert recorder.last.title == f"loss = 10.0, backward 1, test_recorder.py, line {line}"
    assert [node.place for node in recorder.last.graph().nodes] == ["", "", f"test_recorder.py, line {line}"]


def test_losses_of_several_lines_are_several_curves(recorder):
    w = leaf(2.0)
    for _ in range(3):
        d_loss = w * 2
        d_loss.backward()
        g_loss = w * 3
        g_loss.backward()
    first, second = recorder.losses.curves().items()

    assert (first[0].partition(" ")[0], list(first[1])) == ("d_loss", [4.0] * 3)
    assert (second[0].partition(" ")[0], list(second[1])) == ("g_loss", [6.0] * 3)


def test_several_roots_are_one_backward(recorder):
    w = leaf(2.0)
    a, b = w * 2, w * 3
    backlight.autograd.backward([a, b])

    assert rows(recorder) == [("1", "a", 4.0), ("1", "b", 6.0)]


def test_of_a_tensor_with_several_elements_the_loss_is_what_is_differentiated(recorder):
    w = leaf([1.0, 2.0])
    y = w * 3
    y.backward(backlight.tensor([1.0, 0.5]))
    z = (w * 1).sum()
    z.backward(backlight.tensor(0.5))

    assert rows(recorder) == [("1", "y", 6.0), ("2", "z", 3.0)]


def test_a_gradient_for_its_own_sake_is_no_loss(recorder):
    w = leaf(3.0)
    y = w * w
    (g,) = backlight.autograd.grad(y, w, create_graph=True)
    loss = (g - 1) ** 2
    loss.backward()
    backlight.autograd.grad(w * 2, w)

    assert rows(recorder) == [("1", "loss", 25.0)]
    assert recorder.last.title.startswith("loss = 25.0, backward 1, ")


def test_without_any_backward_the_last_autograd_grad_is_drawn(recorder, tmp_path):
    w = leaf(3.0)
    y = w * w
    backlight.autograd.grad(y, w)

    assert names(recorder.write(tmp_path)) == ["graph.svg"]
    assert recorder.last.title.startswith("y = 9.0, autograd.grad, ")


def test_the_drawing_of_a_graph_is_no_backward(recorder):
    w = leaf(3.0)
    (w * w).graph(backward=True)

    assert len(recorder.losses) == 0
    assert recorder.last is None


def test_a_backward_inside_a_hook_is_a_pass_of_its_own(recorder):
    w, v = leaf(3.0), leaf(2.0)
    y = w * 2

    def hook(g):
        with backlight.enable_grad():
            inner = v * 7
        inner.backward()

    y.register_hook(hook)
    outer = y * 1
    outer.backward()
    contributions = recorder.last.trace.contributions.values()

    assert rows(recorder) == [("1", "outer", 6.0), ("2", "inner", 14.0)]
    assert [float(c) for c in contributions] == [1.0, 2.0]
    assert v.grad.item() == 7.0


def test_after_an_error_the_part_before_it_is_there(recorder, tmp_path):
    class Broken(backlight.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            raise ValueError("broken")

    w = leaf(3.0)
    loss = Broken.apply(w) * 2
    with pytest.raises(ValueError, match="broken"):
        loss.backward()

    assert names(recorder.write(tmp_path)) == ["losses.csv", "loss.svg", "graph.svg"]
    assert "raised ValueError here" in (tmp_path / "graph.svg").read_text(encoding="utf-8")
    assert rows(recorder) == [("1", "loss", 12.0)]


def test_the_gradient_shown_is_that_of_the_last_pass(recorder):
    w = leaf(3.0)
    (w * 2).backward()
    (w * 5).backward()
    (node,) = [node for node in recorder.last.graph().nodes if node.kind == "leaf"]

    assert (node.gradient.text(), node.note) == ("5.0", "added to 2.0 in .grad")


def test_large_values_are_kept_for_the_drawing(recorder):
    w = leaf(np.ones((100, 100), np.float32))
    (w * 2).sum().backward()

    assert [node.value.text() for node in recorder.last.graph().nodes] == [
        "100×100 float32, all 1.0",
        "2.0",
        "100×100 float32, all 2.0",
        "20000.0",
    ]


def test_only_the_last_graph_is_kept(recorder):
    w = leaf(3.0)
    gc.disable()
    try:
        first = w * 2
        node = weakref.ref(first._node)
        first.backward()
        assert node() is not None
        del first
        (w * 3).backward()
        assert node() is None
        y = w * 4
        forgotten = weakref.ref(y._node)
        del y
        assert forgotten() is None
    finally:
        gc.enable()


def test_threads_do_not_mix(recorder):
    def train(w, x, count):
        for _ in range(count):
            loss = w * x
            loss.backward()

    ways = [(leaf(1.0), 2.0, 50), (leaf(1.0), 3.0, 50)]
    threads = [threading.Thread(target=train, args=way) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [w.grad.item() for w, _, _ in ways] == [100.0, 150.0]
    assert sorted(value for _, _, value in rows(recorder)) == [2.0] * 50 + [3.0] * 50


def train(steps):
    """A small net on noise: its losses and its weights."""
    rng = np.random.default_rng(0)
    x, target = (backlight.tensor(rng.normal(size=shape), dtype=backlight.float32) for shape in ((8, 20), (8, 3)))
    weights = [leaf(rng.normal(size=shape).astype(np.float32)) for shape in ((20, 64), (64,), (64, 3))]
    w1, b, w2 = weights
    losses = []
    for _ in range(steps):
        loss = (((x @ w1 + b).tanh() @ w2 - target) ** 2).mean()
        loss.backward()
        losses.append(loss.item())
        with backlight.no_grad():
            for w in weights:
                w -= 0.05 * w.grad
                w.grad.zero_()
    return losses, [w.detach().numpy().tobytes() for w in weights]


def test_watching_changes_no_bit():
    alone = train(30)
    recorder = Recorder()
    recorder.start()
    try:
        watched = train(30)
    finally:
        recorder.stop()

    assert watched == alone
    assert [value for _, _, value in rows(recorder)] == alone[0]


def test_a_warning_that_is_an_error_stays_the_programs_own(recorder):
    w = leaf(np.full(20, 3e38, np.float32))
    (w * 1).backward(backlight.full((20,), 2.0))

    assert rows(recorder)[0][2] == float("inf")


def test_thousands_of_losses_take_little_room(recorder):
    losses = recorder.losses
    for i in range(10_000):
        losses.add("loss", "train.py, line 1", float(i))

    assert sum(part.itemsize for part in (losses._values, losses._source, losses._number)) <= 24
    assert lines(recorder)[-1] == '10000,9999.0,loss,"train.py, line 1"'


def test_what_is_written(recorder, tmp_path):
    w = leaf(3.0)
    for _ in range(3):
        loss = w * w
        loss.backward()
    files = list(recorder.write(tmp_path))
    loss_curve, graph = (ElementTree.parse(path).getroot() for path in files[1:])

    assert names(files) == ["losses.csv", "loss.svg", "graph.svg"]
    assert graph.get("aria-label").startswith("loss = 9.0, backward 3, test_recorder.py, line ")
    assert loss_curve.get("aria-label").startswith("loss (test_recorder.py, line ")
    assert files[0].read_text(encoding="utf-8").count("\n") == 4
    assert modes.watcher is not recorder


def test_without_a_backward_nothing_is_written(recorder, tmp_path):
    assert names(recorder.write(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def test_a_recorder_stays_on_under_anomaly_detection(recorder):
    w = leaf(3.0)
    with backlight.autograd.set_detect_anomaly(True):
        loss = w * 2
        loss.backward()

    assert rows(recorder) == [("1", "loss", 6.0)]
