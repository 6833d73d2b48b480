"""Samples for activation functions, softmax, losses and lookups."""

from __future__ import annotations

import numpy as np

from tests.samples import ErrorSample, OpSamples, Sample

EXTREMES = np.array([0.0, -0.0, 1e-3, -1e-3, 19.9, 20.1, -19.9, 80.0, -80.0, 500.0, -500.0, np.inf, -np.inf, np.nan])


def values(*params, kinks=(0.0,), extremes=EXTREMES, second=None):
    """Samples of one number at a time, with each of the metadata, away from the kinks and on them."""

    def make(rng):
        found = []
        for number, p in enumerate(params or ({},)):
            x = 2 * rng.standard_normal((3, 4))
            for kink in kinks:
                near = np.abs(x - kink) < 0.01
                x[near] += 0.1
            end = f"_{number}" if number else ""
            found += [
                Sample((x,), p, "plain" + end),
                Sample((extremes.copy(),), p, "extremes" + end, differentiable=False),
                Sample((np.array([*kinks, *(-k for k in kinks)]),), p, "kinks" + end, differentiable=False),
            ]
        p = params[0] if params else {}
        return [
            *found,
            Sample((np.array(0.75),), p, "zero_dim"),
            Sample((np.array([-0.8]),), p, "size_1"),
            Sample((np.zeros((0, 3)),), p, "empty"),
            Sample((x.T[::2],), p, "strided"),
        ]

    return make


def elu(rng):
    make = values(
        {"alpha": 1, "scale": 1, "rate": 1, "form": "elu"},
        {"alpha": 0.5, "scale": 1, "rate": 1, "form": "elu"},
        {"alpha": 1.6732632423543772, "scale": 1.0507009873554805, "rate": 1, "form": "elu"},
        {"alpha": 2, "scale": 1, "rate": 0.5, "form": "celu"},
    )
    return make(rng)


def _torch_elu(torch, x, alpha, scale, rate, form):
    if form == "celu":
        return torch.celu(x, alpha)
    return torch.selu(x) if scale != 1 else torch.nn.functional.elu(x, alpha)


def prelu(rng):
    x = rng.standard_normal((3, 4))
    how = {"form": "prelu"}
    return [
        Sample((x, np.array([[0.25]])), how),
        Sample((x, rng.standard_normal((1, 4))), how, "channels"),
        Sample((np.array(-2.0), np.array(0.5)), how, "zero_dim"),
        Sample((x[:0], np.array([[0.25]])), how, "empty"),
        Sample((EXTREMES[:11], np.array([0.25])), how, "extremes", differentiable=False),
    ]


def _torch_prelu(torch, x, w, form):
    return torch.prelu(x, w.reshape(-1))


def glu(rng):
    x = rng.standard_normal((3, 4))
    return [
        Sample((x,), {"axis": 1}),
        Sample((rng.standard_normal((2, 3)),), {"axis": 0}, "rows"),
        Sample((x[:, :2] * 40,), {"axis": 1}, "large"),
        Sample((x[:0],), {"axis": 1}, "empty"),
        Sample((x.T,), {"axis": 0}, "transposed"),
    ]


def rows(rng):
    x = rng.standard_normal((3, 4))
    lost = np.array([[-np.inf, -np.inf], [np.inf, 1.0], [np.nan, 0.0]])
    far = np.array([[1e3, -1e3, 999.0], [-1e3, -1e3, -1e3], [-np.inf, 0.0, 1.0]])
    return [
        Sample((x,), {"axis": 1}),
        Sample((x,), {"axis": 0}, "columns"),
        Sample((rng.standard_normal((2, 3, 4)),), {"axis": 1}, "middle"),
        Sample((far,), {"axis": 1}, "far", differentiable=False),
        Sample((lost,), {"axis": 1}, "lost", differentiable=False),
        Sample((np.array(2.0),), {"axis": 0}, "zero_dim"),
        Sample((x[:, :1],), {"axis": 1}, "size_1"),
        Sample((x[:0],), {"axis": 1}, "empty"),
        Sample((x[:, :0],), {"axis": 1}, "empty_rows"),
        Sample((x.T[::2],), {"axis": 1}, "strided"),
    ]


