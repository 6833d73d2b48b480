"""Which way attention is computed, and causal masks that know their kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, IntEnum
from typing import Any

from backlight.core import dtypes
from backlight.core.errors import warn
from backlight.core.settings import held
from backlight.nn.functional.attention import switches
from backlight.tensor.creation import ones
from backlight.tensor.tensor import Tensor


class SDPBackend(Enum):
    """The ways that torch has for scaled dot product attention.

    Here, as in torch on a CPU, FLASH_ATTENTION is one operation, MATH several, and the others are not there.
    """

    ERROR = -1
    MATH = 0
    FLASH_ATTENTION = 1
    EFFICIENT_ATTENTION = 2
    CUDNN_ATTENTION = 3
    OVERRIDEABLE = 4

    def __int__(self) -> int:
        return self.value

    __index__ = __int__

    def __hash__(self) -> int:
        return hash(self.value)


_NAMES = {
    "flash": SDPBackend.FLASH_ATTENTION,
    "mem_efficient": SDPBackend.EFFICIENT_ATTENTION,
    "math": SDPBackend.MATH,
    "cudnn": SDPBackend.CUDNN_ATTENTION,
}


@contextmanager
def sdpa_kernel(backends: list[SDPBackend] | SDPBackend, set_priority: bool = False) -> Iterator[dict]:
    """A block in which scaled dot product attention uses these ways alone; RuntimeError there if none of them fits.

    >>> with sdpa_kernel(SDPBackend.MATH):
    ...     x = backlight.ones(1, 1, 2, 4)
    ...     backlight.nn.functional.scaled_dot_product_attention(x, x, x).shape
    torch.Size([1, 1, 2, 4])
    """
    if not isinstance(backends, (list, SDPBackend)):
        raise AssertionError(
            "Backend must be an instance of SDPBackend or a list of SDPBackend instances, got "
            f"{type(backends).__name__}"
        )
    allowed = backends if isinstance(backends, list) else [backends]
    with held(switches, **{name: backend in allowed for name, backend in _NAMES.items()}):
        yield {}


class CausalVariant(IntEnum):
    """Where the triangle of a causal mask lies that is not square."""

    UPPER_LEFT = 1
    LOWER_RIGHT = 2


class CausalBias(Tensor):
    """A causal mask (queries, keys), true where a key counts; made by `causal_upper_left` and `causal_lower_right`."""

    torch_module = "torch.nn.attention.bias"
    variant: CausalVariant
    seq_len_q: int
    seq_len_kv: int

    def __new__(cls, variant: CausalVariant, seq_len_q: int, seq_len_kv: int) -> Any:
        if not isinstance(variant, CausalVariant):
            raise AssertionError(f"variant must be a CausalVariant, got {type(variant).__name__}")
        lower = variant is CausalVariant.LOWER_RIGHT
        if lower and seq_len_q > seq_len_kv:
            warn("Lower right causal bias will produce NaNs in the output when seq_len_q > seq_len_kv!")
        mask: Any = ones(seq_len_q, seq_len_kv, dtype=dtypes.bool)
        made = mask.tril(seq_len_kv - seq_len_q if lower else 0).as_subclass(cls)
        made.variant, made.seq_len_q, made.seq_len_kv = variant, seq_len_q, seq_len_kv
        return made

    def __init__(self, *_: Any) -> None:
        """The mask is made by `__new__`."""

    def __repr__(self, **_: Any) -> str:
        return repr(self.as_subclass(Tensor))

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: tuple = (), kwargs: Any = None) -> Any:
        return Tensor.__torch_function__(func, types, args, kwargs)  # what is computed of a mask is a plain tensor


def causal_upper_left(*size: int) -> CausalBias:
    """The mask (queries, keys) in which query i sees the keys up to i."""
    return _bias("causal_upper_left", CausalVariant.UPPER_LEFT, size)


def causal_lower_right(*size: int) -> CausalBias:
    """The mask (queries, keys) in which the last query sees all keys, the one before it all but one, and so on.

    >>> causal_lower_right(2, 3)
    tensor([[ True,  True, False],
            [ True,  True,  True]])
    """
    return _bias("causal_lower_right", CausalVariant.LOWER_RIGHT, size)


def _bias(name: str, variant: CausalVariant, size: tuple[int, ...]) -> CausalBias:
    if len(size) != 2:
        raise AssertionError(f"{name} only supports 2D tensors")
    return CausalBias(variant, *size)
