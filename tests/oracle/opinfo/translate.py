"""Values of torch as values of backlight: tensors with strides and shared memory, dtypes, devices, trees of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

import backlight.torch as face
from backlight.core import dtypes
from backlight.core.result import constant
from backlight.core.strided import overlaps


class Untranslatable(Exception):
    """A value of torch for which backlight has nothing of the kind, as sparse tensors."""


def to_backlight(value: Any) -> Any:
    """The same value made of backlight's objects; what does not depend on torch is returned as it is."""
    memories: dict[int, bytearray] = {}  # the storage of torch → its copy, so that views of one memory stay such
    tensors: dict[int, Any] = {}

    def leaf(x: Any) -> Any:
        if isinstance(x, torch.Tensor):
            if id(x) not in tensors:
                ours = _tensor(x, memories)
                parameter = isinstance(x, torch.nn.Parameter)
                tensors[id(x)] = face.nn.Parameter(ours, x.requires_grad) if parameter else ours
            return tensors[id(x)]
        if isinstance(x, torch.dtype | torch.memory_format | torch.layout):
            return getattr(face, str(x).removeprefix("torch."))
        if isinstance(x, torch.device):
            return face.device(str(x))
        if isinstance(x, torch.nn.Module):
            kind = getattr(face.nn, type(x).__name__)
            ours = kind.__new__(kind)
            ours.__setstate__(mapped(leaf, vars(x)))
            return ours
        if isinstance(x, torch.Generator):
            raise Untranslatable("a generator")
        own = getattr(face.nn.functional, getattr(x, "__name__", ""), None)  # an activation
        return own if own and getattr(torch.nn.functional, x.__name__, None) is x else x

    return mapped(leaf, value)


def mapped(leaf: Callable, value: Any) -> Any:
    """`leaf` of everything in a tree of lists, tuples, dictionaries and slices."""
    if isinstance(value, torch.Size):
        return face.Size(value)
    if isinstance(value, torch.nn.utils.rnn.PackedSequence):
        return face.nn.utils.rnn.PackedSequence(*[mapped(leaf, v) for v in value])
    if isinstance(value, list):
        return [mapped(leaf, v) for v in value]
    if isinstance(value, tuple):
        return tuple([mapped(leaf, v) for v in value])
    if isinstance(value, dict):
        return {k: mapped(leaf, v) for k, v in value.items()}
    if isinstance(value, slice):
        return slice(*[mapped(leaf, v) for v in (value.start, value.stop, value.step)])
    return leaf(value)


def _tensor(x: torch.Tensor, memories: dict[int, bytearray]) -> Any:
    if x.layout != torch.strided or x.is_quantized:
        raise Untranslatable(f"a tensor of layout {x.layout}")
    if x.device.type != "cpu":
        raise Untranslatable(f"a tensor on {x.device}")
    if x.dim() > 64:
        raise Untranslatable(f"{x.dim()} dimensions are more than NumPy has")
    plain = x.detach().resolve_conj().resolve_neg()
    if plain._is_zerotensor():
        plain = plain.clone()
    storage = plain.untyped_storage()
    lasting = not x._is_zerotensor() and storage.data_ptr() == x.untyped_storage().data_ptr()
    place = storage.data_ptr() if lasting else -id(x)  # a copy made here is gone soon, and its place taken by another
    if place not in memories or not storage.nbytes():
        memories[place] = _bytes_of(storage)
    name = str(x.dtype).removeprefix("torch.")
    if name not in dtypes.TABLE:
        raise Untranslatable(f"a tensor of dtype {name}")
    kind = dtypes.to_numpy(dtypes.TABLE[name])
    flat = memories[place]
    whole = np.frombuffer(flat, kind, len(flat) // kind.itemsize)
    steps = tuple(s * kind.itemsize for s in plain.stride())
    if x.numel():
        array = np.ndarray(tuple(plain.shape), kind, whole, plain.storage_offset() * kind.itemsize, steps)
    else:
        array = np.empty(tuple(plain.shape), kind)
    if overlaps(array.shape, plain.stride()):
        array.flags.writeable = False  # as our own expanded tensors are
    ours = constant(np.asarray(array))
    return ours.requires_grad_() if x.requires_grad else ours


def _bytes_of(storage: Any) -> bytearray:
    # a clone, as a storage that NumPy saw cannot grow any more
    return bytearray(torch.tensor([], dtype=torch.uint8).set_(storage).clone().numpy())


def array_of(x: Any) -> np.ndarray:
    """The numbers of a tensor of either library; bfloat16 as float32."""
    x = x.detach()
    if isinstance(x, torch.Tensor):
        if x._is_zerotensor():
            return array_of(torch.zeros(tuple(x.shape), dtype=x.dtype))
        x = x.resolve_conj().resolve_neg()
        return (x.float() if x.dtype == torch.bfloat16 else x).numpy(force=True)  # also torch's zeros without memory
    return (x.float() if x.dtype == face.bfloat16 else x).numpy()
