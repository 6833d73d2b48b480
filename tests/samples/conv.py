"""Samples for convolution, its gradients, and the patches of images as columns."""

from __future__ import annotations

import numpy as np

from tests.samples import ErrorSample, OpSamples, Sample


def how(axes, stride=1, padding=0, dilation=1, transposed=False, output_padding=0, groups=1):
    def each(n):
        return n if isinstance(n, tuple) else (n,) * axes

    return {
        "stride": each(stride),
        "padding": each(padding),
        "dilation": each(dilation),
        "transposed": transposed,
        "output_padding": each(output_padding),
        "groups": groups,
    }


# name, input, weight, metadata: for a plain convolution (O, C/groups, …), for a transposed one (C, O/groups, …)
CALLS = [
    ("line", (2, 3, 7), (4, 3, 3), how(1)),
    ("plane", (2, 3, 6, 5), (4, 3, 3, 2), how(2)),
    ("space", (1, 2, 4, 3, 3), (2, 2, 2, 2, 3), how(3, padding=(1, 0, 1))),
    ("stepping", (2, 3, 8, 7), (4, 3, 3, 3), how(2, (2, 3), (1, 2))),
    ("spread out", (1, 2, 8, 7), (3, 2, 3, 2), how(2, 1, (2, 0), (2, 3))),
    ("wide padding", (1, 2, 3, 3), (2, 2, 2, 2), how(2, 1, 3)),
    ("groups", (2, 4, 5, 5), (6, 2, 3, 3), how(2, padding=1, groups=2)),
    ("each channel alone", (2, 3, 6, 6), (3, 1, 3, 3), how(2, padding=1, groups=3)),
    ("two for each channel", (2, 3, 7, 6), (6, 1, 3, 2), how(2, 2, 1, groups=3)),
    ("same", (2, 2, 5, 4), (3, 2, 2, 4), how(2, padding=(0, 1), output_padding=1)),
    ("one place", (2, 3, 4, 4), (5, 3, 1, 1), how(2)),
    ("one place, stepping", (2, 3, 5, 4), (5, 3, 1, 1), how(2, 2)),
    ("transposed line", (2, 3, 5), (3, 4, 3), how(1, 2, 1, transposed=True, output_padding=1)),
    ("transposed plane", (2, 3, 4, 3), (3, 2, 3, 2), how(2, transposed=True)),
    ("transposed, stepping", (1, 4, 3, 4), (4, 2, 3, 3), how(2, (2, 3), 1, 1, True, (1, 2), 2)),
    ("transposed, spread out", (1, 2, 3, 3), (2, 3, 2, 2), how(2, 1, 1, 2, True, 1)),
    ("transposed space", (1, 2, 2, 3, 2), (2, 2, 2, 2, 2), how(3, 2, transposed=True)),
    ("one batch of none", (0, 3, 5, 5), (4, 3, 3, 3), how(2)),
    ("transposed, of none", (0, 3, 5), (3, 2, 3), how(1, transposed=True)),
]


def channels(w, params):
    return w[1] * params["groups"] if params["transposed"] else w[0]


def convolution(rng):
    samples = []
    for name, x, w, params in CALLS:
        b = rng.standard_normal(channels(w, params))
        samples.append(Sample((rng.standard_normal(x), rng.standard_normal(w), b), params, name))
    x, w = rng.standard_normal((5, 6, 3, 2)).T, rng.standard_normal((3, 3, 3, 4)).T
    return [
        *samples,
        Sample((x, w, None), how(2, padding=1), "turned memory without bias"),
        Sample((rng.standard_normal((1, 2, 200)), rng.standard_normal((3, 2, 5)), None), how(1), "long"),
        Sample((rng.integers(-9, 9, (2, 3, 6)), rng.integers(-9, 9, (2, 3, 3)), None), how(1), "int"),
    ]


def _result_shape(x, w, params):
    from backlight.ops.conv import result_shape

    sizes = {key: value for key, value in params.items() if key != "groups"}
    return (x[0], channels(w, params), *result_shape(x[2:], w[2:], **sizes))


