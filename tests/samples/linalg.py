"""Samples for products of vectors and matrices, and for contractions over named indices."""

from __future__ import annotations

import numpy as np

from tests.samples import ErrorSample, OpSamples, Sample


def pair(a, b):
    """Samples of two operands of these shapes: plain, of whole numbers, and laid out otherwise in memory."""

    def make(rng):
        x, y = rng.standard_normal(a), rng.standard_normal(b)
        return [
            Sample((x, y)),
            Sample((rng.integers(-5, 5, a), rng.integers(-5, 5, b)), name="int"),
            Sample((rng.standard_normal(a[::-1]).T, y[::-1]), name="transposed_and_reversed"),
            Sample((x[..., :1], y[:1] if len(b) == 1 else y[..., :1, :]), name="inner_size_1"),
            Sample((x[..., :0], y[:0] if len(b) == 1 else y[..., :0, :]), name="inner_size_0"),
            *([Sample((x[:0], y), name="empty")] if len(a) == 2 else []),
        ]

    return make


def batches(rng):
    def of(*shapes):
        return tuple(rng.standard_normal(s) for s in shapes)

    return [
        Sample(of((2, 3, 4), (4, 5)), name="folded"),
        Sample(of((2, 2, 3, 4), (4, 5)), name="folded_twice"),
        Sample(of((2, 3, 4), (2, 4, 5))),
        Sample(of((3, 4), (2, 4, 5)), name="left_broadcast"),
        Sample(of((1, 3, 4), (2, 4, 5)), name="left_spread"),
        Sample(of((2, 1, 3, 4), (3, 4, 5)), name="both_broadcast"),
        Sample(of((0, 3, 4), (4, 5)), name="empty"),
        Sample(of((2, 3, 0), (0, 5)), name="inner_size_0"),
        Sample((rng.standard_normal((4, 3, 2)).T, rng.standard_normal((5, 4)).T), name="transposed"),
    ]


def bmm(rng):
    x, y = rng.standard_normal((2, 3, 4)), rng.standard_normal((2, 4, 5))
    return [
        Sample((x, y)),
        Sample((x[:1], y[1:]), name="one"),
        Sample((x[:0], y[:0]), name="empty"),
        Sample((x[:, :, ::2], y.transpose(0, 2, 1)[:, :2, :2].transpose(0, 2, 1)), name="strided"),
    ]


def linear(rng):
    x, w, b = rng.standard_normal((3, 4)), rng.standard_normal((5, 4)), rng.standard_normal(5)
    return [
        Sample((b, x, w)),
        Sample((b[:1], x, w), name="one_bias"),
        Sample((np.array(0.5), x, w), name="zero_dim_bias"),
        Sample((rng.standard_normal((3, 5)), x, w), name="bias_of_each_row"),
        Sample((b, x[:0], w), name="empty"),
        Sample((b[::-1], rng.standard_normal((4, 3)).T, w[:, ::-1]), name="strided"),
    ]


def addmm(rng):
    def of(*shapes):
        return tuple(rng.standard_normal(s) for s in shapes)

    plain = {"beta": 1, "alpha": 1}
    scaled = {"beta": 0.5, "alpha": -2}
    hidden = (np.full((2, 4), np.nan), *of((2, 3), (3, 4)))
    return [
        Sample(of((2, 4), (2, 3), (3, 4)), {**plain, "form": "addmm"}, "addmm"),
        Sample(of((4,), (2, 3), (3, 4)), {**scaled, "form": "addmm"}, "addmm_scaled"),
        Sample(hidden, {"beta": 0, "alpha": 1, "form": "addmm"}, "addmm_hidden", differentiable=False),
        Sample(of((2,), (2, 3), (3,)), {**plain, "form": "addmv"}, "addmv"),
        Sample(of((1,), (2, 3), (3,)), {**scaled, "form": "addmv"}, "addmv_scaled"),
        Sample(of((), (2, 1), (1, 3)), {**scaled, "form": "addr"}, "addr"),
        Sample(of((2, 4), (5, 2, 3), (5, 3, 4)), {**plain, "form": "baddbmm"}, "baddbmm"),
        Sample(of((2, 4), (5, 2, 3), (5, 3, 4)), {**scaled, "form": "addbmm"}, "addbmm"),
        Sample(of((2, 4), (0, 2, 3), (0, 3, 4)), {**plain, "form": "addbmm"}, "addbmm_empty"),
    ]


