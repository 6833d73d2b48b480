"""Samples for normalisation, attention, recurrent layers, bags of embeddings, distances, and losses of sequences."""

from __future__ import annotations

import numpy as np

from tests.samples import ErrorSample, OpSamples, Sample


def normalise(rng):
    x, w, b = rng.standard_normal((3, 4, 5)), rng.standard_normal(4), rng.standard_normal(4)
    batch = {"shape": (3, 4, 5), "axes": (0, 2), "affine": (1, 4, 1), "stats": (4,), "eps": 1e-5}
    layer = {"shape": (12, 5), "axes": (1,), "affine": (1, 5), "stats": (3, 4, 1), "eps": 1e-3}
    group = {"shape": (3, 2, 2, 5), "axes": (2, 3), "affine": (1, 2, 2, 1), "stats": (3, 2), "eps": 1e-5}
    batch, layer, group = [
        {**how, "form": f"Native{name}NormBackward0"}
        for how, name in ((batch, "Batch"), (layer, "Layer"), (group, "Group"))
    ]
    flat = {**batch, "shape": (6, 4, 1)}
    long = {**layer, "shape": (2, 1200), "affine": (1, 1200), "stats": (2, 1)}
    return [
        Sample((x, w, b), batch, "batch"),
        Sample((x, None, None), batch, "batch_plain"),
        Sample((rng.standard_normal((6, 4)) + 3, w, None), flat, "batch_of_vectors"),
        Sample((x[:0], w, b), {**batch, "shape": (0, 4, 5)}, "batch_empty", differentiable=False),
        Sample((x, rng.standard_normal(5), rng.standard_normal(5)), layer, "layer"),
        Sample((x, None, rng.standard_normal(5)), layer, "layer_without_weight"),
        Sample((rng.standard_normal((2, 1200)), rng.standard_normal(1200), None), long, "layer_long"),
        Sample(
            (x.transpose(1, 2, 0), None, None),
            {**layer, "shape": (20, 3), "affine": (1, 3), "stats": (4, 5, 1)},
            "layer_strided",
        ),
        Sample((x, w, b), group, "group"),
        Sample((x, None, None), group, "group_plain"),
    ]


def _torch_normalise(torch, x, w, b, shape, axes, affine, stats, eps, form):
    y = x.reshape(shape)
    if not y.numel():
        return x.clone(), torch.zeros(stats, dtype=x.dtype), torch.zeros(stats, dtype=x.dtype)
    mean, var = y.mean(axes, keepdim=True), y.var(axes, unbiased=False, keepdim=True)
    functional = torch.nn.functional
    if "Batch" in form:
        out = functional.batch_norm(x, None, None, w, b, True, eps=eps)
    elif "Layer" in form:
        out = functional.layer_norm(x, (shape[1],), w, b, eps)
    else:
        out = functional.group_norm(x, shape[1], w, b, eps)
    return out, mean.reshape(stats), var.reshape(stats)


def normalise_by(rng):
    x, w, b = rng.standard_normal((3, 4, 5)), rng.standard_normal(4), rng.standard_normal(4)
    how = {"shape": (3, 4, 5), "affine": (1, 4, 1), "eps": 1e-5}
    mean, var = rng.standard_normal(4), rng.random(4) + 0.5
    return [
        Sample((x, w, b, mean, var), how),
        Sample((x, None, None, mean, var), how, "plain"),
        Sample((x[:, :, 0], w, None, mean, var), {**how, "shape": (3, 4, 1)}, "vectors"),
    ]


def attention(rng):
    q, k, v = rng.standard_normal((2, 3, 4, 5)), rng.standard_normal((2, 3, 6, 5)), rng.standard_normal((2, 3, 6, 5))
    how = {"scale": 0.4, "causal": False}
    seen = rng.random((4, 6)) > 0.4
    seen[2] = False
    return [
        Sample((q, k, v, None), how),
        Sample((q, k, v, None), {**how, "causal": True}, "causal"),
        Sample((q, k, v, seen), how, "mask"),
        Sample((q, k, v, np.where(rng.random((2, 1, 4, 6)) > 0.3, 0.5, -1.0).astype(np.float32)), how, "bias"),
        Sample((q * 200, k, v, None), how, "large", differentiable=False),
        Sample((q.transpose(0, 1, 3, 2)[..., :3], k[..., :3], v[..., :3], None), how, "strided"),
    ]


