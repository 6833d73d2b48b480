"""What programs tell a compiler of their functions and tensors: taken, and nothing has to be done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import wraps
from typing import Any

from backlight.compile.saying import refuse
from backlight.core.variable import Variable

counters: defaultdict[str, Counter] = defaultdict(Counter)  # torch counts here what it compiles
_guarded = False


class _Mark:
    """Does nothing, as a decorator and as a block."""

    def __call__(self, function: Any) -> Any:
        return function

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exception: object) -> None:
        pass


def disable(fn: Any = None, recursive: bool = True, *, reason: str | None = None, **more: Any) -> Any:
    """The function as it is: it is not to be compiled, and never was. Without one, a decorator."""
    return _Mark() if fn is None else fn


def same_function(fn: Any = None, *args: Any, **named: Any) -> Any:
    """`allow_in_graph`, `assume_constant_result` and others: the function as it is; without one, a decorator."""
    return _Mark() if fn is None else fn


def substitute_in_graph(original_fn: Any, *args: Any, **named: Any) -> Any:
    """A decorator that leaves the function as it is."""
    return _Mark()


def set_stance(stance: str = "default", **more: Any) -> _Mark:
    """How eagerly to compile; also a block and a decorator."""
    known = ("default", "eager_then_compile", "aot_eager_then_compile", "force_eager", "eager_on_recompile")
    if stance not in (*known, "fail_on_recompile"):
        raise RuntimeError(f"invalid torch.compile stance '{stance}'")
    return _Mark()


def patch_dynamo_config(*args: Any, **named: Any) -> _Mark:
    """A block with other settings of a compiler that is not there."""
    return _Mark()


def nothing(*args: Any, **named: Any) -> None:
    """`reset`, `mark_dynamic`, `graph_break`, `cudagraph_mark_step_begin` and others have nothing to do here."""


def never() -> bool:
    """False: nothing is being compiled, traced or exported."""
    return False


def every_guard(guard_entries: Any, **named: Any) -> list[bool]:
    """Which assumptions a compiled program would check again: all."""
    return [True for _ in guard_entries]


def set_enable_guard_collectives(enabled: bool) -> bool:
    """Remember it; the value before."""
    global _guarded
    before, _guarded = _guarded, enabled
    return before


def wrap_numpy(fn: Callable) -> Callable:
    """A function of arrays as one of tensors; no gradient goes through it."""

    @wraps(fn)
    def wrapped(*args: Any, **named: Any) -> Any:
        from backlight.tensor.data import from_numpy

        def array(x: Any) -> Any:
            return x.numpy() if isinstance(x, Variable) else x  # pyright: ignore[reportAttributeAccessIssue]

        out = fn(*map(array, args), **{name: array(x) for name, x in named.items()})
        if isinstance(out, (tuple, list)):
            return type(out)([from_numpy(x) for x in out])
        return from_numpy(out)

    return wrapped


def explain(*args: Any, **named: Any) -> Any:
    """Not here."""
    refuse("torch._dynamo.explain", "model.graph() and backlight's recorder show what a program computes.")


def export(*args: Any, **named: Any) -> Any:
    """Not here."""
    refuse("torch.export", "Save the parameters with torch.save(model.state_dict(), path).")


def load_compiled_function(*args: Any, **named: Any) -> Any:
    """Not here."""
    refuse("torch.compiler.load_compiled_function", "Import the function from the program that defines it.")
