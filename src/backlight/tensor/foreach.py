"""torch's `_foreach_` functions, which optimizers use: one method called on every tensor of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

    class ForEach(Protocol):
        def __call__(self, tensors: Sequence[Tensor], *others: Any, **params: Any) -> Any: ...


def _foreach(method: str) -> ForEach:
    """The function that calls `method` on each tensor, with its own one of every list among the other arguments."""
    name, in_place = f"_foreach_{method}", method.endswith("_")

    def call(tensors, *others, **params):
        if not isinstance(tensors, (tuple, list)):
            raise TypeError(
                f"{name}(): argument 'self' (position 1) must be tuple of Tensors, not {type(tensors).__name__}"
            )
        if not tensors:
            raise RuntimeError("Tensor list must have at least one tensor.")
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


_foreach_add, _foreach_add_ = _foreach("add"), _foreach("add_")
_foreach_sub, _foreach_sub_ = _foreach("sub"), _foreach("sub_")
_foreach_mul, _foreach_mul_ = _foreach("mul"), _foreach("mul_")
_foreach_div, _foreach_div_ = _foreach("div"), _foreach("div_")
_foreach_pow, _foreach_pow_ = _foreach("pow"), _foreach("pow_")
_foreach_neg, _foreach_neg_ = _foreach("neg"), _foreach("neg_")
_foreach_abs, _foreach_abs_ = _foreach("abs"), _foreach("abs_")
_foreach_sign, _foreach_sign_ = _foreach("sign"), _foreach("sign_")
_foreach_exp, _foreach_exp_ = _foreach("exp"), _foreach("exp_")
_foreach_log, _foreach_log_ = _foreach("log"), _foreach("log_")
_foreach_sqrt, _foreach_sqrt_ = _foreach("sqrt"), _foreach("sqrt_")
_foreach_rsqrt, _foreach_rsqrt_ = _foreach("rsqrt"), _foreach("rsqrt_")
_foreach_reciprocal, _foreach_reciprocal_ = _foreach("reciprocal"), _foreach("reciprocal_")
_foreach_lerp, _foreach_lerp_ = _foreach("lerp"), _foreach("lerp_")
_foreach_addcmul, _foreach_addcmul_ = _foreach("addcmul"), _foreach("addcmul_")
_foreach_addcdiv, _foreach_addcdiv_ = _foreach("addcdiv"), _foreach("addcdiv_")
_foreach_clamp_min, _foreach_clamp_min_ = _foreach("clamp_min"), _foreach("clamp_min_")
_foreach_clamp_max, _foreach_clamp_max_ = _foreach("clamp_max"), _foreach("clamp_max_")
_foreach_maximum, _foreach_maximum_ = _foreach_clamp_min, _foreach_clamp_min_
_foreach_minimum, _foreach_minimum_ = _foreach_clamp_max, _foreach_clamp_max_
_foreach_norm, _foreach_max = _foreach("norm"), _foreach("max")
_foreach_copy_, _foreach_zero_ = _foreach("copy_"), _foreach("zero_")
