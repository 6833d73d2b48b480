"""What a DataLoader does with a pipe: finding all pipes that it is made of, and setting their shuffling."""

from __future__ import annotations

from typing import Any

from backlight.core.errors import warn
from backlight.data.pipes.base import IterDataPipe, MapDataPipe
from backlight.data.sampler import drawn_seed
from backlight.tensor.generator import Generator


def all_pipes(pipe: Any) -> list[Any]:
    """The pipe and those that it is made of, each once; the last step first."""
    found: list[Any] = []

    def walk(value: Any) -> None:
        if isinstance(value, (IterDataPipe, MapDataPipe)):
            if not any(value is known for known in found):
                found.append(value)
                for part in vars(value).values():
                    walk(part)
        elif isinstance(value, (list, tuple)):
            for part in value:
                walk(part)
        elif isinstance(value, dict):
            walk(list(value.values()))

    walk(pipe)
    return found


def with_shuffling(pipe: Any, shuffle: bool | None) -> Any:
    """The pipe with all its shufflers on or off; one is added at its end if there is none to be on."""
    if shuffle is None:
        return pipe
    shufflers = [part for part in all_pipes(pipe) if hasattr(type(part), "set_shuffle")]
    if shuffle and not shufflers:
        warn(
            "`shuffle=True` was set, but the datapipe does not contain a `Shuffler`. Adding one at the end. Be aware "
            "that the default buffer size might not be sufficient for your task."
        )
        pipe = pipe.shuffle()
        shufflers = [pipe]
    for part in shufflers:
        part.set_shuffle(shuffle)
    return pipe


def seed_all(pipe: Any, generator: Any) -> None:
    """Give every shuffler a seed, from one draw of the stream."""
    own = Generator()
    own.manual_seed(drawn_seed(generator))
    for part in all_pipes(pipe):
        if hasattr(type(part), "set_seed"):
            part.set_seed(drawn_seed(own))
