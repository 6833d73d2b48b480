"""Asks torch 2.13 for its random numbers: python tests/golden/make_random.py, which writes tests/golden/random.json.

A case is a draw as backlight.core.random has it, its arguments, and the numbers: all of them where they are few, else
the first and the SHA-256 of their bytes. The kernels of float32 normals are recorded over all their 2**24 arguments.
"""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path

import numpy as np
import torch

PATH = Path(__file__).with_name("random.json")
FEW = 20


def empty(shape, dtype):
    return torch.empty(shape, dtype=getattr(torch, dtype))


def around(mean, std, dtype):
    number = lambda v: torch.tensor(v, dtype=getattr(torch, dtype)) if isinstance(v, list) else v
    return number(mean), number(std)


TORCH = {
    "uniform": lambda g, shape, dtype, low, high: empty(shape, dtype).uniform_(low, high, generator=g),
    "normal": lambda g, shape, dtype, mean, std: empty(shape, dtype).normal_(mean, std, generator=g),
    "integers": lambda g, low, high, shape, dtype: empty(shape, dtype).random_(low, high, generator=g),
    "whole_range": lambda g, shape, dtype: empty(shape, dtype).random_(generator=g),
    "permutation": lambda g, n, dtype: torch.randperm(n, dtype=getattr(torch, dtype), generator=g),
    "bernoulli": lambda g, p, shape, dtype: empty(shape, dtype).bernoulli_(
        torch.tensor(p) if isinstance(p, list) else p, generator=g
    ),
    "exponential": lambda g, shape, dtype, rate: empty(shape, dtype).exponential_(rate, generator=g),
    "geometric": lambda g, shape, dtype, p: empty(shape, dtype).geometric_(p, generator=g),
    "cauchy": lambda g, shape, dtype, median, sigma: empty(shape, dtype).cauchy_(median, sigma, generator=g),
    "log_normal": lambda g, shape, dtype, mean, std: empty(shape, dtype).log_normal_(mean, std, generator=g),
    "multinomial": lambda g, weights, n, replacement: torch.multinomial(
        torch.tensor(weights), n, replacement, generator=g
    ),
    "normal_around": lambda g, mean, std: torch.normal(*around(mean, std, "float32"), generator=g),
}


def cases():
    for dtype in ("float32", "float64"):
        for n in (1, 15, 16, 17, 1000, 20000):
            yield "uniform", {"shape": [n], "dtype": dtype, "low": 0.0, "high": 1.0}
            yield "normal", {"shape": [n], "dtype": dtype, "mean": 0.0, "std": 1.0}
        for n in (15, 17, 1000):
            yield "uniform", {"shape": [n], "dtype": dtype, "low": -0.3, "high": 0.7}
            yield "uniform", {"shape": [n], "dtype": dtype, "low": 2.5, "high": 2.6}
            yield "normal", {"shape": [n], "dtype": dtype, "mean": 1.3, "std": 0.7}
            yield "normal", {"shape": [n], "dtype": dtype, "mean": 0.0, "std": 0.02}
            yield "log_normal", {"shape": [n], "dtype": dtype, "mean": 1.3, "std": 0.7}
            yield "cauchy", {"shape": [n], "dtype": dtype, "median": 1.3, "sigma": 0.7}
            yield "exponential", {"shape": [n], "dtype": dtype, "rate": 0.7}
    for dtype in ("float16", "bfloat16"):
        for n in (15, 17, 1000):
            yield "uniform", {"shape": [n], "dtype": dtype, "low": 0.0, "high": 1.0}
            yield "uniform", {"shape": [n], "dtype": dtype, "low": -1.0, "high": 3.0}
            yield "normal", {"shape": [n], "dtype": dtype, "mean": 1.3, "std": 0.7}
            yield "exponential", {"shape": [n], "dtype": dtype, "rate": 1.0}
    for dtype in ("complex64", "complex128"):
        for n in (7, 8, 9):
            yield "normal", {"shape": [n], "dtype": dtype, "mean": 0.0, "std": 1.0}
            yield "uniform", {"shape": [n], "dtype": dtype, "low": 0.0, "high": 1.0}
    for low, high in (
        (0, 1),
        (0, 10),
        (-5, 5),
        (0, 2**28 - 1),
        (0, 2**28),
        (0, 2**32),
        (-(2**63), 2**63 - 1),
        (3, None),
        (-(2**63), None),
    ):
        yield "integers", {"low": low, "high": high, "shape": [10], "dtype": "int64"}
    yield "integers", {"low": 0, "high": 10, "shape": [20000], "dtype": "int64"}
    for dtype, low, high in (
        ("uint8", 0, 256),
        ("int8", -128, 128),
        ("int16", 0, None),
        ("int32", 7, None),
        ("bool", 0, 2),
        ("uint32", 0, 2**32),
    ):
        yield "integers", {"low": low, "high": high, "shape": [10], "dtype": dtype}
    for dtype, low, high in (
        ("float16", 0, 2048),
        ("float32", -(2**24), 2**24),
        ("float64", 0, None),
        ("float32", -(2**63), None),
    ):
        yield "integers", {"low": low, "high": high, "shape": [10], "dtype": dtype}
    for dtype in ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64"):
        yield "whole_range", {"shape": [10], "dtype": dtype}
    for n in (0, 1, 2, 10, 255, 256, 1000, 60000):
        yield "permutation", {"n": n, "dtype": "int64"}
    yield "permutation", {"n": 127, "dtype": "int8"}
    yield "permutation", {"n": 300, "dtype": "float32"}
    for p in (0.0, 0.1, 0.5, 1.0):
        for dtype in ("float32", "bool"):
            yield "bernoulli", {"p": p, "shape": [1000], "dtype": dtype}
    yield "bernoulli", {"p": 0.5, "shape": [20000], "dtype": "float64"}
    yield "bernoulli", {"p": [[0.0, 0.25, 0.5, 0.75, 1.0]], "shape": [3, 5], "dtype": "float32"}
    for dtype in ("int64", "float32", "float64"):
        yield "geometric", {"shape": [17], "dtype": dtype, "p": 0.03}
    weights = [0.1, 0.0, 3.0, 0.4, 1.5]
    for n, replacement in ((1, False), (1, True), (4, False), (20, True)):
        yield "multinomial", {"weights": weights, "n": n, "replacement": replacement}
        yield "multinomial", {"weights": [weights, weights[::-1]], "n": n, "replacement": replacement}
    for mean, std in (([0.0, 1.0, 2.0], 0.5), (1.0, [0.0, 1.0, 2.0]), ([0.0, 1.0, 2.0], [0.5, 0.25, 3.0])):
        yield "normal_around", {"mean": mean, "std": std}


