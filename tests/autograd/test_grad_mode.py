"""Modes belong to a thread, a generator, a coroutine: they hold while their code runs, and nowhere else."""

from __future__ import annotations

import asyncio
import threading

import pytest

import backlight
from backlight import enable_grad, inference_mode, is_grad_enabled, is_inference_mode_enabled, no_grad, set_grad_enabled


@pytest.mark.parametrize(
    ("block", "grad", "inference"),
    [
        (no_grad(), False, False),
        (enable_grad(), True, False),
        (inference_mode(), False, True),
        (inference_mode(False), True, False),
    ],
)
def test_a_block_sets_its_mode_and_restores_the_one_before(block, grad, inference):
    for _ in range(2):
        with block:
            assert (is_grad_enabled(), is_inference_mode_enabled()) == (grad, inference)
        assert (is_grad_enabled(), is_inference_mode_enabled()) == (True, False)


def test_one_block_may_be_entered_inside_itself():
    block = no_grad()
    with block:
        with enable_grad(), block:
            assert not is_grad_enabled()
        assert not is_grad_enabled()
    assert is_grad_enabled()


def test_a_thread_starts_with_grad_and_keeps_its_mode_to_itself():
    entered, leave, seen = threading.Event(), threading.Event(), []

    def work():
        seen.append(is_grad_enabled())
        with no_grad():
            entered.set()
            leave.wait(10)

    with no_grad():
        thread = threading.Thread(target=work)
        thread.start()
    entered.wait(10)

    assert is_grad_enabled()

    leave.set()
    thread.join()

    assert seen == [True]


def test_two_threads_walk_two_graphs_at_once():
    def work(number, results):
        x = backlight.tensor([float(number)], requires_grad=True)
        for _ in range(100):
            x.grad = None
            y = x
            for _ in range(10):
                y = y * x
            y.backward()
        results[number] = x.grad.item()

    results: dict = {}
    threads = [threading.Thread(target=work, args=(i, results)) for i in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == {i: 11.0 * i**10 for i in (1, 2, 3)}


def test_a_coroutine_has_its_mode_only_while_it_runs():
    seen = []

    @no_grad()
    async def quiet():
        seen.append(("quiet", is_grad_enabled()))
        await asyncio.sleep(0)
        seen.append(("quiet", is_grad_enabled()))
        return 5

    async def other():
        seen.append(("other", is_grad_enabled()))
        await asyncio.sleep(0)
        seen.append(("other", is_grad_enabled()))

    async def both():
        return await asyncio.gather(quiet(), other())

    assert asyncio.run(both()) == [5, None]
    assert seen == [("quiet", False), ("other", True), ("quiet", False), ("other", True)]
    assert is_grad_enabled()


def test_a_coroutine_that_errs_restores_the_mode():
    @no_grad
    async def wrong():
        await asyncio.sleep(0)
        raise KeyError("mine")

    with pytest.raises(KeyError):
        asyncio.run(wrong())
    assert is_grad_enabled()


def test_an_async_generator_has_its_mode_only_while_it_runs():
    seen = []

    @no_grad()
    async def numbers():
        try:
            for i in range(3):
                await asyncio.sleep(0)
                seen.append(is_grad_enabled())
                yield i
        finally:
            seen.append(("closed", is_grad_enabled()))

    async def consume():
        async for _ in numbers():
            seen.append(is_grad_enabled())
        stream = numbers()
        await stream.__anext__()
        await stream.aclose()

    asyncio.run(consume())

    assert seen == [False, True, False, True, False, True, ("closed", False), False, ("closed", False)]
    assert is_grad_enabled()


def test_a_generator_passes_values_errors_and_its_result_through():
    @no_grad()
    def talk():
        got = yield "first"
        try:
            yield got
        except KeyError:
            yield is_grad_enabled()
        return "end"

    stream = talk()

    assert next(stream) == "first"
    assert stream.send("second") == "second"
    assert stream.throw(KeyError("x")) is False
    with pytest.raises(StopIteration, match="end"):
        next(stream)


def test_a_decorated_function_keeps_its_name_and_text():
    @inference_mode()
    def predict():
        """Documented."""

    assert (predict.__name__, predict.__doc__) == ("predict", "Documented.")


def test_decorating_a_class_warns_as_torch_does():
    class Model:
        def __init__(self):
            self.mode = is_grad_enabled()

    with pytest.warns(FutureWarning, match="Decorating classes is deprecated"):
        make = no_grad()(Model)
    assert make().mode is False


def test_set_grad_enabled_as_a_decorator_leaves_the_mode_outside():
    @set_grad_enabled(False)
    def off():
        return is_grad_enabled()

    assert is_grad_enabled()
    assert off() is False


def test_what_is_made_in_inference_mode_may_not_be_written_or_trained_outside():
    with inference_mode():
        y = backlight.ones(2)

    with pytest.raises(RuntimeError, match="Inplace update to inference tensor"):
        y.add_(1)
    with pytest.raises(RuntimeError, match="inference tensor"):
        y.requires_grad_()
