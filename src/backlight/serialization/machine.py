"""A pickle machine that runs no foreign code: it makes numbers, texts, containers, and the objects it was told of.

Python's own unpickler calls whatever a file names. This one knows the opcodes that data needs; every name in a file is
looked up in a table, every call is one of the functions there, and what it builds is bounded by the size of the file.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from pickle import UnpicklingError
from typing import Any

from backlight.core import dtypes

DEEPEST = 1 << 20  # objects on the stack


class Callable_:
    """A name of a file that may be called: `function` does it, with arguments that it checks."""

    __slots__ = ("function", "name")

    def __init__(self, name: str, function: Callable) -> None:
        self.name = name
        self.function = function


class Plain:
    """A name of a file that stands for a value, such as a dtype."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Machine:
    """Reads one pickle from `data`, which begins at `start`.

    Args:
        data: the bytes.
        names: what `module.name` stands for: Callable_ or Plain.
        persistent: makes an object of a persistent id, as storages have.
        allowed: the user's own classes whose objects may get a state.
    """

    def __init__(
        self,
        data: bytes | memoryview,
        names: Mapping[str, Any],
        persistent: Callable[[Any], Any],
        start: int = 0,
        allowed: Collection[type] = (),
    ) -> None:
        self.data = memoryview(data)
        self.at = start
        self.names = names
        self.persistent = persistent
        self.allowed = allowed
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}
        self.made = 0  # bytes and items that calls have made

    def read(self) -> Any:
        """The object; `at` is then where the pickle ended."""
        while True:
            code = self._take(1)[0]
            if code == 0x2E:  # STOP
                return self._plain(self._pop())
            step = _STEPS.get(code)
            if step is None:
                raise UnpicklingError(f"the opcode {bytes([code])!r} at byte {self.at - 1} is none that data needs")
            step(self)
            if len(self.stack) > DEEPEST:
                raise UnpicklingError("the pickle nests too deeply")

    def _take(self, count: int) -> memoryview:
        found = self.data[self.at : self.at + count]
        if count < 0 or len(found) != count:
            raise UnpicklingError("the pickle ends in the middle: the file was cut off or is damaged")
        self.at += count
        return found

    def _number(self, form: str) -> Any:
        return struct.unpack(form, self._take(struct.calcsize(form)))[0]

    def _line(self) -> str:
        end = bytes(self.data[self.at : self.at + 4096]).find(b"\n")
        if end < 0:
            raise UnpicklingError("a name in the pickle does not end")
        text = bytes(self._take(end)).decode("utf-8", "backslashreplace")  # it is looked up, and told in an error
        self._take(1)
        return text

    def _pop(self) -> Any:
        if not self.stack or (self.marks and len(self.stack) <= self.marks[-1]):
            raise UnpicklingError("the pickle takes from an empty stack")
        return self.stack.pop()

    def _top(self) -> Any:
        if not self.stack:
            raise UnpicklingError("the pickle looks at an empty stack")
        return self.stack[-1]

    def _since_mark(self) -> list[Any]:
        if not self.marks:
            raise UnpicklingError("the pickle lacks a mark")
        start = self.marks.pop()
        found = [self._plain(x) for x in self.stack[start:]]
        del self.stack[start:]
        return found

    def _plain(self, x: Any) -> Any:
        """A value as it may stand in a container: names that can only be called may not."""
        if isinstance(x, Plain):
            return x.value
        if isinstance(x, Callable_):
            raise UnpicklingError(f"the name {x.name} stands where a value should")
        return x

    def _named(self, name: str) -> Any:
        found = self.names.get(name)
        if found is None:
            raise UnpicklingError(f"Unsupported global: GLOBAL {name} was not an allowed global by default.")
        return found

    def _call(self) -> None:
        arguments, function = self._pop(), self._pop()
        if not isinstance(function, Callable_) or not isinstance(arguments, tuple):
            raise UnpicklingError(f"the pickle calls {type(function).__name__}, which is none of the known functions")
        try:
            made = function.function(*arguments)
            if isinstance(
                made, (bytes, bytearray, dict, set, tuple)
            ):  # a short pickle could have one long text copied again and again
                self.made += len(made)
            if self.made > 2 * len(self.data) + (1 << 20):
                raise UnpicklingError("the pickle makes more out of its parts than a file of its size can mean")
            self.stack.append(made)
        except UnpicklingError:
            raise
        except Exception as error:
            raise UnpicklingError(f"{function.name} refuses its arguments: {error}") from error

    def _build(self) -> None:
        state, target = self._plain(self._pop()), self._top()
        if type(target) is OrderedDict and isinstance(state, dict):
            target.__dict__.update(state)
        elif type(target) in self.allowed:
            _set_state(target, state)
        else:
            raise UnpicklingError(f"the pickle sets the state of a {type(target).__name__}, which is not allowed")

    def _set_items(self, pairs: list[Any]) -> None:
        target = self._top()
        if not isinstance(target, dict):
            raise UnpicklingError(f"the pickle adds items to a {type(target).__name__}")
        if len(pairs) % 2:
            raise UnpicklingError("the pickle adds a key without a value")
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            target[_key(key)] = value

    def _append(self, values: list[Any]) -> None:
        target = self._top()
        if type(target) is not list:
            raise UnpicklingError(f"the pickle appends to a {type(target).__name__}")
        target.extend(values)

    def _add_to_set(self, values: list[Any]) -> None:
        target = self._top()
        if type(target) is not set:
            raise UnpicklingError(f"the pickle adds to a {type(target).__name__} as to a set")
        target.update([_key(value) for value in values])

    def _get(self, key: int) -> None:
        if key not in self.memo:
            raise UnpicklingError(f"the pickle recalls object {key}, which it has not made")
        self.stack.append(self.memo[key])

    def _text(self, count: int) -> None:
        try:
            self.stack.append(bytes(self._take(count)).decode("utf-8", "surrogatepass"))
        except UnicodeDecodeError as error:
            raise UnpicklingError(f"a text in the pickle is no UTF-8: {error}") from error

    def _long(self, count: int) -> None:
        self.stack.append(int.from_bytes(self._take(count), "little", signed=True))


