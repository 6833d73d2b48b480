"""What the names in torch's files stand for here, and under which names our own objects are written."""

from __future__ import annotations

from collections import Counter, OrderedDict
from typing import Any

import numpy as np

from backlight.core import dtypes
from backlight.core.device import device
from backlight.core.variable import Variable
from backlight.serialization.machine import Callable_, Plain, _key, told
from backlight.serialization.stored import STORAGES, Stored
from backlight.tensor.parameter import Parameter
from backlight.tensor.size import Size


def _rebuild_tensor(storage: Any, offset: Any, size: Any, stride: Any) -> Any:
    return _stored(storage).tensor(offset, size, stride)


def _rebuild_tensor_v2(
    storage: Any, offset: Any, size: Any, stride: Any, requires_grad: Any, hooks: Any, metadata: Any = None
) -> Any:
    stored = _stored(storage)
    return _finished(stored, stored.tensor(offset, size, stride), requires_grad, metadata)


def _rebuild_tensor_v3(
    storage: Any, offset: Any, size: Any, stride: Any, requires_grad: Any, hooks: Any, kind: Any, metadata: Any = None
) -> Any:
    if isinstance(kind, Plain):
        kind = kind.value
    if not isinstance(kind, dtypes.dtype):
        raise ValueError(f"a tensor of dtype {told(kind)}")
    stored = _stored(storage)
    return _finished(stored, stored.tensor(offset, size, stride, kind), requires_grad, metadata)


def _finished(stored: Stored, made: Any, requires_grad: Any, metadata: Any) -> Any:
    """A tensor after its numbers: torch marks there that they are to be read conjugated or negated."""
    for mark, function in (("conj", np.conjugate), ("neg", np.negative)):
        if isinstance(metadata, dict) and metadata.get(mark):
            made = stored.changed(function, made)
    return made.requires_grad_() if requires_grad is True else made


def _rebuild_parameter(data: Any, requires_grad: Any, hooks: Any) -> Any:
    if not isinstance(data, Variable):
        raise TypeError(f"a parameter made of a {type(data).__name__}")
    return Parameter(data, requires_grad is True)


def _stored(storage: Any) -> Stored:
    if not isinstance(storage, Stored):
        raise TypeError(f"a tensor whose storage is a {type(storage).__name__}")
    return storage


def _ordered(pairs: Any = ()) -> OrderedDict:
    if not isinstance(pairs, (list, tuple)):
        raise TypeError(f"an OrderedDict of a {type(pairs).__name__}")
    if not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in pairs):
        raise TypeError("an OrderedDict of what is no pairs")
    return OrderedDict([(_key(key), value) for key, value in pairs])


def _encode(text: Any, encoding: Any = "latin1") -> bytes:
    if not isinstance(text, str) or encoding not in ("latin1", "utf-8"):
        raise TypeError("bytes that are no text in latin1")
    return text.encode(encoding)


def _bytes(*arguments: Any) -> bytes:
    if not arguments:
        return b""
    raise TypeError("bytes of a number")


def _bytearray(*arguments: Any) -> bytearray:
    if not arguments:
        return bytearray()
    if len(arguments) == 1 and isinstance(arguments[0], bytes):
        return bytearray(arguments[0])
    if len(arguments) == 2 and isinstance(arguments[0], str):
        return bytearray(_encode(*arguments))
    raise TypeError("a bytearray of what is no bytes")


def _set(values: Any = ()) -> set:
    if not isinstance(values, (list, tuple)):
        raise TypeError(f"a set of a {type(values).__name__}")
    return {_key(value) for value in values}


def _size(values: Any = ()) -> Size:
    if not isinstance(values, (tuple, list)) or not all(type(n) is int for n in values):
        raise TypeError("a size that is no tuple of integers")
    return Size(values)


def _device(*arguments: Any) -> Any:
    if not all(isinstance(a, (str, int)) for a in arguments):
        raise TypeError("a device of other than a name and a number")
    return device(*arguments)


def _counter(counts: Any = None) -> Counter:
    if counts is not None and type(counts) is not dict:
        raise TypeError(f"a Counter of a {type(counts).__name__}")
    return Counter(counts)


def _complex(real: Any, imaginary: Any = 0.0) -> complex:
    if not all(isinstance(x, (int, float)) for x in (real, imaginary)):
        raise TypeError("a complex number of other than numbers")
    return complex(real, imaginary)


def _empty(kind: type) -> Any:
    def make(*arguments: Any) -> Any:
        if arguments:
            raise TypeError(f"a {kind.__name__} of something")
        return kind()

    return make


_FUNCTIONS: dict[str, Any] = {
    "torch._utils._rebuild_tensor": _rebuild_tensor,
    "torch._utils._rebuild_tensor_v2": _rebuild_tensor_v2,
    "torch._utils._rebuild_tensor_v3": _rebuild_tensor_v3,
    "torch._utils._rebuild_parameter": _rebuild_parameter,
    "torch.Size": _size,
    "torch.device": _device,
    "collections.OrderedDict": _ordered,
    "collections.Counter": _counter,
    "builtins.dict": _empty(dict),
    "builtins.list": _empty(list),
    "builtins.set": _set,
    "builtins.bytearray": _bytearray,
    "builtins.bytes": _bytes,
    "builtins.complex": _complex,
    "_codecs.encode": _encode,
}

ALLOWED: dict[str, Any] = {name: Callable_(name, function) for name, function in _FUNCTIONS.items()}
for _name in [name for name in ALLOWED if name.startswith("builtins.")]:
    ALLOWED["__builtin__" + _name.removeprefix("builtins")] = ALLOWED[_name]  # the name of Python 2, in old protocols
for _name, _kind in STORAGES.items():
    ALLOWED[f"torch.{_name}"] = Plain(_kind)
ALLOWED["torch.storage.UntypedStorage"] = Plain(None)
ALLOWED["torch.nn.parameter.Parameter"] = Callable_(
    "torch.nn.parameter.Parameter", lambda data, grad=True: Parameter(data, grad)
)
ALLOWED["torch.serialization._get_layout"] = Callable_("torch.serialization._get_layout", lambda name: _layout(name))
for _name in vars(dtypes):
    if isinstance(vars(dtypes)[_name], dtypes.dtype):
        ALLOWED[f"torch.{_name}"] = Plain(vars(dtypes)[_name])


def _layout(name: Any) -> Any:
    from backlight.core.layout import strided

    if name != "torch.strided":
        raise ValueError(f"the layout {told(name)}")
    return strided


def bytes_of(data: Any) -> np.ndarray:
    """Bytes as a writable array."""
    return np.frombuffer(bytearray(data), np.uint8)
