"""Views and in-place writes in the graph: against scalars in shared memory, against finite differences, and by hand."""

from __future__ import annotations

import gc
import math
import weakref
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backlight as bl
from backlight.core.errors import ModifiedError

# A tiny engine to check against: tensors are positions in a memory of scalars, so that views and writes need no rules.
_made = count()


class Scalar:
    """A number that remembers which numbers it came from, and the slope towards each."""

    def __init__(self, value, parents=()):
        self.value, self.parents, self.order = value, parents, next(_made)

    def __add__(self, other):
        return Scalar(self.value + other.value, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Scalar(self.value * other.value, ((self, other.value), (other, self.value)))

    def sin(self):
        return Scalar(math.sin(self.value), ((self, math.cos(self.value)),))


def gradients(root):
    """The derivative of `root` by every scalar that it came from."""
    found, todo = {root: 1.0}, {root}
    while todo:
        last = max(todo, key=lambda s: s.order)
        todo.remove(last)
        for parent, slope in last.parents:
            found[parent] = found.get(parent, 0.0) + slope * found[last]
            todo.add(parent)
    return found


class Cells:
    """A tensor: positions in a memory that others may share."""

    def __init__(self, memory, places):
        self.memory, self.places = memory, places

    @classmethod
    def of(cls, scalars):
        scalars = np.asarray(scalars, dtype=object)
        return cls(list(scalars.ravel()), np.arange(scalars.size).reshape(scalars.shape))

    def read(self):
        return np.array([self.memory[p] for p in self.places.ravel()], dtype=object).reshape(self.places.shape)

    def view(self, change):
        return Cells(self.memory, change(self.places))

    def write(self, scalars):
        for place, scalar in zip(self.places.ravel(), np.broadcast_to(scalars, self.places.shape).ravel(), strict=True):
            self.memory[place] = scalar


VIEWS = {
    "first": (lambda x: x[0], lambda p: p[0]),
    "rest": (lambda x: x[1:], lambda p: p[1:]),
    "column": (lambda x: x[..., 1], lambda p: p[..., 1]),
    "steps": (lambda x: x[..., ::2], lambda p: p[..., ::2]),
    "turned": (lambda x: x.transpose(-1, -2), lambda p: p.swapaxes(-1, -2)),
    "flat": (lambda x: x.view(-1), None),
    "new": (lambda x: x.unsqueeze(0), lambda p: p[None]),
    "diagonal": (lambda x: x.diagonal(), lambda p: p.diagonal()),
    "all": (lambda x: x[...], lambda p: p[...]),
}
WRITES = {
    "add": (lambda x, y: x.add_(y), lambda a, b: a + b),
    "times": (lambda x, y: x.mul_(y), lambda a, b: a * b),
    "part": (lambda x, y: x.__setitem__(..., y), lambda a, b: b),
    "rows": (lambda x, y: x.__setitem__([0], y), None),
    "mask": (lambda x, y: x.masked_fill_(bl.tensor(True), y) if not y.dim() else x.copy_(y), lambda a, b: b),
}
NUMBERS = st.integers(0, 20)
STEP = st.one_of(
    st.tuples(st.just("view"), NUMBERS, st.sampled_from(sorted(VIEWS))),
    st.tuples(st.just("write"), NUMBERS, NUMBERS, st.sampled_from(sorted(WRITES))),
    st.tuples(st.just("sin"), NUMBERS),
    st.tuples(st.just("plus"), NUMBERS, NUMBERS),
    st.tuples(st.just("times"), NUMBERS, NUMBERS),
)


def run(program, arrays):
    """The program's tensors in backlight and as cells; the first ones are its leaves."""
    leaves = [bl.tensor(a, requires_grad=True) for a in arrays]
    cells = [Cells.of(np.vectorize(Scalar, otypes=[object])(a)) for a in arrays]
    pairs = list(zip(leaves, cells, strict=True))
    pairs += [(x * 1, Cells.of(c.read() * Scalar(1.0))) for x, c in pairs]
    for kind, first, *others in program:
        x, c = pairs[first % len(pairs)]
        if kind == "view":
            change, move = VIEWS[others[0]]
            try:
                y = change(x)
                pairs.append((y, c.view(move) if move else c.view(lambda p: p.reshape(-1))))
            except (IndexError, RuntimeError):
                continue
        elif kind == "sin":
            pairs.append((x.sin(), Cells.of(np.vectorize(Scalar.sin, otypes=[object])(c.read()))))
        else:
            y, d = pairs[others[0] % len(pairs)]
            try:
                values = np.broadcast_shapes(c.places.shape, d.places.shape)
            except ValueError:
                continue
            if kind in ("plus", "times"):
                a, b = np.broadcast_to(c.read(), values), np.broadcast_to(d.read(), values)
                pairs.append((x + y, Cells.of(a + b)) if kind == "plus" else (x * y, Cells.of(a * b)))
            elif values == c.places.shape:
                write(pairs, x, c, y, d, others[1])
    return leaves, cells, pairs


def write(pairs, x, c, y, d, name):
    ours, theirs = WRITES[name]
    before, given = c.read(), d.read()
    try:
        ours(x, y)
    except (RuntimeError, IndexError):  # leaves, and what the key does not fit
        return
    if name == "rows":
        c.view(lambda p: p[:1]).write(given)
    else:
        c.write(theirs(before, np.broadcast_to(given, before.shape)))


@settings(max_examples=200)
@given(
    program=st.lists(STEP, min_size=3, max_size=14),
    seed=st.integers(0, 1000),
    shape=st.sampled_from([(2, 3), (3,), (2, 2)]),
)
def test_programs_of_views_and_writes_agree_with_scalars_in_shared_memory(program, seed, shape):
    rng = np.random.default_rng(seed)
    leaves, cells, pairs = run(program, [rng.uniform(-1, 1, shape), rng.uniform(-1, 1, (2,))])
    total, loss = Scalar(0.0), bl.zeros((), dtype=bl.float64)
    starts = [c.read() for c in cells]
    for weight, (x, c) in enumerate(pairs, 1):
        assert np.allclose(x.detach().numpy(), np.vectorize(lambda s: s.value, otypes=[float])(c.read()))
        loss = loss + x.sum() * weight
        total = total + sum(c.read().ravel(), Scalar(0.0)) * Scalar(float(weight))
    try:
        loss.backward()
    except ModifiedError:
        return  # a write to what backward needs
    found = gradients(total)
    for leaf, start in zip(leaves, starts, strict=True):
        assert np.allclose(leaf.grad.numpy(), np.vectorize(lambda s: found.get(s, 0.0), otypes=[float])(start))


def slopes(function, *arrays, step=1e-6):
    """The derivative of a number by each element of arrays, by central differences."""
    found = [np.zeros_like(a) for a in arrays]
    for a, slope in zip(arrays, found, strict=True):
        for place in np.ndindex(a.shape):
            kept = a[place]
            ends = []
            for moved in (kept + step, kept - step):
                a[place] = moved
                ends.append(function(*[bl.tensor(b) for b in arrays]).item())
            a[place] = kept
            slope[place] = (ends[0] - ends[1]) / (2 * step)
    return found


def rows_one_after_the_other(w, x):
    out = bl.zeros(3, 2, dtype=bl.float64)
    for i in range(3):
        out[i] = w * x[i]
    return (out * out).sum()


def a_row_of_a_buffer(w, x):
    buffer = bl.zeros(3, 2, dtype=bl.float64)
    row = buffer[1]
    row += w
    row *= x[0]
    return (buffer + buffer[1]).sin().sum()


def a_view_of_a_view(w, x):
    y = x * 2
    y.t()[1][1:].mul_(w)
    return (y * y).sum()


def a_state_that_is_overwritten(w, x):
    h = w * 1
    for i in range(3):
        last = h
        h = h.clone()
        h[0] = (last[1] * x[i, 0]).sin()
        h[1:] += x[i, 1]
    return h.sum()


def siblings(w, x):
    y = x.clone()
    first, flat = y[0], y.view(-1)
    flat[1:4] *= 3
    first.add_(w)
    return (first * flat[-1]).sum() + y.sin().sum()


def masks_and_rows(w, x):
    y = x * 1
    y[y > 0] = 0.5
    y[[0, 2]] = w * 2
    y.masked_fill_(bl.tensor([True, False]), w[0])
    y.index_add_(0, bl.tensor([1, 1]), x[:2])
    return (y * y).sum()


def metadata(w, x):
    y = x * 1
    y.t_()
    y[0] = w[1]
    y.unsqueeze_(0)
    y.squeeze_()
    return (y[0] * y[1]).sum() + y.clone().tanh_().sum()


every_program = pytest.mark.parametrize(
    "function",
    [
        rows_one_after_the_other,
        a_row_of_a_buffer,
        a_view_of_a_view,
        a_state_that_is_overwritten,
        siblings,
        masks_and_rows,
        metadata,
    ],
)


@every_program
def test_gradients_through_writes_are_slopes(function):
    rng = np.random.default_rng(1)
    arrays = [rng.uniform(-1, 1, 2), rng.uniform(-1, 1, (3, 2))]
    leaves = [bl.tensor(a, requires_grad=True) for a in arrays]
    function(*leaves).backward()

    for leaf, slope in zip(leaves, slopes(function, *arrays), strict=True):
        assert np.allclose(leaf.grad.numpy(), slope, atol=1e-6)


@every_program
def test_gradients_of_gradients_through_writes_are_slopes(function):
    rng = np.random.default_rng(2)
    arrays = [rng.uniform(-1, 1, 2), rng.uniform(-1, 1, (3, 2))]
    weights = [bl.tensor(rng.uniform(-1, 1, a.shape)) for a in arrays]

    def projected(*given):
        leaves = [t if t.requires_grad else t.requires_grad_() for t in given]
        gs = bl.autograd.grad(function(*leaves), leaves, create_graph=True)
        return sum((g * w).sum() for g, w in zip(gs, weights, strict=True))

    leaves = [bl.tensor(a, requires_grad=True) for a in arrays]
    projected(*leaves).backward()

    for leaf, slope in zip(leaves, slopes(projected, *arrays), strict=True):
        assert np.allclose(leaf.grad.numpy(), slope, atol=1e-5)


def test_a_write_through_a_view_reaches_its_base_and_siblings():
    w = bl.ones(2, 2, requires_grad=True)
    y = w * 3
    row, column = y[0], y[:, 0]
    row += 1

    assert (y.tolist(), column.tolist()) == ([[4, 4], [3, 3]], [4, 3])
    assert [t.grad_fn.name() for t in (y, row, column)] == [
        "torch::autograd::CopySlices",
        "AsStridedBackward0",
        "AsStridedBackward0",
    ]
    (row * column).sum().backward()
    assert w.grad.tolist() == [[24, 9], [12, 0]]


def test_a_buffer_joins_the_graph_when_a_part_is_written():
    w = bl.tensor([1.0, 2.0], requires_grad=True)
    buffer = bl.zeros(2, 2)
    assert (buffer.requires_grad, buffer.is_leaf) == (False, True)
    buffer[1] = w

    assert (buffer.requires_grad, buffer.is_leaf) == (True, False)
    buffer.sum().backward()
    assert w.grad.tolist() == [1, 1]


def test_detach_shares_memory_and_not_the_graph():
    w = bl.tensor([1.0, 2.0], requires_grad=True)
    y = w * w
    bare = y.detach()
    bare[0] = 7

    assert (y.tolist(), bare.requires_grad, bare._base) == ([7, 4], False, None)
    y.sum().backward()
    assert w.grad.tolist() == [2, 4]


@pytest.mark.parametrize("write", [lambda w: w.add_(1), lambda w: w.__setitem__(0, 1.0), lambda w: w.detach().zero_()])
def test_a_write_to_what_backward_needs_is_found_and_named(write):
    w = bl.tensor([1.0, 2.0], requires_grad=True)
    x = w * 1
    y = x * x
    write(x)
    with pytest.raises(RuntimeError, match=r"MulBackward0 kept a float32 tensor .* and then \w+_ wrote into it"):
        y.sum().backward()


def test_a_write_through_data_is_silent():
    w = bl.tensor([1.0, 2.0], requires_grad=True)
    y = w * w
    w.data[0] = 5
    y.sum().backward()

    assert (w.tolist(), w.grad.tolist()) == ([5, 2], [10, 4])


def test_the_result_of_a_write_that_backward_needs_is_watched_too():
    w = bl.tensor([1.0, 2.0], requires_grad=True)
    y = (w * 1).exp_()
    y += 1
    with pytest.raises(RuntimeError, match="ExpBackward0 kept"):
        y.sum().backward()


def test_writes_that_need_nothing_may_follow_each_other():
    w = bl.tensor([1.0, 2.0], requires_grad=True)
    y = w * 2
    y.add_(1).mul_(3).sub_(2)
    y[0] = 0
    y.sum().backward()

    assert w.grad.tolist() == [0, 6]


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (lambda w: w.add_(1), "a leaf Variable that requires grad"),
        (lambda w: w.__setitem__(0, 1.0), "a leaf Variable that requires grad|a view of a leaf"),
        (lambda w: w[0].add_(1), "a view of a leaf Variable that requires grad"),
        (lambda w: w.view(-1)[1:].mul_(2), "a view of a leaf Variable that requires grad"),
        (lambda w: w.expand(2, 2, 2).add_(1), "a view of a leaf"),
        (lambda w: (w * 1).unbind()[0].add_(1), "returns multiple views"),
        (lambda w: bl.zeros(2, 2).split(1)[0].add_(w[0]), "returns multiple views"),
        (lambda w: (w * 1).expand(2, 2, 2).add_(1), "single memory location"),
        (lambda w: bl.zeros(4).unfold(0, 2, 1).add_(1), "single memory location"),
        (lambda w: bl.zeros(4).as_strided((2, 2), (1, 1)).fill_(1), "single memory location"),
        (lambda w: bl.ones(2, 2, dtype=bl.int64).add_(0.5), "Float can't be cast to the desired output type Long"),
        (lambda w: bl.ones(2).add_(bl.ones(2, 2)), r"doesn't match the broadcast shape \[2, 2\]"),
    ],
)
def test_forbidden_writes(write, words):
    with pytest.raises(RuntimeError, match=words):
        write(bl.ones(2, 2, requires_grad=True))


