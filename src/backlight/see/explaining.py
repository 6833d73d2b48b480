"""The chain rule with numbers: how a result's derivative by one tensor comes about, as text and as LaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from backlight.core.node import Node
from backlight.core.reads import is_stand_in
from backlight.core.variable import Variable, edge
from backlight.see import latex
from backlight.see.asking import Passed, array_of, holds, is_freed, recorded, walked
from backlight.see.formula import expression, formula, operands_of
from backlight.see.summary import Summary
from backlight.see.trace import Trace

MOST = 200  # operations; a longer explanation explains nothing
FEW = 4  # numbers that are put into a formula
_WORD = re.compile(r"[^\W\d_]+", re.ASCII)


def explain(result: Any, x: Any) -> Explanation:
    """Return the chain rule from `result` back to `x` with the numbers of this moment; it prints itself.

    Nothing is changed: no `.grad` is filled and nothing is freed. After `backward()`, which frees the graph, it works
    for the last step of a `backlight.record()` block.

    Raises: ValueError if `result` does not rest on `x`; RuntimeError if the graph was freed.

    >>> import backlight
    >>> x = backlight.tensor(3.0, requires_grad=True)
    >>> e = explain((x * x).exp(), x)
    >>> e.latex.startswith(r"\\begin{aligned}")
    True
    """
    for what, name in ((result, "result"), (x, "x")):
        if not isinstance(what, Variable):
            raise TypeError(f"explain: expected a tensor as {name}, got {type(what).__name__}")
    trace = Trace([result])
    if edge(x) is None or not holds(trace, x):
        raise ValueError("explain: the result does not rest on that tensor; backlight.why() says where it was cut")
    if is_freed(trace):
        trace = recorded(result)
        if trace is None or not holds(trace, x) or edge(trace.roots[0]) is not edge(result):
            raise RuntimeError(
                "explain: the graph was freed by backward(). Explain before backward(), call "
                "backward(retain_graph=True), or run it inside `with backlight.record():`"
            )
    else:
        trace = walked(result)
    return Explanation(trace, result, x)


class Explanation:
    """The chain rule: `str()` of it is text, `latex` an aligned formula, which notebooks show."""

    def __init__(self, trace: Trace, result: Any, x: Any) -> None:
        self._passed = Passed(trace)
        self._target, self._root = edge(x), edge(result)
        self._nodes = self._between(trace)
        if len(self._nodes) > MOST:
            raise ValueError(
                f"explain: {len(self._nodes):,} operations lie between them, more than {MOST}; explain a part: a "
                "result nearer to that tensor"
            )
        self._names: dict[Any, str] = {}
        for place in [self._target, *self._nodes]:
            known = trace.names.get(id(place), "")
            self._names[place] = known if known and known not in self._names.values() else ""
        unnamed = [place for place, name in self._names.items() if not name]
        taken = set(trace.names.values()) | set(self._names.values())
        fresh = (name for n in range(1, len(unnamed) + len(taken) + 1) if (name := f"v{n}") not in taken)
        for place in unnamed:
            self._names[place] = "y" if place is self._root and "y" not in taken else next(fresh)

    def _between(self, trace: Trace) -> list[Node]:
        """The nodes on the ways from the target to the result, the oldest first."""
        found: list[Node] = []
        useful = {self._target}
        for node in sorted(trace.steps, key=lambda node: node.sequence):
            if any(parent in useful for parent in node.parents if parent is not None):
                useful.add(node)
                found.append(node)
        return found

    @property
    def gradient(self) -> np.ndarray:
        """The derivative itself."""
        return array_of(self._passed.gradient(self._target))

    def __str__(self) -> str:
        root, target = self._names[self._root], self._names[self._target]
        forward = [f"{name} = {self._text(said)} = {value}" for name, said, value in self._forward()]
        backward = [f"{_d(root, name)} = {' = '.join(said)}" for name, said in self._backward(self._text)]
        lines = [f"{_d(root, target)}, by the chain rule", "", *forward, "", *backward]
        return "\n".join(lines)

    __repr__ = __str__

    @property
    def latex(self) -> str:
        """An aligned formula: the operations, then the derivatives from the result back."""
        root = self._names[self._root]
        rows = [f"{latex.symbol(n)} &= {self._latex(said)} = {latex.signs(v)}" for n, said, v in self._forward()]
        for name, said in self._backward(self._latex, latex.signs):
            rows.append(f"{latex.derivative(root, name)} &= {' = '.join(said)}")
        return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"

    def _repr_latex_(self) -> str:
        return f"$${self.latex}$$"

    # The rows: a formula is a list of texts, names and derivatives, to be spelled either way

    def _forward(self) -> list[tuple[str, list, str]]:
        rows = []
        for node in self._nodes:
            if not node.picks and type(self._passed.trace.steps[node].out) is not tuple:
                value = self._passed.value(node)
                said = _pieces(expression(node), self._letters(node))
                rows.append((self._names[node], said, "?" if value is None else Summary(value).text()))
        return rows

    def _backward(self, spell: Callable[[list], str], plain: Callable[[str], str] = str) -> list[tuple[str, list[str]]]:
        """For each place the ways to say its derivative: as a formula, with numbers, and what it is."""
        rows = []
        for place in [*self._nodes[::-1], self._target]:
            gradient = self._passed.gradient(place)
            if gradient is None or type(gradient) is dict:
                continue
            value = plain(Summary(array_of(gradient)).text())
            terms = [one for one in self._passed.arrivals(place) if one[0] in self._names]
            said = [value]
            if terms:
                formulas = [spell(self._term(node, position)) for node, position, _ in terms]
                sums = [plain(Summary(array_of(sent)).text()) for _, _, sent in terms]
                said = [" + ".join(formulas), *([" + ".join(sums)] if len(terms) > 1 else []), value]
                if len(terms) == 1 and (numbers := self._numbers(*terms[0][:2])):
                    said.insert(1, plain(numbers))
            rows.append((self._names[place], said))
        return rows

    def _term(self, node: Node, position: int) -> list:
        """What a node sends to one operand: its own derivative times the local one."""
        g = ("d", self._names[node])
        if node.picks:
            return [g]
        text, _ = formula(node, position)
        _, equals, local = text.partition(" = ")
        letters = self._letters(node)
        if not equals:
            _, colon, through = text.partition(": ")
            if colon:
                return _pieces(through, {**letters, "g": g})
            return [g, " · ", *_pieces(text, letters)]
        factor = _pieces(local, letters)
        wide = any(sign in local for sign in (" + ", " − ", " where ")) or local.startswith("−")
        product = [g, " · ", *(["(", *factor, ")"] if wide else factor)]
        out, sent = self._passed.value(node), self._passed.trace.contributions.get((node, position))
        if node.op is None or node.op.kind != "elementwise" or out is None or sent is None:
            return product
        return ["Σ(", *product, ")"] if np.size(array_of(sent)) < out.size else product

    def _numbers(self, node: Node, position: int) -> str:
        """The product with its numbers put in, if they are few."""
        from backlight.see.drawing import local_derivative

        g = self._passed.gradient(node)
        local = None if node.picks else local_derivative(self._passed.trace, node, position)
        if g is None or local is None or np.size(local) > FEW or np.shape(local) != np.shape(array_of(g)):
            return ""
        return f"{Summary(array_of(g)).text()} · {Summary(local).text()}"

    def _letters(self, node: Node) -> dict[str, Any]:
        """What the letters of a node's formulas stand for here."""
        found: dict[str, Any] = {"out": ("name", self._names[node])}
        inputs = self._passed.trace.steps[node].inputs or (None,) * len(node.parents)
        for position, letter in enumerate(operands_of(node)):
            if position >= len(node.parents):
                break
            parent, value = node.parents[position], inputs[position] if position < len(inputs) else None
            name = self._names.get(parent) or self._passed.trace.names.get(id(parent))
            if parent is None or not name:
                name = self._passed.trace.names.get(id(value)) if value is not None else None
            if name:
                found[letter] = ("name", name)
            elif parent is None and value is not None and np.size(value) <= FEW and not is_stand_in(value):
                found[letter] = Summary(self._passed.trace.value(value)).text()
        return found

    def _text(self, pieces: list) -> str:
        root = self._names[self._root]
        return "".join([p if isinstance(p, str) else p[1] if p[0] == "name" else _d(root, p[1]) for p in pieces])

    def _latex(self, pieces: list) -> str:
        root = self._names[self._root]
        spelled = []
        for p in pieces:
            if isinstance(p, str):
                spelled.append(latex.signs(p))
            else:
                spelled.append(latex.symbol(p[1]) if p[0] == "name" else latex.derivative(root, p[1]))
        return "".join(spelled)


def _pieces(text: str, letters: dict[str, Any]) -> list:
    """A formula cut at its letters, each replaced by what it stands for."""
    text = text.replace("ʸ⁻¹", "^(y − 1)").replace("ʸ", "^y").replace("ˣ", "^x")
    pieces, at = [], 0
    for word in _WORD.finditer(text):
        if word[0] in letters:
            pieces += [text[at : word.start()], letters[word[0]]]
            at = word.end()
    return [piece for piece in [*pieces, text[at:]] if piece]


def _d(of: str, by: str) -> str:
    return f"∂{of}/∂{by}"
