"""Grad mode and inference mode: as blocks, as decorators, in threads and generators."""

import asyncio
import threading

from tests.autograd.programs import error


def no_grad_blocks(torch):
    x = torch.ones(1, requires_grad=True)
    with torch.no_grad():
        yield torch.is_grad_enabled(), x * 2, x
    yield torch.is_grad_enabled(), x * 2


def enable_grad_inside_no_grad(torch):
    x = torch.ones(1, requires_grad=True)
    with torch.no_grad():
        with torch.enable_grad():
            yield x * 2
        yield x * 2
    yield torch.is_grad_enabled()


def set_grad_enabled_as_a_block(torch):
    x = torch.ones(1, requires_grad=True)
    for mode in (False, True):
        with torch.set_grad_enabled(mode):
            yield (x * 2).requires_grad
    with torch.set_grad_enabled(False):
        with torch.set_grad_enabled(True):
            yield torch.is_grad_enabled()
        yield torch.is_grad_enabled()
    yield torch.is_grad_enabled()


def set_grad_enabled_as_a_call(torch):
    torch.set_grad_enabled(False)
    yield torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    yield torch.is_grad_enabled()


def set_grad_enabled_takes_effect_when_made(torch):
    block = torch.set_grad_enabled(False)
    yield torch.is_grad_enabled()
    with block:
        yield torch.is_grad_enabled()
    yield torch.is_grad_enabled()


def set_grad_enabled_as_a_decorator(torch):
    @torch.set_grad_enabled(False)
    def off():
        return torch.is_grad_enabled()

    yield torch.is_grad_enabled(), off(), torch.is_grad_enabled()
    with torch.no_grad():
        on = torch.set_grad_enabled(True)(torch.is_grad_enabled)
        yield torch.is_grad_enabled(), on(), torch.is_grad_enabled()


def decorators_with_parentheses(torch):
    @torch.no_grad()
    def off(a, b=2):
        """Documented."""
        return torch.is_grad_enabled(), a, b

    yield off(1), off(1, b=3), off.__name__, off.__doc__, torch.is_grad_enabled()


def decorators_without_parentheses(torch):
    @torch.no_grad
    def off(a):
        return torch.is_grad_enabled(), a

    @torch.enable_grad
    def on():
        return torch.is_grad_enabled()

    @torch.inference_mode
    def inference():
        return torch.is_grad_enabled(), torch.is_inference_mode_enabled()

    yield off(1), on(), inference(), torch.is_grad_enabled()
    with torch.no_grad():
        yield on(), torch.is_grad_enabled()


def decorators_on_methods(torch):
    class Model:
        @torch.no_grad()
        def a(self):
            return torch.is_grad_enabled(), isinstance(self, Model)

        @staticmethod
        @torch.no_grad()
        def b():
            return torch.is_grad_enabled()

        @classmethod
        @torch.no_grad()
        def c(cls):
            return torch.is_grad_enabled(), cls is Model

    yield Model().a(), Model.b(), Model.c()


def a_decorated_function_calls_itself(torch):
    @torch.no_grad()
    def countdown(n):
        return [torch.is_grad_enabled()] + (countdown(n - 1) if n else [])

    yield countdown(3), torch.is_grad_enabled()


def an_exception_restores_the_mode(torch):
    for block in (torch.no_grad(), torch.inference_mode(), torch.set_grad_enabled(False)):
        try:
            with block:
                raise KeyError
        except KeyError:
            yield torch.is_grad_enabled(), torch.is_inference_mode_enabled()


def an_exception_in_a_decorated_function_restores_the_mode(torch):
    @torch.no_grad()
    def wrong():
        raise KeyError("mine")

    yield error(wrong), torch.is_grad_enabled()


def nesting_restores_step_by_step(torch):
    seen = [torch.is_grad_enabled()]
    with torch.no_grad():
        seen.append(torch.is_grad_enabled())
        with torch.enable_grad():
            seen.append(torch.is_grad_enabled())
            with torch.no_grad():
                seen.append(torch.is_grad_enabled())
            seen.append(torch.is_grad_enabled())
        seen.append(torch.is_grad_enabled())
    yield seen, torch.is_grad_enabled()


def one_block_used_twice(torch):
    block = torch.no_grad()
    for _ in range(2):
        with block:
            yield torch.is_grad_enabled()
        yield torch.is_grad_enabled()


def a_generator_has_the_mode_only_while_it_runs(torch):
    @torch.no_grad()
    def numbers():
        for i in range(2):
            yield i, torch.is_grad_enabled()

    seen = []
    for pair in numbers():
        seen.append((pair, torch.is_grad_enabled()))
    yield seen, torch.is_grad_enabled()


def a_generator_is_sent_values(torch):
    @torch.no_grad()
    def echo():
        got = yield torch.is_grad_enabled()
        while got is not None:
            got = yield got, torch.is_grad_enabled()
        return "done"

    g = echo()
    seen = [next(g), g.send(5), g.send(6)]
    try:
        g.send(None)
    except StopIteration as end:
        seen.append(end.value)
    yield seen, torch.is_grad_enabled()