def _torch_addmm(torch, b, x, y, beta, alpha, form):
    if form == "addr":
        x, y = x.squeeze(1), y.squeeze(0)
    return getattr(torch, form)(b, x, y, beta=beta, alpha=alpha)


def cross(rng):
    x, y = rng.standard_normal((4, 3)), rng.standard_normal((4, 3))
    return [
        Sample((x, y), {"axis": 1}),
        Sample((x[:1], y), {"axis": 1}, "broadcast"),
        Sample((x.T, y.T), {"axis": 0}, "columns"),
        Sample((x[:0], y[:0]), {"axis": 1}, "empty"),
    ]


def einsum(rng):
    def of(equation, *shapes):
        arrays = tuple(rng.standard_normal(s) for s in shapes)
        return Sample(arrays, {"equation": equation}, equation.replace("->", "-"))

    return [
        of("ij,jk->ik", (2, 3), (3, 4)),
        of("ij,kj->ki", (2, 3), (4, 3)),
        of("bij,bjk->bik", (2, 3, 4), (2, 4, 5)),
        of("jbi,kbj->ikb", (4, 2, 3), (5, 2, 4)),
        of("ijk,kjl->il", (2, 3, 4), (4, 3, 2)),
        of("i,j->ji", (2,), (3,)),
        of("ij,ij->ij", (2, 3), (2, 3)),
        of("ij,ij->", (2, 3), (2, 3)),
        of("i,i->", (3,), (3,)),
        of(",ij->ij", (), (2, 3)),
        of("ij,jk->ik", (2, 1), (3, 4)),
        of("ij,jk->ik", (2, 3), (1, 4)),
        of("bij,bj->bi", (1, 3, 4), (2, 4)),
        of("bi,bj->bij", (2, 3), (1, 4)),
        of("ij,jk->ik", (2, 0), (0, 4)),
        of("bij,bjk->bik", (0, 3, 4), (0, 4, 5)),
    ]


SAMPLES = {
    "dot": OpSamples(pair((3,), (3,)), lambda torch, x, y: torch.dot(x, y)),
    "matmul": OpSamples(pair((2, 3), (3, 4)), lambda torch, x, y: x @ y),
    "mv": OpSamples(pair((2, 3), (3,)), lambda torch, x, y: torch.mv(x, y)),
    "vm": OpSamples(pair((3,), (3, 4)), lambda torch, x, y: x @ y),
    "matmul_of_batches": OpSamples(batches, lambda torch, x, y: x @ y),
    "bmm": OpSamples(bmm, lambda torch, x, y: torch.bmm(x, y)),
    "linear": OpSamples(linear, lambda torch, b, x, w: torch.addmm(b, x, w.T)),
    "addmm": OpSamples(addmm, _torch_addmm),
    "cross": OpSamples(cross, lambda torch, x, y, axis: torch.linalg.cross(x, y, dim=axis)),
    "einsum": OpSamples(einsum, lambda torch, x, y, equation: torch.einsum(equation, x, y)),
}

ERRORS = {
    "matmul": [ErrorSample((np.ones((4, 8)), np.ones((4, 8))), {}, RuntimeError, "size 4 is different from 8")],
    "dot": [ErrorSample((np.ones(3), np.ones(4)), {}, RuntimeError, "not aligned")],
    "addmm": [
        ErrorSample(
            (np.ones(3), np.ones((2, 3)), np.ones((3, 4))),
            {"beta": 1, "alpha": 1, "form": "addmm"},
            RuntimeError,
            "does not expand",
        )
    ],
}
