"""Results with names: the tuples of torch.return_types, such as (values, indices) of max."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class Named(tuple):
    """A tuple of tensors that are also attributes; subclasses say which."""

    __slots__ = ()
    fields: tuple[str, ...] = ()

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Tensor: ...

    def __repr__(self) -> str:
        lines = [f"{field}={value!r}" for field, value in zip(self.fields, self, strict=True)]
        return f"torch.return_types.{type(self).__name__}(\n" + ",\n".join(lines) + ")"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self).__name__, tuple(self))


TYPES: dict[str, type[Named]] = {}


def named(name: str, *fields: str) -> type[Named]:
    """The type of the results of the function `name`; the same one if it is asked for again.

    >>> named("pair", "first", "second")((1, 2)).second
    2
    """
    found = TYPES.get(name)
    if found is None:
        parts = {field: property(itemgetter(i)) for i, field in enumerate(fields)}
        body = {"__slots__": (), "__module__": "torch.return_types", "fields": fields, **parts}
        found = TYPES[name] = type(name, (Named,), body)
    return found


def _restored(name: str, values: Iterable[Any]) -> Named:
    return TYPES[name](values)
