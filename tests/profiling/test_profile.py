"""The profiler times operations, the benchmark statements; neither changes what is computed."""

from __future__ import annotations

import json
import sys

import pytest

import backlight
from backlight.profiling.benchmark import Compare, Timer
from backlight.profiling.profile import profile, record_function, schedule, tensorboard_trace_handler


@pytest.fixture
def x():
    return backlight.ones(3, 3, requires_grad=True)


def test_every_operation_is_an_event(x):
    with profile(record_shapes=True) as p:
        (x @ x).exp().sum().backward()
    keys = [event.key for event in p.events()]

    assert keys[:4] == ["matmul", "exp", "sum", "backward"]
    assert p.events()[0].input_shapes == [[3, 3], [3, 3]]
    assert sys.getprofile() is None


def test_times_add_up(x):
    with profile() as p, record_function("mine"):
        x * x
        x * x
    mine, multiply = p.key_averages()

    assert (mine.key, multiply.key, multiply.count) == ("mine", "multiply", 2)
    assert mine.cpu_time_total >= multiply.cpu_time_total > 0
    assert p.self_cpu_time_total == pytest.approx(mine.cpu_time_total)


def test_the_table_names_the_slowest_first(x):
    with profile() as p:
        x.exp()
    lines = p.key_averages().table(sort_by="cpu_time_total", row_limit=1).splitlines()

    assert lines[1].split()[:3] == ["Name", "Self", "CPU"]
    assert lines[3].split()[0] == "exp"
    assert lines[-1].startswith("Self CPU time total: ")


def test_a_schedule_times_some_steps(x, tmp_path):
    sizes = []
    plan = schedule(wait=1, warmup=1, active=2, repeat=1)
    with profile(schedule=plan, on_trace_ready=lambda p: sizes.append(len(p.events()))) as p:
        for _ in range(6):
            x + x
            p.step()

    assert sizes == [2]


def test_the_trace_is_written_as_json(x, tmp_path):
    with profile(on_trace_ready=tensorboard_trace_handler(str(tmp_path))):
        x.exp()
    (file,) = tmp_path.iterdir()
    (event,) = json.loads(file.read_text())["traceEvents"]

    assert (event["name"], event["ph"]) == ("exp", "X")


def test_a_timer_measures_a_statement():
    measured = Timer("x + x", "x = torch.ones(3)", label="sum", description="three").timeit(10)

    assert (measured.number_per_run, len(measured.times)) == (10, 1)
    assert measured.mean == measured.median > 0
    assert "sum\nthree\nsetup: x = torch.ones(3)\n" in repr(measured)
    assert repr(measured).endswith("1 measurement, 10 runs , 1 thread")


def test_blocks_are_measured_until_the_time_is_over():
    measured = Timer("1 + 1").blocked_autorange(min_run_time=0.01)

    assert sum(measured.raw_times) >= 0.01
    assert measured.iqr >= 0


def test_measurements_stand_side_by_side():
    a = Timer("1 + 1", label="sum", sub_label="row", description="left").timeit(10)
    b = Timer("1 + 1", label="sum", sub_label="row", description="right").timeit(10)
    text = str(Compare([a, b]))

    assert text.startswith("[-") and " sum " in text
    assert [cell.strip() for cell in text.splitlines()[1].split("|")] == ["", "left", "right"]
