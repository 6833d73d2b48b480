"""Asks torch 2.13 for the values of every op's samples: python -m tests.golden.make_ops (writes tests/golden/ops.npz)."""

from __future__ import annotations

import sys
import warnings
from copy import deepcopy

import numpy as np
import torch

from tests.golden.figures import Figures, described, printed, write
from tests.ops.cases import CASES


def tensor(value):
    """A tensor of the same values and the same layout in memory; numbers stay as they are."""
    if not isinstance(value, np.ndarray):
        return value
    return (
        torch.from_numpy(value)
        if value.flags.writeable and min(value.strides, default=0) >= 0
        else torch.from_numpy(value.copy())
    )


def main() -> int:
    table, failed = {}, []
    for case in CASES:
        for dtype in ("float32", "float64") if case.has_floats else ("float32",):
            arrays = [np.array(a, copy=True, order="K") if isinstance(a, np.ndarray) else a for a in case.arrays(dtype)]
            try:
                results = case.about.torch(torch, *map(tensor, arrays), **deepcopy(case.sample.params))
            except Exception as error:
                failed.append(f"{case.id} {dtype}: {type(error).__name__}: {error}")
                continue
            results = results if isinstance(results, tuple | list) else (results,)
            table[f"{case.id} {dtype}"] = Figures(
                [printed(a) for a in case.arrays(dtype)],
                described(case.sample.params),
                [r.detach().resolve_conj().resolve_neg().numpy() for r in results],
            )
    write(table)
    print(f"{len(table)} calls written;", f"{len(failed)} failed:" if failed else "none failed", *failed, sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(main())
