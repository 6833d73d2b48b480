"""The local derivatives of one step as tables: each operation's gradient rule, applied to one unit at a time.

A table has a row for each entry of the result and a column for each entry of the operand, so that what flows along the
edge is the gradient at the operation times the table. Where an operation has several results, the rows of those that
the program used follow each other. First the edges of a step, then one operation, then its rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from backlight.core.fit import fit
from backlight.core.modes import state
from backlight.core.reads import is_stand_in
from backlight.see.record.structure import Reading

ENTRIES = 64  # of a table that is told in full


def jacobians(reading: Reading) -> dict[int, np.ndarray]:
    """∂out/∂x by the number of the edge, where it has few entries.

    There is none for complex numbers, for a custom Function (its `backward` is the program's own), and where values
    that the rule reads are lost. Rules run on arrays, so that nothing is recorded and no hook is called.
    """
    wanted: dict[int, list[tuple[int, int]]] = {}  # edge and position by target
    for edge, (_, target, position) in enumerate(reading.edges):
        wanted.setdefault(target, []).append((edge, position))
    tables: dict[int, np.ndarray] = {}
    before, state.grad = state.grad, False
    try:
        with np.errstate(all="ignore"):
            for target, edges in wanted.items():
                tables.update(_of_node(reading, reading.slots[target], edges))
    finally:
        state.grad = before
    return tables


def _of_node(reading: Reading, node: Any, edges: list[tuple[int, int]]) -> Iterator[tuple[int, np.ndarray]]:
    trace = reading.trace
    step, op = trace.steps[node], node.op
    if node.picks:
        n = step.out.size
        if 0 < n * n <= ENTRIES and _is_real(step.out):
            yield from [(edge, np.eye(n, dtype=step.out.dtype)) for edge, _ in edges]
        return
    if op is None or type(step.inputs) is not tuple or step.out is None:
        return
    several = type(step.out) is tuple
    outs = step.out if several else (step.out,)
    numbers = sorted({output.index for output in reading.outputs.get(node, ())}) if several else [0]
    rows = sum([outs[i].size for i in numbers])
    small = [(edge, at) for edge, at in edges if 0 < np.size(step.inputs[at]) * rows <= ENTRIES]
    if not small or not all([_is_real(x) for x in (*outs, *step.inputs)]):
        return
    inputs, outs = tuple([trace.value(x) for x in step.inputs]), tuple([trace.value(o) for o in outs])
    if step.overwritten or any([is_stand_in(x) for x in (*outs, *inputs)]):
        small = [(edge, at) for edge, at in small if not _lost(node, step, at, inputs, outs)]
    call = _Call(op, inputs, outs, numbers, node.params, several)
    if op.joint is not None:
        tables = call.tables(op.joint, [at for _, at in small])
        yield from [(edge, tables[at]) for edge, at in small if at in tables]
        return
    for edge, at in small:
        if op.rules[at] is not None:
            for table in call.tables(op.rules[at], [at]).values():
                yield edge, table


def _is_real(x: Any) -> bool:
    return x.dtype.kind != "c" if isinstance(x, np.ndarray) else not isinstance(x, (complex, np.complexfloating))


def _lost(node: Any, step: Any, position: int, inputs: tuple, outs: tuple) -> bool:
    """Whether a value that this operand's rule reads is gone, or was overwritten."""
    reads_out, reads = node.op.reads_for(tuple([True if i == position else None for i in range(len(inputs))]))
    gone = {i for i, x in enumerate(inputs) if is_stand_in(x)} | step.overwritten
    kept = range(len(outs)) if node.op.results is None else node.op.results
    out_gone = -1 in gone or any([is_stand_in(outs[i]) for i in kept])
    return (reads_out and out_gone) or any([i in gone for i, read in enumerate(reads) if read])


class _Call:
    """One call of an operation, and what its rules say of it."""

    __slots__ = ("inputs", "numbers", "op", "outs", "params", "several")

    def __init__(self, op: Any, inputs: tuple, outs: tuple, numbers: list[int], params: dict, several: bool) -> None:
        self.op, self.inputs, self.params = op, inputs, params
        self.outs, self.several = outs, several
        self.numbers = numbers  # the outputs that are used

    def tables(self, rule: Any, positions: list[int]) -> dict[int, np.ndarray]:
        """The tables of these operands from one rule: of one operand, or a joint one.

        There is none where the rule gives nothing, or raises, as where something is not derived: the program is not to
        be stopped by that.
        """
        try:
            if not self.several and rule is not self.op.joint:
                (at,) = positions
                table = self._at_once(rule, at)
                if table is not None:
                    return {at: table}
            return self._by_rows(rule, positions)
        except Exception:
            return {}

    def _at_once(self, rule: Any, position: int) -> np.ndarray | None:
        """The table from one call: of a single number, or of an operation that works element by element.

        Its slopes stand where x was spread to.
        """
        out, x = self.outs[0], self._like(position)
        if out.size > 1 and self.op.kind != "elementwise":
            return None
        slopes = np.asarray(rule(np.ones(out.shape, out.dtype), out, *self.inputs, **self.params))
        if out.size == 1:
            return fit(slopes, x).reshape(1, -1)
        if slopes.shape != out.shape:
            return None
        rows = np.arange(out.size)
        columns = rows
        if x.shape != out.shape:
            columns = np.broadcast_to(np.arange(x.size).reshape(x.shape), out.shape).reshape(-1)
        table = np.zeros((out.size, x.size), x.dtype)
        table[rows, columns] = slopes.reshape(-1)
        return table

    def _by_rows(self, rule: Any, positions: list[int]) -> dict[int, np.ndarray]:
        """The tables row by row, from one unit after the other; a joint rule gives those of all operands at once."""
        joint = rule is self.op.joint
        likes = {at: self._like(at) for at in positions}
        rows: dict[int, list[np.ndarray]] = {at: [] for at in positions}
        out = self.outs if self.several else self.outs[0]
        for number in self.numbers:
            for place in range(self.outs[number].size):
                g = rule(self._unit(number, place), out, *self.inputs, **self.params)
                for at in list(rows):
                    one = g[at] if joint else g
                    if one is None:
                        del rows[at]
                    else:
                        rows[at].append(fit(np.asarray(one), likes[at]).reshape(-1))
        return {at: np.array(found) for at, found in rows.items()}

    def _unit(self, number: int, place: int) -> Any:
        """A gradient that is 1 at one place of one output; as in backward, unused outputs have zeros or None."""
        gs: list[Any] = [
            None if self.op.holes and i not in self.numbers else np.zeros(o.shape, o.dtype)
            for i, o in enumerate(self.outs)
        ]
        gs[number].reshape(-1)[place] = 1  # (…) -> (n,)
        return gs if self.several else gs[0]

    def _like(self, position: int) -> np.ndarray:
        """The operand as an array; numbers of the program that are whole have derivatives that are not."""
        x = np.asarray(self.inputs[position])
        return x if x.dtype.kind == "f" else x.astype(self.outs[self.numbers[0]].dtype)