def convolution_input(rng):
    return [
        Sample(
            (rng.standard_normal(_result_shape(x, w, params)), rng.standard_normal(w)), {"shape": x[2:], **params}, name
        )
        for name, x, w, params in CALLS
        if x[0]  # of an empty batch torch has no gradient
    ]


def convolution_weight(rng):
    return [
        Sample(
            (rng.standard_normal(_result_shape(x, w, params)), rng.standard_normal(x)), {"shape": w[2:], **params}, name
        )
        for name, x, w, params in CALLS
        if x[0]  # of an empty batch torch has no gradient
    ]


def _padded(torch, x, params):
    """The input with the zeros that stand at the end alone, which torch has in a node of their own."""
    if params["transposed"] or not any(params["output_padding"]):
        return x, params
    ends = [n for more in reversed(params["output_padding"]) for n in (0, more)]
    return torch.nn.functional.pad(x, ends), {**params, "output_padding": (0,) * len(params["stride"])}


def _torch_convolution(torch, x, w, b, **params):
    x, params = _padded(torch, x, params)
    return torch.convolution(x, w, b, **params)


def _torch_input(torch, g, w, shape, **params):
    channels = w.shape[0] if params["transposed"] else w.shape[1] * params["groups"]
    x = torch.zeros((g.shape[0], channels, *shape), dtype=g.dtype, requires_grad=True)
    return _torch_gradient(torch, x, _torch_convolution(torch, x, w, None, **params), g)


def _torch_weight(torch, g, x, shape, **params):
    rows, columns = (x.shape[1], g.shape[1]) if params["transposed"] else (g.shape[1], x.shape[1])
    w = torch.zeros((rows, columns // params["groups"], *shape), dtype=g.dtype, requires_grad=True)
    return _torch_gradient(torch, w, _torch_convolution(torch, x, w, None, **params), g)


def _torch_gradient(torch, x, y, g):
    return torch.autograd.grad(y, x, g, create_graph=True)[0]


PATCHES = [
    ("plain", (2, 3, 5, 4), dict(kernel=(2, 3), stride=(1, 1), padding=(0, 0), dilation=(1, 1))),
    ("stepping", (1, 2, 6, 7), dict(kernel=(3, 2), stride=(2, 3), padding=(1, 2), dilation=(1, 1))),
    ("spread out", (2, 1, 7, 6), dict(kernel=(3, 2), stride=(1, 2), padding=(0, 1), dilation=(2, 3))),
    ("one place", (2, 3, 3, 3), dict(kernel=(1, 1), stride=(1, 1), padding=(0, 0), dilation=(1, 1))),
    ("of none", (0, 3, 3, 3), dict(kernel=(2, 2), stride=(1, 1), padding=(0, 0), dilation=(1, 1))),
]


def im2col(rng):
    samples = [Sample((rng.standard_normal(shape),), params, name) for name, shape, params in PATCHES]
    return [*samples, Sample((rng.standard_normal((4, 5, 2, 1)).T,), PATCHES[0][2], "turned memory")]


def col2im(rng):
    from backlight.ops.im2col import counts

    samples = []
    for name, shape, params in PATCHES:
        columns = (shape[0], shape[1] * np.prod(params["kernel"]), np.prod(counts(shape[2:], **params)))
        samples.append(Sample((rng.standard_normal(columns),), {"size": shape[2:], **params}, name))
    return samples


def _named(params):
    return {("kernel_size" if key == "kernel" else key): value for key, value in params.items()}


SAMPLES: dict[str, OpSamples] = {
    "convolution": OpSamples(convolution, _torch_convolution),
    "convolution_input": OpSamples(convolution_input, _torch_input, own_name=True),
    "convolution_weight": OpSamples(convolution_weight, _torch_weight, own_name=True),
    "im2col": OpSamples(im2col, lambda torch, x, **params: torch.nn.functional.unfold(x, **_named(params))),
    "col2im": OpSamples(
        col2im,
        lambda torch, x, size, **params: torch.nn.functional.fold(x, size, **_named(params)),
    ),
}
ERRORS: dict[str, list[ErrorSample]] = {}
