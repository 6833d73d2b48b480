"""Modules that hold modules: in a row, in a list, in a dictionary."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, TypeVar

from backlight.nn.modules.module import Module
from backlight.nn.modules.wording import indented

Self = TypeVar("Self", bound="_Row")


class _Row(Module):
    """Modules in a row, under the names "0", "1", …"""

    torch_module = "torch.nn.modules.container"

    def __getitem__(self, idx: int | slice) -> Any:
        if isinstance(idx, slice):
            return self._part(idx)
        return self._modules[_key_at(self._modules, idx)]

    def _part(self, idx: slice) -> Any:
        """A container of the same kind with some of the modules."""
        raise NotImplementedError

    def __setitem__(self, idx: int, module: Module) -> None:
        setattr(self, _key_at(self._modules, idx), module)

    def __delitem__(self, idx: int | slice) -> None:
        for key in list(self._modules)[idx] if isinstance(idx, slice) else [_key_at(self._modules, idx)]:
            delattr(self, key)
        _renumber(self)

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.isdigit()]

    def append(self: Self, module: Module) -> Self:
        """Add a module at the end."""
        self.add_module(str(len(self)), module)
        return self

    def pop(self, key: int | slice) -> Module:
        """Take the module at `key` out, and return it."""
        found = self[key]
        del self[key]
        return found


class Sequential(_Row):
    """Modules one after the other: the output of each is the input of the next.

    Called with modules, or with one OrderedDict of named ones.

    >>> net = Sequential(backlight.nn.Linear(2, 3), backlight.nn.ReLU())
    >>> len(net), net[1]
    (2, ReLU())
    """

    def __init__(self, *args: Any) -> None:
        super().__init__()
        named = args[0].items() if len(args) == 1 and isinstance(args[0], OrderedDict) else enumerate(args)
        for name, module in named:
            self.add_module(str(name), module)

    def forward(self, input: Any) -> Any:
        """The input through all modules."""
        for module in self._modules.values():
            input = module(input)  # pyright: ignore[reportOptionalCall]
        return input

    def _part(self, idx: slice) -> Any:
        return type(self)(OrderedDict(list(self._modules.items())[idx]))

    def __add__(self, other: Sequential) -> Sequential:
        _demand_sequential(other, "add")
        return Sequential(*self, *other)

    def __iadd__(self, other: Sequential) -> Sequential:
        _demand_sequential(other, "add")
        return self.extend(other)

    def __mul__(self, other: int) -> Sequential:
        return Sequential(*_times(self, other))

    __rmul__ = __mul__

    def __imul__(self, other: int) -> Sequential:
        return self.extend(_times(self, other)[len(self) :])

    def extend(self, sequential: Iterable[Module]) -> Sequential:
        """Add modules at the end."""
        for module in list(sequential):
            self.append(module)
        return self

    def insert(self, index: int, module: Module) -> Sequential:
        """Put a module before the one at `index`."""
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        _insert(self, index, module)
        return self


class ModuleList(_Row):
    """A list of modules, whose parameters are the owner's too (those in a plain list are not).

    >>> layers = ModuleList([backlight.nn.Linear(2, 2) for _ in range(3)])
    >>> len(layers), len(list(layers.parameters()))
    (3, 6)
    """

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self += modules

    def _part(self, idx: slice) -> Any:
        return type(self)(list(self)[idx])

    def __iadd__(self, modules: Iterable[Module]) -> ModuleList:
        return self.extend(modules)

    def __add__(self, other: Iterable[Module]) -> ModuleList:
        return ModuleList(chain(self, other))

    def extend(self, modules: Iterable[Module]) -> ModuleList:
        """Add modules at the end; TypeError if they are none that one can iterate over."""
        if not isinstance(modules, Iterable):
            raise TypeError(f"ModuleList.extend should be called with an iterable, but got {type(modules).__name__}")
        for module in list(modules):
            self.append(module)
        return self

    def insert(self, index: int, module: Module) -> None:
        """Put a module before the one at `index`."""
        _insert(self, index, module)

    def __repr__(self) -> str:
        """Neighbours that read alike stand once: `(0-2): 3 x Linear(…)`."""
        texts = [repr(module) for module in self]
        if not texts:
            return self._get_name() + "()"
        runs: list[list[int]] = []
        for i, text in enumerate(texts):
            if runs and texts[runs[-1][0]] == text:
                runs[-1][1] = i
            else:
                runs.append([i, i])
        lines = []
        for first, last in runs:
            one = f"({first}): {texts[first]}"
            lines.append(one if first == last else f"({first}-{last}): {last - first + 1} x {texts[first]}")
        return f"{self._get_name()}(\n  " + "\n  ".join([indented(line) for line in lines]) + "\n)"


class ModuleDict(Module):
    """Modules under names, in the order they came in.

    >>> ModuleDict({"relu": backlight.nn.ReLU()})["relu"]
    ReLU()
    """

    torch_module = "torch.nn.modules.container"

    def __init__(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key: str) -> Any:
        return self._modules[key]

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: str) -> bool:
        return key in self._modules

    def clear(self) -> None:
        """Take all modules out."""
        self._modules.clear()

    def pop(self, key: str) -> Module:
        """Take the module of a name out, and return it."""
        found = self[key]
        del self[key]
        return found

    def keys(self) -> Iterable[str]:
        """The names."""
        return self._modules.keys()

    def items(self) -> Iterable[tuple[str, Any]]:
        """The names with their modules."""
        return self._modules.items()

    def values(self) -> Iterable[Any]:
        """The modules."""
        return self._modules.values()

    def update(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]]) -> None:
        """Take over the modules of a mapping or of pairs; a name that is there gets the new module."""
        if not isinstance(modules, Iterable):
            raise TypeError(
                f"ModuleDict.update should be called with an iterable of key/value pairs, but got "
                f"{type(modules).__name__}"
            )
        if isinstance(modules, (Mapping, ModuleDict)):
            modules = list(modules.items())  # pyright: ignore[reportAssignmentType]
        pairs: Any = modules
        for place, pair in enumerate(pairs):
            if not isinstance(pair, Iterable):
                raise TypeError(
                    f"ModuleDict update sequence element #{place} should be Iterable; is{type(pair).__name__}"
                )
            key, module = pair
            self[key] = module


def _key_at(modules: dict, idx: Any) -> str:
    """The name at a place, which may be counted from the end."""
    place = operator.index(idx)
    if not -len(modules) <= place < len(modules):
        raise IndexError(f"index {place} is out of range")
    return list(modules)[place]


def _renumber(owner: Any) -> None:
    vars(owner)["_modules"] = {str(i): module for i, module in enumerate(owner._modules.values())}


def _insert(owner: Any, index: int, module: Module) -> None:
    count = len(owner._modules)
    if not -count <= index <= count:
        raise IndexError(f"Index out of range: {index}")
    modules = list(owner._modules.values())
    modules.insert(index, module)
    vars(owner)["_modules"] = {str(i): m for i, m in enumerate(modules)}


def _demand_sequential(other: Any, action: str) -> None:
    if not isinstance(other, Sequential):
        raise ValueError(f"{action} operator supports only objects of Sequential class, but {type(other)} is given.")


def _times(modules: Iterable[Module], count: Any) -> list[Module]:
    if not isinstance(count, int):
        raise TypeError(f"unsupported operand type(s) for *: {type(modules)} and {type(count)}")
    if count <= 0:
        raise ValueError(f"Non-positive multiplication factor {count} for {type(modules)}")
    return list(modules) * count
