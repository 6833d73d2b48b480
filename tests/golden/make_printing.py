"""Asks torch 2.13 for the text of several hundred tensors: python -m tests.golden.make_printing > tests/golden/printing.json"""

import json
from itertools import product

import numpy as np

FLOATS = ["float32", "float64", "float16", "bfloat16"]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
COMPLEX = ["complex64", "complex128"]
NAN, INF = float("nan"), float("inf")

# Each is a column of numbers that decides otherwise: how many digits, scientific or not, how wide.
COLUMNS = [
    [0.0],
    [-0.0, 0.0],
    [1.0],
    [-1.0, 2.0, 30.0],
    [0.1, 0.25, -3.5],
    [1.5, -0.0, 0.0],
    [1e-4, 1e-2],
    [9.9e-5, 1e-2],
    [1.0, 1000.0],
    [1.0, 1001.0],
    [0.5, 500.0],
    [0.5, 500.5],
    [1e8],
    [1.00000008e8],
    [123456.0, 120000.0],
    [1e-30, 1e30],
    [1e-30],
    [3e30, 1e30],
    [NAN],
    [INF, -INF],
    [NAN, 1.0],
    [NAN, 1.5, -INF],
    [-INF, 0.0, NAN],
    [INF, 100.0, -2.0],
    [1e-7, NAN, -1e-7],
    [1e10, INF, 1.0],
    [0.99995, 0.99994],
    [2.5, 3.5, 4.5],
    [65504.0, 6e-8],
    [1e-45, 1.0],
]
SHAPES = [(), (1,), (7,), (40,), (0,), (2, 3), (1, 1), (3, 1), (2, 12), (0, 3), (3, 0), (2, 2, 3), (2, 0, 2), (1, 1, 1)]
SHAPES += [(3, 2, 2, 2), (1, 2, 1, 3), (0, 0, 0, 0)]
LARGE = [(1001,), (2000,), (40, 50), (6, 200), (7, 200), (200, 7), (200, 6), (12, 10, 11), (5, 6, 7, 8), (2, 2, 400)]
OPTIONS = [
    {"precision": 0},
    {"precision": 2},
    {"precision": 10},
    {"threshold": 5},
    {"threshold": 0},
    {"threshold": 30},
    {"threshold": 0, "edgeitems": 0},
    {"threshold": 5, "edgeitems": 1},
    {"threshold": 5, "edgeitems": 0},
    {"linewidth": 30},
    {"linewidth": 1},
    {"linewidth": 120},
    {"sci_mode": True},
    {"sci_mode": False},
    {"sci_mode": True, "precision": 1},
    {"profile": "short"},
    {"profile": "short", "precision": 3},
    {"profile": "full"},
    {"profile": "unheard of"},
]


def array_of(case: dict) -> np.ndarray:
    """The array of a case: its values, or the numbers that count up by `step` from `start`; bfloat16 as float32."""
    name = "float32" if case["dtype"] == "bfloat16" else case["dtype"]
    if "step" in case:
        values = case["start"] + case["step"] * np.arange(np.prod(case["shape"], dtype=int))
    else:
        values = np.array(case["values"], "float64" if "float" in name or "complex" in name else name)
        if "complex" in name:
            values = values.view("complex128")
    with np.errstate(over="ignore"):
        array = values.astype(name).reshape(case["shape"])
    return rounded_to_bfloat16(array) if case["dtype"] == "bfloat16" else array


