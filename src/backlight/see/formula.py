"""The local derivative of an operation as text, such as "∂(x × y)/∂x = y"."""

from __future__ import annotations

from backlight.core.card import Op
from backlight.core.node import Node

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz_")
_RAISED = {"x": "ˣ", "y": "ʸ"}
_VARARGS = 0x04


def label(node: Node) -> str:
    """The symbol of a node's operation; a custom Function has its name."""
    if node.op is None:
        return type(node).__name__.removesuffix("Backward")
    return node.op.text(node.op.label, node.params)


def formula(node: Node, position: int) -> tuple[str, bool]:
    """The local derivative by one operand, and whether it is already a number, as in "∂(x + y)/∂x = 1"."""
    if node.picks:
        return f"output {node.index}", True  # type: ignore[attr-defined]
    op, count = node.op, len(node.parents)
    operands = _operands(op, count)
    text = f"∂{_expression(label(node), operands)}/∂{operands[position]}"
    if op is None or not op.local:
        return text, False
    local = op.text(op.local[min(position, len(op.local) - 1)], node.params)
    if not local:
        return text, False
    if _names(local, "g"):  # how the gradient goes through; the derivative itself would be a table with four indices
        return f"{text}: {local}", False
    return f"{text} = {local}", local.removeprefix("−").isdecimal()


def expression(node: Node) -> str:
    """What a node computes, in the letters of its local derivatives: "x × y"."""
    text = _expression(label(node), _operands(node.op, len(node.parents)))
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def operands_of(node: Node) -> list[str]:
    """The letters that a node's formulas have for its operands."""
    return _operands(node.op, len(node.parents))


def _operands(op: Op | None, count: int) -> list[str]:
    """What the op's rules call its arrays."""
    names: list[str] = []
    rule = None if op is None else op.joint or next((rule for rule in op.rules if rule is not None), None)
    if rule is not None:
        code = rule.__code__
        names = list(code.co_varnames[2 : code.co_argcount][:count])
        if code.co_flags & _VARARGS and not names:
            return [f"x{i}" for i in range(count)]
    return names + [f"x{i}" if count > 1 else "x" for i in range(len(names), count)]


def _expression(symbol: str, operands: list[str]) -> str:
    """The operation applied to its operands, in brackets where ∂ needs them: (x × y), exp(x), x²."""
    if any(_names(symbol, name) for name in operands):
        return f"({symbol})" if " " in symbol and not _is_call(symbol) else symbol
    word = symbol.isascii() and symbol[:1].isalpha()  # a function's name, not a sign
    if symbol.startswith("[") and symbol.endswith("]"):
        return operands[0] + symbol
    if len(operands) == 2 and not word and " " not in symbol:
        return f"({operands[0]} {symbol} {operands[1]})"
    if symbol == "−":
        return f"(−{operands[0]})"
    if symbol.endswith("√"):
        return f"{symbol}{operands[0]}"
    return f"{symbol}({', '.join(operands if len(operands) <= 4 else [*operands[:2], '…'])})"


def _is_call(symbol: str) -> bool:
    """Whether a symbol is one function of something, as log(1 + x) is."""
    return symbol.endswith(")") and symbol.partition("(")[0].isalpha()


def _names(text: str, operand: str) -> bool:
    """Whether a text names this operand, as x² names x and max does not."""
    if _RAISED.get(operand, "\0") in text:
        return True
    around = f" {text} "
    at = around.find(operand)
    while at >= 0:
        if around[at - 1] not in _LETTERS and around[at + len(operand)] not in _LETTERS:
            return True
        at = around.find(operand, at + 1)
    return False
