"""A Python function called on every element, in place: apply_, map_, map2_."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from backlight.core.inplace import noted, writable
from backlight.core.variable import Variable

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def _called(x: Variable, function: Callable, name: str, *others: Any) -> Any:
    if any(v._needs_grad for v in (x, *others)):
        raise RuntimeError(f"Can't call {name}() on Variable that requires grad. Use var.detach().{name}() instead.")
    target: Any = writable(x._array)
    for at, values in enumerate(zip(*[v.expand(x._array.shape)._array.ravel().tolist() for v in (x, *others)])):  # type: ignore[attr-defined]
        target.flat[at] = function(*values)
    noted(x, name)
    return x


class CallbackMethods(Variable):
    """The methods of this family; `Tensor` inherits them."""

    def apply_(self, callable: Callable[[Any], Any]) -> Tensor:
        """Replace each element x by callable(x), one after the other; slow, and without gradient.

        >>> backlight.tensor([1.0, 2.0]).apply_(lambda x: x * x + 1)
        tensor([2., 5.])
        """
        return _called(self, callable, "apply_")

    def map_(self, other: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
        """Replace each element x by callable(x, y), with the element y of another tensor."""
        return _called(self, callable, "map_", other)

    def map2_(self, x: Tensor, y: Tensor, callable: Callable[[Any, Any, Any], Any]) -> Tensor:
        """Replace each element by callable(element, x, y), with the elements of two other tensors."""
        return _called(self, callable, "map2_", x, y)
