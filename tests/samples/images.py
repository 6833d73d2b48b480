"""Samples for padding, resizing, shuffling and sampling of images."""

from __future__ import annotations

import numpy as np

from backlight.ops.resampling import Resampling
from tests.samples import ErrorSample, OpSamples, Sample


def pad(rng):
    x = rng.standard_normal((2, 3))
    return [
        Sample((x,), {"pads": ((1, 2),), "value": 0}),
        Sample((x,), {"pads": ((0, 1), (2, 0)), "value": 1.5}, "both"),
        Sample((x,), {"pads": ((-1, 2),), "value": 0}, "cut"),
        Sample((x,), {"pads": ((-1, -2),), "value": 0}, "to_nothing"),
        Sample((x,), {"pads": (), "value": 0}, "none"),
        Sample((rng.integers(0, 9, 3),), {"pads": ((1, 1),), "value": 7}, "int"),
        Sample((x.T,), {"pads": ((1, 0),), "value": 0}, "transposed"),
        Sample((x[:0],), {"pads": ((1, 0),), "value": 0}, "empty"),
        Sample((x + 1j,), {"pads": ((1, 0),), "value": 0}, "complex"),
    ]


def _flat(pads):
    return [n for pair in reversed(pads) for n in pair]


def _torch_pad(torch, x, pads, value):
    return torch.nn.functional.pad(x, _flat(pads), value=value)


def pad_own(rng):
    row, image, volume = (rng.standard_normal(s) for s in ((2, 2, 5), (2, 4, 5), (1, 3, 4, 5)))
    found = []
    for mode in ("reflect", "replicate", "circular"):
        found += [
            Sample((row,), {"pads": ((2, 3),), "mode": mode}, f"{mode}_row"),
            Sample((image,), {"pads": ((1, 0), (2, 3)), "mode": mode}, f"{mode}_image"),
            Sample((volume,), {"pads": ((1, 1), (2, 0), (0, 2)), "mode": mode}, f"{mode}_volume"),
            Sample((row,), {"pads": ((-1, 2),), "mode": mode}, f"{mode}_cut"),
            Sample((row,), {"pads": ((0, 0),), "mode": mode}, f"{mode}_nothing"),
        ]
    return found


def _torch_pad_own(torch, x, pads, mode):
    return torch.nn.functional.pad(x, _flat(pads), mode=mode)


def fold_own(rng):
    found = []
    for sample in pad_own(rng):
        (x,), pads = sample.arrays, sample.params["pads"]
        first = x.ndim - len(pads)
        grown = [n + sum(p) for n, p in zip(x.shape[first:], pads, strict=True)]
        g = rng.standard_normal((*x.shape[:first], *grown))
        found.append(Sample((g,), {**sample.params, "shape": x.shape}, sample.name))
    return found


def _torch_fold(torch, g, pads, mode, shape):
    x = torch.zeros(shape, dtype=g.dtype, requires_grad=True)
    (back,) = torch.autograd.grad(_torch_pad_own(torch, x, pads, mode), x, g, create_graph=True)
    return back


WAYS = [  # how, (h, w) from, to, the scales, align_corners, node, torch's mode, antialias
    ("nearest", (4, 5), (7, 5), None, False, "UpsampleNearest2D", "nearest", False),
    ("nearest", (4, 5), (8, 3), None, False, "UpsampleNearest2D", "nearest", False),
    ("nearest-exact", (4, 5), (7, 3), None, False, "UpsampleNearestExact2D", "nearest-exact", False),
    ("linear", (4, 5), (7, 3), None, False, "UpsampleBilinear2D", "bilinear", False),
    ("linear", (4, 5), (7, 3), None, True, "UpsampleBilinear2D", "bilinear", False),
    ("linear", (4, 5), (6, 8), (1.6, 1.7), False, "UpsampleBilinear2D", "bilinear", False),
    ("linear", (4, 80), (4, 90), None, False, "UpsampleBilinear2D", "bilinear", False),
    ("cubic", (4, 5), (7, 3), None, False, "UpsampleBicubic2D", "bicubic", False),
    ("cubic", (4, 5), (7, 3), None, True, "UpsampleBicubic2D", "bicubic", False),
    ("area", (5, 6), (3, 4), None, False, "AdaptiveAvgPool2D", "area", False),
    ("smooth linear", (7, 5), (3, 8), None, False, "UpsampleBilinear2DAa", "bilinear", True),
    ("smooth cubic", (7, 5), (3, 8), None, False, "UpsampleBicubic2DAa", "bicubic", True),
    ("smooth lanczos", (7, 5), (3, 8), None, False, "UpsampleLanczos2DAa", "lanczos", True),
]


def along(how, before, after, scales, align):
    scales = scales or (None, None)
    return tuple(Resampling(how, n, m, s, align) for n, m, s in zip(before, after, scales, strict=True))


