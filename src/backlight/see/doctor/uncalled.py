"""method_not_called: `loss.item` where `loss.item()` was meant; it is legal Python, and does nothing."""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from backlight.see.doctor.notice import Notice
from backlight.see.doctor.source import at, name_of, script, tree
from backlight.see.doctor.symptom import Symptom

# What a line of its own does nothing with, and what is no use in print(...), append(...) or an f-string.
ALONE = "backward step zero_grad zero_ eval train detach_ requires_grad_ item cpu cuda manual_seed"
SHOWN = "item mean sum max min std norm tolist numpy detach cpu argmax clone backward step size dim numel"


class Uncalled(Symptom):
    """Reads the program's text, and what its variables are now."""

    def finish(self) -> Iterable[Notice]:
        """A notice for each line."""
        filename = script()
        for node, shown in _suspects(tree(filename)):
            if _is_method(node):
                line = at(filename, node)
                text = ast.get_source_segment("".join(linecache.getlines(filename)), node) or node.attr
                kind = "method_printed" if shown else "method_not_called"
                yield self.chart.notice(kind, line, call=text, method=node.attr)


def _suspects(module: Any) -> Iterator[tuple[ast.Attribute, bool]]:
    for node in ast.walk(module) if module is not None else ():
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute) and node.value.attr in ALONE.split():
            yield node.value, False
        shown: list[Any] = []
        if isinstance(node, ast.Call) and name_of(node.func) in ("print", "append"):
            shown = node.args
        elif isinstance(node, ast.Call) and name_of(node.func) == "format":
            shown = node.args + [word.value for word in node.keywords]
        elif isinstance(node, ast.FormattedValue):
            shown = [node.value]
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            shown = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        elif isinstance(node, ast.Dict):
            shown = [x for x in node.values if getattr(x, "attr", "") == "item"]
        elif isinstance(node, ast.Assign) and getattr(node.value, "attr", "") == "item":
            shown = [node.value]
        yield from [(x, True) for x in shown if isinstance(x, ast.Attribute) and x.attr in SHOWN.split()]


def _is_method(node: ast.Attribute) -> bool:
    """Whether `a.b` is one of our methods, or may be: then `a` is a variable that the program has no more."""
    from backlight.nn.modules.module import Module
    from backlight.optim.optimizer import Optimizer
    from backlight.tensor.tensor import Tensor

    names, owner = [], node.value
    while isinstance(owner, ast.Attribute):
        names.insert(0, owner.attr)
        owner = owner.value
    variables = vars(sys.modules["__main__"])
    if not isinstance(owner, ast.Name):
        return isinstance(owner, ast.Call)
    if owner.id not in variables:
        return node.attr in ("item", "backward", "zero_grad", "tolist", "detach", "step")
    value = variables[owner.id]
    for name in names:
        value = getattr(value, name, None)
    return isinstance(value, (Tensor, Module, Optimizer)) and callable(getattr(value, node.attr, None))
