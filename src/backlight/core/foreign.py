"""What is said where something that is no tensor was given for one: an array, a list, None."""

from __future__ import annotations

from backlight.core.variable import Variable


def explained(error: AttributeError) -> Exception:
    """The TypeError that names the argument and the function, if `error` came from what is no tensor; else itself."""
    given = error.obj
    if error.name != "_array" or isinstance(given, Variable):
        return error
    kind = type(given)
    told = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    fix = f"; torch.tensor(...) makes one of a {kind.__qualname__}" if hasattr(given, "__len__") else ""
    place = "an argument"
    step = error.__traceback__
    while step is not None:
        frame, step = step.tb_frame, step.tb_next
        arguments = frame.f_code.co_varnames[: frame.f_code.co_argcount]
        module = frame.f_globals.get("__name__", "")
        held = [i for i, name in enumerate(arguments) if frame.f_locals.get(name) is given]
        if held and module.startswith("backlight.") and not module.startswith("backlight.nn.modules"):
            place = f"{frame.f_code.co_name}(): argument '{arguments[held[0]]}' (position {held[0] + 1})"
            break
    return TypeError(f"{place} must be Tensor, not {told}{fix}")
