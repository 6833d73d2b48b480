"""Samples for pooling: windows along axes, their largest elements, their means, and elements of planes by place."""

from __future__ import annotations

import numpy as np

from backlight.ops.windows import Even, shared_out
from tests.samples import ErrorSample, OpSamples, Sample

PAIRS = (Even(2, 2, 0, 1, 2),) * 2  # 2 × 2 side by side, on 4 × 4
PADDED = (Even(3, 2, 1, 1, 3), Even(3, 1, 1, 2, 3))  # overlapping, beyond the edge, dilated; on 5 × 5
UNEVEN = (shared_out(5, 3), shared_out(5, 4))
ROWS = (Even(2, 1, 0, 1, 4),)
SIZES = {PAIRS: (4, 4), PADDED: (5, 5), UNEVEN: (5, 5), ROWS: (5,)}
NAMES = dict(zip(SIZES, ("pairs", "padded", "uneven", "rows"), strict=True))


def distinct(rng, shape):
    """Numbers of which none are close to each other."""
    return rng.permutation(np.arange(np.prod(shape)) * 0.37 - 3).reshape(shape)


def window_max(rng):
    found = [Sample((distinct(rng, (2, 3, *SIZES[w])),), {"windows": w, "wanted": False}, NAMES[w]) for w in SIZES]
    strange = rng.integers(0, 3, (2, 4, 4)) * 1.0
    strange[0, 1, 1], strange[0, 0, 3], strange[1, 2:] = np.nan, np.inf, -np.inf
    return [
        *found,
        Sample((strange,), {"windows": PAIRS, "wanted": False}, "strange"),
        Sample((rng.integers(-9, 9, (1, 4, 4)),), {"windows": PAIRS, "wanted": False}, "int"),
        Sample((np.zeros((0, 4, 4)),), {"windows": PAIRS, "wanted": False}, "empty"),
        Sample((distinct(rng, (4, 4, 2)).transpose(2, 1, 0),), {"windows": PAIRS, "wanted": False}, "transposed"),
    ]


def _cut(torch, x, windows):
    """For each axis all windows, as one more axis at the end that is reduced by the caller, the last axis first."""
    for back, w in enumerate(reversed(windows), 1):
        yield x.ndim - back, w


def _positions(w, n):
    """The elements of each window, (count, size), and which of them are on the axis."""
    if isinstance(w, Even):
        at = np.arange(w.count)[:, None] * w.step - w.before + np.arange(w.size) * w.dilation
        return at, (at >= 0) & (at < n)
    longest = max(e - s for s, e in zip(w.starts, w.ends, strict=True))
    at = np.array(w.starts)[:, None] + np.arange(longest)
    return at, at < np.array(w.ends)[:, None]


def _windowed(torch, x, axis, w, fill):
    """The windows of a tensor along an axis: (…, count, …, size), those beyond the axis filled."""
    at, inside = _positions(w, x.shape[axis])
    picked = x.index_select(axis, torch.from_numpy(np.where(inside, at, 0).ravel()))
    picked = picked.unflatten(axis, at.shape).movedim(axis + 1, -1)
    mask = torch.from_numpy(inside).reshape(*[1] * axis, at.shape[0], *[1] * (x.ndim - axis - 1), at.shape[1])
    return picked.masked_fill(~mask, fill)


def _torch_max(torch, x, windows, wanted):
    low = -float("inf") if x.is_floating_point() else torch.iinfo(x.dtype).min
    for axis, w in _cut(torch, x, windows):
        x = _windowed(torch, x, axis, w, low).amax(-1)
    return x


def choices(rng, windows, shape):
    """A place in each window, per axis, the last one first."""
    found, shape = [], list(shape)
    for back, w in enumerate(reversed(windows), 1):
        axis = len(shape) - back
        at, inside = _positions(w, shape[axis])
        shape[axis] = len(at)
        size = [1] * len(shape)
        size[axis] = len(at)
        first, last = inside.argmax(1), inside.shape[1] - 1 - inside[:, ::-1].argmax(1)
        pick = rng.integers(0, 2, shape)
        found.append(np.where(pick, first.reshape(size), last.reshape(size)).astype(np.uint8))
    return found


def window_pick(rng):
    found = []
    for w, size in SIZES.items():
        shape = (2, 3, *size)
        params = {"windows": w, "form": "MaxPool2DWithIndices"}
        found.append(Sample((rng.standard_normal(shape), *choices(rng, w, shape)), params, NAMES[w]))
    return found


def _torch_pick(torch, x, *places, windows, form):
    for (axis, w), which in zip(_cut(torch, x, windows), places, strict=True):
        x = _windowed(torch, x, axis, w, 0.0).gather(-1, which.long().unsqueeze(-1)).squeeze(-1)
    return x


def window_place(rng):
    found = []
    for w, size in SIZES.items():
        shape = (2, 3, *size)
        picked = choices(rng, w, shape)
        params = {"windows": w, "shape": shape, "form": "MaxPool2DWithIndices"}
        g = rng.standard_normal(picked[-1].shape)
        found.append(Sample((g, *picked), params, NAMES[w]))
    return found


def _torch_place(torch, g, *places, windows, shape, form):
    x = torch.zeros(shape, dtype=g.dtype, requires_grad=True)
    picked = _torch_pick(torch, x, *places, windows=windows, form=form)
    (back,) = torch.autograd.grad(picked, x, g, create_graph=True)
    return back


