"""A recurrent layer's whole time loop as one node: the simple layer, the gated recurrent unit, long short-term memory.

Sequences are packed: row by row those of step 0, then those of step 1, where some have ended, and so on. `sizes` says
how many are left at each step; without it x is (steps, batch, input). One product serves all steps where it can: the
loop itself multiplies by the recurrent weights alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from backlight.core.op import op
from backlight.ops import cells
from backlight.ops.join import concatenate
from backlight.ops.shape import reshape
from backlight.ops.twofold import retraced, twofold


class Steps:
    """The steps in the order in which a direction takes them: (rows, how many of them, how many before)."""

    def __init__(self, x, sizes, reverse: bool) -> None:
        self.sizes = sizes or (x.shape[1],) * x.shape[0]
        self.count = sum(self.sizes)
        self.reverse = reverse

    def __iter__(self):
        stops = np.cumsum(self.sizes).tolist()
        steps = [(slice(stop - n, stop), n) for stop, n in zip(stops, self.sizes, strict=True)]
        if self.reverse:
            steps.reverse()
        before = 0 if self.reverse else max(self.sizes, default=0)
        for rows, n in steps:
            yield rows, n, before
            before = n

    def back(self):
        """The same from the last to the first."""
        return reversed(list(self))


def _start(state, first, n, before, join):
    """The state with which n sequences enter a step: some have ended, or (in reverse) some begin only now."""
    if n == before:
        return state
    return state[:n] if n < before else join(state, first[before:n])


def _rows(*parts):
    return np.concatenate(parts)


def _sigmoid(z):
    """1/(1 + exp(−z)), in place."""
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    np.divide(1, z, out=z)


def _flat(x):
    return x.reshape(-1, x.shape[-1])  # (t, b, i) -> (t·b, i)


def _from_input(x, w, b):
    out = _flat(x) @ w.T
    if b is not None:
        out += b
    return out


def _forward(step, x, states, inner, sizes, reverse, width):
    """Run `step(rows, *states) -> states` over all steps: y, the last states, and the inner arrays it fills."""
    steps = Steps(x, sizes, reverse)
    y = np.empty((steps.count, width), x.dtype)
    now = [s[:0] if reverse else s for s in states]
    last = [np.array(s) for s in states]
    for rows, n, before in steps:
        if n < before:
            for end, s in zip(last, now, strict=True):
                end[n:before] = s[n:before]
        now = step(rows, *[_start(s, first, n, before, _rows) for s, first in zip(now, states, strict=True)])
        y[rows] = now[0]
    for end, s in zip(last, now, strict=True):
        end[: len(s)] = s
    return y.reshape(*x.shape[:-1], width), *last, *inner


def _before(states, y, steps):
    """What each row's state was before its step, (rows, c)."""
    out = np.empty(y.shape, y.dtype)
    now = states[:0] if steps.reverse else states
    for rows, n, before in steps:
        out[rows] = _start(now, states, n, before, _rows)
        now = y[rows]
    return out


def _backward(step, g_last, g_y, steps, firsts):
    """Run `step(rows, *gradients) -> gradients` from the last step to the first; the gradients of the first states."""
    g_first = [np.zeros_like(s) for s in firsts]
    g_y = g_y.reshape(steps.count, g_y.shape[-1])
    now = [g[: len(g)] for g in g_last]
    if not steps.reverse:
        now = [g[: steps.sizes[-1] if steps.sizes else 0] for g in g_last]
    for rows, n, before in steps.back():
        now[0] = now[0] + g_y[rows]
        now = step(rows, *now)
        if n < before:  # the others ended before this step
            now = [_rows(g, end[n:before]) for g, end in zip(now, g_last, strict=True)]
        elif n > before:  # these began here, in reverse
            for first, g in zip(g_first, now, strict=True):
                first[before:n] = g[before:]
            now = [g[:before] for g in now]
    for first, g in zip(g_first, now, strict=True):
        first[: len(g)] += g
    return g_first


