"""Connectionist temporal classification: how likely a sequence of labels is, over all ways of spreading it in time.

Labels are interleaved with blanks, `b a b c b`; a path stays, moves on by one, or by two from a label to another one.
α holds the logarithm of the probability of all paths that lead to a place at a time, β of all that lead on from it.
"""

from __future__ import annotations

import numpy as np

from backlight.core.op import op
from backlight.ops.functions import exp
from backlight.ops.gather import gather
from backlight.ops.join import concatenate, stack
from backlight.ops.reduce import logsumexp
from backlight.ops.select import where
from backlight.ops.twofold import retraced, twofold

FAR = -1e30  # instead of −∞ where gradients are taken


class _Places:
    """The labels of a batch with blanks between them, and what is known of their places."""

    def __init__(self, labels, lengths, blank) -> None:
        n, longest = labels.shape
        self.labels = np.full((n, 2 * longest + 1), blank)
        self.labels[:, 1::2] = labels
        self.ends = 2 * np.asarray(lengths)  # the place of the last blank
        self.inside = np.arange(2 * longest + 1) <= self.ends[:, None]
        self.jumps = np.zeros(self.labels.shape, bool)  # whether a path may come from two places before
        self.jumps[:, 3::2] = self.labels[:, 3::2] != self.labels[:, 1:-2:2]


def _moved(a, by, fill):
    """The values `by` places to the right, or to the left for a negative `by`."""
    out = np.full_like(a, fill)
    if by > 0:
        out[:, by:] = a[:, :-by]
    else:
        out[:, :by] = a[:, -by:]
    return out


def _either(a, b, c):
    """log(exp a + exp b + exp c); −∞ of three times −∞."""
    highest = np.maximum(np.maximum(a, b), c)
    base = np.where(highest == -np.inf, 0, highest)
    return np.log(np.exp(a - base) + np.exp(b - base) + np.exp(c - base)) + base


def _said(x, places):
    """The log-probability of each place's label at each time: (t, n, places)."""
    index = np.broadcast_to(places.labels, (len(x), *places.labels.shape))
    return np.where(places.inside, np.take_along_axis(x, index, 2), x.dtype.type(-np.inf))


def _ctc(x, labels, steps, lengths, blank, zero_infinity):
    """Minus the log-likelihood of each sequence (n,), and α (t, n, places)."""
    places = _Places(labels, lengths, blank)
    said = _said(x, places)
    alpha = np.full(said.shape, -np.inf, x.dtype)
    never = x.dtype.type(-np.inf)
    if len(x):
        alpha[0, :, :2] = said[0, :, :2]
    for t in range(1, len(x)):
        before = alpha[t - 1]
        two = np.where(places.jumps, _moved(before, 2, never), never)
        alpha[t] = _either(before, _moved(before, 1, never), two) + said[t]
    alpha[np.arange(len(x))[:, None] >= np.asarray(steps)] = never
    return _loss_at_end(alpha, places, steps, zero_infinity), alpha


def _loss_at_end(alpha, places, steps, zero_infinity):
    loss = np.full(len(steps), np.inf, alpha.dtype)
    for i, (t, end) in enumerate(zip(steps, places.ends, strict=True)):
        if t:
            loss[i] = -np.logaddexp.reduce(alpha[t - 1, i, max(end - 1, 0) : end + 1])
        elif not end:
            loss[i] = 0
    return np.where(loss == np.inf, 0, loss) if zero_infinity else loss


def _beta(x, places, steps):
    said = _said(x, places)
    never = x.dtype.type(-np.inf)
    beta = np.full(said.shape, never, x.dtype)
    place = np.arange(said.shape[2])
    last = (place <= places.ends[:, None]) & (place >= places.ends[:, None] - 1)
    jumps = _moved(places.jumps, -2, False)
    after = np.full(said.shape[1:], never, x.dtype)
    steps = np.asarray(steps)[:, None]
    for t in reversed(range(len(x))):
        two = np.where(jumps, _moved(after, -2, never), never)
        onward = _either(after, _moved(after, -1, never), two)
        onward = np.where(steps - 1 == t, np.where(last, 0, never), onward)
        beta[t] = after = np.where(steps > t, onward + said[t], never)
    return beta