def resize(rng):
    found = []
    for i, (how, before, after, scales, align, form, *_) in enumerate(WAYS):
        params = {"axes": along(how, before, after, scales, align), "form": form}
        found.append(Sample((rng.standard_normal((2, 2, *before)),), params, f"{how}_{i}".replace(" ", "_")))
    line = {"axes": (Resampling("linear", 4, 6, None, False),), "form": "UpsampleLinear1D"}
    strange = np.array([[[1.0, np.inf, -2.0, np.nan]]])
    return [
        *found,
        Sample((rng.standard_normal((2, 2, 4)),), line, "line"),
        Sample((strange,), line, "strange", differentiable=False),
        Sample((np.zeros((0, 2, 4)),), line, "empty"),
        Sample((rng.standard_normal((4, 2, 2)).T,), line, "transposed"),
    ]


def _torch_resize(torch, x, axes, form):
    if len(axes) == 1:
        return torch.nn.functional.interpolate(x, axes[0].m, mode="linear")
    way = next(w for w in WAYS if along(*w[:5]) == tuple(axes))
    return _torch_way(torch, x, way)


def _torch_way(torch, x, way):
    _, _, after, scales, align, _, mode, antialias = way
    size = {"size": after} if scales is None else {"scale_factor": scales}
    if mode not in ("nearest", "nearest-exact", "area"):
        size["align_corners"] = align
    return torch.nn.functional.interpolate(x, mode=mode, antialias=antialias, **size)


def resize_bytes(rng):
    return [
        Sample(
            (rng.integers(0, 256, (1, 2, *before)).astype(np.uint8),),
            {"axes": along(how, before, after, scales, align), "form": form},
            f"{how}_{i}".replace(" ", "_"),
        )
        for i, (how, before, after, scales, align, form, *_) in enumerate(WAYS)
        if how in ("linear", "cubic") or how.startswith("smooth")
    ]


def shuffled(shape):
    def make(rng):
        x = rng.standard_normal(shape)
        return [
            Sample((x,), {"factor": 2}),
            Sample((x[0],), {"factor": 2}, "one"),
            Sample((rng.integers(0, 9, shape),), {"factor": 1}, "int"),
            Sample((rng.standard_normal((*shape[:2], *shape[:1:-1])).swapaxes(2, 3),), {"factor": 2}, "transposed"),
        ]

    return make


def channel_shuffle(rng):
    x = rng.standard_normal((2, 6, 2, 3))
    return [Sample((x,), {"groups": 3}), Sample((x[:, :, 0],), {"groups": 2}, "rows"), Sample((x[:0],), {"groups": 2})]


def coordinates(rng):
    x = rng.uniform(-1.7, 1.7, (2, 7))
    return [
        Sample((x,), {"size": 5, "padding": padding, "align": align}, f"{padding}_{align}")
        for padding in ("zeros", "border", "reflection")
        for align in (False, True)
    ] + [Sample((x,), {"size": 1, "padding": "reflection", "align": True}, "single")]


def _torch_coordinate(torch, x, size, padding, align):
    u = (x + 1) * ((size - 1) / 2) if align else (x + 1) * (size / 2) - 0.5
    if padding == "reflection":
        low, span = (0, size - 1) if align else (-0.5, size)
        if not span:
            return x * 0
        u = torch.fmod((u - low).abs(), 2 * span)
        u = torch.minimum(u, 2 * span - u) + low
    return u if padding == "zeros" else u.clamp(0, size - 1)


def _torch_slope(torch, x, size, padding, align):
    with torch.enable_grad():
        x = x.detach().requires_grad_()
        return torch.autograd.grad(_torch_coordinate(torch, x, size, padding, align).sum(), x)[0]


def grid_elements(rng):
    y, x = np.floor(rng.uniform(-2, 6, (2, 2, 3, 4)))
    how = {"sizes": (4, 5), "align": False}
    return [
        Sample((y, x), {**how, "offsets": (0, 1), "padding": "zeros"}),
        Sample((y, x), {**how, "offsets": (0,), "padding": "border"}, "nearest"),
    ]


def _torch_elements(torch, y, x, sizes, offsets, padding, align):
    found = []
    for i in offsets:
        for j in offsets:
            inside = (y + i >= 0) & (y + i < sizes[0]) & (x + j >= 0) & (x + j < sizes[1])
            found.append(torch.where(inside, (y + i) * sizes[1] + x + j, sizes[0] * sizes[1]).long().flatten(1))
    return torch.stack(found, 1)


def elements(rng):
    """x (n, c, h, w), index (n, k, p) with some outside, weight (n, k, p), g (n, c, p)."""
    shapes = (2, 3, 2, 4), (2, 3, 5), (2, 3, 5)
    x, weight, g = (rng.standard_normal(s) for s in shapes)
    return x, rng.integers(0, 9, (2, 3, 5)), weight, g


