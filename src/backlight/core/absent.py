"""An accelerator that is not here: its part of torch answers what programs ask, and refuses the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.core.device import on


class Absent:
    """Makes the functions of `torch.cuda` and the like, one line for each.

    >>> is_available = Absent("cuda").answers(False)
    >>> is_available()
    False
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def answers(self, value: Any) -> Callable[[], Any]:
        """A function without arguments that returns `value`."""

        def answer() -> Any:
            return value

        answer.__doc__ = f"{value!r}: there is no {self.kind} device."
        return answer

    def answers_of(self, value: Any) -> Callable[..., Any]:
        """A function of a device that returns `value`."""

        def answer(device: Any = None) -> Any:
            return value

        answer.__doc__ = f"{value!r}: there is no {self.kind} device."
        return answer

    def ignores(self) -> Callable[..., None]:
        """A function that has nothing to do."""

        def ignore(*args: Any, **named: Any) -> None:
            return None

        ignore.__doc__ = f"Nothing: there is no {self.kind} device."
        return ignore

    def refuses(self) -> Callable[..., Any]:
        """A function, of a device or of none, that raises torch's error for a device that is not here."""

        def refuse(device: Any = None) -> Any:
            on(self.kind)

        refuse.__doc__ = f"The error of a torch without {self.kind}."
        return refuse

    def class_(self, name: str) -> type:
        """A class of which no object can be made: RuntimeError."""

        def __new__(cls: type, *args: Any, **named: Any) -> Any:
            raise RuntimeError(
                f"torch.{self.kind}.{name} requires {self.kind} support: backlight computes on the CPU. "
                f"Ask torch.{self.kind}.is_available() first."
            )

        body = {"__new__": __new__, "__doc__": f"There is no {self.kind} device, so none can be made."}
        return type(name, (), {**body, "__module__": f"torch.{self.kind}"})

    def block(self, name: str) -> type:
        """A context manager that selects a device or a stream: None and negative numbers mean none."""
        kind = self.kind

        class Block:
            """Selects nothing (None, or a negative number); the error of a torch without the device for others."""

            def __init__(self, chosen: Any = None) -> None:
                self.chosen = chosen

            def __enter__(self) -> None:
                if self.chosen is not None and not (isinstance(self.chosen, int) and self.chosen < 0):
                    on(kind)

            def __exit__(self, *exception: object) -> None:
                """Nothing was selected."""

        Block.__name__ = Block.__qualname__ = name
        Block.__module__ = f"torch.{kind}"
        return Block