def _slopes(g, ga, x, labels, loss, alpha, steps, lengths, blank, zero_infinity):
    """exp x minus the share of the paths that say a class at a time, as if x came from a softmax."""
    if ga is not None or g is None:
        how = {"steps": steps, "lengths": lengths, "blank": blank, "zero_infinity": zero_infinity}
        return _slopes_by_ops(g, ga, x, labels, loss, alpha, **how)
    places = _Places(labels, lengths, blank)
    paths = alpha + _beta(x, places, steps)
    highest = np.maximum.reduce(paths, axis=2, keepdims=True, initial=-np.inf)
    highest[highest == -np.inf] = 0
    shares = np.exp(paths - highest)
    said = np.zeros(x.shape, x.dtype)
    index = np.broadcast_to(places.labels, paths.shape)
    t, n, _ = np.ogrid[: paths.shape[0], : paths.shape[1], :1]
    np.add.at(said, (t, n, index), shares)
    said = np.exp(np.log(said) + highest + loss[:, None] - x)
    out = (np.exp(x) - said) * g[:, None]
    out[np.arange(len(x))[:, None] >= np.asarray(steps)] = 0
    if zero_infinity:
        out[:, loss == 0] = 0
    return (out,)


def _by_ops(x, labels, steps, lengths, blank, zero_infinity):
    labels = getattr(labels, "_array", labels)
    places = _Places(labels, lengths, blank)
    index = np.broadcast_to(places.labels, (x.shape[0], *places.labels.shape))
    said = where(places.inside, gather(x, index, axis=2), FAR)
    far = np.full((x.shape[1], 2), FAR, x.dtype.numpy)
    alpha = where(np.arange(places.labels.shape[1]) < 2, said[0], FAR)
    losses, alphas = {}, []
    for t in range(x.shape[0]):
        if t:
            one, two = [concatenate(far[:, :by], alpha[:, :-by], axis=1) for by in (1, 2)]
            alpha = logsumexp(stack(alpha, one, where(places.jumps, two, FAR)), axis=0) + said[t]
        alphas.append(alpha)
        for i, end in enumerate(places.ends):
            if steps[i] == t + 1:
                losses[i] = -logsumexp(alpha[i, max(end - 1, 0) : end + 1], axis=0)
    zero = x.new_zeros(())
    loss = stack(*[losses.get(i, zero) for i in range(len(steps))])
    return where(loss > -FAR / 2, 0, loss), stack(*alphas)


_again = retraced(_by_ops)


def _slopes_by_ops(g, ga, x, labels, loss, alpha, steps, **how):
    found = _again((g, ga), x, labels, steps=steps, **how)[0]
    if g is None:
        return (found,)
    alive = np.arange(x.shape[0])[:, None, None] < np.asarray(steps)[:, None]  # (t, n, 1)
    finite = (loss > 0) if how["zero_infinity"] else (loss == loss)
    extra = where(alive, exp(x), 0) * where(finite, g, 0).reshape(-1, 1)
    return (extra if found is None else extra + found,)


slopes = twofold(_slopes, _slopes_by_ops)

# Of log-probabilities x (t, n, c) and labels (n, longest), the lengths of both as numbers.
ctc_loss = op(
    _ctc,
    joint=lambda g, out, x, labels, steps, lengths, blank, zero_infinity: (
        *slopes(*g, x, labels, *out, steps=steps, lengths=lengths, blank=blank, zero_infinity=zero_infinity),
        None,
    ),
    holes=True,
    results=(0, 1),
    name="ctc_loss",
    kind="reduce",
    label="CTC",
    local=("exp x − the share of the paths", ""),
)
