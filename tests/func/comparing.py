"""Results of programs as plain data, which can be stored and compared."""

from __future__ import annotations

from typing import Any

import numpy as np


def plain(value: Any) -> Any:
    """Tensors as arrays, tuples as lists, in whatever they are nested."""
    if hasattr(value, "detach"):
        return np.asarray(value.detach().numpy())
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value


def stored(value: Any) -> Any:
    """Plain data as JSON has it."""
    if isinstance(value, np.ndarray):
        numbers = (
            [float(f"{x:.8g}") for x in value.ravel().tolist()] if value.dtype.kind == "f" else value.ravel().tolist()
        )
        return {"dtype": str(value.dtype), "shape": list(value.shape), "values": numbers}
    if isinstance(value, dict):
        return {"keys": list(value), "parts": [stored(one) for one in value.values()]}
    if isinstance(value, list):
        return [stored(one) for one in value]
    return value


def read(value: Any) -> Any:
    """The plain data again."""
    if isinstance(value, dict) and "dtype" in value:
        return np.array(value["values"], value["dtype"]).reshape(value["shape"])
    if isinstance(value, dict):
        return dict(zip(value["keys"], map(read, value["parts"]), strict=True))
    if isinstance(value, list):
        return [read(one) for one in value]
    return value


def expect_same(ours: Any, theirs: Any, path: str = "") -> None:
    """AssertionError where two results differ, with the place."""
    assert type(ours) is type(theirs), path
    if isinstance(theirs, dict):
        assert list(ours) == list(theirs), path
        ours, theirs = list(ours.values()), list(theirs.values())
    if isinstance(theirs, list):
        assert len(ours) == len(theirs), path
        for i, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            expect_same(a, b, f"{path}[{i}]")
    elif isinstance(theirs, np.ndarray):
        assert ours.dtype == theirs.dtype, path
        assert ours.shape == theirs.shape, path
        np.testing.assert_allclose(ours, theirs, rtol=2e-5, atol=2e-6, err_msg=path)
    else:
        assert ours == theirs, path
