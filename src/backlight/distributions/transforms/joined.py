"""Several transforms side by side, each for its own part of a tensor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from backlight.distributions import constraints
from backlight.distributions.constraints import check_dim
from backlight.distributions.parameters import sum_rightmost
from backlight.distributions.transforms.base import Transform
from backlight.tensor.joining import cat, stack

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


class Joined(Transform):
    """What both have: the transforms, the dimension, and the way from the parts to the whole."""

    def __init__(self, tseq: Sequence[Transform], dim: int = 0, cache_size: int = 0) -> None:
        if not all([isinstance(t, Transform) for t in tseq]):
            raise AssertionError("All elements of tseq must be Transform instances")
        super().__init__(cache_size=cache_size)
        self.transforms = [t.with_cache(cache_size) for t in tseq] if cache_size else list(tseq)
        self.dim = dim

    bijective = property(lambda self: all([t.bijective for t in self.transforms]))
    _join: Callable[..., Tensor]

    def _parts(self, value: Tensor, name: str) -> Any:
        raise NotImplementedError

    def _call(self, x: Tensor) -> Tensor:
        pairs = zip(self.transforms, self._parts(x, "tensor"), strict=True)
        return self._join([t(part) for t, part in pairs], dim=self.dim)

    def _inverse(self, y: Tensor) -> Tensor:
        pairs = zip(self.transforms, self._parts(y, "tensor"), strict=True)
        return self._join([t.inv(part) for t, part in pairs], dim=self.dim)


class CatTransform(Joined):
    """Pieces along `dim`, of the given lengths (1 each without), each by its own transform, joined again."""

    def __init__(
        self, tseq: Sequence[Transform], dim: int = 0, lengths: Sequence[int] | None = None, cache_size: int = 0
    ) -> None:
        super().__init__(tseq, dim, cache_size)
        self.lengths = [1] * len(self.transforms) if lengths is None else list(lengths)
        if len(self.lengths) != len(self.transforms):
            raise AssertionError(f"lengths ({len(self.lengths)}) must match transforms ({len(self.transforms)})")

    event_dim = property(lambda self: max([t.event_dim for t in self.transforms]))
    length = property(lambda self: sum(self.lengths))
    _join = staticmethod(cat)

    def _again(self, cache_size: int) -> CatTransform:
        return CatTransform(self.transforms, self.dim, self.lengths, cache_size)

    def _parts(self, value: Tensor, name: str) -> Any:
        check_dim(self.dim, value, name)
        if value.shape[self.dim] != self.length:
            raise AssertionError(f"{name}.size({self.dim}) = {value.shape[self.dim]} must equal length {self.length}")
        return value.split(self.lengths, self.dim)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        slopes, event_dim = [], self.event_dim
        for t, before, after in zip(self.transforms, self._parts(x, "x"), self._parts(y, "y"), strict=True):
            slopes.append(sum_rightmost(t.log_abs_det_jacobian(before, after), event_dim - t.event_dim))
        dim = (self.dim - x.ndim if self.dim >= 0 else self.dim) + event_dim
        return cat(slopes, dim=dim) if dim < 0 else sum(slopes)  # type: ignore[return-value]

    @constraints.dependent_property
    def domain(self) -> constraints.Constraint:
        return constraints.cat([t.domain for t in self.transforms], self.dim, self.lengths)

    @constraints.dependent_property
    def codomain(self) -> constraints.Constraint:
        return constraints.cat([t.codomain for t in self.transforms], self.dim, self.lengths)


class StackTransform(Joined):
    """The entries of `dim`, each by its own transform, stacked again."""

    _join = staticmethod(stack)

    def _again(self, cache_size: int) -> StackTransform:
        return StackTransform(self.transforms, self.dim, cache_size)

    def _parts(self, value: Tensor, name: str) -> Any:
        check_dim(self.dim, value, name)
        if value.shape[self.dim] != len(self.transforms):
            raise AssertionError(
                f"{name}.size({self.dim}) = {value.shape[self.dim]} must equal len(transforms) {len(self.transforms)}"
            )
        return value.unbind(self.dim)

    def log_abs_det_jacobian(self, x: Tensor, y: Tensor) -> Tensor:
        parts = zip(self.transforms, self._parts(x, "x"), self._parts(y, "y"), strict=True)
        return stack([t.log_abs_det_jacobian(before, after) for t, before, after in parts], dim=self.dim)

    @constraints.dependent_property
    def domain(self) -> constraints.Constraint:
        return constraints.stack([t.domain for t in self.transforms], self.dim)

    @constraints.dependent_property
    def codomain(self) -> constraints.Constraint:
        return constraints.stack([t.codomain for t in self.transforms], self.dim)