def recorded(tensor) -> dict:
    values = tensor.reshape(-1)
    as_bytes = values.view(torch.uint8).numpy().tobytes() if len(values) else b""
    if values.is_complex():
        values = torch.view_as_real(values).reshape(-1)
    shown = values if len(values) <= FEW else values[:4]
    numbers = shown.double().tolist() if shown.is_floating_point() else shown.tolist()
    figures = {"shape": list(tensor.shape), "dtype": str(tensor.dtype).removeprefix("torch."), "first": numbers}
    return figures | {"sha256": hashlib.sha256(as_bytes).hexdigest()}


def one_by_one():
    """Each case from a generator of its own."""
    for seed, (draw, arguments) in enumerate(cases()):
        generator = torch.Generator().manual_seed(seed)
        drawn = recorded(TORCH[draw](generator, **arguments))
        yield {
            "seed": seed,
            "draw": draw,
            "arguments": arguments,
            **drawn,
            "state": recorded(generator.get_state())["sha256"],
        }


def in_one_stream(seed: int) -> dict:
    """All cases in turn from one generator: one digest over the numbers and the states."""
    generator, digest = torch.Generator().manual_seed(seed), hashlib.sha256()
    for draw, arguments in cases():
        drawn = TORCH[draw](generator, **arguments).reshape(-1)
        digest.update(drawn.view(torch.uint8).numpy().tobytes() if len(drawn) else b"")
        digest.update(generator.get_state().numpy().tobytes())
    return {"seed": seed, "sha256": digest.hexdigest()}


def library() -> str:
    """SHA-256 of some logarithms, sines and so on by this machine's C library, from which torch's doubles come too."""
    figures = [
        function(k / 1000)
        for function in (math.log, math.log1p, math.exp, math.sin, math.cos, math.tan)
        for k in range(1, 6000)
    ]
    return hashlib.sha256(np.array(figures).tobytes()).hexdigest()


def untempered(words: np.ndarray) -> np.ndarray:
    """The twister's state words from which it makes these random words."""
    words = words ^ words >> np.uint32(18)
    words = words ^ words << np.uint32(15) & np.uint32(0xEFC60000)
    made = words
    for _ in range(5):
        made = words ^ made << np.uint32(7) & np.uint32(0x9D2C5680)
    words = made
    for _ in range(3):
        made = words ^ made >> np.uint32(11)
    return made


def normal_kernel(distances: np.ndarray, angles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What torch makes of pairs of float32 uniforms k / 2**24: its generator is given a state that draws just these."""
    generator, out = torch.Generator(), torch.empty(608)
    state = generator.get_state().numpy().copy()
    state[8:12].view(np.int32)[0], state[16:24].view(np.uint64)[0] = 624, 0
    words = state[24 : 24 + 624 * 8].view(np.uint64)
    cosines, sines = np.empty(len(distances), np.float32), np.empty(len(distances), np.float32)
    for i in range(0, len(distances), 304):
        n = min(304, len(distances) - i)
        blocks = np.zeros((38, 2, 8), np.uint32)
        both = np.zeros((2, 304), np.uint32)
        both[0, :n], both[1, :n] = distances[i : i + n], angles[i : i + n]
        blocks[:, 0], blocks[:, 1] = both[0].reshape(38, 8), both[1].reshape(38, 8)
        words[:608] = untempered(blocks.reshape(-1))
        generator.set_state(torch.from_numpy(state))
        drawn = out.normal_(generator=generator).numpy().reshape(38, 2, 8)
        cosines[i : i + n], sines[i : i + n] = drawn[:, 0].reshape(-1)[:n], drawn[:, 1].reshape(-1)[:n]
    return cosines, sines


def kernels() -> dict:
    """SHA-256 of sqrt(-2 log(1 - u)), cos(2 pi u) and sin(2 pi u) for u = k / 2**24, every k, as float32 bytes."""
    every = np.arange(2**24, dtype=np.uint32)
    radii, _ = normal_kernel(every, np.zeros_like(every))  # of angle 0, whose cosine is 1
    (unit_distance, *_) = np.flatnonzero(radii == 1)
    cosines, sines = normal_kernel(np.full_like(every, unit_distance), every)
    return {
        name: hashlib.sha256(figures.tobytes()).hexdigest()
        for name, figures in (("root_of_log", radii), ("cosine", cosines), ("sine", sines))
    }


if __name__ == "__main__":
    figures = {
        "torch": torch.__version__,
        "library": library(),
        "kernels": kernels(),
        "stream": in_one_stream(2024),
        "cases": list(one_by_one()),
    }
    lines = json.dumps(figures).replace('{"seed"', '\n{"seed"')
    PATH.write_text(lines + "\n", encoding="utf-8")
    print(f"{len(figures['cases'])} cases, {PATH.stat().st_size} bytes")