def distances(**params):
    def make(rng):
        x, y = 2 * rng.standard_normal((3, 4)), rng.standard_normal((3, 4))
        return [
            *[Sample((x, y), {**params, "reduction": how}, how) for how in ("mean", "sum", "none")],
            Sample((np.array(1.5), np.array(-1.0)), {**params, "reduction": "mean"}, "zero_dim"),
            Sample((x[:0], y[:0]), {**params, "reduction": "sum"}, "empty"),
            Sample((x[:0], y[:0]), {**params, "reduction": "mean"}, "empty_mean", differentiable=False),
            Sample((x.T[::2], y.T[::2]), {**params, "reduction": "mean"}, "strided"),
            Sample((x, x.copy()), {**params, "reduction": "none"}, "equal", differentiable=False),
        ]

    return make


def soft_margin(rng):
    x, y = rng.standard_normal((3, 4)), np.sign(rng.standard_normal((3, 4)))
    return [
        *[Sample((x, y), {"reduction": how}, how) for how in ("mean", "sum", "none")],
        Sample((40 * x, y), {"reduction": "none"}, "far"),
        Sample((x[:0], y[:0]), {"reduction": "sum"}, "empty"),
    ]


def chances(rng):
    x, y = rng.uniform(0.1, 0.9, (3, 4)), rng.uniform(0, 1, (3, 4))
    w = rng.uniform(0.5, 2, (3, 4))
    ends = np.array([0.0, 0.0, 1.0, 1.0, 1e-30]), np.array([0.0, 1.0, 0.0, 1.0, 1.0])
    return [
        *[Sample((x, y, None), {"reduction": how}, how) for how in ("mean", "sum", "none")],
        Sample((x, y, w), {"reduction": "mean"}, "weighed"),
        Sample((*ends, None), {"reduction": "none"}, "ends", differentiable=False),
        Sample((x[:0], y[:0], None), {"reduction": "sum"}, "empty"),
        Sample((np.array(0.25), np.array(1.0), None), {"reduction": "mean"}, "zero_dim"),
    ]


def logits(rng):
    x, y = 2 * rng.standard_normal((3, 4)), rng.uniform(0, 1, (3, 4))
    w, p = rng.uniform(0.5, 2, (3, 4)), rng.uniform(0.5, 2, (3, 4))
    return [
        *[Sample((x, y, None, None), {"reduction": how}, how) for how in ("mean", "sum", "none")],
        Sample((x, y, w, None), {"reduction": "mean"}, "weighed"),
        Sample((x, y, None, p), {"reduction": "mean"}, "pos_weight"),
        Sample((x, y, w, p), {"reduction": "sum"}, "both_weights"),
        Sample((60 * x, np.round(y), None, None), {"reduction": "none"}, "far"),
        Sample((x[:0], y[:0], None, None), {"reduction": "sum"}, "empty"),
    ]


def classes(rng):
    x = rng.standard_normal((4, 3))
    y = np.array([0, 2, 1, 2])
    w = rng.uniform(0.5, 2, 3)
    how = {"ignored": -100, "reduction": "mean"}
    image, labels = rng.standard_normal((2, 3, 2, 2)), rng.integers(0, 3, (2, 2, 2))
    return [
        *[Sample((x, y, None), {**how, "reduction": r}, r) for r in ("mean", "sum", "none")],
        *[Sample((x, y, w), {**how, "reduction": r}, f"weighed_{r}") for r in ("mean", "none")],
        Sample((x, np.array([0, -100, 1, -100]), w), how, "ignored"),
        Sample((x, y, None), {"ignored": 2, "reduction": "mean"}, "one_class_ignored"),
        Sample((x, np.full(4, -100), None), how, "all_ignored", differentiable=False),
        Sample((image, labels, w), {**how, "spatial": True}, "image"),
        Sample((image, labels, None), {**how, "reduction": "none", "spatial": True}, "image_none"),
        Sample((x[0], np.array(1), None), how, "one"),
        Sample((x[:1], y[:1], None), how, "size_1"),
        Sample((x[:0], y[:0], None), {**how, "reduction": "sum"}, "empty"),
        Sample((x[:0], y[:0], None), how, "empty_mean", differentiable=False),
        Sample((np.array([[-np.inf, 0.0]]), np.array([1]), None), how, "infinite", differentiable=False),
    ]


