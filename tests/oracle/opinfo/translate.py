"""Values of torch as values of backlight: tensors with strides and shared memory, dtypes, devices, trees of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

import backlight.torch as face
from backlight.core.result import constant


class Untranslatable(Exception):
    """A value of torch for which backlight has nothing of the kind, as sparse tensors."""


def to_backlight(value: Any) -> Any:
    """The same value made of backlight's objects; what does not depend on torch is returned as it is."""
    memories: dict[int, np.ndarray] = {}  # the storage of torch → its copy, so that views of one memory stay such
    tensors: dict[int, Any] = {}

    def leaf(x: Any) -> Any:
        if isinstance(x, torch.Tensor):
            if id(x) not in tensors:
                tensors[id(x)] = _tensor(x, memories)
            return tensors[id(x)]
        if isinstance(x, torch.dtype | torch.memory_format | torch.layout):
            return getattr(face, str(x).removeprefix("torch."))
        if isinstance(x, torch.device):
            return face.device(str(x))
        if isinstance(x, torch.Generator):
            raise Untranslatable("a generator")
        return x

    return mapped(leaf, value)


def mapped(leaf: Callable, value: Any) -> Any:
    """`leaf` of everything in a tree of lists, tuples, dictionaries and slices."""
    if isinstance(value, torch.Size):
        return face.Size(value)
    if isinstance(value, list):
        return [mapped(leaf, v) for v in value]
    if isinstance(value, tuple):
        return tuple([mapped(leaf, v) for v in value])
    if isinstance(value, dict):
        return {k: mapped(leaf, v) for k, v in value.items()}
    if isinstance(value, slice):
        return slice(*[mapped(leaf, v) for v in (value.start, value.stop, value.step)])
    return leaf(value)


def _tensor(x: torch.Tensor, memories: dict[int, np.ndarray]) -> Any:
    if x.layout != torch.strided or x.is_quantized:
        raise Untranslatable(f"a tensor of layout {x.layout}")
    if x.dim() > 64:
        raise Untranslatable(f"{x.dim()} dimensions are more than NumPy has")
    plain = x.detach().resolve_conj().resolve_neg()
    if plain._is_zerotensor():
        plain = plain.clone()
    storage = plain.untyped_storage()
    if storage.data_ptr() not in memories or not storage.nbytes():
        memories[storage.data_ptr()] = _bytes_of(storage)
    kind = getattr(face, str(x.dtype).removeprefix("torch.")).numpy
    flat = memories[storage.data_ptr()]
    usable = flat[: flat.size // kind.itemsize * kind.itemsize].view(kind)
    steps = tuple(s * kind.itemsize for s in plain.stride())
    array = np.lib.stride_tricks.as_strided(usable[plain.storage_offset() :], plain.shape, steps, writeable=True)
    ours = constant(np.asarray(array))
    return ours.requires_grad_() if x.requires_grad else ours


def _bytes_of(storage: Any) -> np.ndarray:
    return torch.tensor([], dtype=torch.uint8).set_(storage).numpy().copy()


def array_of(x: Any) -> np.ndarray:
    """The numbers of a tensor of either library; bfloat16 as float32."""
    x = x.detach()
    if isinstance(x, torch.Tensor):
        x = x.resolve_conj().resolve_neg()
        return (x.float() if x.dtype == torch.bfloat16 else x).numpy(force=True)  # also torch's zeros without memory
    return (x.float() if x.dtype == face.bfloat16 else x).numpy()
