"""torch's `_foreach_` functions, which optimizers use: one method called on every tensor of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

    class ForEach(Protocol):
        def __call__(self, tensors: Sequence[Tensor], *others: Any, **params: Any) -> Any: ...


# The words that torch has for what comes after the list of tensors.
WORDS = ("other", "src", "tensors1", "scalar", "scalars", "weights")


def _listed(name: str, tensors: Any) -> Any:
    """The list of tensors that a call was given; TypeError or RuntimeError for what is none."""
    if not isinstance(tensors, (tuple, list)):
        raise TypeError(
            f"{name}(): argument 'self' (position 1) must be tuple of Tensors, not {type(tensors).__name__}"
        )
    if not tensors:
        raise RuntimeError("Tensor list must have at least one tensor.")
    return tensors


def _of_method(method: str, name: str = "") -> ForEach:
    """The function that calls `method` on each tensor, with its own one of every list among the other arguments."""
    name, in_place = name or f"_foreach_{method}", method.endswith("_")

    def call(tensors, *others, **params):
        _listed(name, tensors)
        if params:
            others = (*others, *[params.pop(word) for word in WORDS if word in params])
        columns = [_column(name, other, len(tensors)) for other in others]
        results = []
        for tensor, *rest in zip(tensors, *columns, strict=True):
            more = {**params, "value": rest.pop()} if method.startswith("addc") and len(rest) > 2 else params
            results.append(getattr(tensor, method)(*rest, **more))
        return tensors if in_place else tuple(results)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = f"`{method}` of every tensor in a list; a list among the other arguments gives each its own one."
    return call


def _column(name: str, other: Any, count: int) -> Any:
    if not isinstance(other, (tuple, list)):
        return [other] * count
    if len(other) != count:
        raise RuntimeError(f"{name}: Tensor lists must have the same number of tensors, got {count} and {len(other)}")
    return other


def _powers_summed(tensors: Any, ord: float = 2, dtype: Any = None) -> tuple:
    """Σ |x|ᵒʳᵈ of each tensor in a list."""
    return tuple(
        [(x if dtype is None else x.to(dtype)).abs().pow(ord).sum() for x in _listed("_foreach_powsum", tensors)]
    )


def _norms(tensors: Any, ord: float = 2, dtype: Any = None) -> tuple:
    """The norm of order `ord` of each tensor in a list."""
    return tuple([x.norm(ord, dtype=dtype) for x in _listed("_foreach_norm", tensors)])


def _powers(tensors: Any, exponent: Any) -> tuple:
    """Each tensor in a list to a power; a number in front is the base, and a list of tensors its exponents."""
    if isinstance(tensors, (int, float, complex)):
        return tuple([x.__rpow__(tensors) for x in _listed("_foreach_pow", exponent)])
    return _of_method("pow")(tensors, exponent)


_BOTH = (  # with an in-place form
    "abs acos add addcdiv addcmul asin atan ceil clamp_max clamp_min cos cosh div erf erfc exp expm1 floor frac lerp "
    "lgamma log log10 log1p log2 maximum minimum mul neg reciprocal round rsqrt sigmoid sign sin sinh sqrt sub tan "
    "tanh trunc"
)
METHODS = sorted(
    [*_BOTH.split(), *[f"{name}_" for name in _BOTH.split()], "pow_", "clone", "copy_", "max", "mm", "zero_"]
)
_OTHERS = {"_foreach_powsum": _powers_summed, "_foreach_norm": _norms, "_foreach_pow": _powers}
NAMES = sorted([f"_foreach_{method}" for method in METHODS] + [*_OTHERS])
_METHOD_OF = {"maximum_": "clamp_min_", "minimum_": "clamp_max_", "maximum": "clamp_min", "minimum": "clamp_max"}


def __getattr__(name: str) -> Any:
    if name not in NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    method = name.removeprefix("_foreach_")
    made = globals()[name] = _OTHERS.get(name) or _of_method(_METHOD_OF.get(method, method), name)
    return made
