"""How modules speak: their drawing as text, the names of types."""

from __future__ import annotations

from typing import Any

from backlight.core.public import Public
from backlight.core.variable import Variable


def drawn(name: str, extra: str, children: list[tuple[str, str]]) -> str:
    """The `repr` of a module: its settings, then one line or block for each child.

    >>> print(drawn("Net", "", [("0", "Linear(2, 1)"), ("1", "ReLU()")]))
    Net(
      (0): Linear(2, 1)
      (1): ReLU()
    )
    """
    settings = extra.split("\n") if extra else []
    if len(settings) == 1 and not children:
        return f"{name}({settings[0]})"
    lines = settings + [f"({key}): {indented(text)}" for key, text in children]
    return f"{name}(" + "".join([f"\n  {line}" for line in lines]) + ("\n)" if lines else ")")


def indented(text: str) -> str:
    """All lines but the first moved two columns to the right."""
    return text.replace("\n", "\n  ")


def type_name(value: Any) -> str:
    """The type as torch names it in its errors: `torch.FloatTensor`, `str`, `collections.OrderedDict`.

    >>> type_name("x"), type_name(backlight.ones(1))
    ('str', 'torch.FloatTensor')
    """
    if isinstance(value, Variable):
        return value.type()  # pyright: ignore[reportAttributeAccessIssue]
    kind = type(value)
    if kind.__module__ == "builtins":
        return kind.__qualname__
    ours = isinstance(kind, Public) and kind.__module__.startswith("backlight.")
    return f"{kind.torch_module if ours else kind.__module__}.{kind.__qualname__}"
