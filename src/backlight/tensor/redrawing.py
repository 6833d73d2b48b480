"""Tensors overwritten with random numbers, in place: normal_, uniform_, random_ and their kin.

Numbers are handed out in the order of memory, as in torch: a transposed tensor gets other ones than its twin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from backlight.core.inplace import guard, inplace, needing
from backlight.core.result import constant
from backlight.core.variable import Variable
from backlight.ops.random import draw, redraw
from backlight.tensor.generator import stream
from backlight.tensor.numbers import number, whole
from backlight.tensor.turning import permute

if TYPE_CHECKING:
    from backlight.tensor.tensor import Tensor

_overwrite = inplace(redraw, "a random draw")


def drawn_for(array: np.ndarray, *operands: Any, generator: Any, how: str, **params: Any) -> Any:
    """Random values of the shape and dtype of `array`, in the order of its memory."""
    about = {"generator": generator, "how": how, "dtype": array.dtype, **params}
    contiguous = array.flags.c_contiguous
    if how == "normal":
        about["contiguous"] = contiguous
    if contiguous or array.ndim < 2:
        return draw(*operands, shape=array.shape, **about)
    order = np.argsort([-step for step in array.strides], kind="stable")
    shape = tuple([array.shape[axis] for axis in order])
    drawn = draw(*[_permuted(x, order) for x in operands], shape=shape, **about)
    return _permuted(drawn, np.argsort(order))


def _permuted(x: Any, order: np.ndarray) -> Any:
    if isinstance(x, Variable):
        return permute(x, order.tolist())  # type: ignore[arg-type]
    return x.transpose(order) if isinstance(x, np.ndarray) else x


def redrawn(x: Any, node: str, *operands: Any, **about: Any) -> Tensor:
    """Overwrite a tensor with random values; `node` is the name of the node, if a graph goes through it."""
    guard(x, needing(x, *operands))
    values = drawn_for(x._array, *operands, **about)
    return _overwrite(x, values if isinstance(values, Variable) else constant(values), node=node)


def _floats(function: str, **values: Any) -> dict[str, float]:
    return {name: float(number(function, name, i, value)) for i, (name, value) in enumerate(values.items(), 1)}


class RedrawingMethods(Variable):
    """The methods of this family; `Tensor` inherits them."""

    def uniform_(self, low: float = 0.0, /, to: float = 1.0, *, generator: Any = None, **named: float) -> Tensor:
        """Overwrite with floats drawn uniformly from [from, to)."""
        bounds = _floats("uniform_", low=_only("uniform_", named, "from", low), high=to)
        return redrawn(self, "UniformBackward0", how="uniform", generator=stream(generator, "uniform_"), **bounds)

    def normal_(self, mean: float = 0.0, std: float = 1.0, *, generator: Any = None) -> Tensor:
        """Overwrite with normal numbers.

        >>> g = backlight.manual_seed(0)
        >>> backlight.zeros(3).normal_()
        tensor([ 1.5410, -0.2934, -2.1788])
        """
        about = _floats("normal_", mean=mean, std=std)
        return redrawn(self, "NormalBackward0", how="normal", generator=stream(generator, "normal_"), **about)

    def random_(self, *bounds: int, generator: Any = None, **named: Any) -> Tensor:
        """Overwrite with integers: random_() as many as the dtype has from 0 on, random_(to), random_(from, to)."""
        names = ("from", "to") if len(bounds) == 2 else ("to",)
        if len(bounds) > 2 or not {*named} <= {"from", "to"} - {*names[: len(bounds)]}:
            raise TypeError(f"random_() takes (to) or (from, to), got {bounds} and {named}")
        named.update(zip(names, bounds, strict=False))
        stream_ = stream(generator, "random_")
        if not named:
            return redrawn(self, "RandomBackward2", how="whole_range", generator=stream_)
        low, high = (
            None if v is None else whole("random_", "to", 1, v) for v in (named.get("from", 0), named.get("to"))
        )
        node = "RandomBackward0" if "from" in named else "RandomBackward1"
        return redrawn(self, node, how="integers", generator=stream_, low=low, high=high)

    def bernoulli_(self, p: Any = 0.5, *, generator: Any = None) -> Tensor:
        """Overwrite with ones, with probability `p` (a number, or a tensor that broadcasts), and zeros."""
        if isinstance(p, Variable):
            shape = self._array.shape
            if p._array.shape != shape:
                p = p.expand(shape)  # type: ignore[attr-defined]
            node = "BernoulliBackward1"
        else:
            p, node = _floats("bernoulli_", p=p)["p"], "BernoulliBackward2"
        return redrawn(self, node, p, how="bernoulli", generator=stream(generator, "bernoulli_"))

    def exponential_(self, lambd: float = 1.0, *, generator: Any = None) -> Tensor:
        """Overwrite with exponential numbers of rate `lambd`: −log(1 − u) / lambd for uniform u."""
        rate = _floats("exponential_", lambd=lambd)["lambd"]
        return redrawn(
            self, "ExponentialBackward0", how="exponential", generator=stream(generator, "exponential_"), rate=rate
        )

    def geometric_(self, p: float, *, generator: Any = None) -> Tensor:
        """Overwrite with the number of tosses until a success of probability `p`."""
        about = _floats("geometric_", p=p)
        return redrawn(self, "GeometricBackward0", how="geometric", generator=stream(generator, "geometric_"), **about)

    def log_normal_(self, mean: float = 1.0, std: float = 2.0, *, generator: Any = None) -> Tensor:
        """Overwrite with exp of normal numbers."""
        about = _floats("log_normal_", mean=mean, std=std)
        return redrawn(
            self, "LogNormalBackward0", how="log_normal", generator=stream(generator, "log_normal_"), **about
        )

    def cauchy_(self, median: float = 0.0, sigma: float = 1.0, *, generator: Any = None) -> Tensor:
        """Overwrite with Cauchy numbers: median + sigma · tan(π(u − ½)) for uniform u."""
        about = _floats("cauchy_", median=median, sigma=sigma)
        return redrawn(self, "CauchyBackward0", how="cauchy", generator=stream(generator, "cauchy_"), **about)

    def bernoulli(self, p: Any = None, *, generator: Any = None) -> Tensor:
        """Ones with the probabilities that this tensor holds, or with probability `p`, and zeros."""
        from backlight.tensor.random import bernoulli

        return bernoulli(self, p, generator=generator)  # type: ignore[arg-type]

    def multinomial(self, num_samples: int, replacement: bool = False, *, generator: Any = None) -> Tensor:
        """Indices drawn by the weights that this tensor holds."""
        from backlight.tensor.random import multinomial

        return multinomial(self, num_samples, replacement, generator=generator)  # type: ignore[arg-type]


def _only(function: str, named: dict, name: str, value: Any) -> Any:
    """The value of a keyword that Python has taken for itself, such as `from`."""
    for other in named:
        if other != name:
            raise TypeError(f"{function}() got an unexpected keyword argument '{other}'")
    return named.get(name, value)
