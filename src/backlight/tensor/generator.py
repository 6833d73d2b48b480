"""torch.Generator, and the functions that seed and save the one that all draws use by default."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from backlight.core import random
from backlight.core.device import CPU
from backlight.core.device import device as Device
from backlight.core.result import constant
from backlight.core.variable import Variable

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class Generator(random.Generator):
    """A stream of random numbers of its own.

    >>> g = Generator().manual_seed(0)
    >>> backlight.rand(2, generator=g)
    tensor([0.4963, 0.7682])
    """

    def __init__(self, device: Any = "cpu") -> None:
        if Device(device).type != "cpu":
            raise RuntimeError(f"Cannot get a generator for {device!r}: backlight computes on the CPU")
        super().__init__()

    @property
    def device(self) -> Device:
        """Where the numbers are made: the CPU."""
        return CPU

    def get_state(self) -> Tensor:  # type: ignore[override]
        """The whole state, as a tensor of 5056 bytes."""
        return constant(super().get_state())

    def set_state(self, new_state: Tensor) -> Generator:  # type: ignore[override]
        """Go on from a state that `get_state` has given; TypeError or RuntimeError for another tensor."""
        if not isinstance(new_state, Variable):
            raise TypeError(f"expected a torch.ByteTensor, but got {type(new_state).__name__}")
        super().set_state(new_state._array)
        return self

    __setstate__ = set_state

    def get_offset(self) -> int:
        """RuntimeError: only generators of GPUs have an offset."""
        raise RuntimeError("CPU Generator does not use offset")

    def set_offset(self, offset: int) -> None:
        """RuntimeError: only generators of GPUs have an offset."""
        raise RuntimeError("CPU Generator does not use offset")

    def __repr__(self) -> str:
        return f"<torch._C.Generator object at {id(self):#x}>"


# The generator of the process was made before there were tensors; from here on it has torch's methods.
default_generator: Generator = random.default_generator  # type: ignore[assignment]
default_generator.__class__ = Generator


def stream(generator: Any, function: str) -> random.Generator:
    """The generator for the argument `generator=` of a `function`."""
    if generator is None:
        return default_generator
    if not isinstance(generator, random.Generator):
        raise TypeError(f"{function}(): argument 'generator' must be torch.Generator, not {type(generator).__name__}")
    return generator


def manual_seed(seed: int) -> Generator:
    """Start the stream of random numbers that belongs to `seed`: the same seed gives torch's own numbers.

    >>> manual_seed(0)  # doctest: +ELLIPSIS
    <torch._C.Generator object at ...>
    >>> backlight.rand(2)
    tensor([0.4963, 0.7682])
    """
    default_generator.manual_seed(int(seed))
    return default_generator


def seed() -> int:
    """Start a stream that cannot be foretold, and return its seed."""
    return default_generator.seed()


def initial_seed() -> int:
    """The seed from which the stream was started."""
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """The state of the stream, as a tensor of bytes; `set_rng_state` goes back to it."""
    return default_generator.get_state()


def set_rng_state(new_state: Tensor) -> None:
    """Go on from a state that `get_rng_state` has given."""
    default_generator.set_state(new_state)


@contextmanager
def fork_rng(devices: Any = None, enabled: bool = True, device_type: str = "cuda", **callers: Any) -> Iterator[None]:
    """Draw inside the `with` block without moving the stream outside; `devices` would be GPUs, which are not here."""
    if not enabled:
        yield
        return
    before = get_rng_state()
    try:
        yield
    finally:
        set_rng_state(before)
