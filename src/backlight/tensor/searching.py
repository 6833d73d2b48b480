"""Searching and counting: where something is, what there is, how often; none of it has a gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.later import later_method
from backlight.core.op import astype
from backlight.core.operands import coerced
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.ops import search as cards
from backlight.ops.along import pick_along
from backlight.tensor.dims import also, dim_of
from backlight.tensor.surface import given, no_tensor, tensor_in

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor


def nonzero(input: Tensor, *, out: Tensor | None = None, as_tuple: bool = False) -> Any:
    """The indices of the elements that are not 0: (n, ndim), one row each; or one tensor (n,) per dimension.

    >>> nonzero(backlight.tensor([0, 3, 4]))
    tensor([[1],
            [2]])
    >>> nonzero(backlight.tensor([0, 3, 4]), as_tuple=True)
    (tensor([1, 2]),)
    """
    x = tensor_in("nonzero", input)
    if as_tuple:
        places = cards.nonzero(x if x._array.ndim else x.reshape(1))
        return tuple([constant(np.ascontiguousarray(column)) for column in places._array.T])
    return given(out, cards.nonzero(x), "nonzero")


def argwhere(input: Tensor) -> Tensor:
    """The indices of the elements that are not 0, one row each.

    >>> argwhere(backlight.tensor([0, 3]))
    tensor([[1]])
    """
    return nonzero(input)


def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The different elements in order; with `dim`, the different parts along it.

    Then, if asked for: where in them each element of `input` is, and how often each comes.

    >>> unique(backlight.tensor([3, 1, 3]), return_counts=True)
    (tensor([1, 3]), tensor([1, 2]))
    """
    return _unique(cards.unique, tensor_in("unique", input), return_inverse, return_counts, dim)


def unique_consecutive(
    input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Any:
    """As `unique`, but only neighbours are compared: of each run of equal elements the first remains.

    >>> unique_consecutive(backlight.tensor([1, 1, 2, 1]))
    tensor([1, 2, 1])
    """
    x = tensor_in("unique_consecutive", input)
    return _unique(cards.unique_consecutive, x, return_inverse, return_counts, dim)


def _unique(card, x, return_inverse, return_counts, dim):
    axis = None if dim is None else dim_of(dim, x._array.ndim)
    values, inverse, counts = card(x, axis=axis)
    results = (values, *([inverse] if return_inverse else []), *([counts] if return_counts else []))
    return results if len(results) > 1 else values


def searchsorted(
    sorted_sequence: Tensor,
    input: Tensor | float,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    out: Tensor | None = None,
    sorter: Tensor | None = None,
) -> Tensor:
    """The positions at which the elements of `input` go into a sorted sequence (or each row into its row).

    An element that is there goes before it, with `right` (or side="right") after it. RuntimeError for shapes that do
    not fit, and for sides that contradict.

    >>> searchsorted(backlight.tensor([1, 3, 5]), backlight.tensor([3, 6]))
    tensor([1, 3])
    """
    if not isinstance(sorted_sequence, Variable):
        raise no_tensor("searchsorted", sorted_sequence)
    if side not in (None, "left", "right") or (side == "left" and right):
        raise RuntimeError(f"torch.searchsorted(): side {side!r} and right={right} do not say one side, left or right")
    values = coerced(input)
    if values is None:
        raise no_tensor("searchsorted", sorted_sequence, input)
    if not isinstance(values, Variable):
        values = constant(np.asarray(values))
    rows, wanted = sorted_sequence._array.shape, values._array.shape
    if len(rows) != 1 and rows[:-1] != wanted[:-1]:
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries "
            f"tensor and input value tensor must match, but we got boundaries tensor {list(rows)} and input value "
            f"tensor {list(wanted)}"
        )
    if sorter is not None:
        sorted_sequence = pick_along(sorted_sequence, sorter, axis=-1)
    found = cards.searchsorted(sorted_sequence, values, side="right" if right or side == "right" else "left")
    return given(out, astype(found, dtype=np.dtype(np.int32)) if out_int32 else found, "searchsorted")


def bucketize(
    input: Tensor | float,
    boundaries: Tensor,
    *,
    out_int32: bool = False,
    right: bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """The number of the interval between `boundaries` in which each element lies.

    >>> bucketize(backlight.tensor([0, 3, 9]), backlight.tensor([1, 3, 5]))
    tensor([0, 1, 3])
    """
    return searchsorted(boundaries, input, out_int32=out_int32, right=right, out=out)


@also(element="elements", test_element="test_elements")
def isin(
    elements: Tensor | float,
    test_elements: Tensor | float,
    *,
    assume_unique: bool = False,
    invert: bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """True where an element is one of `test_elements` (with `invert`, where it is none of them).

    >>> isin(backlight.tensor([1, 2, 3]), backlight.tensor([2, 5]))
    tensor([False,  True, False])
    """
    if not isinstance(elements, Variable) and not isinstance(test_elements, Variable):
        raise no_tensor("isin", elements)
    x, y = (v if isinstance(v, Variable) else constant(np.asarray(v)) for v in (elements, test_elements))
    return given(out, cards.isin(x, y, invert=invert), "isin")


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each of 0, 1, 2, … comes in a tensor of such integers (or the sum of the `weights` where it does).

    RuntimeError for negative numbers and for more than one dimension.

    >>> bincount(backlight.tensor([0, 2, 2]))
    tensor([1, 0, 2])
    """
    array = tensor_in("bincount", input)._array
    if array.dtype.kind not in "biu":
        raise NotImplementedError(f'"bincount" not implemented for {dtypes.of(array)}; convert with .long() first')
    if array.ndim != 1 or (array.size and array.min() < 0):
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    if weights is None:
        return cards.bincount(input, minlength=minlength)
    counts = cards.bincount(input, weights, minlength=minlength)
    return astype(counts, dtype=weights._array.dtype) if weights._array.dtype == np.float32 else counts


def histc(input: Tensor, bins: int = 100, min: float = 0, max: float = 0, *, out: Tensor | None = None) -> Tensor:
    """How many elements lie in each of `bins` equal parts of [min, max]; by default from the smallest to the largest.

    >>> histc(backlight.tensor([1.0, 2.0, 1.0]), bins=4, min=0, max=3)
    tensor([0., 2., 1., 0.])
    """
    array = tensor_in("histc", input)._array
    if array.dtype.kind in "biu":
        raise NotImplementedError(f'"histogram" not implemented for {dtypes.of(array)}; convert with .float() first')
    low, high = float(min), float(max)
    if low == high and array.size:
        low, high = float(array.min()), float(array.max())
    if low == high:
        low, high = low - 1, high + 1
    if not (np.isfinite(low) and np.isfinite(high)):
        raise RuntimeError(f"torch.histc: range of [{low}, {high}] is not finite")
    return given(out, cards.histogram(input, bins=bins, min=low, max=high), "histc")


class SearchingMethods:
    """The methods of this family; `Tensor` inherits them."""

    nonzero, argwhere, unique, unique_consecutive = nonzero, argwhere, unique, unique_consecutive
    bincount, histc = bincount, histc
    nonzero_static = later_method("backlight.tensor.places", "nonzero_static")
