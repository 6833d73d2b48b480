"""`torch.compile`: functions come back as they are, modules inside of an `OptimizedModule`, as in torch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.compile.saying import say_once
from backlight.nn.modules.module import Module

MODES = ("default", "lite", "reduce-overhead", "max-autotune-no-cudagraphs", "max-autotune")
BACKENDS = ["cudagraphs", "inductor", "openxla", "tvm"]
_TESTING = ["aot_eager", "aot_eager_decomp_partition", "aot_ts", "eager", "eager_noexcept", "pre_dispatch_eager", "ts"]


class InvalidBackend(RuntimeError):
    """A backend that torch does not have."""


class OptimizedModule(Module):
    """A module that was compiled: its parameters stand under `_orig_mod`, everything else is the module's own."""

    torch_module = "torch._dynamo.eval_frame"
    _orig_mod: Any

    def __init__(self, mod: Any) -> None:
        super().__init__()
        del vars(self)["training"]
        vars(self)["_modules"]["_orig_mod"] = mod

    def forward(self, *args: Any, **named: Any) -> Any:
        """What the module computes, with its hooks."""
        return self._orig_mod(*args, **named)

    def __getattr__(self, name: str) -> Any:
        modules = vars(self).get("_modules", {})
        if name == "_orig_mod" and name in modules:
            return modules[name]
        if "_orig_mod" not in modules or name.startswith("__"):
            raise AttributeError(f"'OptimizedModule' object has no attribute '{name}'", name=name, obj=self)
        return getattr(modules["_orig_mod"], name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "_orig_mod":
            vars(self)["_modules"][name] = value
        else:
            setattr(self._orig_mod, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._orig_mod, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *dir(self._orig_mod)})

    def __len__(self) -> int:
        return len(self._orig_mod)

    def __iter__(self) -> Any:
        return iter(self._orig_mod)

    def __getitem__(self, index: Any) -> Any:
        return self._orig_mod[index]

    def __bool__(self) -> bool:
        return True


def compile(
    model: Any = None,
    *,
    fullgraph: bool = False,
    dynamic: bool | None = None,
    backend: Any = None,
    mode: str | None = None,
    options: dict | None = None,
    name: str | None = None,
    disable: bool = False,
    **more: Any,
) -> Any:
    """A function or a module as torch would return it, compiled; here it runs as it is, which is said once.

    Also a decorator, with arguments or without. Of a module the state's names begin with `_orig_mod.`, as in torch.

    Raises RuntimeError for a backend, a mode or combinations that torch does not know.
    """
    if model is None:
        return lambda model: compile(
            model, fullgraph=fullgraph, dynamic=dynamic, backend=backend, mode=mode, options=options, disable=disable
        )
    if mode is not None and options is not None:
        raise RuntimeError("Either mode or options can be specified, but both can't be specified at the same time.")
    if disable:
        return model
    if backend in (None, "inductor") and mode not in (None, *MODES):
        raise RuntimeError(f"Unrecognized mode={mode}, should be one of: {', '.join(MODES)}")
    if isinstance(backend, str) and backend not in (*BACKENDS, *_TESTING, *_own):
        raise InvalidBackend(
            f"Invalid backend: {backend!r}, see `torch._dynamo.list_backends()` for available backends."
        )
    if not callable(model):
        raise AssertionError(f"A callable function is expected, but {type(model)} is provided.")
    say_once("torch.compile")
    return OptimizedModule(model) if isinstance(model, Module) else model


_own: dict[str, Any] = {}  # backends that the program has registered
_standard: Any = "inductor"


def list_backends(exclude_tags: Any = ("debug", "experimental")) -> list[str]:
    """The names that `compile` takes for `backend`."""
    return sorted([*BACKENDS, *_own, *(() if exclude_tags else _TESTING)])


def register_backend(compiler_fn: Any = None, name: str | None = None, tags: Any = ()) -> Any:
    """Let `compile` take this name; the backend is never called, as there is nothing that it could compile."""
    if compiler_fn is None:
        return lambda compiler_fn: register_backend(compiler_fn, name, tags)
    _own[name or compiler_fn.__name__] = compiler_fn
    return compiler_fn


def set_default_backend(backend: Any) -> None:
    """Remember which backend is meant if none is named."""
    global _standard
    _standard = "inductor" if backend is None else backend


def get_default_backend() -> Any:
    """The backend that is meant if none is named."""
    return _standard


def optimize(backend: Any = "inductor", *, nopython: bool = False, disable: bool = False, **more: Any) -> Callable:
    """`torch._dynamo.optimize`: the older name of `compile` with arguments."""
    return lambda model: compile(model, backend=backend, fullgraph=nopython, disable=disable)
