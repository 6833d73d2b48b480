"""Forward and backward of normalisation, attention and recurrent layers, next to torch: at most 3 times its time."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType as Module
from typing import Any

from measure import fastest, seconds
from table import Row

BUDGET = 3


def rows(modules: dict[str, Module], rounds: int) -> list[Row]:
    """A row for each layer."""
    return [_row(what, make, modules, rounds) for what, make in LAYERS.items()]


def _row(what: str, make: Callable[[Module], tuple], modules: dict[str, Module], rounds: int) -> Row:
    time_of = fastest({name: _step(nx, make) for name, nx in modules.items()}, rounds)
    ours, theirs = 1e3 * time_of["backlight"], 1e3 * time_of["torch"]
    met = ours <= BUDGET * theirs
    return Row(what, f"≤ {BUDGET} × the time", f"{ours:.1f} ms", f"{theirs:.1f} ms", theirs / ours, met)


def _step(nx: Module, make: Callable[[Module], tuple]) -> Callable[[], float]:
    nx.manual_seed(0)
    call, leaves = make(nx)
    g = nx.randn(*call().shape)

    def step() -> None:
        for leaf in leaves:
            leaf.grad = None
        call().backward(g)

    return lambda: seconds(step)


def _leaves(nx: Module, *shapes: tuple[int, ...]) -> list[Any]:
    return [(0.1 * nx.randn(*shape)).requires_grad_() for shape in shapes]


def _batch_norm(nx: Module) -> tuple:
    x, w, b = leaves = _leaves(nx, (64, 64, 26, 26), (64,), (64,))
    mean, var = nx.zeros(64), nx.ones(64)
    return lambda: nx.batch_norm(x, w, b, mean, var, True, 0.1, 1e-5, False), leaves


def _layer_norm(nx: Module) -> tuple:
    x, w, b = leaves = _leaves(nx, (64, 128, 256), (256,), (256,))
    return lambda: nx.layer_norm(x, (256,), w, b), leaves


def _attention(nx: Module) -> tuple:
    from importlib import import_module

    name = "torch.nn.functional" if nx.__name__ == "torch" else "backlight.nn.functional"
    functional = import_module(name)
    leaves = _leaves(nx, *[(8, 8, 128, 64)] * 3)
    return lambda: functional.scaled_dot_product_attention(*leaves), leaves


def _recurrent(kind: str, gates: int) -> Callable[[Module], tuple]:
    def make(nx: Module) -> tuple:
        size, rows = 128, gates * 128
        x, *weights = leaves = _leaves(nx, (32, 32, size), (rows, size), (rows, size), (rows,), (rows,))
        h = nx.zeros(1, 32, size)
        hx = (h, h) if kind == "lstm" else h
        return lambda: getattr(nx, kind)(x, hx, weights, True, 1, 0.0, True, False, False)[0], leaves

    return make


LAYERS = {
    "batch norm, 64×64×26×26": _batch_norm,
    "layer norm, 64×128×256": _layer_norm,
    "attention, 8×8×128×64": _attention,
    "LSTM layer, 32 steps, batch 32, 128 wide": _recurrent("lstm", 4),
    "GRU layer, 32 steps, batch 32, 128 wide": _recurrent("gru", 3),
}
