"""Shares of a job side by side: all results in order, errors raised, and BLAS as it was before."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import numpy as np
import pytest

import backlight
from backlight.core import threads
from backlight.nn import functional as F


@pytest.fixture
def three_threads():
    before = threads._wanted
    threads.set_count(3)
    yield
    threads._wanted = before


@pytest.mark.usefixtures("three_threads")
def test_results_stand_in_the_order_of_the_shares():
    seen = set()
    meet = threading.Barrier(3, timeout=30)  # so that no thread can do all

    def job(share):
        seen.add(threading.get_ident())
        if share < 3:
            meet.wait()
        return share * share

    assert threads.side_by_side(job, range(8)) == [i * i for i in range(8)]
    assert len(seen) == 3


@pytest.mark.usefixtures("three_threads")
def test_an_error_of_any_share_is_raised():
    def job(share):
        if share == 5:
            raise ValueError("share 5")

    with pytest.raises(ValueError, match="share 5"):
        threads.side_by_side(job, range(8))
    assert threads._alone.jobs == 0


def test_blas_has_one_thread_within_and_as_many_as_before_afterwards():
    if not threads._blas():
        pytest.skip("this NumPy has no OpenBLAS of its own")
    read = threads._blas()[0]
    before = read()

    assert threads.side_by_side(lambda share: read(), [0]) == [1]
    assert read() == before


def test_set_num_threads_reaches_blas():
    program = (
        "import backlight.torch as torch; from backlight.core import threads; torch.set_num_threads(1); "
        "print(torch.get_num_threads(), threads._blas()[0]() if threads._blas() else 1)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["1", "1"]


def test_the_count_heeds_the_environment():
    program = "from backlight.core import threads; print(threads.count())"
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)

    assert done.stdout == "1\n"


def test_a_convolution_is_the_same_on_any_number_of_threads():
    x = backlight.randn(24, 8, 20, 20, requires_grad=True)
    w = backlight.randn(16, 8, 3, 3, requires_grad=True)
    found = []
    before = threads._wanted
    try:
        for number in (1, 2, 5):
            threads._wanted = number
            out = F.conv2d(x, w, padding=1)
            found.append([out.detach(), *backlight.autograd.grad(out.sin().sum(), (x, w))])
    finally:
        threads._wanted = before

    for other in found[1:]:
        for one, same in zip(found[0], other, strict=True):
            np.testing.assert_array_equal(one.numpy(), same.numpy())
