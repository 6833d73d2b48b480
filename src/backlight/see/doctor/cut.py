"""loss_without_graph: `backward()` on a tensor that hangs together with no parameter, and the line that cut it off.

No operation records such a cut, so it is looked for in the program's text: from the loss back through the assignments
of the function to a model or a tensor that requires a gradient; what stands around that, such as `.detach()`, is it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from types import FrameType
from typing import Any

from backlight.core.variable import Variable
from backlight.see.doctor.notice import Notice
from backlight.see.doctor.source import at, name_of, tree
from backlight.see.doctor.symptom import Symptom
from backlight.see.names import locals_of
from backlight.see.recorder import frame_that_calls
from backlight.see.tracebacks import last_of_program

_METHODS = ("detach", "detach_", "item", "numpy", "tolist", "argmax", "argmin", "argsort", "long", "int", "bool")
_FUNCTIONS = ("tensor", "as_tensor", "from_numpy", "Variable", "argmax", "argmin", "float", "int")
_BOTH = ("max", "min", "sort", "topk", "kthvalue", "median", "mode")  # the second of what they give is positions
_BLOCKS = ("no_grad", "inference_mode")
_REFUSED = "element 0 of tensors does not require grad"


class Cut(Symptom):
    """Looks at what `backward()` starts from, and at the error that it ends with."""

    def __init__(self, chart: Any) -> None:
        super().__init__(chart)
        self._before = getattr(sys, "last_value", None)  # an error of what ran earlier in this process

    def began(self, one: Any) -> None:
        """A loss that is a leaf itself, where there is a model to train: someone has set requires_grad on it."""
        if not one.trace.steps and self.chart.roots:
            frame = frame_that_calls()
            self._say(frame, frame.f_lineno)

    def finish(self) -> Iterable[Notice]:
        """The program may have ended with the error that says so."""
        error = getattr(sys, "last_value", None)
        if error is not None and error is not self._before and str(error).startswith(_REFUSED):
            last = last_of_program(error.__traceback__)
            if last is not None:
                self._say(last.tb_frame, last.tb_lineno)
        return ()

    def _say(self, frame: FrameType, line: int) -> None:
        filename = frame.f_code.co_filename
        way = _Way(frame, line)
        where: Any = (filename, line) if way.cut is None else at(filename, way.cut)
        facts = {
            "reason": "nothing that it is computed from requires a gradient",
            "reason_zh": "它的来源中没有需要梯度的张量",
        }
        if way.cut is not None:
            text = ast.unparse(way.cut)
            if isinstance(way.cut, ast.With):
                text = text.splitlines()[0]
                where = filename, way.cut.lineno, way.cut.col_offset, way.cut.col_offset + len(text)
            facts = {"reason": f"`{text}` gives a result without a graph", "reason_zh": f"`{text}` 的结果不带计算图"}
        self.chart.say("loss_without_graph", where, about=(filename, line), name=way.loss, **facts)


class _Way:
    """The way from a loss back to what it was computed from, in the text of one function."""

    def __init__(self, frame: FrameType, line: int) -> None:
        self.loss = "the loss"
        self.cut: Any = None
        self._values = {**frame.f_globals, **dict(locals_of(frame))}
        self._seen: set[str] = set()
        module = tree(frame.f_code.co_filename)
        if module is None:
            return
        self._scope = _scope(module, frame.f_code.co_name, line)
        for node in ast.walk(self._scope):
            function = (
                node.func if isinstance(node, ast.Call) and node.lineno <= line <= (node.end_lineno or 0) else None
            )
            if isinstance(function, ast.Attribute) and function.attr == "backward":
                self.loss = ast.unparse(function.value)
                self._seen.add(self.loss)
                for given, block in [(function.value, None), *self._given(self.loss)]:
                    if self._search(given, block):
                        return

    def _search(self, node: ast.AST, cut: Any) -> bool:
        """Whether something to train stands in an expression; the cut nearest to it on the way is kept."""
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = ast.unparse(node)
            if name in self._seen:
                return False
            self._seen.add(name)
            if cut is not None and _is_trained(self._value(node)):
                self.cut = cut
                return True
            if any(self._search(given, cut or block) for given, block in self._given(name)):
                return True
        inside = node if _cuts(node) else cut
        return any(self._search(child, inside) for child in ast.iter_child_nodes(node))

    def _given(self, name: str) -> list[tuple[ast.AST, Any]]:
        """What is assigned to a name in the function, and what cuts that off around it."""
        found: list[tuple[ast.AST, Any]] = []
        blocks = [node for node in ast.walk(self._scope) if isinstance(node, ast.With) and _is_block(node)]
        for node in ast.walk(self._scope):
            if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)) and node.value is not None:
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    names = target.elts if isinstance(target, ast.Tuple) else [target]
                    places = [i for i, one in enumerate(names) if ast.unparse(one) == name]
                    if places:
                        around = [b for b in blocks if b.lineno <= node.lineno <= (b.end_lineno or 0)]
                        positions = len(names) == 2 and places[0] == 1 and _called(node.value) in _BOTH
                        value: ast.AST = node.value
                        if isinstance(value, ast.Tuple) and len(value.elts) == len(names):
                            value = value.elts[places[0]]
                        found.append((value, around[0] if around else node.value if positions else None))
        return found

    def _value(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Name):
            return self._values.get(node.id)
        owner = self._value(node.value) if isinstance(node, ast.Attribute) else None
        return None if owner is None or isinstance(owner, Variable) else getattr(owner, name_of(node), None)


def _is_trained(value: Any) -> bool:
    from backlight.nn.modules.module import Module

    if isinstance(value, Module):
        return any(p.requires_grad for p in value.parameters())
    return isinstance(value, Variable) and value._needs_grad


def _cuts(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "data"
    if isinstance(node, ast.Call):
        function, name = node.func, name_of(node.func)
        if isinstance(function, ast.Attribute) and name in _METHODS:
            return True
        return name in _FUNCTIONS and ast.unparse(function).removesuffix(name) in ("", "torch.", "np.", "numpy.")
    return isinstance(node, ast.Compare)


def _called(node: ast.AST) -> str:
    return name_of(node.func) if isinstance(node, ast.Call) else ""


def _is_block(node: ast.With) -> bool:
    return any(_called(item.context_expr) in _BLOCKS for item in node.items)


def _scope(module: ast.Module, name: str, line: int) -> ast.AST:
    """The innermost function around a line, or the whole file."""
    found: ast.AST = module
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name == name and node.lineno <= line <= (node.end_lineno or 0):
            found = node
    return found
