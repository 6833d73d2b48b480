"""Lets torch write small files of every kind: python -m tests.golden.make_saved.

Writes tests/golden/saved/*.pt; what they hold is listed in tests/serialization/test_torch_files.py.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import torch

HERE = Path(__file__).with_name("saved")


class Foreign:
    """A class that a file should not be able to name."""


def contents() -> dict[str, object]:
    base = torch.arange(12, dtype=torch.float32).reshape(3, 4)
    network = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2))
    with torch.no_grad():
        for p in network.parameters():
            p.copy_(torch.arange(p.numel()).reshape(p.shape))
    optimizer = torch.optim.Adam(network.parameters(), lr=0.5)
    network(torch.eye(2)).sum().backward()
    optimizer.step()
    kinds = (
        "float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool complex64 complex128 uint16 uint32 uint64"
    )
    return {
        "shared": {"base": base, "turned": base.t(), "part": base[1:, ::2], "number": base[2, 3], "none": base[:0]},
        "dtypes": {name: torch.tensor([0, 1, 2]).to(getattr(torch, name)) for name in kinds.split()},
        "state": network.state_dict(),
        "optimizer": optimizer.state_dict(),
        "plain": {
            "list": [1, -2, 3.5, 2**70, -(2**40), None, True, "gruß", b"\x00\xff", (1, (2,)), {3, 4}, complex(1, 2)],
            "ordered": OrderedDict(a=1, b=2),
            "size": torch.Size([2, 3]),
            "dtype": torch.float16,
            "device": torch.device("cpu"),
            "parameter": torch.nn.Parameter(torch.tensor([1.5])),
            "leaf": torch.tensor([2.5], requires_grad=True),
            "conjugate": torch.tensor([1 + 2j]).conj(),
        },
        "foreign": {"weights": torch.ones(1), "other": Foreign()},
    }


def main() -> None:
    HERE.mkdir(exist_ok=True)
    torch.manual_seed(0)
    for name, content in contents().items():
        torch.save(content, HERE / f"{name}.pt")
        if name in ("shared", "state", "plain", "foreign"):
            torch.save(content, HERE / f"{name}_legacy.pt", _use_new_zipfile_serialization=False)


if __name__ == "__main__":
    main()