def rounded_to_bfloat16(array: np.ndarray) -> np.ndarray:
    """float32 values rounded, half to even, to the upper 16 of their 32 bits."""
    bits = array.view(np.uint32)
    rounded = (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000
    return np.where(np.isnan(array), array, rounded.astype(np.uint32).view(np.float32))


def cases():
    rng = np.random.default_rng(0)

    def values(count, column):
        return [column[i % len(column)] for i in range(count)]

    def random_floats(count):
        kind = rng.integers(5)
        if kind == 0:
            found = rng.standard_normal(count)
        elif kind == 1:
            found = rng.standard_normal(count) * 10.0 ** rng.integers(-30, 30)
        elif kind == 2:
            found = rng.integers(-500, 500, count).astype(float)
        elif kind == 3:
            found = 10.0 ** rng.uniform(-30, 30, count)
        else:
            found = rng.choice([0.0, -0.0, 0.125, 1.0, 999.5, NAN, INF, -INF], count)
        return [float(f"{v:.6g}") for v in found]

    for dtype, column in product(FLOATS, COLUMNS):
        yield {"dtype": dtype, "shape": [len(column)], "values": column}
    for column in COLUMNS:
        yield {"dtype": "float32", "shape": [], "values": column[-1:]}
        yield {"dtype": "complex64", "shape": [len(column)], "values": [p for v in column for p in (v, -2 * v)]}
        yield {"dtype": "complex128", "shape": [], "values": [1.5, column[0]]}
    for dtype, shape in product([*FLOATS, *COMPLEX], SHAPES):
        count = int(np.prod(shape)) * (2 if dtype in COMPLEX else 1)
        yield {"dtype": dtype, "shape": shape, "values": random_floats(count)}
    for shape in SHAPES:
        for column in ([0], [1, -2, 30], [10**18, -1]):
            yield {"dtype": "int64", "shape": shape, "values": values(int(np.prod(shape)), column)}
        yield {"dtype": "bool", "shape": shape, "values": values(int(np.prod(shape)), [True, False, False])}
        yield {"dtype": "bool", "shape": shape, "values": values(int(np.prod(shape)), [True])}
    for dtype in INTEGERS:
        ends = np.iinfo(dtype)
        yield {"dtype": dtype, "shape": [3], "values": [0, ends.max, ends.min]}
        yield {"dtype": dtype, "shape": [], "values": [ends.max]}
        yield {"dtype": dtype, "shape": [0, 2], "values": []}
        yield {"dtype": dtype, "shape": [3, 20], "values": values(60, [1, 2, 30])}
    for shape in LARGE:
        yield {"dtype": "int64", "shape": shape, "start": -5, "step": 1}
        yield {"dtype": "float32", "shape": shape, "start": 0, "step": 1}
        yield {"dtype": "float64", "shape": shape, "start": -1.25, "step": 0.37}
        yield {"dtype": "complex64", "shape": shape, "start": 0.5, "step": 0.25}
    for options in OPTIONS:
        yield {"dtype": "float32", "shape": [], "values": [2.0], "options": options}
        yield {"dtype": "float32", "shape": [2, 3], "values": random_floats(6), "options": options}
        yield {"dtype": "float32", "shape": [3], "values": [0.0, -0.0, NAN], "options": options}
        yield {"dtype": "float16", "shape": [9], "values": random_floats(9), "options": options, "requires_grad": True}
        yield {"dtype": "complex64", "shape": [9], "values": random_floats(18), "options": options}
        yield {"dtype": "int64", "shape": [30], "start": 0, "step": 7, "options": options}
        yield {"dtype": "float64", "shape": [9, 8, 2], "start": 0.5, "step": 1, "options": options}
        yield {"dtype": "bool", "shape": [2, 0], "values": [], "options": options}
    for default, dtype in product(
        FLOATS, ["float32", "float64", "float16", "complex64", "complex128", "int64", "int32"]
    ):
        yield {"dtype": dtype, "shape": [2], "start": 1, "step": 1, "default": default}
        yield {"dtype": dtype, "shape": [0], "values": [], "default": default}
    for linewidth in range(26, 90):  # every column at which a note can move to the next line
        yield {
            "dtype": "float64",
            "shape": [4],
            "values": [1.5, 2.0, 3.0, 4.0],
            "options": {"linewidth": linewidth},
            "requires_grad": True,
            "grad_fn": "MulBackward0",
        }
    for count in range(5, 20):  # notes that do and do not fit behind the last line
        column = {"shape": [count], "values": values(count, [0.5])}
        yield {"dtype": "float32", **column, "requires_grad": True}
        yield {"dtype": "float64", **column, "requires_grad": True}
        yield {"dtype": "float64", **column, "requires_grad": True, "grad_fn": "MulBackward0"}
        yield {"dtype": "float16", **column, "requires_grad": True, "parameter": True}


def main() -> None:
    import torch

    def text(case: dict) -> str:
        x = torch.from_numpy(array_of(case)).to(getattr(torch, case["dtype"]))
        if case.get("requires_grad"):
            x.requires_grad_()
        if "grad_fn" in case:
            x = x * 1
        if case.get("parameter"):
            x = torch.nn.Parameter(x.detach())
        torch.set_default_dtype(getattr(torch, case.get("default", "float32")))
        try:
            with torch._tensor_str.printoptions(**case.get("options", {})):
                return repr(x)
        finally:
            torch.set_default_dtype(torch.float32)

    lines = [json.dumps(case | {"text": text(case)}) for case in cases()]
    print("[\n" + ",\n".join(lines) + "\n]")


if __name__ == "__main__":
    main()