def a_generator_is_thrown_into_and_closed(torch):
    seen = []

    @torch.no_grad()
    def careful():
        try:
            yield 1
        except KeyError:
            seen.append(torch.is_grad_enabled())
            yield 2
        finally:
            seen.append(("closed", torch.is_grad_enabled()))

    g = careful()
    seen.append(next(g))
    seen.append(g.throw(KeyError("x")))
    g.close()
    yield seen, torch.is_grad_enabled()


def a_generator_that_errs(torch):
    @torch.no_grad()
    def wrong():
        yield 1
        raise KeyError("mine")

    g = wrong()
    yield next(g), error(next, g), torch.is_grad_enabled()


def a_coroutine_restores_the_mode(torch):
    @torch.no_grad()
    async def off():
        await asyncio.sleep(0)
        return 5

    yield asyncio.run(off()), torch.is_grad_enabled()


def threads_have_modes_of_their_own(torch):
    seen = []

    def look():
        seen.append(torch.is_grad_enabled())
        with torch.no_grad():
            seen.append(torch.is_grad_enabled())

    with torch.no_grad():
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        seen.append(torch.is_grad_enabled())
    yield seen


def a_backward_in_another_thread(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x
    thread = threading.Thread(target=y.backward)
    with torch.no_grad():
        thread.start()
        thread.join()
    yield x.grad


def backward_restores_the_mode(torch):
    x = torch.tensor([2.0], requires_grad=True)
    (x * x).backward()
    yield torch.is_grad_enabled()
    y = x * x
    with torch.no_grad():
        y.backward()
        yield torch.is_grad_enabled()
    yield torch.is_grad_enabled(), x.grad


def a_backward_that_errs_restores_the_mode(torch):
    x = torch.tensor([2.0], requires_grad=True)
    y = x * x
    y.backward()
    yield error(y.backward), torch.is_grad_enabled()
    yield error(y.backward, create_graph=True), torch.is_grad_enabled()


def factories_ignore_no_grad(torch):
    with torch.no_grad():
        yield torch.ones(1, requires_grad=True)
        x = torch.ones(1).requires_grad_()
        yield x
    (x * 2).backward()
    yield x.grad


def leaves_made_in_no_grad_are_leaves(torch):
    with torch.no_grad():
        x = torch.ones(2) * 2
        x.requires_grad_()
    (x * x).sum().backward()
    yield x, x.grad


def results_made_in_no_grad_are_constants(torch):
    x = torch.tensor([2.0], requires_grad=True)
    with torch.no_grad():
        y = x * 3
    z = y * x
    z.backward()
    yield x.grad, y


def inference_mode_blocks(torch):
    x = torch.ones(1, requires_grad=True)
    with torch.inference_mode():
        y = x * 2
        yield torch.is_inference_mode_enabled(), torch.is_grad_enabled(), y.requires_grad, y.is_inference()
        yield x.is_inference(), x.requires_grad
    yield torch.is_inference_mode_enabled(), y.is_inference()


def inference_mode_with_a_flag(torch):
    with torch.inference_mode(False):
        yield torch.is_inference_mode_enabled(), torch.is_grad_enabled()
    with torch.inference_mode(mode=True):
        yield torch.is_inference_mode_enabled(), torch.is_grad_enabled()
        with torch.inference_mode(False):
            yield torch.is_inference_mode_enabled(), torch.is_grad_enabled()
        yield torch.is_inference_mode_enabled(), torch.is_grad_enabled()
    with torch.no_grad():
        with torch.inference_mode(False):
            yield torch.is_inference_mode_enabled(), torch.is_grad_enabled()
        yield torch.is_grad_enabled()


def enable_grad_inside_inference_mode(torch):
    x = torch.ones(1, requires_grad=True)
    with torch.inference_mode(), torch.enable_grad():
        y = x * 2
        yield y.requires_grad


def inference_tensors_are_not_written_outside(torch):
    with torch.inference_mode():
        y = torch.ones(2)
        y.add_(1)
    yield y.clone().add_(1)
    yield error(y.add_, 1)
    yield error(y.requires_grad_)


def inference_tensors_are_added_outside(torch):
    w = torch.ones(2, requires_grad=True)
    with torch.inference_mode():
        y = torch.ones(2) * 3
    z = y + w
    z.sum().backward()
    yield z, w.grad


def inference_mode_as_a_decorator(torch):
    @torch.inference_mode()
    def predict(x):
        return x * 2

    x = torch.ones(1, requires_grad=True)
    y = predict(x)
    yield y.requires_grad, y.is_inference(), torch.is_inference_mode_enabled()


def autograd_names_are_the_same(torch):
    yield torch.autograd.no_grad is torch.no_grad, torch.autograd.enable_grad is torch.enable_grad
    yield torch.autograd.set_grad_enabled is torch.set_grad_enabled
    yield torch.autograd.inference_mode is torch.inference_mode


def mode_blocks_show_their_mode(torch):
    yield torch.set_grad_enabled(True).mode
    yield torch.inference_mode(False).mode