def _torch_nll(torch, x, target, w, ignored, reduction, spatial=False):
    return torch.nn.functional.nll_loss(x, target, w, ignore_index=ignored, reduction=reduction)


def spreads(rng):
    how = {"ignored": -100, "reduction": "mean", "shape": (4, 3)}
    y = np.array([0, 2, -100, 2])
    w = rng.uniform(0.5, 2, 3)
    return [
        Sample((np.array(1.5), y, None), how),
        Sample((np.array(1.5), y, w), {**how, "reduction": "sum"}, "sum"),
        Sample((rng.standard_normal(4), y, w), {**how, "reduction": "none"}, "none"),
    ]


def _torch_spread(torch, g, target, w, shape, ignored, reduction):
    """The gradient of nll_loss, as a linear function of g that torch can differentiate."""
    counted = target != ignored
    places = torch.where(counted, target, 0)
    weights = (torch.ones(shape[1], dtype=g.dtype) if w is None else w)[places] * counted
    share = -weights * g / (weights.sum() if reduction == "mean" else 1)
    return torch.zeros(shape, dtype=g.dtype).scatter(1, places[:, None], share[:, None])


def lookups(rng):
    """With padding or frequencies, the gradient is not the slope, by intention."""
    w = rng.standard_normal((4, 3))
    how = {"padding": None, "by_frequency": False}
    return [
        Sample((w, np.array([1, 3, 1, 0])), how),
        Sample((w, np.array([[1, 1], [2, 1]], np.int32)), how, "table_of_int32"),
        Sample((w, np.array([1, 3, 1, 0])), {**how, "padding": 1}, "padding", differentiable=False),
        Sample((w, np.array([1, 3, 1, 0])), {**how, "by_frequency": True}, "by_frequency", differentiable=False),
        Sample((w, np.array(2)), how, "one"),
        Sample((w, np.zeros((0,), np.int64)), how, "empty"),
        Sample((w[:, ::-1], np.array([0, 3])), how, "strided"),
    ]


def _torch_embedding(torch, w, index, padding, by_frequency):
    return torch.nn.functional.embedding(index, w, padding, scale_grad_by_freq=by_frequency)


def row_sums(rng):
    index = np.array([[1, 3], [1, 0]])
    g = rng.standard_normal((2, 2, 3))
    how = {"shape": (4, 3), "padding": None, "by_frequency": False}
    return [
        Sample((g, index), how),
        Sample((g, index), {**how, "padding": 1}, "padding"),
        Sample((g, index), {**how, "by_frequency": True}, "by_frequency"),
        Sample((g[:0], index[:0]), how, "empty"),
        Sample((g[0, 0], np.array(2)), how, "one"),
    ]


def _counts(torch, index, by_frequency):
    counts = torch.bincount(index.reshape(-1), minlength=1)[index] if by_frequency else torch.ones(())
    return counts.unsqueeze(-1)


def _torch_row_sums(torch, g, index, shape, padding, by_frequency):
    g = g / _counts(torch, index, by_frequency).to(g.dtype)
    if padding is not None:
        g = g * (index != padding).unsqueeze(-1)
    return torch.zeros(shape, dtype=g.dtype).index_add(0, index.reshape(-1), g.reshape(-1, shape[1]))


def row_spreads(rng):
    g, index = rng.standard_normal((4, 3)), np.array([[1, 3], [1, 0]])
    return [
        Sample((g, index), {"padding": None, "by_frequency": False}),
        Sample((g, index), {"padding": 3, "by_frequency": True}, "padding_and_frequency"),
    ]


def _torch_row_spreads(torch, g, index, padding, by_frequency):
    rows = g[index] / _counts(torch, index, by_frequency).to(g.dtype)
    return rows if padding is None else rows * (index != padding).unsqueeze(-1)


