"""Asks torch 2.13 which number types make which: python -m tests.golden.make_dtypes > tests/golden/dtypes.json"""

import json
from itertools import product

NAMES = ["bool", "uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64"]
NAMES += ["float16", "bfloat16", "float32", "float64", "complex64", "complex128"]
FLOATS = ["float16", "bfloat16", "float32", "float64"]
INTEGERS = [name for name in NAMES if "int" in name]
SHAPES = [[2], []]
NUMBERS = {"bool": True, "int": 3, "float": 2.5, "complex": 1j}


def answers(torch) -> dict:
    """All that a test wants to know; None where torch refuses."""

    def name_of(function, *args):
        try:
            return str(function(*args)).removeprefix("torch.")
        except RuntimeError:
            return None

    def tensor(name, shape):
        return torch.ones(shape, dtype=getattr(torch, name))

    def with_numbers(default):
        torch.set_default_dtype(getattr(torch, default))
        try:
            return {
                f"{name} {shape} {number}": name_of(torch.result_type, tensor(name, shape), NUMBERS[number])
                for name, shape, number in product(NAMES, SHAPES, NUMBERS)
            }
        finally:
            torch.set_default_dtype(torch.float32)

    types = {name: getattr(torch, name) for name in NAMES}
    return {
        "attributes": {
            name: [d.itemsize, d.is_floating_point, d.is_complex, d.is_signed, str(d), str(d.to_real())]
            for name, d in types.items()
        },
        "to_complex": {name: name_of(d.to_complex) for name, d in types.items()},
        "can_cast": [f"{a} {b}" for a, b in product(NAMES, NAMES) if torch.can_cast(types[a], types[b])],
        "promote_types": {
            f"{a} {b}": name_of(torch.promote_types, types[a], types[b]) for a, b in product(NAMES, NAMES)
        },
        "result_type": {
            f"{a} {s} {b} {t}": name_of(torch.result_type, tensor(a, s), tensor(b, t))
            for a, s, b, t in product(NAMES, SHAPES, NAMES, SHAPES)
        },
        "numbers": {default: with_numbers(default) for default in FLOATS},
        "finfo": {
            name: {key: getattr(torch.finfo(types[name]), key) for key in dir(torch.finfo) if key[0] != "_"}
            | {"repr": repr(torch.finfo(types[name]))}
            for name in [*FLOATS, "complex64", "complex128"]
        },
        "iinfo": {
            name: {key: getattr(torch.iinfo(types[name]), key) for key in dir(torch.iinfo) if key[0] != "_"}
            | {"repr": repr(torch.iinfo(types[name]))}
            for name in INTEGERS
        },
    }


def main() -> None:
    import torch

    sections = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in answers(torch).items()]
    print("{\n" + ",\n".join(sections) + "\n}")


if __name__ == "__main__":
    main()
