"""A network's graph for TensorBoard: the operations that backward would walk, each inside of the module that did it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from backlight.core.node import Node, next_sequence
from backlight.core.variable import Variable, edge
from backlight.tensorboard.records import integer, message, shape, text

Box = tuple[str, str, list[str], Any]  # name, operation, the names of its inputs, the shape if known


def model_graph(model: Any, given: Any, verbose: bool = False) -> bytes:
    """A GraphDef. The model is run once, in eval mode; its operations are named as its `grad_fn`s are."""
    inputs = tuple(given) if isinstance(given, (tuple, list)) else (given,)
    inputs = tuple(_followed(x) for x in inputs)
    spans: list[tuple[int, int, str]] = []
    with _prepared(model, spans):
        results = list(_tensors(model(*inputs)))
    boxes = list(_boxes(model, inputs, results, spans))
    if verbose:
        for name, kind, sources, _ in boxes:
            print(f"{name} = {kind}({', '.join(sources)})")
    return b"".join([message(1, _node(*box)) for box in boxes]) + message(4, integer(1, 22))


def _node(name: str, kind: str, sources: list[str], sizes: Any) -> bytes:
    body = text(1, name) + text(2, kind) + b"".join([message(3, source) for source in sources])
    if sizes is not None:
        body += message(5, text(1, "_output_shapes") + message(2, message(1, shape(7, sizes))))
    return body


def _followed(x: Any) -> Any:
    """A tensor whose way through the network can be seen."""
    if not isinstance(x, Variable):
        return x
    tensor: Any = x
    return tensor.detach().requires_grad_() if tensor.is_floating_point() else tensor


def _tensors(value: Any) -> Iterator[Any]:
    if isinstance(value, Variable):
        yield value
    elif isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (tuple, list)):
        for part in value:
            yield from _tensors(part)


@contextmanager
def _prepared(model: Any, spans: list) -> Iterator[None]:
    """The model in eval mode, with all parameters in the graph; modules note which nodes were made inside of them."""
    from backlight.autograd.grad_mode import enable_grad

    modes = {module: module.training for module in model.modules()}
    frozen = [p for p in model.parameters() if not p.requires_grad and p.is_floating_point()]
    handles = []
    for module, scope in _scopes(model):
        begun: list[int] = []

        def begin(module: Any, args: Any, begun: list = begun) -> None:
            begun.append(next_sequence())

        def end(module: Any, args: Any, out: Any, begun: list = begun, scope: str = scope) -> None:
            spans.append((begun.pop(), next_sequence(), scope))

        handles += [module.register_forward_pre_hook(begin), module.register_forward_hook(end)]
    try:
        for p in frozen:
            p.requires_grad_()
        model.eval()
        with enable_grad():
            yield
    finally:
        for handle in handles:
            handle.remove()
        for p in frozen:
            p.requires_grad_(False)
        for module, mode in modes.items():
            module.training = mode


def _scopes(model: Any) -> Iterator[tuple[Any, str]]:
    """Each module with its path, as torch writes it: Net/Sequential[body]/Linear[0]."""
    paths = {"": type(model).__name__}
    for name, module in model.named_modules():
        if name:
            owner, _, last = name.rpartition(".")
            paths[name] = f"{paths.get(owner, paths[''])}/{type(module).__name__}[{last}]"
        yield module, paths[name]


def _boxes(model: Any, inputs: tuple, results: list, spans: list) -> Iterator[Box]:
    """Inputs, parameters and operations, each before what uses it, and the results."""
    names: dict[int, str] = {}
    leaves: list[Box] = []
    for i, x in enumerate(inputs):
        if isinstance(x, Variable):
            names[id(x)] = f"input/input.{i}"
            leaves.append((names[id(x)], "IO Node", [], x.shape))  # pyright: ignore[reportAttributeAccessIssue]
    for module, scope in _scopes(model):
        for name, p in module.named_parameters(recurse=False):
            if id(p) not in names:
                names[id(p)] = f"{scope}/{name}"
                leaves.append((names[id(p)], "Parameter", [], p.shape))
    yield from leaves
    sizes = {id(edge(x)): x.shape for x in results}
    nodes = _nodes(results)
    for node in nodes:
        kind = node.name()
        inside = [(end - begin, scope) for begin, end, scope in spans if begin < node.sequence < end]
        scope = min(inside)[1] if inside else type(model).__name__
        names[id(node)] = f"{scope}/{kind.removesuffix('0').removesuffix('Backward')}_{node.sequence - spans[-1][0]}"
        sources = [names.get(id(parent), f"constant/{kind}") for parent in node.parents if parent is not None]
        yield names[id(node)], kind, sources, sizes.get(id(node))
    for i, x in enumerate(results):
        place = edge(x)
        yield f"output/output.{i}", "IO Node", [names[id(place)]] if id(place) in names else [], x.shape


def _nodes(results: list) -> list[Any]:
    """The nodes that lead to the results, oldest first."""
    found: dict[int, Any] = {}
    waiting = [edge(x) for x in results]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Node) and id(node) not in found:
            found[id(node)] = node
            waiting.extend(node.parents)
    return sorted(found.values(), key=lambda node: node.sequence)