def _torch_attention(torch, q, k, v, mask, scale, causal):
    score = q @ k.mT * scale
    if causal:
        mask = torch.ones(score.shape[-2:], dtype=torch.bool).tril()
    if mask is not None:
        score = score.masked_fill(~mask, -torch.inf) if mask.dtype == torch.bool else score + mask.detach()
    sums = score.logsumexp(-1)
    sums = torch.where(sums == -torch.inf, torch.full_like(sums, torch.inf), sums)
    return (score - sums.unsqueeze(-1)).exp() @ v, sums


def _recurrent(gates, states, *, inner=False, projection=False, more=({},)):
    def make(rng):
        found = []
        for number, how in enumerate(more):
            size, width = 3, 2 if projection else 3
            w = [rng.standard_normal(s) * 0.5 for s in ((gates * size, 4), (gates * size, width))]
            b = [rng.standard_normal(gates * size) for _ in "12"]
            firsts = [rng.standard_normal((3, width)), *[rng.standard_normal((3, size)) for _ in range(states - 1)]]
            last = [rng.standard_normal((width, size)) if projection else None] if states == 2 else []
            for reverse in (False, True):
                end = f"{number or ''}{'_back' * reverse}"
                dense = {**how, "sizes": None, "reverse": reverse}
                packed = {**how, "sizes": (3, 3, 2, 1), "reverse": reverse}
                found += [
                    Sample((rng.standard_normal((5, 3, 4)), *firsts, *w, *b, *last), dense, "dense" + end),
                    Sample((rng.standard_normal((9, 4)), *firsts, *w, None, None, *last), packed, "packed" + end),
                ]
        return found

    return make


def _torch_layer(torch, step, x, states, sizes, reverse):
    """The loop written out: (y, last states, inner)."""
    sizes = sizes or (x.shape[1],) * x.shape[0]
    rows = list(x.reshape(-1, x.shape[-1]).split(list(sizes)))
    now = [list(s.unbind()) for s in states]  # the state of each sequence
    ys, inner = [None] * len(rows), [None] * len(rows)
    for t in reversed(range(len(rows))) if reverse else range(len(rows)):
        n = sizes[t]
        new, inner[t] = step(rows[t], *[torch.stack(s[:n]) for s in now])
        ys[t] = new[0]
        now = [[*part.unbind(), *s[n:]] for part, s in zip(new, now)]
    y = torch.cat(ys).reshape(*x.shape[:-1], -1)
    return y, *[torch.stack(s) for s in now], *[torch.cat(part) for part in zip(*inner)]


def _line(torch, x, w, b):
    return torch.nn.functional.linear(x, w, b)


def _torch_simple(torch, x, h, w, u, b, c, act, sizes, reverse):
    act = getattr(torch, act)
    step = lambda x, h: ((act(_line(torch, x, w, b) + _line(torch, h, u, c)),), ())
    return _torch_layer(torch, step, x, [h], sizes, reverse)


def _torch_gru(torch, x, h, w, u, b, c, sizes, reverse):
    def step(x, h):
        (r, z, n), (s, y, m) = _line(torch, x, w, b).chunk(3, 1), _line(torch, h, u, c).chunk(3, 1)
        r, z = torch.sigmoid(r + s), torch.sigmoid(z + y)
        n = torch.tanh(n + r * m)
        return ((h - n) * z + n,), (torch.cat([r, z, n, m], 1),)

    return _torch_layer(torch, step, x, [h], sizes, reverse)


def _torch_lstm(torch, x, h, c, w, u, b, d, p, sizes, reverse):
    def step(x, h, c):
        i, f, g, o = (_line(torch, x, w, b) + _line(torch, h, u, d)).chunk(4, 1)
        i, f, g, o = torch.sigmoid(i), torch.sigmoid(f), torch.tanh(g), torch.sigmoid(o)
        c = f * c + i * g
        h = o * torch.tanh(c)
        return (h if p is None else h @ p.T, c), (torch.cat([i, f, o, g], 1), c)

    return _torch_layer(torch, step, x, [h, c], sizes, reverse)


