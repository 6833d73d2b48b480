"""Normalisation, attention, recurrent layers, bags and their like next to torch: values, nodes, gradients, mistakes."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import backlight.torch
import backlight.torch.nn.functional
from tests.oracle.graphs import assert_same, lines

torch = pytest.importorskip("torch")

OURS = (backlight.torch, backlight.torch.nn.functional)
THEIRS = (torch, torch.nn.functional)

NORMS = """
F.batch_norm(r(4, 3), None, None, training=True)
F.batch_norm(r(4, 3, 2), None, None, r(3), r(3), training=True, eps=0.1)
F.batch_norm(r(2, 3, 2, 2), t([0, 1, 2]), t([1, 2, 3]), r(3), r(3))
F.batch_norm(r(2, 3, 2, 2), t([0, 1, 2]), t([1, 2, 3]), r(3), training=True, momentum=0.3)
F.layer_norm(r(4, 3), (3,))
F.layer_norm(r(4, 3), [3], r(3), r(3), 0.1)
F.layer_norm(r(4, 2, 3), (2, 3), r(2, 3))
F.layer_norm(5 + r(4, 3), (3,))
F.group_norm(r(2, 6), 3)
F.group_norm(r(2, 6, 4), 2, r(6), r(6))
F.instance_norm(r(2, 3, 4))
F.instance_norm(r(2, 3, 4), None, None, r(3), r(3), eps=0.1)
F.instance_norm(r(2, 3, 4), t([0, 1, 2]), t([1, 2, 3]), use_input_stats=False)
F.rms_norm(r(4, 3), (3,))
F.rms_norm(r(4, 2, 3), (2, 3), r(2, 3), 0.1)
F.local_response_norm(r(2, 5, 3), 3)
F.local_response_norm(r(2, 5, 3, 2), 2, 0.5, 0.3, 2.0)
torch.batch_norm(r(4, 3), r(3), None, None, None, True, 0.1, 1e-5, False)
torch.layer_norm(r(4, 3), (3,), r(3))
torch.group_norm(r(2, 6), 3)
torch.instance_norm(r(2, 3, 4), None, None, None, None, True, 0.1, 1e-5, False)
torch.native_batch_norm(r(4, 3), r(3), r(3), None, None, True, 0.1, 1e-5)[0]
torch.native_batch_norm(r(4, 3), None, None, None, None, True, 0.1, 0.5)[2]
torch.native_layer_norm(r(4, 3), (3,), r(3), None, 0.1)[2]
"""

LOOKING_UP = """
F.embedding_bag(c(0, 1, 3, 1), r(4, 3), c(0, 2, 2), mode="max")
F.embedding_bag(torch.tensor([[0, 1], [3, 1]]), r(4, 3), mode="sum", per_sample_weights=r(2, 2))
F.embedding_bag(c(0, 1, 3, 1), r(4, 3), c(0, 2, 4), include_last_offset=True)
F.embedding_bag(c(0, 1, 3, 1), r(4, 3), c(0, 2), padding_idx=1)
F.embedding_bag(c(3, 3, 1, 0), r(4, 3), c(0, 2), scale_grad_by_freq=True)
F.embedding_bag(c(0, 1, 3, 1), r(4, 3).detach(), c(0, 2), max_norm=0.5)
torch.embedding(r(4, 3), c(0, 1, 3, 1), 1)
torch.embedding_bag(r(4, 3), c(0, 1, 3, 1), c(0, 2), False, 1)[0]
torch.embedding_bag(r(4, 3), c(0, 1, 3, 1), c(0, 2), False, 2)[3]
"""

DROPPED = """
torch.dropout(r(4, 5), 0.3, True)
torch.dropout_(r(4, 5) * 1, 0.3, True)
torch.feature_dropout(r(4, 5, 2), 0.3, True)
torch.alpha_dropout(r(4, 5), 0.3, True)
torch.feature_alpha_dropout(r(4, 5, 2), 0.3, True)
torch.dropout(r(4, 5), 0.3, False)
torch.native_dropout(r(4, 5), 0.3, True)[0]
torch.native_dropout(r(4, 5), 0.3, True)[1]
"""

LOSSES = """
F.ctc_loss(r(5, 2, 4).log_softmax(2), torch.tensor([[1, 2], [3, 3]]), (5, 4), (2, 2))
F.ctc_loss(r(5, 2, 4).log_softmax(2), c(1, 2, 3), c(5, 2), c(2, 1), reduction="sum")
F.ctc_loss(r(5, 2, 4).log_softmax(2), torch.tensor([[1, 2], [3, 3]]), (5, 2), (2, 2), zero_infinity=True)
F.ctc_loss(r(5, 4).log_softmax(1), c(1, 2), c(5), c(2), blank=3)
torch.ctc_loss(r(5, 2, 4).log_softmax(2), torch.tensor([[1, 2], [3, 3]]), (5, 4), (0, 2), 0, 0, False)
F.multi_margin_loss(r(3, 4), c(0, 1, 3), 2, 0.5, u(4).detach())
F.multilabel_margin_loss(r(2, 3), torch.tensor([[0, 2, -1], [-1, 0, 1]]))
F.linear_cross_entropy(r(3, 2), r(4, 2), c(0, 3, 1), linear_bias=r(4), label_smoothing=0.1)
F.pdist(r(4, 3))
F.pdist(r(4, 3), 1.0)
torch.cdist(r(2, 4, 3), r(3, 3))
torch.cdist(r(4, 3), r(5, 3), 3.0, compute_mode="donot_use_mm_for_euclid_dist")
torch.kl_div(r(2, 3), u(2, 3), 1)
torch.hinge_embedding_loss(r(3), torch.tensor([1.0, -1, 1]), 0.5, 2)
torch.poisson_nll_loss(r(3), u(3), True, True, 1e-8, 1)
torch.cosine_embedding_loss(r(2, 3), r(2, 3), torch.tensor([1, -1]), 0.1, 0)
torch.margin_ranking_loss(r(3), r(3), torch.tensor([1, -1, 1]), 0.1, 1)
torch.triplet_margin_loss(r(2, 3), r(2, 3), r(2, 3), 0.5, 2.0, 1e-6, True, 1)
torch.binary_cross_entropy_with_logits(r(3), u(3), None, u(3).detach(), 1)
"""

# attention in one node has no second order in torch; here it has one, tried by the battery
ATTENTION = """
F.scaled_dot_product_attention(r(1, 2, 3, 4), r(1, 2, 5, 4), r(1, 2, 5, 4))
F.scaled_dot_product_attention(r(1, 2, 3, 4), r(1, 2, 5, 4), r(1, 2, 5, 4), is_causal=True, scale=0.3)
F.scaled_dot_product_attention(r(1, 2, 3, 4), r(1, 2, 5, 4), r(1, 2, 5, 4), r(3, 5).detach())
F.scaled_dot_product_attention(r(1, 2, 3, 4), r(1, 2, 5, 4), r(1, 2, 5, 4), r(3, 5) > 0)
F.scaled_dot_product_attention(r(1, 4, 3, 4), r(1, 2, 5, 4), r(1, 2, 5, 4), enable_gqa=True)
F.scaled_dot_product_attention(r(2, 3, 4), r(2, 5, 4), r(2, 5, 6))
F.scaled_dot_product_attention(r(1, 2, 3, 4), r(1, 2, 5, 4), r(1, 2, 5, 4), r(3, 5))
F.scaled_dot_product_attention(r(1, 2, 3, 4), r(1, 2, 5, 4), r(1, 2, 5, 4), torch.zeros(3, 5, dtype=torch.bool))
F.scaled_dot_product_attention(r(1, 2, 3, 4), r(1, 2, 5, 4), r(1, 2, 5, 4), dropout_p=0.4)
F.scaled_dot_product_attention(r(3, 4), r(5, 4), r(5, 4))
"""

CELLS = """
torch.lstm_cell(r(2, 3), (r(2, 4), r(2, 4)), r(16, 3), r(16, 4), r(16), r(16))[0]
torch.lstm_cell(r(2, 3), (r(2, 4), r(2, 4)), r(16, 3), r(16, 4))[1]
torch.gru_cell(r(2, 3), r(2, 4), r(12, 3), r(12, 4), r(12), r(12))
torch.rnn_tanh_cell(r(2, 3), r(2, 4), r(4, 3), r(4, 4), r(4), r(4))
torch.rnn_relu_cell(r(2, 3), r(2, 4), r(4, 3), r(4, 4))
"""

# the last node is another one
UNNAMED = """
F.batch_norm(r(0, 3), None, None, training=True)
F.multi_margin_loss(r(4), torch.tensor(1), reduction="none")
"""

ERRORS = """
F.batch_norm(r(1, 3), None, None, training=True)
F.batch_norm(r(2, 3), None, None)
F.batch_norm(r(2, 3), t([0, 0]), t([1, 1]))
F.batch_norm(r(2, 3), t([0, 0, 0]), None, training=True)
F.batch_norm(r(2, 3), None, None, r(2), training=True)
F.batch_norm(torch.ones(2, 3).long(), None, None, training=True)
F.batch_norm(r(2, 3), None, None, r(3).double(), training=True)
F.batch_norm(r(2, 3), r(3), r(3))
F.layer_norm(r(2, 3), (2,))
F.layer_norm(r(2, 3), ())
F.layer_norm(r(2, 3), 3)
F.layer_norm(r(2, 3), (3,), r(2))
F.group_norm(r(2, 3), 2)
F.group_norm(r(3), 3)
F.group_norm(r(2, 4), 2, r(2))
F.instance_norm(r(2, 3, 1))
F.instance_norm(r(2, 3, 2), use_input_stats=False)
F.rms_norm(r(2, 3), (2,))
F.local_response_norm(r(2, 3), 2)
F.scaled_dot_product_attention(r(3), r(3), r(3))
F.scaled_dot_product_attention(r(1, 3), r(1, 3), r(1, 3), r(1, 1), is_causal=True)
F.scaled_dot_product_attention(r(1, 3), r(1, 3).double(), r(1, 3))
F.embedding_bag(c(1, 2), r(3, 2))
F.embedding_bag(c(1, 2), r(3, 2), c(0), mode="least")
F.embedding_bag(c(1, 2), r(3, 2), c(1))
F.embedding_bag(c(1, 2), r(3, 2), c(0, 3))
F.embedding_bag(c(1, 3), r(3, 2), c(0))
F.embedding_bag(c(1, 2), r(3, 2), c(0), mode="mean", per_sample_weights=r(2))
F.ctc_loss(r(5, 2, 4), torch.tensor([[1, 2], [3, 3]]), (6, 4), (2, 2))
F.ctc_loss(r(5, 2, 4), torch.tensor([[1, 2], [3, 3]]), (5, 4), (2, 3))
F.ctc_loss(r(5, 2, 4), torch.tensor([[1, 2], [3, 3]]), (5, 4), (2, 2), blank=4)
F.pdist(r(3))
torch.cdist(r(2, 3), r(2, 4))
"""


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("line", lines(NORMS + LOOKING_UP + DROPPED + LOSSES + CELLS))
def test_functions_of_networks_are_those_of_torch(line, dtype):
    assert_same(OURS, THEIRS, line, dtype)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("line", lines(ATTENTION))
def test_attention_is_that_of_torch(line, dtype):
    assert_same(OURS, THEIRS, line, dtype)


@pytest.mark.parametrize("line", lines(UNNAMED))
def test_functions_of_other_nodes_have_the_values_of_torch(line):
    assert_same(OURS, THEIRS, line, named=False)


@pytest.mark.parametrize("line", lines(ERRORS))
def test_mistakes_raise_as_in_torch(line):
    assert_same(OURS, THEIRS, line)


GATES = {"lstm": 4, "gru": 3, "rnn_tanh": 1, "rnn_relu": 1}
LAYERS = [
    case
    for case in product(GATES, ("padded", "batch_first", "packed"), (1, 2), (1, 2), (True, False), (True, False))
    if case[0] == "lstm" or not case[5]
]


@pytest.mark.parametrize(("kind", "form", "directions", "layers", "biases", "projected"), LAYERS)
def test_recurrent_layers_are_those_of_torch(kind, form, directions, layers, biases, projected):
    """All results, their gradients for everything, and the gradients of those."""
    rng = np.random.default_rng(5)
    size, batch, steps, width = 4, 3, 4, 2 if projected else 4
    rows, sizes, weights = GATES[kind] * size, [3, 2, 2, 1], []
    for level in range(layers):
        for _ in range(directions):
            inputs = width * directions if level else 3
            weights += [0.5 * rng.standard_normal((rows, n)) for n in (inputs, width)]
            weights += [rng.standard_normal(rows) for _ in "12" if biases]
            weights += [0.5 * rng.standard_normal((width, size))] * projected
    shape = {"padded": (steps, batch, 3), "batch_first": (batch, steps, 3), "packed": (sum(sizes), 3)}[form]
    states = [rng.standard_normal((layers * directions, batch, n)) for n in (width, size)[: 1 + (kind == "lstm")]]
    arrays = [rng.standard_normal(shape), *states, *weights]

    def results(library):
        x, *rest = leaves = [library.tensor(a.tolist(), dtype=library.float64, requires_grad=True) for a in arrays]
        hx = rest[:2] if kind == "lstm" else rest[0]
        how = [hx, rest[len(states) :], biases, layers, 0.0, False, directions == 2]
        call = getattr(library, kind)
        if form == "packed":
            outs = call(x, library.tensor(sizes), *how)
        else:
            outs = call(x, *how, form == "batch_first")
        total = sum([(y * y.detach().cos()).sum() for y in outs])
        first = library.autograd.grad(total, leaves, create_graph=True)
        second = library.autograd.grad(sum([(g * g.detach().cos()).sum() for g in first]), leaves)
        return [t.detach().numpy() for t in (*outs, *first, *second)]

    for ours, theirs in zip(results(backlight.torch), results(torch), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-8, atol=1e-9)


HEADS = [
    case
    for number, case in enumerate(
        product((True, False), ("", "bool", "float"), ("", "bool", "float", "3d"), (True, False), range(8), (1, 3))
    )
    if number % 5 == 0
]


@pytest.mark.filterwarnings("ignore:Support for mismatched:UserWarning")
@pytest.mark.parametrize(("batched", "padding", "mask", "weights_too", "bits", "tensors"), HEADS)
def test_attention_by_heads_is_that_of_torch(batched, padding, mask, weights_too, bits, tensors):
    """With one tensor as query, key and value, or three; `bits`: separate weights, learnt keys, a place of zeros."""
    rng = np.random.default_rng(6)
    length, batch, width, heads = 3, 2, 4, 2
    apart, learnt, zeros = bits & 1, bits & 2, bits & 4
    x = [rng.standard_normal((length, batch, width)[:: 1 if batched else 2]) for _ in range(tensors)]
    joint, parts = rng.standard_normal((3 * width, width)), [rng.standard_normal((width, width)) for _ in "123"]
    extra = [rng.standard_normal((1, 1, width)) for _ in "12"] if learnt else [None, None]
    ends = [rng.standard_normal(3 * width), rng.standard_normal((width, width)), rng.standard_normal(width)]
    hidden = np.array([[False, False, True], [False, False, False]])[: batch if batched else 1]
    hidden = hidden if batched else hidden[0]
    above = np.triu(np.ones((length, length), bool), 1)
    if mask == "3d":
        above = np.stack([above] * (batch * heads if batched else heads))
    hidden = None if not padding else np.where(hidden, -2.0, 0.0) if padding == "float" else hidden
    above = None if not mask else np.where(above, -2.0, 0.0) if mask == "float" else above

    def results(library):
        def leaf(a):
            return None if a is None else library.tensor(a.tolist(), dtype=library.float64, requires_grad=True)

        def fixed(a):
            kind = library.bool if a is not None and a.dtype == bool else library.float64
            return None if a is None else library.tensor(a.tolist(), dtype=kind)

        inputs = [leaf(a) for a in x]
        three = inputs * (3 // tensors)
        one, own = None if apart else leaf(joint), [leaf(a) if apart else None for a in parts]
        k, v = [leaf(a) for a in extra]
        b, w, c = [leaf(a) for a in ends]
        out, weights = library.nn.functional.multi_head_attention_forward(
            *three, width, heads, one, b, k, v, bool(zeros), 0.0, w, c, True, fixed(hidden), weights_too, fixed(above),
            bool(apart), *own, average_attn_weights=bits > 3,
        )  # fmt: skip
        total = (out * out.detach().cos()).sum()
        if weights is not None:
            total = total + (weights * weights.detach().cos()).sum()
        leaves = [t for t in (*inputs, one, b, k, v, w, c, *own) if t is not None]
        return [out, weights, *library.autograd.grad(total, leaves, allow_unused=True)]

    for ours, theirs in zip(results(backlight.torch), results(torch), strict=True):
        assert (ours is None) == (theirs is None)
        if ours is not None:
            np.testing.assert_allclose(ours.detach().numpy(), theirs.detach().numpy(), rtol=1e-8, atol=1e-9)
