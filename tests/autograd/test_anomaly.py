"""Anomaly detection names the node and the line, and is gone when its block is left."""

from __future__ import annotations

import warnings

import pytest

import backlight
from backlight.autograd import set_detect_anomaly
from backlight.autograd.anomaly import is_anomaly_check_nan_enabled, is_anomaly_enabled
from backlight.core import modes


@pytest.fixture
def detect_anomaly():
    """The context manager without its warning, which has a test of its own."""

    def quiet(*arguments, **options):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return backlight.autograd.detect_anomaly(*arguments, **options)

    return quiet


def nan():
    x = backlight.tensor([0.0], requires_grad=True)
    return (x.sqrt() * 0).sum()  # the line that makes the NaN


def test_the_error_names_the_node_and_shows_the_users_line(detect_anomaly):
    with detect_anomaly(), pytest.raises(RuntimeError) as raised:
        nan().backward()
    message = str(raised.value)

    assert message.startswith("Function 'SqrtBackward0' returned nan values in its 0th output.")
    assert "return (x.sqrt() * 0).sum()  # the line that makes the NaN" in message
    assert "test_anomaly.py" in message
    assert "backlight/tensor" not in message


def test_a_graph_from_outside_says_that_its_line_is_not_known(detect_anomaly):
    y = nan()
    with detect_anomaly(), pytest.raises(RuntimeError, match=r"SqrtBackward0.*\n.*is not known"):
        y.backward()


def test_nan_passes_outside_and_with_check_nan_off(detect_anomaly):
    nan().backward()
    with detect_anomaly(check_nan=False):
        nan().backward()


def test_an_error_in_backward_is_told_where_its_forward_was(detect_anomaly):
    class Broken(backlight.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            raise KeyError("mine")

    with detect_anomaly(check_nan=False), pytest.raises(KeyError) as raised:
        y = Broken.apply(backlight.ones(1, requires_grad=True))  # the call of the broken one
        y.backward()

    assert "the call of the broken one" in raised.value.__notes__[0]


def test_blocks_restore_what_was_before(detect_anomaly):
    seen = []

    def look():
        seen.append((is_anomaly_enabled(), is_anomaly_check_nan_enabled()))

    look()
    with detect_anomaly():
        look()
        with detect_anomaly(check_nan=False):
            look()
        look()
        with set_detect_anomaly(False):
            look()
        look()
    look()

    off, on = (False, False), (True, True)
    assert seen == [off, on, (True, False), on, off, on, off]
    assert modes.watcher is None


def test_an_error_inside_restores_it_too(detect_anomaly):
    with pytest.raises(KeyError), detect_anomaly():
        raise KeyError

    assert not is_anomaly_enabled()


def test_another_watcher_goes_on_watching():
    class Count(modes.Watcher):
        edges = 0

        def on_edge(self, node, position, contribution):
            self.edges += 1

    count = Count()
    before = modes.watch(count)
    try:
        with set_detect_anomaly(True):
            x = backlight.ones(1, requires_grad=True)
            (x * x).backward()
    finally:
        modes.watch(before)

    assert count.edges == 2


def test_the_block_warns_at_the_users_line_and_the_switch_does_not():
    with pytest.warns(UserWarning, match="Anomaly Detection has been enabled") as caught:
        backlight.autograd.detect_anomaly()
    assert caught[0].filename == __file__

    with set_detect_anomaly(True):
        assert is_anomaly_enabled()