def ctc_loss(rng):
    x = rng.standard_normal((6, 3, 4))
    x -= np.log(np.exp(x).sum(2, keepdims=True))
    labels = np.array([[1, 2, 2], [3, 3, 0], [1, 0, 0]])
    how = {"steps": (6, 5, 4), "lengths": (3, 2, 0), "blank": 0, "zero_infinity": False}
    # torch's gradient takes it that a softmax made x: it is the slope plus exp x, which in the second sample is 0
    return [
        Sample((x, labels), how, differentiable=False),
        Sample((x - 40, labels), how, "small"),
        Sample((x - 40, labels), {**how, "steps": (6, 1, 4), "zero_infinity": True}, "too_short"),
    ]


def _torch_ctc(torch, x, labels, steps, lengths, blank, zero_infinity):
    loss, _ = torch._ctc_loss(x, labels, steps, lengths, blank, zero_infinity)
    if zero_infinity:
        loss = torch.where(loss == torch.inf, 0, loss)
    return loss, _torch_alpha(torch, x, labels, steps, lengths, blank)


def _torch_alpha(torch, x, labels, steps, lengths, blank):
    """The logarithms of all beginnings, written out: torch's own have no gradient."""
    far = -1e30
    places = torch.full((labels.shape[0], 2 * labels.shape[1] + 1), blank)
    places[:, 1::2] = labels
    inside = torch.arange(places.shape[1]) <= 2 * torch.tensor(lengths)[:, None]
    jumps = torch.zeros_like(inside)
    jumps[:, 3::2] = labels[:, 1:] != labels[:, :-1]
    said = torch.where(inside, x.gather(2, places.expand(len(x), *places.shape)), far)
    alphas = [torch.where(torch.arange(places.shape[1]) < 2, said[0], far)]
    for part in said[1:]:
        one, two = [torch.nn.functional.pad(alphas[-1], (by, 0), value=far)[:, :-by] for by in (1, 2)]
        alphas.append(torch.stack([alphas[-1], one, torch.where(jumps, two, far)]).logsumexp(0) + part)
    alpha = torch.stack(alphas)
    in_time = torch.arange(len(x))[:, None, None] < torch.tensor(steps)[:, None]
    return torch.where(in_time & (alpha > far / 2), alpha, -torch.inf)


def bags(rng):
    w, p = rng.standard_normal((5, 3)), rng.standard_normal(6)
    index, bag = np.array([1, 4, 4, 0, 2, 1]), np.array([0, 0, 0, 2, 2, 3])
    how = {"count": 5, "mean": False, "by_frequency": False}
    return [
        Sample((w, None, index, bag), how),
        Sample((w, p, index, bag), how, "weighed"),
        Sample((w, None, index, bag), {**how, "mean": True}, "mean"),
        Sample((w, None, index, bag), {**how, "by_frequency": True}, "by_frequency", differentiable=False),
        Sample((w, None, index[:0], bag[:0]), how, "empty"),
    ]


def _torch_bags(torch, w, p, index, bag, count, mean=None, by_frequency=False):
    offsets = torch.searchsorted(bag, torch.arange(count))
    mode = {None: "max", True: "mean", False: "sum"}[mean]
    how = {"mode": mode, "scale_grad_by_freq": by_frequency, "per_sample_weights": p}
    return torch.nn.functional.embedding_bag(index, w, offsets, **how)


def bags_max(rng):
    return [Sample((s.arrays[0], *s.arrays[2:]), {"count": 5}, s.name) for s in (bags(rng)[0], bags(rng)[4])]


def _torch_bags_max(torch, w, index, bag, count):
    out = _torch_bags(torch, w, None, index, bag, count)
    hit = (w[index].unsqueeze(0) == out.unsqueeze(1)) & (bag == torch.arange(count).unsqueeze(1)).unsqueeze(2)
    best = index[hit.int().argmax(1)] if len(index) else torch.zeros(out.shape, dtype=torch.long)
    return out, torch.where(hit.any(1), best, -1)


