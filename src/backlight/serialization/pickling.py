"""Pickles that torch can read: our objects go under torch's names, the numbers of tensors beside the pickle."""

from __future__ import annotations

import io
import pickle
from collections import OrderedDict
from types import FunctionType
from typing import Any, ClassVar

import numpy as np

from backlight.core import dtypes
from backlight.core.device import device
from backlight.core.public import Public
from backlight.core.strided import address, root_of
from backlight.core.variable import Variable
from backlight.serialization.stored import STORAGE_OF
from backlight.tensor.copies import attributes
from backlight.tensor.parameter import Parameter
from backlight.tensor.size import Size

_PythonPickler: Any = vars(pickle)["_Pickler"]  # the one in C cannot write foreign names


class _Name:
    """A name of torch's in a pickle; nothing of the kind need exist here."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name

    def __call__(self) -> None:
        """Pickle wants what it reduces to be callable; here it is only named."""
        raise TypeError(f"{self.module}.{self.name} exists in torch alone")


_NAMES: dict[tuple[str, str], _Name] = {}


def name_of(module: str, name: str) -> _Name:
    """The one object for a name, so that the pickle writes it once."""
    return _NAMES.setdefault((module, name), _Name(module, name))


class Pickler(_PythonPickler):
    """Pickles one object; `storages` then holds the bytes of the tensors in it, in order."""

    dispatch: ClassVar[dict] = dict(_PythonPickler.dispatch)

    def __init__(self, file: io.BytesIO, protocol: int) -> None:
        super().__init__(file, protocol)
        self.storages: list[np.ndarray] = []
        self._numbers: dict[tuple, int] = {}
        self._alive: list[Any] = []

    def persistent_id(self, obj: Any) -> Any:
        return obj.key if isinstance(obj, _Storage) else None

    def reducer_override(self, obj: Any) -> Any:
        """How our own objects are written."""
        if isinstance(obj, Variable):
            return self._tensor(obj)
        if isinstance(obj, Size):
            return name_of("torch", "Size"), (tuple(obj),)
        if isinstance(obj, device):
            parts = (obj.type,) if obj.index is None else (obj.type, obj.index)
            return name_of("torch", "device"), parts
        return NotImplemented

    def save_name(self, obj: _Name) -> None:
        """A GLOBAL with torch's name."""
        if self.proto >= 4:
            self.save(obj.module)
            self.save(obj.name)
            self.write(pickle.STACK_GLOBAL)
        else:
            self.write(pickle.GLOBAL + f"{obj.module}\n{obj.name}\n".encode())
        self.memoize(obj)

    def save_dtype(self, obj: dtypes.dtype) -> None:
        """A dtype is a name in torch."""
        self.save(name_of("torch", str(obj).removeprefix("torch.")))

    def save_class(self, obj: type) -> None:
        """A class or function; ours go under torch's names."""
        if isinstance(obj, Public) and obj.__module__.startswith("backlight."):
            self.save(name_of(obj.torch_module, obj.__qualname__))
        else:
            self.save_type(obj)

    def save_function(self, obj: Any) -> None:
        """A function, as an activation in a module is one; those of `nn.functional` go under torch's name."""
        if obj.__module__.startswith("backlight.nn.functional"):
            self.save(name_of("torch.nn.functional", obj.__qualname__))
        else:
            self.save_global(obj)

    dispatch[_Name] = save_name
    dispatch[FunctionType] = save_function
    dispatch[dtypes.dtype] = save_dtype
    dispatch[type] = save_class
    dispatch[Public] = save_class

    def _tensor(self, x: Any) -> Any:
        data = x.detach()
        if isinstance(x, Parameter) and type(x).__name__ == "Parameter":
            arguments = (data, x.requires_grad, OrderedDict())
            return name_of("torch._utils", "_rebuild_parameter"), arguments
        kind = dtypes.of(x._array)
        storage, offset, strides = self._stored(x._array, kind)
        strides = strides if x._array.size else tuple(x.stride())
        parts = (storage, offset, tuple(x._array.shape), strides, x.requires_grad, OrderedDict())
        if attributes(x):
            from backlight.core.errors import warn

            warn("attributes set on a tensor are not saved with it")
        if kind in STORAGE_OF:
            return name_of("torch._utils", "_rebuild_tensor_v2"), parts
        return name_of("torch._utils", "_rebuild_tensor_v3"), (*parts, kind)

    def _stored(self, array: np.ndarray, kind: dtypes.dtype) -> tuple[_Storage, int, tuple[int, ...]]:
        """The storage that an array is in, where it begins there, and its strides in numbers."""
        home = _whole(array)
        if home is None:
            array = home = np.ascontiguousarray(array)
        key = id(home), kind  # numbers that are also read as those of another type are written twice, as torch asks for
        if key not in self._numbers:
            self._numbers[key] = len(self.storages)
            self._alive.append(home)
            self.storages.append(home.reshape(-1).view(np.uint8) if home.size else np.zeros(0, np.uint8))
        number = self._numbers[key]
        offset = (address(array) - address(home)) // array.itemsize if array.size else 0
        strides = tuple([step // array.itemsize for step in array.strides])
        if kind in STORAGE_OF:
            name, count = name_of("torch", STORAGE_OF[kind]), home.nbytes // array.itemsize
        else:
            name, count = name_of("torch.storage", "UntypedStorage"), home.nbytes
        return _Storage(("storage", name, str(number), "cpu", count)), int(offset), strides


def _whole(array: np.ndarray) -> np.ndarray | None:
    """The array whose memory `array` shows a part of; None where a storage of its numbers cannot be that memory."""
    if not array.size:
        return None
    size, steps = array.itemsize, array.strides
    try:
        home = root_of(array)
    except RuntimeError:  # it has gaps
        return None
    fits = home.nbytes % size == 0 and (address(array) - address(home)) % size == 0
    return home if fits and all(step % size == 0 and step >= 0 for step in steps) else None


class _Storage:
    """A storage in a pickle, which is written as a persistent id."""

    def __init__(self, key: tuple) -> None:
        self.key = key


def pickled(obj: Any, protocol: int) -> tuple[bytes, list[np.ndarray]]:
    """The pickle of an object, and the bytes of the tensors in it."""
    file = io.BytesIO()
    pickler = Pickler(file, protocol)
    pickler.dump(obj)
    return file.getvalue(), pickler.storages
