"""Asks torch 2.13 what every small program shows: python -m tests.golden.make_autograd > tests/golden/autograd.json"""

import json

from tests.autograd.programs import observed, programs


def main() -> None:
    import torch

    lines = [f"{json.dumps(name)}: {json.dumps(observed(program, torch))}" for name, program in programs().items()]
    print("{\n" + ",\n".join(lines) + "\n}")


if __name__ == "__main__":
    main()
