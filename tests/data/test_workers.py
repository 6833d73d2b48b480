"""Workers: what they load, and that none of them can make the main process wait for ever or outlive it."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import backlight
from backlight.data import DataLoader, Dataset, IterableDataset, TensorDataset, crew, get_worker_info

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the tests send POSIX signals")


@pytest.fixture(autouse=True)
def no_process_left():
    yield
    assert multiprocessing.active_children() == []


class Doing(Dataset):
    """Sample i is i, but for sample `place`, where something happens first."""

    def __init__(self, something, place=2, size=6):
        self.something, self.place, self.size = something, place, size

    def __len__(self):
        return self.size

    def __getitem__(self, i):
        if i == self.place:
            self.something()
        return i


class Share(IterableDataset):
    def __iter__(self):
        info = get_worker_info()
        return iter(range(info.id, 7, info.num_workers))


def block():
    time.sleep(600)


def stubborn():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)


def orphan():
    """Die, while a process of one's own keeps the connection open."""
    if os.fork() == 0:
        time.sleep(4)
        os._exit(0)
    os._exit(3)


def values(loader):
    return [batch.tolist() for batch in loader]


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_load_what_the_main_process_loads(workers):
    data = TensorDataset(backlight.arange(14.0).reshape(7, 2), backlight.arange(7))
    alone = DataLoader(data, 3)

    together = DataLoader(data, 3, num_workers=workers, timeout=60)

    assert repr(list(together)) == repr(list(alone))


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_workers_can_be_started_in_every_way(method):
    data = TensorDataset(backlight.arange(6))

    loader = DataLoader(data, 4, num_workers=1, multiprocessing_context=method, timeout=60)

    assert [x.tolist() for (x,) in loader] == [[0, 1, 2, 3], [4, 5]]


def test_a_stream_is_shared_by_its_workers():
    loader = DataLoader(Share(), 2, num_workers=2, persistent_workers=True, timeout=60)

    assert values(loader) == [[0, 2], [1, 3], [4, 6], [5]]
    assert values(loader) == [[0, 2], [1, 3], [4, 6], [5]]
    del loader


def test_a_pass_that_was_left_does_not_reach_into_the_next():
    loader = DataLoader(range(40), 2, num_workers=2, persistent_workers=True, timeout=60)
    pids = [worker.pid for worker in iter(loader)._crew.workers]

    assert next(iter(loader)).tolist() == [0, 1]
    assert values(loader) == [[i, i + 1] for i in range(0, 40, 2)]
    assert [worker.pid for worker in loader._iterator._crew.workers] == pids
    del loader


def test_batches_may_come_as_they_are_ready():
    slow = Doing(lambda: time.sleep(0.5), place=0)

    found = list(DataLoader(slow, None, num_workers=2, in_order=False, timeout=60))

    assert found[0] == 1
    assert sorted(found) == list(range(6))


def test_each_worker_draws_from_a_stream_of_its_own():
    draws = lambda batch: (get_worker_info().id, backlight.initial_seed(), random.random(), np.random.rand())
    loader = DataLoader(range(4), 1, num_workers=2, collate_fn=draws, timeout=60)

    (a, seed_a, python_a, numpy_a), (b, seed_b, python_b, numpy_b), *_ = list(loader)

    assert (a, b) == (0, 1)
    assert seed_b == seed_a + 1
    assert python_a == random.Random(seed_a).random()
    assert python_a != python_b
    assert numpy_a != numpy_b
    assert get_worker_info() is None


def test_the_worker_init_fn_runs_before_anything_is_loaded():
    def begin(number):
        get_worker_info().dataset.place = number

    loader = DataLoader(Doing(None), None, num_workers=2, worker_init_fn=begin, timeout=60)

    with pytest.raises(TypeError, match="Caught TypeError in DataLoader worker process 0"):
        next(iter(loader))


