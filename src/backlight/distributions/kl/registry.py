"""Which function computes KL(p ‖ q) for which two classes; the most special one registered is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from backlight.core.errors import warn
from backlight.distributions.distribution import Distribution

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

_KL_REGISTRY: dict[tuple[type, type], Callable] = {}
_KL_MEMOIZE: dict[tuple[type, type], Any] = {}


def register_kl(type_p: type, type_q: type) -> Callable[[Callable], Callable]:
    """A decorator: the function computes `kl_divergence(p, q)` for distributions of these classes and subclasses."""
    for name, kind in (("type_p", type_p), ("type_q", type_q)):
        if not (isinstance(kind, type) and issubclass(kind, Distribution)):
            raise TypeError(f"Expected {name} to be a Distribution subclass but got {kind}")

    def enter(function: Callable) -> Callable:
        _KL_REGISTRY[type_p, type_q] = function
        _KL_MEMOIZE.clear()
        return function

    return enter


def _most_special(pairs: list[tuple[type, type]]) -> tuple[type, type]:
    """The least of the pairs, compared by their first classes and then by their second."""
    best = pairs[0]
    for pair in pairs[1:]:
        (a, b), (c, d) = pair, best
        if pair != best and (issubclass(b, d) if a is c else issubclass(a, c)):
            best = pair
    return best


def _found(type_p: type, type_q: type) -> Callable | None:
    pairs = [(p, q) for p, q in _KL_REGISTRY if issubclass(type_p, p) and issubclass(type_q, q)]
    if not pairs:
        return None
    left = _most_special(pairs)
    q, p = _most_special([(q, p) for p, q in pairs])
    if _KL_REGISTRY[left] is not _KL_REGISTRY[p, q]:
        warn(
            f"Ambiguous kl_divergence({type_p.__name__}, {type_q.__name__}). "
            f"Please register_kl({left[0].__name__}, {q.__name__})",
            RuntimeWarning,
        )
    return _KL_REGISTRY[left]


def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """KL(p ‖ q) = ∫ p(x)·log(p(x)/q(x)) dx, one number per distribution of the batch.

    NotImplementedError where no function is registered for the two classes.

    >>> from backlight.torch.distributions import Normal
    >>> kl_divergence(Normal(0.0, 1.0), Normal(1.0, 1.0))
    tensor(0.5000)
    """
    pair = type(p), type(q)
    if pair not in _KL_MEMOIZE:
        _KL_MEMOIZE[pair] = _found(*pair)
    function = _KL_MEMOIZE[pair]
    if function is None:
        raise NotImplementedError(
            f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}"
        )
    return function(p, q)
