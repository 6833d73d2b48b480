"""Calling a module that has hooks: before it, after it, and around its backward pass.

A module without hooks does not come here: its call is its `forward`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from backlight.core.hooks import Handle

if TYPE_CHECKING:
    from backlight.nn.modules.module import Module

# The hooks of one module, by number; the names are torch's, so that pickled modules of either read alike.
KINDS = (
    "_backward_pre_hooks",
    "_backward_hooks",
    "_forward_hooks",
    "_forward_hooks_with_kwargs",
    "_forward_hooks_always_called",
    "_forward_pre_hooks",
    "_forward_pre_hooks_with_kwargs",
    "_state_dict_hooks",
    "_state_dict_pre_hooks",
    "_load_state_dict_pre_hooks",
    "_load_state_dict_post_hooks",
)

everywhere: dict[str, dict] = {}  # the hooks of all modules, by kind; the kinds that have none are not in it
registrations: dict[str, dict] = {"parameter": {}, "buffer": {}, "module": {}}


def is_hooked(module: Any) -> bool:
    """Whether a call has more to do than `forward`."""
    own = vars(module)
    return bool(
        own["_forward_hooks"] or own["_forward_pre_hooks"] or own["_backward_hooks"] or own["_backward_pre_hooks"]
    )


def hook(
    module: Any, kind: str, function: Callable, prepend: bool = False, with_kwargs: bool = False, always: bool = False
) -> Handle:
    """Register a hook of a module; what is returned takes it away again."""
    own = vars(module)
    handle = _Registered(own[kind], function, prepend)
    for flag, suffix in ((with_kwargs, "_with_kwargs"), (always, "_always_called")):
        if flag:
            own[kind + suffix][handle.id] = True
            handle.also(own[kind + suffix])
    return handle


def hook_everywhere(kind: str, function: Callable, always: bool = False, with_kwargs: bool = False) -> Handle:
    """Register a hook of all modules."""
    for flag, suffix in ((True, ""), (with_kwargs, "_with_kwargs"), (always, "_always_called")):
        if flag and kind + suffix not in everywhere:
            everywhere[kind + suffix] = {}
    handle = _Registered(everywhere[kind], function, False)
    for flag, suffix in ((with_kwargs, "_with_kwargs"), (always, "_always_called")):
        if flag:
            everywhere[kind + suffix][handle.id] = True
            handle.also(everywhere[kind + suffix])
    return handle


class _Registered(Handle):
    """A handle that also takes away the marks of its hook."""

    __slots__ = ("_marks",)

    def __init__(self, home: dict, function: Any, prepend: bool) -> None:
        before = dict(home) if prepend else {}
        if prepend:
            home.clear()
        super().__init__(home, function)
        home.update(before)
        self._marks: list[dict] = []

    def also(self, marks: dict) -> None:
        """A dictionary that the hook stands in too."""
        self._marks.append(marks)

    def remove(self) -> None:
        """Take the hook and its marks away."""
        super().remove()
        for marks in self._marks:
            marks.pop(self.id, None)


def registered(what: str, module: Any, name: str, value: Any) -> Any:
    """A part that is being registered, after the hooks that may replace it."""
    for function in registrations[what].values():
        replaced = function(module, name, value)
        if replaced is not None:
            value = replaced
    return value


def hooked_call(module: Any, args: tuple, kwargs: dict) -> Any:
    """`forward` between its hooks."""
    own = vars(module)
    called: set[int] = set()
    try:
        args, kwargs = _before(module, args, kwargs)
        around = _backward_hooks(module)
        if around is not None:
            args = around.inputs(args)
        out = module.forward(*args, **kwargs)
        for home, marked, number, function in _hooks_of(own, "_forward_hooks", "_with_kwargs"):
            called.add(number)
            result = function(module, args, kwargs, out) if number in marked else function(module, args, out)
            del home
            if result is not None:
                out = result
        return out if around is None else around.outputs(out)
    except Exception:
        _after_exception(module, args, kwargs, called)
        raise


def _hooks_of(own: dict, kind: str, suffix: str) -> list[tuple]:
    """The hooks of all modules, then the module's own: (home, marks, number, hook)."""
    found = []
    for home in (everywhere, own):
        marks = home.get(kind + suffix, {})
        found += [(home, marks, number, function) for number, function in home.get(kind, {}).items()]
    return found


def _before(module: Module, args: tuple, kwargs: dict) -> tuple[tuple, dict]:
    for _, marked, number, function in _hooks_of(vars(module), "_forward_pre_hooks", "_with_kwargs"):
        if number in marked:
            result = function(module, args, kwargs)
            if result is None:
                continue
            if not (isinstance(result, tuple) and len(result) == 2):
                raise RuntimeError(
                    f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {result}."
                )
            args, kwargs = result
        else:
            result = function(module, args)
            if result is not None:
                args = result if isinstance(result, tuple) else (result,)
    return args, kwargs


def _backward_hooks(module: Module) -> Any:
    own = vars(module)
    before = [f for home in (everywhere, own) for f in home.get("_backward_pre_hooks", {}).values()]
    after = [f for home in (everywhere, own) for f in home.get("_backward_hooks", {}).values()]
    if not before and not after:
        return None
    from backlight.nn.modules.backward_hooks import Around

    return Around(module, before, after)


def _after_exception(module: Module, args: tuple, kwargs: dict, called: set[int]) -> None:
    """The hooks that asked to be called in any case, unless they were; their own exceptions are only told."""
    from warnings import warn

    for home, marked, number, function in _hooks_of(vars(module), "_forward_hooks", "_with_kwargs"):
        if number in called or number not in home.get("_forward_hooks_always_called", {}):
            continue
        try:
            if number in marked:
                function(module, args, kwargs, None)
            else:
                function(module, args, None)
        except Exception as error:
            warn(f"forward hook with ``always_call=True`` raised an exception that was silenced: {error}", stacklevel=2)