def margins(*ways):
    def make(rng):
        x, labels = rng.standard_normal((4, 3)), np.array([0, 2, 1, 1])
        w = rng.random(3)
        return [
            Sample((x, labels, w if number % 2 else None), {"margin": 0.7, **how}, f"{number}")
            for number, how in enumerate(ways)
        ]

    return make


def multilabel(rng):
    x, labels = rng.standard_normal((3, 4)), np.array([[1, 2, -1, 0], [0, -1, 1, 1], [-1, 1, 2, 3]])
    return [Sample((x, labels), {"reduction": how}, how) for how in ("mean", "sum", "none")]


NORMS = [{"p": float(p)} for p in (2, 1, 3, 0.5, np.inf, 0)]


def pdist(rng):
    x = rng.standard_normal((4, 3))
    same = np.array([[1.0, 2.0], [1.0, 2.0], [0.0, 3.0]])
    found = [Sample((x,), how, f"p_{how['p']}", differentiable=how["p"] > 0) for how in NORMS]
    return [*found, Sample((same,), NORMS[0], "same", differentiable=False), Sample((x[:1],), NORMS[0], "one")]


def cdist(rng):
    x, y = rng.standard_normal((4, 3)), rng.standard_normal((2, 5, 3))
    found = [Sample((x, y), how, f"p_{how['p']}", differentiable=how["p"] > 0) for how in NORMS]
    return [*found, Sample((x, x), NORMS[0], "same", differentiable=False), Sample((x[:0], x), NORMS[0], "empty")]


def masked(rng):
    x = rng.standard_normal((3, 4))
    return [Sample((x, rng.random((3, 4)) > 0.5), {"scale": 2.0})]


REDUCTIONS = [{"p": p, "reduction": how} for p in (1, 2) for how in ("mean", "sum", "none")]

SAMPLES = {
    "normalise_by": OpSamples(
        normalise_by,
        lambda torch, x, w, b, mean, var, shape, affine, eps: torch.nn.functional.batch_norm(
            x, mean, var, w, b, False, eps=eps
        ),
    ),
    "normalise": OpSamples(normalise, _torch_normalise, half=False, own_name=True),
    "attention": OpSamples(attention, _torch_attention, half=False, own_name=True),
    "simple_layer": OpSamples(_recurrent(1, 1, more=({"act": "tanh"}, {"act": "relu"})), _torch_simple, own_name=True),
    "gru_layer": OpSamples(_recurrent(3, 1), _torch_gru, own_name=True),
    "lstm_layer": OpSamples(
        lambda rng: (
            _recurrent(4, 2)(rng)
            + [Sample(s.arrays, s.params, s.name + "_projected") for s in _recurrent(4, 2, projection=True)(rng)]
        ),
        _torch_lstm,
        own_name=True,
    ),
    "ctc_loss": OpSamples(ctc_loss, _torch_ctc, own_name=True),
    "embedding_bag": OpSamples(bags, _torch_bags),
    "embedding_bag_max": OpSamples(bags_max, _torch_bags_max),
    "multi_margin_loss": OpSamples(
        margins(*REDUCTIONS),
        lambda torch, x, labels, w, p, margin, reduction: torch.nn.functional.multi_margin_loss(
            x, labels, p, margin, w, reduction=reduction
        ),
        half=False,
    ),
    "multilabel_margin_loss": OpSamples(
        multilabel,
        lambda torch, x, labels, reduction: torch.nn.functional.multilabel_margin_loss(x, labels, reduction=reduction),
        half=False,
    ),
    "pdist": OpSamples(pdist, lambda torch, x, p: torch.pdist(x, p), half=False),
    "cdist": OpSamples(cdist, lambda torch, x, y, p: torch.cdist(x, y, p), half=False),
    "masked_dropout": OpSamples(
        masked, lambda torch, x, kept, scale: torch.ops.aten.native_dropout_backward(x, kept, scale), own_name=True
    ),
}

ERRORS: dict[str, list[ErrorSample]] = {}
