"""The largest and the smallest element: over all, along a dimension with the position, over several dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlight.core.variable import Variable
from backlight.ops import extrema as cards
from backlight.ops.order import expect_order
from backlight.tensor.dims import dim_of, reduced
from backlight.tensor.out import into
from backlight.tensor.reduction import axis_of, renamed
from backlight.tensor.results import Named, named
from backlight.tensor.selection import maximum, minimum
from backlight.tensor.surface import given, no_tensor, tensor_in

if TYPE_CHECKING:
    from typing import Unpack

    from backlight.tensor.options import NumpyNames
    from backlight.tensor.tensor import Tensor

_MAX, _MIN = named("max", "values", "indices"), named("min", "values", "indices")
_AMINMAX = named("aminmax", "min", "max")


def max(
    input: Tensor,
    dim: int | Tensor | None = None,
    keepdim: bool = False,
    *,
    other: Tensor | None = None,
    out: Any = None,
    **numpy_names: Unpack[NumpyNames],
) -> Any:
    """The largest element; with `dim`, those along it and their positions; with a second tensor, `maximum` of both.

    The gradient goes to the first largest element along `dim`; over all, elements that tie share it. NaN is largest.
    Nothing at all has no maximum: RuntimeError, or IndexError for a `dim` of size 0.

    >>> x = backlight.tensor([[1.0, 5.0], [3.0, 2.0]])
    >>> max(x)
    tensor(5.)
    >>> max(x, dim=1)
    torch.return_types.max(
    values=tensor([5., 3.]),
    indices=tensor([1, 0]))
    """
    return _extremum("max", _MAX, cards.max, cards.max_along, maximum, input, dim, keepdim, other, out, numpy_names)


def min(
    input: Tensor,
    dim: int | Tensor | None = None,
    keepdim: bool = False,
    *,
    other: Tensor | None = None,
    out: Any = None,
    **numpy_names: Unpack[NumpyNames],
) -> Any:
    """The smallest element; with `dim`, those along it and their positions; with a second tensor, `minimum` of both.

    As `max` in all else.

    >>> min(backlight.tensor([[1.0, 5.0], [3.0, 2.0]]), dim=1).indices
    tensor([0, 1])
    """
    return _extremum("min", _MIN, cards.min, cards.min_along, minimum, input, dim, keepdim, other, out, numpy_names)


def _extremum(name, named_type, over_all, along, of_two, input, dim, keepdim, other, out, numpy_names):
    if numpy_names:
        dim, keepdim = renamed(name, numpy_names, dim, keepdim)
    other = dim if isinstance(dim, Variable) else other
    if other is not None:
        return of_two(input, other, out=out)
    if not isinstance(input, Variable):
        raise no_tensor(name, input)
    if input._array.dtype.kind == "c":
        expect_order(input._array, name)
    if dim is None:
        if not input._array.size:
            raise nothing_in(name, input, None)
        return over_all(input) if out is None else into(out, over_all(input), name)
    if isinstance(dim, (tuple, list)):
        raise TypeError(f"{name}(): dim must be an int, not a {type(dim).__name__}; a{name}() takes several")
    axis = dim_of(dim, input._array.ndim)
    if not input._array.size:
        refuse_nothing(name, input, axis)
    return both(named_type, along(input, axis=axis, keepdims=keepdim), out, name)


def both(named_type: type[Named], results: tuple, out: Any, name: str, *apart: Any) -> Named:
    """Values and indices under their names, in the two tensors of `out` if they are given."""
    if out is None:
        return named_type(results)
    return named(f"{name}_out", *named_type.fields)(
        [into(o, r, name, *apart) for o, r in zip(out, results, strict=True)]
    )


def nothing_in(name: str, x: Any, axis: int | None) -> Exception:
    """The error for the extremum of no elements."""
    if axis is None:
        return RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0 (its shape is "
            f"{list(x._array.shape)}). Specify the reduction dim with the 'dim' argument."
        )
    return IndexError(f"{name}(): Expected reduction dim {axis} to have non-zero size; it is {list(x._array.shape)}.")


def refuse_nothing(name: str, x: Any, axis: Any) -> None:
    """Raise that error if there is nothing along one of the axes."""
    for a in (axis,) if isinstance(axis, int) else axis:
        if x._array.ndim and x._array.shape[a] == 0:
            raise nothing_in(name, x, a)


def _over(name: str, card: Any, x: Any, dim: Any, keepdim: bool, out: Any, numpy_names: Any) -> Any:
    if numpy_names:
        dim, keepdim = renamed(name, numpy_names, dim, keepdim)
    if tensor_in(name, x)._array.dtype.kind == "c":
        expect_order(x._array, name)
    axis = axis_of(dim, x._array.ndim)
    if not x._array.size:
        if axis is None:
            error = nothing_in(name, x, None)
            raise IndexError(str(error)) if name in ("argmax", "argmin") else error
        refuse_nothing(name, x, axis)
    return given(out, card(x, axis=axis, keepdims=keepdim), name)


def amax(
    input: Tensor,
    dim: int | tuple[int, ...] = (),
    keepdim: bool = False,
    *,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """The largest element over the dimensions `dim`, by default over all; elements that tie share the gradient.

    >>> amax(backlight.tensor([[1.0, 5.0], [3.0, 2.0]]), dim=0)
    tensor([3., 5.])
    """
    return _over("amax", cards.amax, input, dim, keepdim, out, numpy_names)


def amin(
    input: Tensor,
    dim: int | tuple[int, ...] = (),
    keepdim: bool = False,
    *,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """The smallest element over the dimensions `dim`, by default over all; elements that tie share the gradient.

    >>> amin(backlight.tensor([[1.0, 5.0], [3.0, 2.0]]), dim=0)
    tensor([1., 2.])
    """
    return _over("amin", cards.amin, input, dim, keepdim, out, numpy_names)


def argmax(
    input: Tensor,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """The position of the first largest element along `dim`; without `dim`, in all elements row after row.

    >>> argmax(backlight.tensor([[1.0, 5.0], [3.0, 2.0]]), dim=1)
    tensor([1, 0])
    """
    return _over("argmax", cards.argmax, input, dim, keepdim, out, numpy_names)


def argmin(
    input: Tensor,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    out: Tensor | None = None,
    **numpy_names: Unpack[NumpyNames],
) -> Tensor:
    """The position of the first smallest element along `dim`; without `dim`, in all elements row after row.

    >>> argmin(backlight.tensor([[1.0, 5.0], [3.0, 2.0]]), dim=1)
    tensor([0, 1])
    """
    return _over("argmin", cards.argmin, input, dim, keepdim, out, numpy_names)


@reduced
def aminmax(input: Tensor, *, dim: int | None = None, keepdim: bool = False, out: Any = None) -> Named:
    """The smallest and the largest element along `dim`, by default of all.

    >>> aminmax(backlight.tensor([3.0, 1.0, 2.0])).min
    tensor(1.)
    """
    expect_order(input._array, "aminmax")
    axis = None if dim is None else dim_of(dim, input._array.ndim)
    if not input._array.size:
        if axis is None:
            raise nothing_in("aminmax", input, None)
        refuse_nothing("aminmax", input, axis)
    return both(_AMINMAX, cards.aminmax(input, axis=axis, keepdims=keepdim), out, "aminmax")


class ExtremaMethods:
    """The methods of this family; `Tensor` inherits them."""

    max, min, amax, amin = max, min, amax, amin
    argmax, argmin, aminmax = argmax, argmin, aminmax
