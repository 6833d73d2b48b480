"""Where a tensor lives: backlight computes on the CPU, and says so when a script asks for more."""

from __future__ import annotations

from operator import index as as_index
from typing import Any

from backlight.core.public import Public

_KINDS = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, "
    "privateuseone"
)
_known: dict[tuple, device] = {}


class device(metaclass=Public):
    """A device by type and number, such as `device("cpu")` or `device("cuda", 0)`; one object for each.

    RuntimeError for a type that torch does not have either.

    >>> device("cuda:1"), device("cuda:1") == device("cuda", 1)
    (device(type='cuda', index=1), True)
    """

    __slots__ = ("index", "type")

    type: str
    index: int | None

    def __new__(cls, type: Any = None, index: int | None = None, *, device: Any = None) -> device:
        given = type if device is None else device
        if isinstance(given, cls):
            return given
        if isinstance(given, int) and index is None:
            raise RuntimeError(
                f"Cannot access accelerator device when none is available: device {given} would be a GPU. "
                'Use torch.device("cpu").'
            )
        if not isinstance(given, str):
            raise TypeError(f"device(): argument 'type' (position 1) must be str, not {_name(given)}")
        key = _parsed(given, index)
        found = _known.get(key)
        if found is None:
            found = super().__new__(cls)
            object.__setattr__(found, "type", key[0])
            object.__setattr__(found, "index", key[1])
            _known[key] = found
        return found

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"attribute '{name}' of 'torch.device' objects is not writable")

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        return (
            f"device(type='{self.type}')" if self.index is None else f"device(type='{self.type}', index={self.index})"
        )

    def __reduce__(self) -> tuple:
        return device, (self.type, self.index)

    def __enter__(self) -> device:
        on(self)
        return self

    def __exit__(self, *exception: object) -> None:
        pass


def _parsed(text: str, index: Any) -> tuple[str, int | None]:
    """The type and number of "cuda:1", or of "cuda" with the number beside it."""
    kind, colon, number = text.partition(":")
    if not text:
        raise RuntimeError("Device string must not be empty")
    if not kind.replace("_", "a").isalpha() or (colon and not (number.isdecimal() and number == str(int(number)))):
        raise RuntimeError(f"Invalid device string: '{text}'")
    if kind not in _KINDS.split(", "):
        raise RuntimeError(f"Expected one of {_KINDS} device type at start of device string: {kind}")
    if index is None:
        return kind, int(number) if colon else None
    if colon:
        raise RuntimeError(f"type (string) must not include an index because index was passed explicitly: {text}")
    if isinstance(index, bool) or not hasattr(index, "__index__"):
        raise TypeError(f"device(): argument 'index' (position 2) must be int, not {_name(index)}")
    if index < 0:
        raise RuntimeError(f"Device index must not be negative, got {index}")
    return kind, as_index(index)


def _name(value: object) -> str:
    return type(value).__name__


CPU = device("cpu")

_ABSENT = {
    "cuda": AssertionError("Torch not compiled with CUDA enabled"),
    "xpu": AssertionError("Torch not compiled with XPU enabled"),
    "mps": RuntimeError("PyTorch is not linked with support for mps devices"),
}


def on(where: Any, function: str = "to") -> device:
    """The device for the argument `device=` of a `function`: the CPU, or torch's error for one that is not here."""
    if where is None or where is CPU:
        return CPU
    if not isinstance(where, (device, str, int)):
        raise TypeError(f"{function}(): argument 'device' must be torch.device, not {_name(where)}")
    found = device(where)
    if found.type == "cpu":
        return CPU
    error = _ABSENT.get(found.type, NotImplementedError(f"there is no device '{found}' here"))
    raise type(error)(
        f"{error}: backlight computes on the CPU. "
        f'Write device = "{found.type}" if torch.{found.type}.is_available() else "cpu".'
    )


def get_default_device() -> device:
    """The device on which tensors are made: the CPU."""
    return CPU


def set_default_device(device: Any) -> None:
    """Accept the CPU (or None) as the device on which tensors are made; an error as from `on` for any other."""
    on(device, "set_default_device")