def test_what_the_worker_init_fn_raises_arrives():
    loader = DataLoader(range(3), num_workers=1, worker_init_fn=lambda number: 1 // number, timeout=60)

    with pytest.raises(ZeroDivisionError, match="in DataLoader worker process 0"):
        next(iter(loader))


def test_an_exception_arrives_with_the_workers_traceback_and_the_pass_goes_on():
    def fail():
        raise KeyError("colour")

    passes = iter(DataLoader(Doing(fail), None, num_workers=1, timeout=60))

    assert [next(passes), next(passes)] == [0, 1]
    with pytest.raises(KeyError, match=r"Caught KeyError in DataLoader worker process 0\.\nOriginal Traceback"):
        next(passes)
    assert list(passes) == [3, 4, 5]


def test_an_exception_that_cannot_travel_arrives_as_a_runtime_error():
    class Local(Exception):
        pass

    def fail():
        raise Local("here")

    with pytest.raises(RuntimeError, match="Caught Local in DataLoader worker process 0"):
        list(DataLoader(Doing(fail), num_workers=1, timeout=60))


def test_a_batch_that_cannot_travel_says_so():
    loader = DataLoader(range(3), num_workers=1, collate_fn=lambda batch: lambda: batch, timeout=60)

    with pytest.raises(Exception, match=r"(?s)in DataLoader worker process 0.*pickle"):
        next(iter(loader))


@pytest.mark.parametrize(
    ("ending", "message"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), r"worker \(pid \d+\) is killed by signal: Killed"),
        (lambda: os.kill(os.getpid(), signal.SIGTERM), r"worker \(pid \d+\) is killed by signal: Terminated"),
        (lambda: os._exit(3), r"worker \(pid \d+\) exited unexpectedly with exit code 3"),
        (lambda: sys.exit(0), r"worker \(pid\(s\) \d+\) exited unexpectedly"),
    ],
    ids=["SIGKILL", "SIGTERM", "exit code 3", "sys.exit"],
)
@pytest.mark.parametrize("timeout", [0, 60])
def test_a_worker_that_dies_is_reported_at_once(ending, message, timeout):
    passes = iter(DataLoader(Doing(ending, size=40), None, num_workers=2, timeout=timeout))
    began = time.monotonic()

    with pytest.raises(RuntimeError, match=message):
        list(passes)

    assert time.monotonic() - began < 4
    with pytest.raises(StopIteration):
        next(passes)


def test_a_death_that_is_noticed_when_more_is_asked_for_ends_the_pass():
    passes = iter(DataLoader(range(9), None, num_workers=1))
    assert next(passes) == 0
    time.sleep(0.5)  # what was asked for has been sent
    (worker,) = multiprocessing.active_children()
    worker.kill()
    worker.join()

    with pytest.raises(RuntimeError, match="killed by signal"):
        next(passes)
    with pytest.raises(StopIteration):
        next(passes)


def test_a_persistent_loader_gets_new_workers_after_a_death():
    loader = DataLoader(Doing(lambda: os._exit(1), place=4), None, num_workers=2, persistent_workers=True)

    with pytest.raises(RuntimeError, match="exit code 1"):
        list(loader)
    assert next(iter(loader)) == 0
    del loader


def test_a_death_is_noticed_while_a_grandchild_lives(monkeypatch):
    monkeypatch.setattr(crew, "LOOK", 0.2)

    with pytest.raises(RuntimeError, match="exit code 3"):
        list(DataLoader(Doing(orphan), None, num_workers=1))


@pytest.mark.parametrize("what", [block, stubborn])
def test_a_worker_that_blocks_is_an_error_after_the_timeout(what):
    passes = iter(DataLoader(Doing(what, place=0), None, num_workers=1, timeout=0.5))
    began = time.monotonic()

    with pytest.raises(RuntimeError, match=r"DataLoader timed out after 0\.5 seconds"):
        next(passes)

    assert time.monotonic() - began < 3


def test_a_worker_that_is_stopped_within_a_message_is_an_error_after_the_timeout(monkeypatch):
    monkeypatch.delattr(os, "memfd_create", raising=False)  # a message with a file is too short to be stopped within

    def stop_soon():
        if os.fork() == 0:
            time.sleep(0.3)
            os.kill(os.getppid(), signal.SIGSTOP)
            os._exit(0)

    big = lambda i: stop_soon() or np.zeros(200_000_000, np.uint8)
    passes = iter(DataLoader([0], None, num_workers=1, collate_fn=big, timeout=1))
    time.sleep(1)

    with pytest.raises(RuntimeError, match="timed out"):
        next(passes)