_SCALARS = (str, int, float, bool, bytes, complex, type(None), dtypes.dtype)


def told(value: Any) -> str:
    """A value of a file in an error: scalars alone are shown, a short pickle can make a list whose text has no end."""
    if isinstance(value, str):
        return repr(value[:60])
    if isinstance(value, (int, float)) and abs(value) < 1 << 64:
        return repr(value)
    if isinstance(value, (tuple, list)) and len(value) < 10 and not any(isinstance(v, (tuple, list)) for v in value):
        return "(" + ", ".join([told(v) for v in value]) + ")"
    return f"a {type(value).__name__}"


def _key(value: Any) -> Any:
    """A key of a dictionary or member of a set: a scalar, or a tuple of them (hashing deep nests can end Python)."""
    if isinstance(value, _SCALARS) or (type(value) is tuple and all(isinstance(v, _SCALARS) for v in value)):
        return value
    raise UnpicklingError(f"the pickle uses a {type(value).__name__} as a key")


def _set_state(target: Any, state: Any) -> None:
    """Give an object of an allowed class its state, as Python does."""
    if hasattr(target, "__setstate__"):
        target.__setstate__(state)
    else:
        target.__dict__.update(state)


def _protocol(m: Machine) -> None:
    if m._number("<B") > 5:
        raise UnpicklingError("the pickle is of a protocol that this Python does not know")


def _tuple(count: int) -> Callable[[Machine], None]:
    def make(m: Machine) -> None:
        parts = [m._plain(m._pop()) for _ in range(count)]
        m.stack.append(tuple(reversed(parts)))

    return make


def _pop_mark(m: Machine) -> None:
    m._since_mark()