def _parameters(slope_x, slope_h, x, h, w_ih, b_ih, b_hh):
    """The gradients of x, both weights and both biases from those of the gates, all steps at once."""
    dx = (slope_x @ w_ih).reshape(x.shape)
    db = None if b_ih is None else np.add.reduce(slope_x, axis=0)
    dc = None if b_hh is None else db if slope_h is slope_x else np.add.reduce(slope_h, axis=0)
    return dx, slope_x.T @ _flat(x), slope_h.T @ h, db, dc if dc is not db or dc is None else dc.copy()


def _traced(step, x, states, sizes, reverse):
    """The layer in ops: `step(rows of x, *states) -> (states, inner parts)`."""
    steps = Steps(x, sizes, reverse)
    now = [s[:0] if reverse else s for s in states]
    ended: list = []
    ys, inner = [], []
    for rows, n, before in steps:
        if n < before:
            ended.append([s[n:before] for s in now])
        entering = [_start(s, first, n, before, concatenate) for s, first in zip(now, states, strict=True)]
        now, parts = step(rows, *entering)
        ys.append(now[0])
        inner.append(concatenate(*parts, axis=1) if parts else None)
    last = [concatenate(*column) for column in zip(now, *reversed(ended), strict=True)]
    order = slice(None, None, -1) if reverse else slice(None)
    y = concatenate(*ys[order])
    inner = [concatenate(*inner[order])] if inner and inner[0] is not None else []
    return reshape(y, shape=(*x.shape[:-1], y.shape[-1])), *last, *inner


def _simple(x, h0, w_ih, w_hh, b_ih, b_hh, act, sizes, reverse):
    given = _from_input(x, w_ih, b_ih if b_hh is None else b_ih + b_hh)
    weight = np.ascontiguousarray(w_hh.T)

    def step(rows, h):
        z = h @ weight
        z += given[rows]
        return [np.tanh(z, out=z) if act == "tanh" else np.maximum(z, 0, out=z)]

    return _forward(step, x, [h0], [], sizes, reverse, w_hh.shape[1])


def _simple_slopes(gy, gh, x, h0, w_ih, w_hh, b_ih, b_hh, y, act, sizes, reverse):
    steps, y = Steps(x, sizes, reverse), _flat(y)
    slope = 1 - y * y if act == "tanh" else (y > 0).astype(y.dtype)

    def step(rows, dh):
        dz = slope[rows]
        dz *= dh
        return [dz @ w_hh]

    first = _backward(step, [gh], gy, steps, [h0])
    dx, *rest = _parameters(slope, slope, x, _before(h0, y, steps), w_ih, b_ih, b_hh)
    return dx, *first, *rest


def _simple_by_ops(x, h0, w_ih, w_hh, b_ih, b_hh, act, sizes, reverse):
    given = cells.affine(reshape(x, shape=(-1, x.shape[-1])), w_ih, b_ih if b_hh is None else b_ih + b_hh)
    return _traced(lambda rows, h: ((cells.simple(given[rows], h, w_hh, None, act),), ()), x, [h0], sizes, reverse)


def _gru(x, h0, w_ih, w_hh, b_ih, b_hh, sizes, reverse):
    size = h0.shape[1]
    given = _from_input(x, w_ih, b_ih)
    inner = np.empty((len(given), 4 * size), x.dtype)  # r, z, n, and what h adds to n before r
    weight = np.ascontiguousarray(w_hh.T)

    def step(rows, h):
        own, parts, from_x = h @ weight, inner[rows], given[rows]
        if b_hh is not None:
            own += b_hh
        gates = np.add(own[:, : 2 * size], from_x[:, : 2 * size], out=parts[:, : 2 * size])
        _sigmoid(gates)
        parts[:, 3 * size :] = own[:, 2 * size :]
        new = parts[:, 2 * size : 3 * size]
        np.multiply(own[:, 2 * size :], gates[:, :size], out=new)
        new += from_x[:, 2 * size :]
        np.tanh(new, out=new)
        h = h - new
        h *= gates[:, size:]
        h += new
        return [h]

    return _forward(step, x, [h0], [inner], sizes, reverse, size)


