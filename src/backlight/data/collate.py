"""A batch out of samples: tensors are stacked, numbers become a tensor, containers are batched part by part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.data.convert import rebuilt_mapping, rebuilt_sequence
from backlight.tensor.data import as_tensor, tensor
from backlight.tensor.joining import stack
from backlight.tensor.tensor import Tensor

# How samples of one type are batched: (batch, *, collate_fn_map) gives the result.
CollateMap = dict[type | tuple[type, ...], Callable]


def default_collate(batch: Any) -> Any:
    """A batch out of a list of samples: one more dimension in front of tensors, arrays and numbers.

    Strings stay lists; mappings, named tuples and sequences of such values are batched part by part. Python floats
    make float64 tensors. `default_collate_fn_map` may be given further types.

    Raises:
        TypeError: a sample is of another type.
        RuntimeError: samples differ in shape or in the number of parts.

    >>> default_collate([(backlight.tensor([1.0, 2.0]), 0), (backlight.tensor([3.0, 4.0]), 1)])
    [tensor([[1., 2.],
            [3., 4.]]), tensor([0, 1])]
    """
    return collate(batch, collate_fn_map=default_collate_fn_map)


def collate(batch: Any, *, collate_fn_map: CollateMap | None = None) -> Any:
    """`default_collate` with a table of one's own: a type, or a tuple of types, and how a batch of it is made."""
    first = batch[0]
    kind = type(first)
    if collate_fn_map is not None:
        if kind in collate_fn_map:
            return collate_fn_map[kind](batch, collate_fn_map=collate_fn_map)
        for known, made in collate_fn_map.items():
            if isinstance(first, known):
                return made(batch, collate_fn_map=collate_fn_map)
    again = lambda part: collate(part, collate_fn_map=collate_fn_map)
    if isinstance(first, Mapping):
        return rebuilt_mapping(first, lambda key: again([sample[key] for sample in batch]))
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return kind(*[again(part) for part in zip(*batch)])
    if isinstance(first, Sequence):
        sizes = {len(sample) for sample in batch}
        if len(sizes) > 1:
            raise RuntimeError(
                f"each element in list of batch should be of equal size; here they have {sorted(sizes)} parts. "
                "Pad them in a collate_fn."
            )
        return rebuilt_sequence(first, list(zip(*batch)), again)
    raise TypeError(_refusal(kind))


def _refusal(found: object) -> str:
    return f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {found}"


def collate_tensor_fn(batch: Any, *, collate_fn_map: CollateMap | None = None) -> Tensor:
    """Tensors, stacked."""
    return stack(batch, 0)


def collate_numpy_array_fn(batch: Any, *, collate_fn_map: CollateMap | None = None) -> Any:
    """Arrays, stacked; TypeError for arrays of strings or objects."""
    if batch[0].dtype.kind in "SUOa":
        raise TypeError(_refusal(batch[0].dtype))
    return collate([as_tensor(array) for array in batch], collate_fn_map=collate_fn_map)


def collate_numpy_scalar_fn(batch: Any, *, collate_fn_map: CollateMap | None = None) -> Tensor:
    """NumPy's numbers, in a tensor."""
    return as_tensor(batch)


def collate_float_fn(batch: Any, *, collate_fn_map: CollateMap | None = None) -> Tensor:
    """Floats, in a tensor of float64."""
    return tensor(batch, dtype=dtypes.float64)


def collate_int_fn(batch: Any, *, collate_fn_map: CollateMap | None = None) -> Tensor:
    """Ints and bools, in a tensor."""
    return tensor(batch)


def collate_str_fn(batch: Any, *, collate_fn_map: CollateMap | None = None) -> Any:
    """Strings, as they are."""
    return batch


default_collate_fn_map: CollateMap = {
    Tensor: collate_tensor_fn,
    np.ndarray: collate_numpy_array_fn,
    (np.bool_, np.number, np.object_): collate_numpy_scalar_fn,
    float: collate_float_fn,
    int: collate_int_fn,
    str: collate_str_fn,
    bytes: collate_str_fn,
}