def _stack_global(m: Machine) -> None:
    name, module = m._pop(), m._pop()
    if not isinstance(name, str) or not isinstance(module, str):
        raise UnpicklingError(f"a name in the pickle is {told(name)} of {told(module)}")
    m.stack.append(m._named(f"{module}.{name}"))


def _memoize(m: Machine) -> None:
    m.memo[len(m.memo)] = m._top()


def _dict(m: Machine) -> None:
    pairs = m._since_mark()
    m.stack.append({})
    m._set_items(pairs)


def _set_item(m: Machine) -> None:
    value, key = m._plain(m._pop()), m._plain(m._pop())
    m._set_items([key, value])


def _persistent(m: Machine) -> None:
    key = m._pop()
    m.stack.append(
        m.persistent(tuple([x.value if isinstance(x, Plain) else x for x in key]) if type(key) is tuple else key)
    )


_STEPS: dict[int, Callable[[Machine], Any]] = {
    0x80: _protocol,
    0x95: lambda m: m._number("<Q"),  # FRAME
    ord("("): lambda m: m.marks.append(len(m.stack)),
    ord("0"): lambda m: m._pop(),
    ord("1"): _pop_mark,
    ord("2"): lambda m: m.stack.append(m._top()),
    ord("N"): lambda m: m.stack.append(None),
    0x88: lambda m: m.stack.append(True),
    0x89: lambda m: m.stack.append(False),
    ord("K"): lambda m: m.stack.append(m._number("<B")),
    ord("M"): lambda m: m.stack.append(m._number("<H")),
    ord("J"): lambda m: m.stack.append(m._number("<i")),
    0x8A: lambda m: m._long(m._number("<B")),
    0x8B: lambda m: m._long(m._number("<i")),
    ord("G"): lambda m: m.stack.append(m._number(">d")),
    ord("X"): lambda m: m._text(m._number("<I")),
    0x8C: lambda m: m._text(m._number("<B")),
    0x8D: lambda m: m._text(m._number("<Q")),
    ord("B"): lambda m: m.stack.append(bytes(m._take(m._number("<I")))),
    ord("C"): lambda m: m.stack.append(bytes(m._take(m._number("<B")))),
    0x8E: lambda m: m.stack.append(bytes(m._take(m._number("<Q")))),
    0x96: lambda m: m.stack.append(bytearray(m._take(m._number("<Q")))),
    ord(")"): lambda m: m.stack.append(()),
    ord("t"): lambda m: m.stack.append(tuple(m._since_mark())),
    0x85: _tuple(1),
    0x86: _tuple(2),
    0x87: _tuple(3),
    ord("]"): lambda m: m.stack.append([]),
    ord("l"): lambda m: m.stack.append(m._since_mark()),
    ord("a"): lambda m: m._append([m._plain(m._pop())]),
    ord("e"): lambda m: m._append(m._since_mark()),
    ord("}"): lambda m: m.stack.append({}),
    ord("d"): _dict,
    ord("s"): _set_item,
    ord("u"): lambda m: m._set_items(m._since_mark()),
    0x8F: lambda m: m.stack.append(set()),
    0x90: lambda m: m._add_to_set(m._since_mark()),
    0x91: lambda m: m.stack.append(frozenset([_key(x) for x in m._since_mark()])),
    ord("q"): lambda m: m.memo.__setitem__(m._number("<B"), m._top()),
    ord("r"): lambda m: m.memo.__setitem__(m._number("<I"), m._top()),
    0x94: _memoize,
    ord("h"): lambda m: m._get(m._number("<B")),
    ord("j"): lambda m: m._get(m._number("<I")),
    ord("c"): lambda m: m.stack.append(m._named(f"{m._line()}.{m._line()}")),
    0x93: _stack_global,
    ord("R"): Machine._call,
    0x81: Machine._call,  # NEWOBJ
    ord("b"): Machine._build,
    ord("Q"): _persistent,
}
