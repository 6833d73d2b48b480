"""Convolution by figures that are found by hand, by its definition written out, and by what it must not compute."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import backlight
import backlight.nn.functional as F
from backlight.ops import depthwise, patches


def leaf(values):
    return backlight.tensor(values, requires_grad=True)


def test_a_kernel_of_differences_finds_edges():
    picture = backlight.tensor([[[0.0, 0.0, 5.0, 5.0], [0.0, 0.0, 5.0, 5.0]]])
    kernel = backlight.tensor([[[[-1.0, 1.0]]]])

    assert F.conv2d(picture, kernel).tolist() == [[[0, 5, 0], [0, 5, 0]]]


def test_gradients_of_a_line_by_hand():
    x, w, b = leaf([[[1.0, 2.0, 3.0]]]), leaf([[[10.0, 1.0]]]), leaf([0.5])
    y = F.conv1d(x, w, b)
    y.backward(backlight.tensor([[[1.0, 100.0]]]))

    assert y.tolist() == [[[12.5, 23.5]]]
    assert x.grad.tolist() == [[[10, 1001, 100]]]
    assert w.grad.tolist() == [[[201, 302]]]
    assert b.grad.tolist() == [101]


def test_the_transposed_convolution_spreads_each_place():
    x = backlight.tensor([[[1.0, 2.0]]])
    w = backlight.tensor([[[1.0, 10.0, 100.0]]])

    assert F.conv_transpose1d(x, w, stride=2).tolist() == [[[1, 10, 102, 20, 200]]]
    assert F.conv_transpose1d(x, w, stride=2, padding=1, output_padding=1).tolist() == [[[10, 102, 20, 200]]]


def by_definition(x, w, stride, padding, dilation, groups):
    """The sums of a convolution, written out."""
    n, _, *size = x.shape
    o, c, *kernel = w.shape
    shape = [
        (m + 2 * p - d * (k - 1) - 1) // s + 1
        for m, k, s, p, d in zip(size, kernel, stride, padding, dilation, strict=True)
    ]
    y = np.zeros((n, o, *shape))
    for cell, tap in product(np.ndindex(*shape), np.ndindex(*kernel)):
        at = tuple(i * s + k * d - p for i, k, s, p, d in zip(cell, tap, stride, padding, dilation, strict=True))
        if all(0 <= a < m for a, m in zip(at, size, strict=True)):
            seen = x[(slice(None), slice(None), *at)].reshape(n, groups, c)
            y[(slice(None), slice(None), *cell)] += np.einsum(
                "ngc,goc->ngo", seen, w[(..., *tap)].reshape(groups, -1, c)
            ).reshape(n, o)
    return y


# N, C, O, size, kernel, stride, padding, dilation, groups
CASES = [
    (2, 2, 3, (9,), (3,), (2,), (1,), (2,), 1),
    (3, 2, 3, (6, 7), (3, 2), (1, 1), (1, 2), (1, 1), 1),
    (3, 4, 4, (7, 6), (2, 3), (2, 3), (0, 1), (2, 1), 2),
    (2, 3, 6, (6, 5), (3, 3), (1, 1), (1, 4), (1, 2), 3),
    (2, 3, 3, (7, 5), (3, 2), (2, 2), (1, 1), (1, 1), 3),
    (2, 2, 9, (5, 4), (3, 3), (1, 1), (1, 1), (1, 1), 1),
    (2, 2, 2, (4, 3, 5), (2, 2, 3), (1, 2, 1), (1, 0, 1), (1, 1, 2), 1),
]


@pytest.mark.parametrize("block", [1, 40, 1 << 18])
@pytest.mark.parametrize("few", [1, 1 << 10])
@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_all_ways_to_divide_the_work_give_the_sums_of_the_definition(case, few, block, monkeypatch):
    monkeypatch.setattr(patches, "FEW", few)
    monkeypatch.setattr(patches, "BLOCK", block)
    monkeypatch.setattr(depthwise, "BLOCK", block)
    n, c, o, size, kernel, stride, padding, dilation, groups = case
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal((n, c, *size)), rng.standard_normal((o, c // groups, *kernel))
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    convolve = (F.conv1d, F.conv2d, F.conv3d)[len(size) - 1]
    tx, tw = leaf(x), leaf(w)
    y = convolve(tx, tw, **how)

    np.testing.assert_allclose(y.detach().numpy(), by_definition(x, w, *how.values()), atol=1e-12)
    v, u = rng.standard_normal(x.shape), rng.standard_normal(w.shape)
    weights = rng.standard_normal(y.shape)
    y.backward(backlight.tensor(weights))
    along_x = (by_definition(v, w, *how.values()) * weights).sum()  # linear in x: the slope along v
    along_w = (by_definition(x, u, *how.values()) * weights).sum()
    assert (tx.grad.numpy() * v).sum() == pytest.approx(along_x, rel=1e-10)
    assert (tw.grad.numpy() * u).sum() == pytest.approx(along_w, rel=1e-10)


@pytest.mark.parametrize(("groups", "channels"), [(1, 1), (2, 2), (1, 40)])
def test_infinity_reaches_only_what_sees_it(groups, channels):
    x = np.ones((1, channels, 4, 4), np.float32)
    x[..., 0] = np.inf
    w = backlight.ones(channels, channels // groups, 1, 2, requires_grad=True)
    y = F.conv2d(backlight.tensor(x), w, groups=groups)
    y.backward(backlight.ones(*y.shape))

    assert np.isinf(y.detach().numpy()).tolist() == [[[[True, False, False]] * 4] * channels]
    assert w.grad[0, 0].tolist() == [[np.inf, 12.0]]


def test_the_same_padding_has_its_odd_zero_at_the_end():
    x = backlight.tensor([[1.0, 2.0, 3.0]])
    w = backlight.tensor([[[1.0, 10.0]]])

    assert F.conv1d(x, w, padding="same").tolist() == [[21, 32, 3]]


def test_sums_of_halves_are_made_in_float32():
    x = backlight.ones(1, 1, 4096, dtype=backlight.float16)
    w = backlight.ones(1, 1, 4096, dtype=backlight.float16)  # in float16, 2048 + 1 is 2048

    assert F.conv1d(x, w).item() == 4096


def test_batches_and_channels_of_none():
    w, b = leaf(np.ones((4, 3, 2))), leaf(np.ones(4))
    F.conv1d(backlight.zeros(0, 3, 5, dtype=backlight.float64), w, b).sum().backward()

    assert (w.grad == 0).all() and (b.grad == 0).all()
    assert (
        F.conv1d(backlight.zeros(2, 0, 5), backlight.zeros(4, 0, 2), backlight.ones(4)).tolist()
        == [[[1.0] * 4] * 4] * 2
    )


def test_nodes_have_the_names_of_torch():
    x, w = leaf(np.ones((1, 1, 3))), leaf(np.ones((1, 1, 2)))
    y = F.conv1d(x, w)
    (g,) = backlight.autograd.grad(y, x, backlight.ones_like(y), create_graph=True)

    assert y.grad_fn.name() == "ConvolutionBackward0"
    assert [function and function.name() for function, _ in y.grad_fn.next_functions] == [
        "torch::autograd::AccumulateGrad",
        "torch::autograd::AccumulateGrad",
        None,
    ]
    assert g.grad_fn.name() == "ConvolutionBackwardBackward0"
    assert F.conv1d(x[0], w).grad_fn.name() == "SqueezeBackward1"


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda x, w: F.conv2d(x[:, :2], w), r"input\[2, 2, 5, 5\] to have 3 channels, but got 2"),
        (lambda x, w: F.conv2d(x, w, padding="full"), "Invalid padding string: 'full'; it may be 'same' or 'valid'"),
        (lambda x, w: F.conv2d(x.double(), w), r"Input type \(float64\) and weight type \(float32\) .* input.to\("),
        (lambda x, w: F.conv2d(x[..., :2], w), r"\(5 x 2\). Kernel size: \(3 x 3\). Kernel size can't be greater"),
        (lambda x, w: F.conv2d(x[0, 0], w), r"Expected 3D \(unbatched\) or 4D \(batched\) input to conv2d"),
        (lambda x, w: F.conv_transpose2d(x, w.transpose(0, 1), output_padding=1), "output padding must be smaller"),
    ],
)
def test_mistakes_are_told(call, told):
    with pytest.raises(RuntimeError, match=told):
        call(backlight.ones(2, 3, 5, 5), backlight.ones(4, 3, 3, 3))


def test_convolving_takes_no_memory_for_all_patches():
    import tracemalloc

    x, w = backlight.ones(16, 32, 40, 40), backlight.ones(32, 32, 5, 5)
    F.conv2d(x[:1], w)
    tracemalloc.start()
    try:
        F.conv2d(x, w)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 2 * x.numpy().nbytes  # the patches would take 25 times the memory of x
