"""Whole training steps (forward, loss, backward, Adam) of an MLP, a CNN, a GPT and an LSTM, next to torch.

`torch` is torch or backlight's face: the same text builds and trains both.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType as Module
from typing import Any

from measure import fastest, seconds
from table import Row

BUDGET = 2
STEPS = 3  # timed together


def rows(rounds: int) -> list[Row]:
    """A row for each network."""
    modules = {"backlight": import_module("backlight.torch"), "torch": import_module("torch")}
    return [_row(what, build, modules, rounds) for what, build in NETWORKS.items()]


def _row(what: str, build: Callable[[Module], tuple], modules: dict[str, Module], rounds: int) -> Row:
    time_of = fastest({name: _steps(torch, build) for name, torch in modules.items()}, rounds)
    ours, theirs = (1e3 * time_of[name] / STEPS for name in ("backlight", "torch"))
    told = f"{ours:.2f} ms, {ours / theirs:.2f} ×"
    return Row(
        f"{what}, a step", f"≤ {BUDGET} × the time", told, f"{theirs:.2f} ms", theirs / ours, ours <= BUDGET * theirs
    )


def _steps(torch: Module, build: Callable[[Module], tuple]) -> Callable[[], float]:
    torch.manual_seed(0)
    model, x, target = build(torch)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    loss_of = torch.nn.CrossEntropyLoss()

    def steps() -> None:
        for _ in range(STEPS):
            optimizer.zero_grad()
            out = model(x)
            loss_of(out.flatten(0, -2), target.flatten()).backward()
            optimizer.step()

    return lambda: seconds(steps)


def _mlp(torch: Module) -> tuple:
    nn = torch.nn
    model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))
    return model, torch.randn(64, 784), torch.randint(10, (64,))


def _cnn(torch: Module) -> tuple:
    nn = torch.nn

    def block(inputs: int, outputs: int) -> list[Any]:
        return [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(), nn.MaxPool2d(2)]

    head = [nn.Flatten(), nn.Dropout(0.2), nn.Linear(32 * 7 * 7, 10)]
    model = nn.Sequential(*block(1, 16), *block(16, 32), *head)
    return model, torch.randn(32, 1, 28, 28), torch.randint(10, (32,))


def _gpt(torch: Module) -> tuple:
    nn, functional = torch.nn, torch.nn.functional
    width, heads, context, words = 128, 4, 64, 65

    class Block(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm_1, self.norm_2 = nn.LayerNorm(width), nn.LayerNorm(width)
            self.project, self.merge = nn.Linear(width, 3 * width), nn.Linear(width, width)
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

        def forward(self, x: Any) -> Any:
            batch, length, _ = x.shape
            split = self.project(self.norm_1(x)).view(batch, length, 3, heads, -1).permute(2, 0, 3, 1, 4)
            mixed = functional.scaled_dot_product_attention(*split.unbind(0), is_causal=True)
            x = x + self.merge(mixed.transpose(1, 2).reshape(batch, length, width))
            return x + self.mlp(self.norm_2(x))

    class GPT(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.words, self.places = nn.Embedding(words, width), nn.Embedding(context, width)
            self.blocks = nn.Sequential(*[Block() for _ in range(4)])
            self.head = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, words))

        def forward(self, x: Any) -> Any:
            return self.head(self.blocks(self.words(x) + self.places(torch.arange(context))))

    return GPT(), torch.randint(words, (16, context)), torch.randint(words, (16, context))


def _lstm(torch: Module) -> tuple:
    nn = torch.nn

    class Tagger(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.words, self.lstm, self.head = (
                nn.Embedding(50, 64),
                nn.LSTM(64, 128, batch_first=True),
                nn.Linear(128, 10),
            )

        def forward(self, x: Any) -> Any:
            return self.head(self.lstm(self.words(x))[0])

    return Tagger(), torch.randint(50, (32, 32)), torch.randint(10, (32, 32))


NETWORKS = {
    "MLP 784-256-128-10, batch 64": _mlp,
    "CNN of 2 blocks, 32×1×28×28": _cnn,
    "GPT of 4 blocks, 128 wide, 16×64 words": _gpt,
    "LSTM tagger, 128 wide, 32×32 words": _lstm,
}