MEANS = [
    (PAIRS, (4, 4), {"padded": True, "divisor": None}, "AvgPool2D", (2, 2, 0, False)),
    ((Even(3, 2, 1, 1, 3),) * 2, (5, 5), {"padded": True, "divisor": None}, "AvgPool2D", (3, 2, 1, False)),
    ((Even(3, 2, 1, 1, 3),) * 2, (5, 5), {"padded": False, "divisor": None}, "AvgPool2D", (3, 2, 1, False)),
    ((Even(2, 2, 0, 1, 3),) * 2, (5, 5), {"padded": True, "divisor": None}, "AvgPool2D", (2, 2, 0, True)),
    (PAIRS, (4, 4), {"padded": True, "divisor": 3}, "AvgPool2D", (2, 2, 0, False)),
    ((Even(20, 20, 0, 1, 2),) * 2, (40, 40), {"padded": True, "divisor": None}, "AvgPool2D", (20, 20, 0, False)),
]


def window_mean(rng):
    found = [
        Sample((rng.standard_normal((2, 1, *size)),), {"windows": w, **how, "form": form}, f"mean_{i}")
        for i, (w, size, how, form, _) in enumerate(MEANS)
    ]
    whole = {"windows": PAIRS, "padded": True, "divisor": None, "form": "AvgPool2D"}
    return [
        *found,
        Sample((rng.integers(-9, 9, (1, 4, 4)),), whole, "int"),
        Sample((np.zeros((0, 1, 4, 4)),), whole, "empty"),
        Sample((rng.standard_normal((4, 4, 2)).T,), whole, "transposed"),
    ]


def _torch_mean(torch, x, windows, padded, divisor, form):
    kernel, stride, padding, ceil_mode = next(
        how[4] for how in MEANS if how[0] == windows and how[2] == {"padded": padded, "divisor": divisor}
    )
    return torch.nn.functional.avg_pool2d(x, kernel, stride, padding, ceil_mode, padded, divisor)


def window_share(rng):
    return [
        Sample(
            (rng.standard_normal((2, 1, *[a.count for a in w])),),
            {"windows": w, "shape": (2, 1, *size), **how, "form": form},
            f"mean_{i}",
        )
        for i, (w, size, how, form, _) in enumerate(MEANS)
    ]


def _torch_share(torch, g, windows, shape, padded, divisor, form):
    x = torch.zeros(shape, dtype=g.dtype, requires_grad=True)
    means = _torch_mean(torch, x, windows, padded, divisor, form)
    (back,) = torch.autograd.grad(means, x, g, create_graph=True)
    return back


def planes(rng):
    x = rng.standard_normal((2, 3, 4, 4))
    index = rng.integers(0, 16, (2, 3, 2, 2))
    return x, index


def plane_pick(rng):
    x, index = planes(rng)
    return [
        Sample((x, index), {"axes": 2}),
        Sample((x, index), {"axes": 2, "form": "FractionalMaxPool2D"}, "form"),
        Sample((x[:0], index[:0]), {"axes": 2}, "empty"),
    ]


def _torch_plane_pick(torch, x, index, axes, form=""):
    return x.flatten(-axes).gather(-1, index.flatten(-axes)).unflatten(-1, index.shape[-axes:])


def plane_sum(rng):
    x, index = planes(rng)
    return [Sample((rng.standard_normal((2, 3, 2, 2)), index), {"shape": x.shape, "axes": 2})]


def _torch_plane_sum(torch, g, index, shape, axes):
    zeros = torch.zeros(shape, dtype=g.dtype).flatten(-axes)
    return zeros.scatter_add(-1, index.flatten(-axes), g.flatten(-axes)).unflatten(-1, shape[-axes:])


def plane_write(rng):
    index = np.stack([rng.permutation(16)[:4].reshape(2, 2) for _ in range(6)]).reshape(2, 3, 2, 2)
    params = {"shape": (2, 3, 4, 4), "axes": 2, "form": "MaxUnpool2D"}
    return [Sample((rng.standard_normal((2, 3, 2, 2)), index), params)]


def _torch_plane_write(torch, x, index, shape, axes, form=""):
    return torch.nn.functional.max_unpool2d(x, index, 2, output_size=shape[-2:])


def fractional_max(rng):
    x, samples = distinct(rng, (2, 3, 7, 8)), rng.random((2, 3, 2))
    return [
        Sample((x, samples), {"kernel": (2, 3), "counts": (3, 4)}),
        Sample((x, samples), {"kernel": (2, 2), "counts": (1, 1)}, "one"),
        Sample((distinct(rng, (1, 5, 5, 5)), rng.random((1, 3))), {"kernel": (2, 2, 2), "counts": (2, 3, 2)}, "3d"),
        Sample((x[:0], samples[:0]), {"kernel": (2, 3), "counts": (3, 4)}, "empty"),
    ]


def _torch_fractional(torch, x, samples, kernel, counts):
    pool = getattr(torch.nn.functional, f"fractional_max_pool{len(kernel)}d")
    samples = samples if x.ndim == len(kernel) + 2 else samples[None]
    return pool(x, kernel, counts, return_indices=True, _random_samples=samples)


SAMPLES = {
    "window_max": OpSamples(window_max, _torch_max),
    "window_pick": OpSamples(window_pick, _torch_pick, own_name=True),
    "window_place": OpSamples(window_place, _torch_place, own_name=True),
    "window_mean": OpSamples(window_mean, _torch_mean),
    "window_share": OpSamples(window_share, _torch_share, own_name=True),
    "plane_pick": OpSamples(plane_pick, _torch_plane_pick, own_name=True),
    "plane_sum": OpSamples(plane_sum, _torch_plane_sum, own_name=True),
    "plane_write": OpSamples(plane_write, _torch_plane_write),
    "fractional_max": OpSamples(fractional_max, _torch_fractional),
}

ERRORS: dict[str, list[ErrorSample]] = {}