def test_a_pass_that_is_left_early_leaves_no_process():
    for batch in DataLoader(range(1000), 2, num_workers=2, timeout=60):
        assert batch.tolist() == [0, 1]
        break


@pytest.fixture(params=["in a file", "over the connection"])
def way_of_memory(request, monkeypatch):
    """The two ways in which large arrays travel; a forked worker takes the same."""
    if request.param == "over the connection":
        monkeypatch.delattr(os, "memfd_create", raising=False)
    elif not hasattr(os, "memfd_create"):
        pytest.skip("files in memory are known on Linux alone")


@pytest.mark.usefixtures("way_of_memory")
def test_large_batches_arrive_whole_and_can_be_written_to():
    data = TensorDataset(backlight.arange(400_000).reshape(4, 100_000), backlight.ones(4, 100_000))

    batches = list(DataLoader(data, 2, num_workers=2, multiprocessing_context="fork", timeout=60))

    assert [batch[0][:, -1].tolist() for batch in batches] == [[99_999, 199_999], [299_999, 399_999]]
    assert all((batch[1] == 1).all() for batch in batches)
    batches[0][0].add_(1)
    assert batches[0][0][0, 0] == 1


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files in /proc")
def test_batches_that_are_kept_hold_no_file_open():
    before = len(os.listdir("/proc/self/fd"))
    data = TensorDataset(backlight.zeros(40, 20_000))

    batches = list(DataLoader(data, 1, num_workers=2, timeout=60))

    assert len(batches) == 40
    assert len(os.listdir("/proc/self/fd")) <= before + 2  # what multiprocessing keeps


@pytest.mark.usefixtures("way_of_memory")
def test_a_dataset_may_reuse_its_memory():
    memory = np.zeros(100_000)

    def filled(i):
        memory[:] = i
        return memory

    batches = list(
        DataLoader(
            range(6),
            None,
            num_workers=1,
            collate_fn=filled,
            multiprocessing_context="fork",
            timeout=60,
            prefetch_factor=6,
        )
    )

    assert [batch.min() for batch in batches] == [batch.max() for batch in batches] == list(range(6))


def test_more_workers_than_processors_are_warned_of():
    with pytest.warns(UserWarning, match="This DataLoader will create 1000 worker processes"):
        DataLoader(range(3), num_workers=1000)


def test_what_cannot_be_sent_to_a_spawned_worker_is_explained():
    loader = DataLoader(range(3), num_workers=1, collate_fn=lambda b: b, multiprocessing_context="spawn")

    with pytest.warns(UserWarning, match="must be picklable"), pytest.raises((AttributeError, TypeError, OSError)):
        iter(loader)


PROGRAM = """
import os, sys, time
from backlight.data import DataLoader, TensorDataset

class Slow:
    def __len__(self):
        return 100
    def __getitem__(self, i):
        if i > 5:
            time.sleep(600)
        return i

for i in DataLoader(Slow(), None, num_workers=2, persistent_workers=True):
    print(i, flush=True)
"""


def members(group: int) -> list[int]:
    """The processes of a process group that have not ended."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, parent_group = entry.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(parent_group) == group and state != "Z":
            found.append(int(entry.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("whom", ["main", "all"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_is_left_when_the_program_is_ended(number, whom):
    if (whom, number) == ("all", signal.SIGKILL):
        pytest.skip("nothing would be left to test")
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    for expected in range(6):
        assert program.stdout.readline() == f"{expected}\n"
    assert len(members(program.pid)) == 3

    (os.kill if whom == "main" else os.killpg)(program.pid, number)
    errors = program.communicate(timeout=20)[1]

    until = time.monotonic() + 10
    while members(program.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert members(program.pid) == []
    assert program.returncode == -number
    assert errors.count("Traceback") == (number == signal.SIGINT)