def functional(name, **renamed):
    """The function of torch.nn.functional, given the card's metadata under torch's names."""

    def call(torch, *args, **params):
        named = {renamed.get(key, key): value for key, value in params.items()}
        return getattr(torch.nn.functional, name)(*args, **named)

    return call


def _torch_bce(torch, x, y, w, reduction):
    return torch.nn.functional.binary_cross_entropy(x, y, w, reduction=reduction)


def _torch_logits(torch, x, y, w, p, reduction):
    return torch.nn.functional.binary_cross_entropy_with_logits(x, y, w, reduction=reduction, pos_weight=p)


SAMPLES = {
    "threshold": OpSamples(values({"threshold": 0.5, "value": -1.0}, kinks=(0.5,)), functional("threshold")),
    "leaky_relu": OpSamples(values({"slope": 0.01}, {"slope": 0.3}), functional("leaky_relu", slope="negative_slope")),
    "hardtanh": OpSamples(
        values({"min": -1.0, "max": 1.0}, {"min": 0, "max": 6}, kinks=(1.0, 0.0, -1.0, 6.0)),
        functional("hardtanh", min="min_val", max="max_val"),
    ),
    "hardsigmoid": OpSamples(values(kinks=(3.0, -3.0)), functional("hardsigmoid")),
    "hardswish": OpSamples(values(kinks=(3.0, -3.0)), functional("hardswish")),
    "hardshrink": OpSamples(values({"size": 0.5}, kinks=(0.5, -0.5)), functional("hardshrink", size="lambd")),
    "softshrink": OpSamples(values({"size": 0.5}, kinks=(0.5, -0.5)), functional("softshrink", size="lambd")),
    "elu": OpSamples(elu, _torch_elu),
    "softplus": OpSamples(
        values({"beta": 1, "threshold": 20}, {"beta": 2.0, "threshold": 3.0}, kinks=(1.5,)), functional("softplus")
    ),
    "log_sigmoid": OpSamples(values(), functional("logsigmoid")),
    "silu": OpSamples(values(), functional("silu")),
    "mish": OpSamples(values(), functional("mish")),
    "gelu": OpSamples(  # in float32, torch makes NaN of infinity
        values({"approximate": "none"}, {"approximate": "tanh"}, extremes=EXTREMES[:-3]), functional("gelu"), slack=3e-7
    ),
    "prelu": OpSamples(prelu, _torch_prelu),
    "glu": OpSamples(glu, functional("glu", axis="dim")),
    "softmax": OpSamples(rows, functional("softmax", axis="dim")),
    "log_softmax": OpSamples(rows, functional("log_softmax", axis="dim")),
    "mse_loss": OpSamples(distances(), functional("mse_loss")),
    "smooth_l1_loss": OpSamples(distances(beta=0.7), functional("smooth_l1_loss")),
    "huber_loss": OpSamples(distances(delta=0.7), functional("huber_loss")),
    "soft_margin_loss": OpSamples(soft_margin, functional("soft_margin_loss")),
    "binary_cross_entropy": OpSamples(chances, _torch_bce),
    "binary_cross_entropy_with_logits": OpSamples(logits, _torch_logits),
    "nll_loss": OpSamples(classes, _torch_nll),
    "nll_spread": OpSamples(spreads, _torch_spread, own_name=True),
    "embedding": OpSamples(lookups, _torch_embedding),
    "embedding_sum": OpSamples(row_sums, _torch_row_sums, own_name=True),
    "embedding_spread": OpSamples(row_spreads, _torch_row_spreads, own_name=True),
}

ERRORS = {
    "nll_loss": [
        ErrorSample(
            (np.ones((2, 3)), np.array([0, 3]), None),
            {"ignored": -100, "reduction": "mean"},
            IndexError,
            "Target 3 is out of bounds",
        )
    ],
    "embedding": [
        ErrorSample(
            (np.ones((4, 3)), np.array([4])),
            {"padding": None, "by_frequency": False},
            IndexError,
            "index out of range in self",
        )
    ],
    "mse_loss": [ErrorSample((np.ones(3), np.ones(4)), {"reduction": "mean"}, RuntimeError, "must match the size")],
}