def sample_at(rng):
    x, index, weight, _ = elements(rng)
    return [Sample((x, index, weight)), Sample((x[:0], index[:0], weight[:0]), name="empty")]


def _torch_sample_at(torch, x, index, weight):
    rows = torch.nn.functional.pad(x.flatten(2), (0, 1))
    n, c, k, p = *x.shape[:2], *index.shape[1:]
    picked = rows.unsqueeze(2).expand(n, c, k, rows.shape[2]).gather(3, index.unsqueeze(1).expand(n, c, k, p))
    return (picked * weight.unsqueeze(1)).sum(2)


def sample_sum(rng):
    x, index, weight, g = elements(rng)
    return [Sample((g, index, weight), {"shape": x.shape})]


def _torch_sample_sum(torch, g, index, weight, shape):
    n, c, k, p = *g.shape[:2], *index.shape[1:]
    parts = (g.unsqueeze(2) * weight.unsqueeze(1)).flatten(2)
    places = index.flatten(1).unsqueeze(1).expand(n, c, k * p)
    area = shape[2] * shape[3]
    return torch.zeros(n, c, area + 1, dtype=g.dtype).scatter_add(2, places, parts)[:, :, :area].reshape(shape)


def sample_inner(rng):
    x, index, _, g = elements(rng)
    return [Sample((g, x, index))]


def _torch_sample_inner(torch, g, x, index):
    rows = torch.nn.functional.pad(x.flatten(2), (0, 1))
    n, c, k, p = *x.shape[:2], *index.shape[1:]
    picked = rows.unsqueeze(2).expand(n, c, k, rows.shape[2]).gather(3, index.unsqueeze(1).expand(n, c, k, p))
    return (picked * g.unsqueeze(2)).sum(1)


def grid_sample(rng):
    x, grid = rng.standard_normal((2, 3, 4, 5)), rng.uniform(-1.4, 1.4, (2, 3, 2, 2))
    found = [
        Sample((x, grid), {"mode": mode, "padding": padding, "align": align, "axes": 2}, f"{mode}_{padding}_{align}")
        for mode in ("bilinear", "nearest", "bicubic")
        for padding in ("zeros", "border", "reflection")
        for align in (False, True)
    ]
    x, grid = rng.standard_normal((1, 2, 3, 4, 2)), rng.uniform(-1.2, 1.2, (1, 2, 2, 2, 3))
    how = {"mode": "bilinear", "padding": "zeros", "align": False, "axes": 3}
    return [*found, Sample((x, grid), how, "volume"), Sample((x[:0], grid[:0]), how, "empty")]


def _torch_grid_sample(torch, x, grid, mode, padding, align, axes):
    return torch.nn.functional.grid_sample(x, grid, mode, padding, align)


def affine_grid(rng):
    return [
        Sample((rng.standard_normal((2, 2, 3)),), {"size": (2, 1, 3, 4), "align": align}, f"align_{align}")
        for align in (False, True)
    ] + [Sample((rng.standard_normal((1, 3, 4)),), {"size": (1, 1, 2, 3, 1), "align": True}, "volume")]


def _torch_affine_grid(torch, theta, size, align):
    return torch.nn.functional.affine_grid(theta, list(size), align_corners=align)


SAMPLES = {
    "pad": OpSamples(pad, _torch_pad),
    "pad_own": OpSamples(pad_own, _torch_pad_own),
    "fold_own": OpSamples(fold_own, _torch_fold, own_name=True),
    "resize": OpSamples(resize, _torch_resize),
    "resize_bytes": OpSamples(resize_bytes, _torch_resize),
    "pixel_shuffle": OpSamples(
        shuffled((2, 8, 2, 3)), lambda torch, x, factor: torch.nn.functional.pixel_shuffle(x, factor)
    ),
    "pixel_unshuffle": OpSamples(
        shuffled((2, 2, 4, 6)), lambda torch, x, factor: torch.nn.functional.pixel_unshuffle(x, factor)
    ),
    "channel_shuffle": OpSamples(channel_shuffle, lambda torch, x, groups: torch.channel_shuffle(x, groups)),
    "grid_coordinate": OpSamples(coordinates, _torch_coordinate, own_name=True),
    "grid_slope": OpSamples(coordinates, _torch_slope),
    "grid_elements": OpSamples(grid_elements, _torch_elements),
    "sample_at": OpSamples(sample_at, _torch_sample_at, own_name=True),
    "sample_sum": OpSamples(sample_sum, _torch_sample_sum, own_name=True),
    "sample_inner": OpSamples(sample_inner, _torch_sample_inner, own_name=True),
    "grid_sample": OpSamples(grid_sample, _torch_grid_sample),
    "affine_grid": OpSamples(affine_grid, _torch_affine_grid),
}

ERRORS: dict[str, list[ErrorSample]] = {}