def _gru_slopes(gy, gh, x, h0, w_ih, w_hh, b_ih, b_hh, y, inner, sizes, reverse):
    size, steps = h0.shape[1], Steps(x, sizes, reverse)
    h = _before(h0, _flat(y), steps)
    r, z, n, own = [inner[:, i * size : (i + 1) * size] for i in range(4)]
    slope_x = np.empty((len(inner), 3 * size), x.dtype)  # first the slopes, then times the gradient of h
    slope_h = np.empty_like(slope_x)
    slope_x[:, 2 * size :] = (1 - z) * (1 - n * n)
    slope_x[:, size : 2 * size] = (h - n) * z * (1 - z)
    slope_x[:, :size] = own * r * (1 - r) * slope_x[:, 2 * size :]

    def step(rows, dh):
        dx, part = slope_x[rows], slope_h[rows]
        for i in range(3):
            dx[:, i * size : (i + 1) * size] *= dh
        part[...] = dx
        part[:, 2 * size :] *= r[rows]
        g = part @ w_hh
        g += dh * z[rows]
        return [g]

    first = _backward(step, [gh], gy, steps, [h0])
    dx, *rest = _parameters(slope_x, slope_h, x, h, w_ih, b_ih, b_hh)
    return dx, *first, *rest


def _gru_by_ops(x, h0, w_ih, w_hh, b_ih, b_hh, sizes, reverse):
    given = cells.affine(reshape(x, shape=(-1, x.shape[-1])), w_ih, b_ih)

    def step(rows, h):
        h, parts = cells.gru(given[rows], h, w_hh, b_hh)
        return (h,), parts

    return _traced(step, x, [h0], sizes, reverse)


def _swapped(w, size) -> Any:
    """The gates i, f, g, o as i, f, o, g, so that the three sigmoids stand together, or the other way round."""
    return None if w is None else np.concatenate((w[: 2 * size], w[3 * size :], w[2 * size : 3 * size]))


def _lstm(x, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr, sizes, reverse):
    size = c0.shape[1]
    bias = b_ih if b_hh is None else b_ih + b_hh
    gates = _from_input(x, _swapped(w_ih, size), _swapped(bias, size))
    values = np.empty((len(gates), size), x.dtype)
    weight = np.ascontiguousarray(_swapped(w_hh, size).T)
    shorter = None if w_hr is None else np.ascontiguousarray(w_hr.T)

    def step(rows, h, c):
        z = gates[rows]
        z += h @ weight
        _sigmoid(z[:, : 3 * size])
        g = z[:, 3 * size :]
        np.tanh(g, out=g)
        c = np.multiply(z[:, size : 2 * size], c, out=values[rows])
        c += z[:, :size] * g
        h = np.tanh(c)
        h *= z[:, 2 * size : 3 * size]
        return [h if shorter is None else h @ shorter, c]

    return _forward(step, x, [h0, c0], [gates, values], sizes, reverse, h0.shape[1])


