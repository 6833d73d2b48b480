"""The variables that the program gives to results as it makes them, read from its bytecode.

Most names are found among the variables that live when backward is called. Those of a function that has returned are
gone by then; but the instruction that called the operation is followed by the one that stored its result.
"""

from __future__ import annotations

from itertools import groupby
from types import CodeType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backlight.core.node import Node
    from backlight.see.trace import Place, Trace

_STORES = ("STORE_FAST", "STORE_NAME", "STORE_GLOBAL", "STORE_DEREF")
_known: dict[CodeType, dict[int, tuple[str, ...]]] = {}


def assigned_names(trace: Trace) -> dict[int, str]:
    """The variables that the nodes of a trace were assigned to, by the id of the node.

    Of what one call has recorded the last node is its result; of outputs that are unpacked each has its own name.
    """

    def place(node: Node) -> Place | None:
        return trace.steps[node.parents[0] if node.picks else node].place  # type: ignore[index]

    found: dict[int, str] = {}
    for where, group in groupby(sorted(trace.steps, key=lambda node: node.sequence), key=place):
        names, nodes = targets(*where) if where is not None else (), list(group)
        picks = [node for node in nodes if node.picks]
        if len(names) == 1 and len(picks) < 2:
            found[id(nodes[-1])] = names[0]
        elif len(names) > 1:
            last = picks[-1].parents[0] if picks else None
            for pick in picks:
                if pick.parents[0] is last and pick.index < len(names):  # type: ignore[attr-defined]
                    found[id(pick)] = names[pick.index]  # type: ignore[attr-defined]
    return found


def targets(code: CodeType, offset: int) -> tuple[str, ...]:
    """What the result of the instruction at this offset is assigned to: one name, several if it is unpacked, or none.

    >>> code = compile("a = f()\\nb, c = f()\\nf()\\nself.d = f()", "", "exec")
    >>> sorted({targets(code, offset) for offset in range(0, 80, 2)})
    [(), ('a',), ('b', 'c'), ('self.d',)]
    """
    if code not in _known:
        if len(_known) >= 1000:
            _known.clear()
        _known[code] = _read(code)
    return _known[code].get(offset, ())


def _read(code: CodeType) -> dict[int, tuple[str, ...]]:
    from dis import get_instructions

    steps = [(one.offset, one.opname, one.argval) for one in get_instructions(code) if one.opname != "EXTENDED_ARG"]
    found = {}
    for at, (offset, name, _) in enumerate(steps):
        if name.startswith(("CALL", "BINARY_", "UNARY_", "COMPARE_OP")):
            rest = [step[1:] for step in steps[at + 1 :][:80]]
            names = _stored(rest)
            if names:  # a running call may stand in the cache behind its instruction
                found.update(dict.fromkeys(range(offset, steps[at + 1][0], 2), names))
    return found


def _stored(rest: list[tuple]) -> tuple[str, ...]:
    """The names in the instructions that follow: STORE, LOAD owner + STORE_ATTR, UNPACK and its STOREs."""
    while rest and rest[0][0] in ("COPY", "NOP", "CACHE"):  # COPY: a = b = …
        rest = rest[1:]
    if not rest:
        return ()
    name, value = rest[0]
    if name == "UNPACK_SEQUENCE":
        names: list[str] = []
        for step in rest[1:]:
            one = _name(*step)
            names += one
            if not one or len(names) >= value:
                break
        return tuple(names) if len(names) == value else ()
    if name.startswith("LOAD_FAST") and isinstance(value, str) and len(rest) > 1 and rest[1][0] == "STORE_ATTR":
        return (f"{value}.{rest[1][1]}",)
    if name == "LOAD_NAME" and len(rest) > 1 and rest[1][0] == "STORE_ATTR":
        return (f"{value}.{rest[1][1]}",)
    return tuple(_name(name, value)[:1])


def _name(name: str, value: object) -> list[str]:
    """The variables that an instruction stores to; Python 3.13 has some that store two, or store one and load it."""
    if name == "STORE_FAST_STORE_FAST":
        return list(value)  # type: ignore[call-overload]
    if name == "STORE_FAST_LOAD_FAST":
        return [value[0]]  # type: ignore[index]
    return [str(value)] if name in _STORES else []
