"""Products over named or counted dimensions: inner, tensordot and kron first, then einsum in all its forms."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.op import promoted
from backlight.core.variable import Variable
from backlight.ops import einsum as cards
from backlight.ops.arithmetic import multiply
from backlight.ops.reduce import sum as total
from backlight.ops.shape import diagonal, reshape, transpose
from backlight.tensor.dims import dims_of
from backlight.tensor.out import into, scalar_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backlight.tensor.tensor import Tensor

# The names of dimensions: 0 to 51 in torch's order, then those that stand under an ellipsis.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
UNDER_ELLIPSIS = "αβγδεζηθικλμνξοπρστυφχψω"


def inner(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Σ x[…, k]·y[…, k] over the last dimension, for each pair of the leading ones; numbers multiply.

    >>> backlight.inner(backlight.tensor([1., 2.]), backlight.tensor([[3., 4.], [5., 6.]]))
    tensor([11., 17.])
    """
    n, m = input._array.ndim, other._array.ndim
    if n == 0 or m == 0:
        result = multiply(input, other)
    else:
        a, b = input._array.shape, other._array.shape
        if a[-1] != b[-1]:
            raise RuntimeError(
                "inner() the last dimension must match on both input tensors but got shapes "
                f"{list(a)} and {list(b)}: {a[-1]} and {b[-1]} differ"
            )
        result = _contracted(input, other, (n - 1,), (m - 1,))
    return result if out is None else into(out, result, "inner")


def tensordot(a: Tensor, b: Tensor, dims: Any = 2, out: Tensor | None = None) -> Tensor:
    """Σ of products over pairs of dimensions: the last `dims` of `a` with the first of `b`, or `dims=([1], [0])`.

    The dimensions that are left, those of `a` first, make the shape of the result.

    >>> backlight.tensordot(backlight.ones(2, 3), backlight.ones(4, 3), dims=([1], [1])).shape
    torch.Size([2, 4])
    """
    n, m = a._array.ndim, b._array.ndim
    if isinstance(dims, Variable):
        dims = dims._array.tolist()
    if isinstance(dims, (int, np.integer)):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(n, m):
            raise RuntimeError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        dims = (range(n - dims, n), range(dims))
    left, right = dims
    if isinstance(left, int) or isinstance(right, int):
        raise TypeError("tensordot(): argument 'dims' must be an int or two lists of ints, such as ([1], [0])")
    ours, theirs = dims_of(list(left), n), dims_of(list(right), m)
    if len(ours) != len(theirs):
        raise RuntimeError("both dimension lists should have same length")
    for i, j in zip(ours, theirs, strict=True):
        sizes = a._array.shape[i], b._array.shape[j]
        if sizes[0] != sizes[1] and 1 not in sizes:
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {sizes[0]} in dim {i} and second has size "
                f"{sizes[1]} in dim {j}"
            )
    result = _contracted(a, b, ours, theirs)
    return result if out is None else into(out, result, "tensordot")


def _contracted(x: Any, y: Any, ours: tuple, theirs: tuple) -> Any:
    """Σ x·y over the dimensions `ours` of x paired with `theirs` of y."""
    left = list(LETTERS[: x._array.ndim])
    right = list(LETTERS[x._array.ndim : x._array.ndim + y._array.ndim])
    for i, j in zip(ours, theirs, strict=True):
        right[j] = left[i]
    rest = [i for i in left if i not in right] + [i for i in right if i not in left]
    return _product(x, y, f"{''.join(left)},{''.join(right)}->{''.join(rest)}")


def _product(x: Any, y: Any, equation: str) -> Any:
    if x._array.dtype != y._array.dtype:
        kinds = [scalar_type(dtypes.of(a._array)) for a in (x, y)]
        if any(i in equation.partition(",")[2].partition("->")[0] for i in _summed(equation)):
            raise RuntimeError(
                f"expected scalar type {kinds[0]} but found {kinds[1]}. Matrix products do not convert: "
                "bring both operands to one dtype with .to(dtype)"
            )
        x, y = promoted(x, y)
    return cards.einsum(x, y, equation=equation)