def _lstm_slopes(gy, gh, gc, x, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr, y, gates, values, sizes, reverse):
    size, steps = c0.shape[1], Steps(x, sizes, reverse)
    weight = _swapped(w_hh, size)
    i, f, o, g = [gates[:, k * size : (k + 1) * size] for k in range(4)]
    bent = np.tanh(values)
    to_c = o * (1 - bent * bent)
    slope = gates * (1 - gates)  # first the slopes of the gates, then their gradients
    slope[:, :size] *= g
    slope[:, size : 2 * size] *= _before(c0, values, steps)
    slope[:, 2 * size : 3 * size] *= bent
    slope[:, 3 * size :] = i * (1 - g * g)
    projected = None if w_hr is None else np.empty((len(gates), w_hr.shape[0]), x.dtype)

    def step(rows, dh, dc):
        if projected is not None:
            projected[rows] = dh
            dh = dh @ w_hr
        dc = dc + dh * to_c[rows]
        dz = slope[rows]
        dz[:, :size] *= dc
        dz[:, size : 2 * size] *= dc
        dz[:, 2 * size : 3 * size] *= dh
        dz[:, 3 * size :] *= dc
        dc *= f[rows]
        return [dz @ weight, dc]

    first = _backward(step, [gh, gc], gy, steps, [h0, c0])
    slope = np.concatenate((slope[:, : 2 * size], slope[:, 3 * size :], slope[:, 2 * size : 3 * size]), axis=1)
    dx, *rest = _parameters(slope, slope, x, _before(h0, _flat(y), steps), w_ih, b_ih, b_hh)
    return dx, *first, *rest, None if projected is None else projected.T @ (o * bent)


def _lstm_by_ops(x, h0, c0, w_ih, w_hh, b_ih, b_hh, w_hr, sizes, reverse):
    given = cells.affine(reshape(x, shape=(-1, x.shape[-1])), w_ih, b_ih if b_hh is None else b_ih + b_hh)
    kept = []

    def step(rows, h, c):
        h, c, (i, f, g, o) = cells.lstm(given[rows], h, c, w_hh, None, w_hr)
        kept.append(c)
        return (h, c), (i, f, o, g)

    found = _traced(step, x, [h0, c0], sizes, reverse)
    return *found, concatenate(*kept[:: -1 if reverse else 1])


def _in_float32(call):
    """The same with several results, where floats of 16 bits are float32 meanwhile."""

    def wide(*arrays, **params):
        dtype = next(a.dtype for a in arrays if a is not None)
        if dtype.itemsize != 2:
            return call(*arrays, **params)
        wider = [a if a is None else a.astype(np.float32) for a in arrays]
        return tuple([a if a is None else a.astype(dtype) for a in call(*wider, **params)])

    return wide


def _card(name, forward, slopes, by_ops, states, inner, **about):
    """The card of a layer: its results are y, the last states, and `inner` arrays that only its rules read."""
    again = retraced(by_ops)
    results = 1 + states + inner
    read = (0, *range(1 + states, results))

    def kernel(*values, **params):
        gs, arguments, outs = values[:results], values[results:-results], values[-results:]
        if any([g is not None for g in gs[1 + states :]]):
            return again(gs, *arguments, **params)
        given = [np.zeros(o.shape, o.dtype) if g is None else g for g, o in zip(gs, outs[: 1 + states], strict=False)]
        return slopes(*given, *arguments, *[outs[i] for i in read], **params)

    both = twofold(
        _in_float32(kernel), lambda *values, **params: again(values[:results], *values[results:-results], **params)
    )
    return op(
        _in_float32(forward),
        joint=lambda g, out, *arguments, **params: both(*g, *arguments, *out, **params),
        holes=True,
        results=read,
        name=name,
        kind="contract",
        **about,
    )


def _named(dense):
    return lambda params: "CatBackward0" if params["sizes"] else dense


# (x, h₀, weights of x and of h, biases): (y, hₙ)
simple_layer = _card(
    "simple_layer", _simple, _simple_slopes, _simple_by_ops, 1, 0, label="RNN", grad_fn=_named("StackBackward0")
)
# the same: (y, hₙ, gates)
gru_layer = _card("gru_layer", _gru, _gru_slopes, _gru_by_ops, 1, 1, label="GRU", grad_fn=_named("StackBackward0"))
# (x, h₀, c₀, weights of x and of h, biases, projection): (y, hₙ, cₙ, gates, cells)
lstm_layer = _card(
    "lstm_layer", _lstm, _lstm_slopes, _lstm_by_ops, 2, 2, label="LSTM", grad_fn=_named("MkldnnRnnLayerBackward0")
)
