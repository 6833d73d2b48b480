"""Random tensors, in torch's own numbers: of a given shape, then around given tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core import dtypes
from backlight.core.layout import empty_like as memory_like
from backlight.core.modes import state
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.ops.random import draw
from backlight.tensor.generator import stream
from backlight.tensor.numbers import number, whole
from backlight.tensor.options import LIKE, OUT, checked, chosen, made, needing_grad, shape_of, tuple_of
from backlight.tensor.redrawing import drawn_for, redrawn
from backlight.tensor.surface import given, tensor_in

if TYPE_CHECKING:
    from typing import Unpack

    from backlight.tensor.options import DrawnLikeOptions, DrawnOptions, IntegerLikeOptions, IntegerOptions, OutOptions
    from backlight.tensor.tensor import Tensor


def rand(*size: Any, **options: Unpack[DrawnOptions]) -> Tensor:
    """Floats drawn uniformly from [0, 1); takes the options of `zeros`, and `generator`.

    >>> g = backlight.manual_seed(0)
    >>> rand(3)
    tensor([0.4963, 0.7682, 0.0885])
    """
    return _drawn("rand", shape_of("rand", size, options), options, how="uniform")


def randn(*size: Any, **options: Unpack[DrawnOptions]) -> Tensor:
    """Floats from the standard normal distribution; takes the options of `zeros`, and `generator`.

    >>> g = backlight.manual_seed(0)
    >>> randn(3)
    tensor([ 1.5410, -0.2934, -2.1788])
    """
    return _drawn("randn", shape_of("randn", size, options), options, how="normal")


def _drawn(function: str, shape: tuple, options: Any, kind: np.dtype | None = None, **params: Any) -> Tensor:
    generator = stream(options.pop("generator", None), function)
    if options.get("out") is not None:
        return _drawn_into(checked(function, options, OUT), function, shape, options, generator, params)
    return made(function, lambda kind: draw(generator=generator, shape=shape, dtype=kind, **params), options, kind, OUT)


def _drawn_into(
    out: Any, function: str, shape: tuple, options: Any, generator: Any, params: dict, *operands: Any
) -> Tensor:
    if out._needs_grad and state.grad:
        raise RuntimeError(f"{function}(): functions with out=... arguments don't support automatic differentiation")
    kind = chosen(function, options, None, out)
    if out._array.shape != shape:
        out._array = np.empty(shape, kind)
    redrawn(out, "", *operands, generator=generator, **params)
    return needing_grad(out) if options.get("requires_grad") else out


def randint(*args: Any, **options: Unpack[IntegerOptions]) -> Tensor:
    """randint(high, size), randint(low, high, size): integers from low (0) on, below high; int64 without a `dtype`.

    >>> g = backlight.manual_seed(0)
    >>> randint(10, (4,))
    tensor([4, 9, 3, 0])
    """
    named = {name: options.pop(name) for name in ("low", "high", "size") if name in options}
    count = len(args) + len(named)
    names = ("low", "high", "size") if count == 3 else ("high", "size")
    names = tuple([name for name in names if name not in named])
    if len(args) != len(names):
        raise TypeError(
            f"randint() received an invalid combination of arguments - got {args} beside {sorted(named)}, "
            "but expected (high, size) or (low, high, size), with size a tuple"
        )
    named.update(zip(names, args, strict=True))
    shape = tuple_of("randint", named["size"], count)
    low, high = _bound("randint", "low", named.get("low", 0)), _bound("randint", "high", named["high"])
    return _drawn("randint", shape, options, dtypes.int64.numpy, how="integers", low=low, high=high)


def _bound(function: str, argument: str, value: Any) -> int:
    bound = whole(function, argument, 1, value)
    if not -(2**63) <= bound < 2**63:
        raise ValueError(f"Overflow when unpacking long long: {argument}={bound} is beyond 64 bits")
    return bound


def randperm(n: int, **options: Unpack[DrawnOptions]) -> Tensor:
    """The numbers below `n` in random order; takes the options of `zeros`, and `generator`.

    >>> g = backlight.manual_seed(0)
    >>> randperm(4)
    tensor([0, 1, 3, 2])
    """
    generator, length = stream(options.pop("generator", None), "randperm"), whole("randperm", "n", 1, n)
    build = lambda kind: draw(how="permutation", generator=generator, n=length, dtype=kind)
    return made("randperm", build, options, dtypes.int64.numpy, OUT)


def rand_like(input: Tensor, **options: Unpack[DrawnLikeOptions]) -> Tensor:
    """Floats drawn uniformly from [0, 1), in the shape and dtype of `input`."""
    return _drawn_like("rand_like", input, options, how="uniform")


def randn_like(input: Tensor, **options: Unpack[DrawnLikeOptions]) -> Tensor:
    """Floats from the standard normal distribution, in the shape and dtype of `input`."""
    return _drawn_like("randn_like", input, options, how="normal")


def randint_like(input: Tensor, *bounds: Any, **options: Unpack[IntegerLikeOptions]) -> Tensor:
    """randint_like(input, high), randint_like(input, low, high): integers in the shape and dtype of `input`."""
    names = ("low", "high") if len(bounds) + ("low" in options) + ("high" in options) == 2 else ("high",)
    named = {name: options.pop(name) for name in names if name in options}
    names = tuple([name for name in names if name not in named])
    if len(bounds) != len(names):
        raise TypeError("randint_like() received an invalid combination of arguments: it takes (high) or (low, high)")
    named.update(zip(names, bounds, strict=True))
    low, high = (
        _bound("randint_like", name, number("randint_like", name, 2, named.get(name, 0))) for name in ("low", "high")
    )
    return _drawn_like("randint_like", input, options, how="integers", low=low, high=high)


def _drawn_like(function: str, input: Any, options: Any, **params: Any) -> Tensor:
    x, format = tensor_in(function, input)._array, options.get("memory_format")
    generator = stream(options.pop("generator", None), function)

    def build(kind: np.dtype) -> np.ndarray:
        out = memory_like(x, kind, format, function)
        values = drawn_for(out, generator=generator, **params)
        if out.flags.c_contiguous:
            return values
        out[...] = values
        return out

    return made(function, build, options, x.dtype, LIKE)


def normal(
    mean: Any, std: Any = 1.0, size: Any = None, *, generator: Any = None, **options: Unpack[OutOptions]
) -> Tensor:
    """Normal numbers: one around each element of `mean` and `std`, or `size` of them around two numbers.

    Gradients of tensors `mean` and `std` are zeros, as in torch: draw randn and compute mean + std * randn for others.

    >>> g = backlight.manual_seed(0)
    >>> normal(backlight.tensor([0.0, 100.0]), 0.5)
    tensor([ 0.7705, 99.8533])
    """
    if size is not None:
        mean, std = _float("normal", "mean", 1, mean), _float("normal", "std", 2, std)
        drawn = {**options, "generator": generator}
        return _drawn("normal", tuple_of("normal", size, 3), drawn, how="normal", mean=mean, std=std)
    tensors = [isinstance(x, Variable) for x in (mean, std)]
    if not any(tensors):
        raise TypeError(
            "normal(): argument 'mean' (position 1) must be Tensor, not float; or give a size of the result"
        )
    out = checked("normal", options, frozenset(("out",)))
    mean = mean if tensors[0] else _float("normal", "mean", 1, mean)
    std = std if tensors[1] else _float("normal", "std", 2, std)
    node = f"NormalBackward{1 if not tensors[1] else 2 if not tensors[0] else 3}"
    return given(out, draw(mean, std, how="normal_around", generator=stream(generator, "normal"), node=node), "normal")


def _float(function: str, argument: str, position: int, value: Any) -> float:
    return float(number(function, argument, position, value))


def bernoulli(input: Tensor, p: Any = None, *, generator: Any = None, out: Tensor | None = None) -> Tensor:
    """Ones with the probabilities that `input` holds and zeros otherwise; or with probability `p` everywhere.

    >>> g = backlight.manual_seed(0)
    >>> bernoulli(backlight.tensor([0.0, 0.5, 1.0]))
    tensor([0., 0., 1.])
    """
    x = tensor_in("bernoulli", input)
    source = stream(generator, "bernoulli")
    probabilities = x if p is None else _float("bernoulli", "p", 2, p)
    shape, kind = x._array.shape, x._array.dtype
    if out is not None:
        out = checked("bernoulli", {"out": out}, OUT)
        return _drawn_into(out, "bernoulli", shape, {}, source, {"how": "bernoulli"}, probabilities)
    about = {"how": "bernoulli", "generator": source, "shape": shape, "dtype": kind, "node": "BernoulliBackward0"}
    drawn = draw(probabilities, **about)
    return drawn if p is None else constant(drawn)


def multinomial(
    input: Tensor, num_samples: int, replacement: bool = False, *, generator: Any = None, out: Tensor | None = None
) -> Tensor:
    """`num_samples` indices drawn from each row of weights.

    Args:
        input: weights, not negative, of shape (places,) or (rows, places).
        replacement: whether a place may be drawn twice.

    >>> g = backlight.manual_seed(0)
    >>> multinomial(backlight.tensor([0.0, 10.0, 3.0]), 2)
    tensor([1, 2])
    """
    n = whole("multinomial", "num_samples", 2, num_samples)
    if out is not None and out._array.dtype != np.int64:
        raise RuntimeError(f"multinomial expects Long tensor out, got: {dtypes.scalar_type(dtypes.of(out._array))}")
    about = {"generator": stream(generator, "multinomial"), "n": n, "replacement": replacement}
    return given(out, draw(tensor_in("multinomial", input), how="multinomial", **about), "multinomial")


def poisson(input: Tensor, generator: Any = None) -> Tensor:
    """A Poisson count for each rate in `input`."""
    x = tensor_in("poisson", input)
    return draw(x, how="poisson", generator=stream(generator, "poisson"), node="PoissonBackward0")