def _summed(equation: str) -> list[str]:
    operands, _, result = equation.partition("->")
    return [i for i in operands.partition(",")[0] if i not in result]


def kron(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The Kronecker product: each element of `input` times the whole of `other`, as blocks of one tensor.

    >>> kron(backlight.tensor([1., 10.]), backlight.tensor([1., 2.]))
    tensor([ 1.,  2., 10., 20.])
    """
    n = max(input._array.ndim, other._array.ndim)
    a = (1,) * (n - input._array.ndim) + input._array.shape
    b = (1,) * (n - other._array.ndim) + other._array.shape
    x = reshape(input, shape=tuple([k for size in a for k in (size, 1)]))  # (n, m) -> (n, 1, m, 1)
    y = reshape(other, shape=tuple([k for size in b for k in (1, size)]))  # (k, l) -> (1, k, 1, l)
    sizes = tuple([i * j for i, j in zip(a, b, strict=True)])
    result = reshape(multiply(x, y), shape=sizes, copied=True)  # (n, k, m, l) -> (n·k, m·l)
    return result if out is None else into(out, result, "kron")


def einsum(*args: Any) -> Tensor:
    """Products of tensors summed over named dimensions: `einsum("ij,jk->ik", x, y)` is the matrix product.

    A dimension that the result does not name is summed over; a name that comes twice in one operand takes its
    diagonal; "..." stands for all other dimensions. Without "->", the names that come once make the result, in
    alphabetical order. `einsum(x, [0, 1], y, [1, 2], [0, 2])` gives the names as numbers. Products go from left to
    right.

    >>> backlight.einsum("ii->i", backlight.tensor([[1., 2.], [3., 4.]]))
    tensor([1., 4.])
    """
    if args and isinstance(args[0], str):
        equation, operands = args[0], args[1:]
        if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
            operands = tuple(operands[0])
    else:
        equation, operands = _of_lists(args)
    if not operands:
        raise RuntimeError("einsum(): must provide at least one operand")
    names, result = _parse(equation, tuple([x._array.ndim for x in operands]))
    _check_sizes(names, [x._array.shape for x in operands])
    terms = [_distinct(x, list(own)) for x, own in zip(operands, names, strict=True)]
    return _evaluate(terms, result)


def _of_lists(args: tuple) -> tuple[str, tuple]:
    """The form einsum(x, [0, 1], y, [1, 2], [0, 2]) as an equation and operands."""

    def text(entries: Sequence) -> str:
        found = []
        for entry in entries:
            if entry is not Ellipsis and not 0 <= entry < len(LETTERS):
                raise ValueError("einsum(): subscript in subscript list is not within the valid range [0, 52)")
            found.append("..." if entry is Ellipsis else LETTERS[entry])
        return "".join(found)

    if len(args) < 2:
        raise ValueError("einsum(): must specify the equation string and at least one operand")
    pairs = len(args) // 2
    left = ",".join([text(args[2 * i + 1]) for i in range(pairs)])
    return (f"{left}->{text(args[-1])}" if len(args) % 2 else left), args[: 2 * pairs : 2]


@lru_cache(maxsize=1024)
def _parse(equation: str, ndims: tuple[int, ...]) -> tuple[list[str], str]:
    """The names of each operand's dimensions and of the result's, one character each."""
    text = equation.replace(" ", "")
    for at, char in enumerate(text.replace("->", ",,", 1).replace("...", ",,,")):
        if char == ".":
            raise RuntimeError(f"einsum(): found '.' at index {at} that is not part of any ellipsis")
        if char != "," and char not in LETTERS:
            raise RuntimeError(
                f"einsum(): invalid subscript given at index {at} in the equation string, subscripts must be in "
                f"[a-zA-Z]: {equation!r}"
            )
    left, arrow, right = text.partition("->")
    parts = left.split(",")
    if len(parts) != len(ndims):
        how = "fewer" if len(parts) > len(ndims) else "more"
        raise RuntimeError(
            f"einsum(): {how} operands were provided than specified in the equation: {len(ndims)} for {equation!r}"
        )
    under = ["" if "..." not in part else _hidden(part, ndim) for part, ndim in zip(parts, ndims, strict=True)]
    names = [part.replace("...", hidden, 1) for part, hidden in zip(parts, under, strict=True)]
    for i, (own, ndim) in enumerate(zip(names, ndims, strict=True)):
        if len(own) != ndim:
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({len(own)}) does not match the number of "
                f"dimensions ({ndim}) for operand {i} and no ellipsis was given"
            )
    widest = max(under, key=len)
    if not arrow:
        letters = "".join(names)
        return names, widest + "".join([i for i in LETTERS if letters.count(i) == 1])
    result = right.replace("...", widest, 1)
    for i in result:
        if result.count(i) > 1:
            raise RuntimeError(f"einsum(): output subscript {i} appears more than once in the output")
        if not any(i in own for own in names):
            raise RuntimeError(f"einsum(): output subscript {i} does not appear in the equation for any input operand")
    return names, result


def _hidden(part: str, ndim: int) -> str:
    """The names of the dimensions under the ellipsis of one operand; they are aligned at the right."""
    count = ndim - (len(part) - 3)
    if count < 0:
        raise RuntimeError(
            f"einsum(): the number of subscripts in the equation ({len(part) - 3}) is more than the number of "
            f"dimensions ({ndim}) of the operand of {part!r}"
        )
    return UNDER_ELLIPSIS[len(UNDER_ELLIPSIS) - count :]


def _check_sizes(names: list[str], shapes: list[tuple]) -> None:
    seen: dict[str, int] = {}
    for position, (own, shape) in enumerate(zip(names, shapes, strict=True)):
        for i, size in zip(own, shape, strict=True):
            first = shape[own.index(i)]
            if size != first:
                raise RuntimeError(
                    f"einsum(): subscript {i} is repeated for operand {position} but the sizes don't match, "
                    f"{size} != {first}"
                )
            if seen.setdefault(i, size) != size and size != 1:
                if seen[i] != 1:
                    raise RuntimeError(
                        f"einsum(): subscript {i} has size {size} for operand {position} which does not broadcast "
                        f"with previously seen size {seen[i]}"
                    )
                seen[i] = size


def _distinct(x: Any, own: list[str]) -> tuple[Any, list[str]]:
    """The operand with one dimension per name: where a name comes twice, the diagonal."""
    for i in own.copy():
        while own.count(i) > 1:
            first = own.index(i)
            second = own.index(i, first + 1)
            x = diagonal(x, offset=0, axis1=first, axis2=second)  # the two go, their diagonal comes last
            del own[second], own[first]
            own.append(i)
    return x, own


def _evaluate(terms: list, result: str) -> Any:
    x, names = terms[0]
    for position, (y, others) in enumerate(terms[1:], 1):
        later = set(result).union(*[own for _, own in terms[position + 1 :]])
        x, names = _without(x, names, [i for i in names if i not in others and i not in later])
        y, others = _without(y, others, [i for i in others if i not in names and i not in later])
        made = list(result) if position == len(terms) - 1 else [i for i in dict.fromkeys(names + others) if i in later]
        x = _product(x, y, f"{''.join(names)},{''.join(others)}->{''.join(made)}")
        names = made
    if len(terms) > 1:
        return x
    summed = [i for i in names if i not in result]
    order = [*result, *summed]
    if order != names or not summed:
        x = transpose(x, axes=tuple([names.index(i) for i in order]))
    return _without(x, order, summed)[0]


def _without(x: Any, names: list[str], gone: list[str]) -> tuple[Any, list[str]]:
    if not gone:
        return x, names
    axes = tuple([names.index(i) for i in gone])
    return total(x, axis=axes, keepdims=False), [i for i in names if i not in gone]
