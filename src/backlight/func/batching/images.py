"""Rules for what works on images, signals and matrices: leading dimensions first, then convolutions, then means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backlight.core.card import OPS
from backlight.core.fit import broadcast_to
from backlight.func.batching.batch import Batch
from backlight.func.batching.plain import looped
from backlight.ops.shape import reshape, transpose


def leading(*cores: int) -> Callable:
    """Operands whose last dimensions, so many of each, are matrices or the like, and any others may stand before them.

    Without `cores` all operands have the same dimensions before.
    """

    def rule(b: Batch) -> Any:
        kinds = cores
        if b.params.get("vector"):
            kinds = (2, 1)
        lead = max([n - core for n, core in zip(b.ndims, kinds, strict=False)], default=0)
        operands = []
        for i in range(len(b.operands)):
            x = b.front(i)
            if kinds and hasattr(x, "_array"):
                x = b.shaped(x, (1,) * (lead - b.ndims[i] + kinds[i]) + b.shape(i))
            operands.append(x)
        moved = {"shape": (b.size, *b.params["shape"])} if "shape" in b.params else {}
        return b.call(*operands, **{**b.params, **moved})

    return rule


def folded(b: Batch) -> Any:
    """The examples as a longer first dimension."""
    x = _folded(b, 0)
    out = b.call(x, **b.params)
    return _unfolded(b, out)


def window_max(b: Batch) -> Any:
    """The largest of windows, as the choice of them, which has a gradient; the places too, if `wanted`."""
    x, windows = b.front(0), b.params["windows"]
    _, *choices = b.call(x, windows=windows, wanted=True)
    picked = OPS["window_pick"].call(x, *choices, windows=windows, form="MaxPool")
    return (picked, *choices) if b.params["wanted"] else picked


def fractional_max(b: Batch) -> Any:
    """The largest of windows drawn at random, as the choice of them, which has a gradient; and their places."""
    _, places = looped(b)
    axes = len(b.params["kernel"])
    form = f"FractionalMaxPool{axes}D"
    return OPS["plane_pick"].call(b.front(0), places, axes=axes, form=form), places


def _folded(b: Batch, i: int) -> Any:
    x = b.front(i)
    n, *rest = b.shape(i)
    return reshape(x, shape=(b.size * n, *rest))  # (B, n, …) -> (B·n, …)


def _unfolded(b: Batch, out: Any) -> Any:
    shape = out._array.shape
    return reshape(out, shape=(b.size, shape[0] // b.size if b.size else 0, *shape[1:]))


def qr(b: Batch) -> Any:
    """Without the orthogonal factor, an empty vector stands in its place."""
    q, r = b.call(b.front(0), **b.params)
    return (broadcast_to(q, shape=(b.size, 0)) if b.params.get("mode") == "r" else q), r


def solved(b: Batch) -> Any:
    """What is said of each matrix has the dimensions that stand before the matrices alone."""
    x, told = leading(2, 2)(b)
    return x, b.shaped(told, b.shape(0)[:-2])


def attention(b: Batch) -> Any:
    """The examples as more of the first dimension, which the mask has too."""
    q, k, v = [_folded(b, i) for i in range(3)]
    mask = b.operands[3]
    if mask is not None:
        whole = (*b.shape(0)[:3], b.shape(1)[2])
        mask = broadcast_to(b.raised(3, 4), shape=(b.size, *whole))
        mask = reshape(mask, shape=(-1, *whole[1:]))  # (B, b, h, l, s) -> (B·b, h, l, s)
    return tuple([_unfolded(b, out) for out in b.call(q, k, v, mask, **b.params)])


def _in_channels(b: Batch, i: int) -> Any:
    """(B, n, c, …) -> (n, B·c, …)."""
    x = b.front(i)
    n, c, *rest = b.shape(i)
    order = (1, 0, *range(2, x._array.ndim))
    return reshape(transpose(x, axes=order), shape=(n, b.size * c, *rest))


def _out_of_channels(b: Batch, out: Any) -> Any:
    n, c, *rest = out._array.shape
    apart = reshape(out, shape=(n, b.size, c // b.size, *rest))  # (n, B·c, …) -> (n, B, c, …)
    return transpose(apart, axes=(1, 0, *range(2, apart._array.ndim)))


def _grouped(b: Batch) -> dict:
    return {**b.params, "groups": b.params["groups"] * b.size}


def convolution(b: Batch) -> Any:
    """With the same weights, the examples are more images; else each is a group of channels."""
    _, w, *bias = b.operands
    if not any(b.lanes[1:]):
        return _unfolded(b, b.call(_folded(b, 0), w, *bias, **b.params))
    more = [reshape(b.front(2), shape=(-1,)) if one is not None else None for one in bias]  # (B, o) -> (B·o,)
    return _out_of_channels(b, b.call(_in_channels(b, 0), _folded(b, 1), *more, **_grouped(b)))


def convolution_weight(b: Batch) -> Any:
    """The gradients for the weights: each example is a group of channels."""
    return _unfolded(b, b.call(_in_channels(b, 0), _in_channels(b, 1), **_grouped(b)))


def normalised(b: Batch) -> Any:
    """By its own mean and variance: weight and bias are applied after, as they may be those of each example."""
    params = b.params
    shape, axes, affine = params["shape"], params["axes"], params["affine"]
    if 0 in axes:
        n, c, *rest = shape
        x = b.shaped(b.front(0), shape)
        x = reshape(transpose(x, axes=(1, 0, *range(2, x._array.ndim))), shape=(n, b.size * c, *rest))
        inside, plain = (n, b.size * c, *rest), (1, b.size * c, *(1,) * len(rest))
    else:
        inside = (b.size * shape[0], *shape[1:])
        x, plain = reshape(b.front(0), shape=inside), affine
    about = {**params, "shape": inside, "affine": plain, "stats": (-1,)}
    out, mean, var = b.call(x, None, None, **about)
    out = _out_of_channels(b, out) if 0 in axes else out
    out = b.shaped(out, shape)
    w, bias = [_beside(b, i, affine) for i in (1, 2)]
    out = out if w is None else out * w
    out = out if bias is None else out + bias
    stats = params["stats"]
    return b.shaped(out, b.shape(0)), b.shaped(mean, stats), b.shaped(var, stats)


def _beside(b: Batch, i: int, affine: tuple) -> Any:
    x = b.operands[i]
    if x is None:
        return None
    return b.shaped(x, affine) if b.lanes[i] else reshape(x, shape=affine)


def normalised_by(b: Batch) -> Any:
    """By a mean and a variance that are given: a linear function."""
    params = b.params
    affine = params["affine"]
    w, bias = [_beside(b, i, affine) for i in (1, 2)]
    mean, var = [_beside(b, i, affine).detach() for i in (3, 4)]  # these have no gradient
    x = b.shaped(b.front(0), params["shape"])
    scale = (var + params["eps"]) ** -0.5
    out = (x - mean) * (scale if w is None else scale * w)
    return b.shaped(out if bias is None else out + bias, b.shape(0))