def test_leaves_are_written_under_no_grad():
    w = bl.ones(2, requires_grad=True)
    with bl.no_grad():
        w[0] = 5
        w -= 1
        w[1:].mul_(7)

    assert (w.tolist(), w.is_leaf, w.requires_grad) == ([4, 0], True, True)


def test_a_view_made_under_no_grad_is_not_written_outside():
    y = bl.ones(2, requires_grad=True) * 1
    with bl.no_grad():
        view = y[:1]
    with pytest.raises(RuntimeError, match="created in no_grad mode and is being modified"):
        view.add_(1)
    y.add_(1)
    with pytest.raises(RuntimeError, match="created in no_grad mode and its base or another view"):
        view * 2
    assert "<Invalid>" in repr(view)


def test_several_views_at_once_are_written_while_no_gradient_is_needed():
    x = bl.zeros(2, 2)
    for row in x:
        row += 1

    assert x.tolist() == [[1, 1], [1, 1]]


def test_a_base_that_got_other_memory_leaves_its_views_alone():
    w = bl.ones(2, requires_grad=True)
    y = w * 1
    view = y[:1]
    y.data = bl.zeros(2)
    y.add_(1)

    assert (view.tolist(), (view * 2).tolist()) == ([1], [2])


def test_views_cost_no_memory_and_writes_do_not_copy_the_base():
    import tracemalloc

    x = bl.zeros(1000, 1000)
    at = bl.tensor([3, 5])
    tracemalloc.start()
    x[10:, 5].t()[3:].unsqueeze(0).expand(7, -1)
    x[3] = 1.0
    x[at] = 2.0
    x[x[:, 0] > 1] = 3.0
    x.index_add_(0, at, bl.ones(2, 1000))
    x.masked_fill_(bl.tensor(False), 1.0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 200_000


def test_a_graph_of_views_and_writes_is_freed_without_the_collector():
    gc.disable()
    try:
        w = bl.ones(3, 3, requires_grad=True)
        y = w * 2
        row = y[0]
        row += 1
        y[1] = row
        known = weakref.ref(y)
        del y, row
        assert known() is None
    finally:
        gc.enable()


def test_inference_tensors_are_written_inside_only():
    with bl.inference_mode():
        x = bl.ones(2) * 2
        x += 1
    with pytest.raises(RuntimeError, match="Inplace update to inference tensor"):
        x += 1
