"""Shapes, joins, splits and rearrangements under torch's names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import backlight as bl
from backlight.ops.shape import viewable


def grid(*shape):
    return bl.arange(int(np.prod(shape)), dtype=bl.float32).reshape(shape)


def test_the_shape_of_a_tensor_in_all_its_forms():
    x = grid(2, 3, 4)

    assert x.shape == x.size() == bl.Size([2, 3, 4])
    assert (x.size(-1), x.size(dim=0), x.ndim, x.dim(), x.numel(), len(x)) == (4, 2, 3, 3, 24, 2)
    assert (x.nbytes, x.element_size(), x.nelement(), bl.numel(x)) == (96, 4, 24, 24)
    assert (x.stride(), x.stride(1), x[1].storage_offset()) == ((12, 4, 1), 4, 12)
    with pytest.raises(IndexError, match=r"range of \[-3, 2\], but got 3"):
        x.size(3)


@pytest.mark.parametrize(
    ("change", "shape"),
    [
        (lambda x: x.view(6, 4), (6, 4)),
        (lambda x: x.view(-1, 8), (3, 8)),
        (lambda x: x.view((24,)), (24,)),
        (lambda x: x.view(bl.zeros(4, 6).shape), (4, 6)),
        (lambda x: x.view_as(bl.zeros(8, 3)), (8, 3)),
        (lambda x: x.reshape(2, -1), (2, 12)),
        (lambda x: x.reshape([24]), (24,)),
        (lambda x: x.flatten(1), (2, 12)),
        (lambda x: bl.flatten(x, 0, 1), (6, 4)),
        (lambda x: x.unflatten(2, (2, -1)), (2, 3, 2, 2)),
        (lambda x: x.ravel(), (24,)),
        (lambda x: x[:1].squeeze(), (3, 4)),
        (lambda x: x[:1].squeeze(1), (1, 3, 4)),
        (lambda x: x[:1, :, :1].squeeze((0, 2)), (3,)),
        (lambda x: x.unsqueeze(-1), (2, 3, 4, 1)),
        (lambda x: x.transpose(0, -1), (4, 3, 2)),
        (lambda x: x.mT, (2, 4, 3)),
        (lambda x: x.permute(2, 0, 1), (4, 2, 3)),
        (lambda x: bl.permute(x, (1, 0, 2)), (3, 2, 4)),
        (lambda x: x.movedim(0, -1), (3, 4, 2)),
        (lambda x: x.movedim((0, 1), (1, 2)), (4, 2, 3)),
        (lambda x: x.expand(5, 2, 3, 4), (5, 2, 3, 4)),
        (lambda x: x[:, :1].expand(-1, 7, -1), (2, 7, 4)),
        (lambda x: x[0].t(), (4, 3)),
        (lambda x: x[0].T, (4, 3)),
        (lambda x: x.unfold(2, 2, 1), (2, 3, 3, 2)),
        (lambda x: x.diagonal(0, 1, 2), (2, 3)),
        (lambda x: x.narrow(2, 1, 2), (2, 3, 2)),
        (lambda x: x.select(1, 0), (2, 4)),
        (lambda x: x.as_strided((2, 2), (1, 2), 3), (2, 2)),
        (lambda x: bl.atleast_3d(x[0, 0]), (1, 4, 1)),
    ],
)
def test_a_view_shows_the_same_memory(change, shape):
    x = grid(2, 3, 4)
    y = change(x)
    before = y.tolist()
    x += 100

    assert tuple(y.shape) == shape
    assert y.untyped_storage() == x.untyped_storage()
    assert y.tolist() != before


def test_reshape_copies_only_where_memory_allows_no_view():
    x = grid(2, 3)

    assert x.reshape(3, 2).data_ptr() == x.data_ptr()
    assert x.t().reshape(3, 2).data_ptr() == x.data_ptr()
    assert x.t().reshape(6).data_ptr() != x.data_ptr()
    assert x.t().reshape(6).tolist() == [0, 3, 1, 4, 2, 5]
    with pytest.raises(RuntimeError, match=r"Use \.reshape"):
        x.t().view(6)


def test_contiguous_puts_elements_in_the_order_of_their_indices():
    x = grid(2, 3)

    assert x.contiguous() is x
    assert not x.t().is_contiguous()
    assert x.t().contiguous().stride() == (2, 1)


def test_the_names_of_nodes_are_those_of_torch():
    x = grid(2, 3).requires_grad_()
    names = {
        "ViewBackward0": x.view(6),
        "UnsafeViewBackward0": x.t().reshape(6),
        "TBackward0": x.t(),
        "PermuteBackward0": x.T,
        "TransposeBackward0": x.transpose(0, 1),
        "UnsqueezeBackward0": x.unsqueeze(0),
        "SqueezeBackward0": x.squeeze(),
        "SqueezeBackward1": x.squeeze(0),
        "ExpandBackward0": x.expand(4, 2, 3),
        "SplitBackward0": x.chunk(2)[1],
        "SplitWithSizesBackward0": x.split([1, 1])[0],
        "UnbindBackward0": x.unbind()[0],
        "CatBackward0": bl.cat([x, x]),
        "StackBackward0": bl.stack([x, x]),
        "RepeatBackward0": x.repeat(2, 1),
        "CloneBackward0": x.t().contiguous(),
        "SelectBackward0": x[0],
        "SliceBackward0": x[:, 1:],
        "IndexBackward0": x[[0]],
    }

    assert {name: y.grad_fn.name() for name, y in names.items()} == {name: name for name in names}


def test_joins():
    a, b = bl.tensor([[1.0, 2.0]]), bl.tensor([[3.0, 4.0]])

    assert bl.cat([a, b]).tolist() == [[1, 2], [3, 4]]
    assert bl.cat((a, b), dim=1).tolist() == bl.cat((a, b), axis=-1).tolist() == [[1, 2, 3, 4]]
    assert bl.stack([a, b], -1).tolist() == [[[1, 3], [2, 4]]]
    assert bl.hstack([a[0], b[0]]).tolist() == [1, 2, 3, 4]
    assert bl.vstack([a[0], b[0]]).tolist() == [[1, 2], [3, 4]]
    assert bl.column_stack([a[0], b[0]]).tolist() == [[1, 3], [2, 4]]
    assert bl.dstack([a, b]).shape == (1, 2, 2)


def test_a_join_passes_over_an_empty_vector_and_promotes():
    x = bl.ones(2, 3)

    assert bl.cat([bl.tensor([]), x]).shape == (2, 3)
    assert bl.cat([bl.tensor([1]), bl.tensor([1.5])]).dtype is bl.float32
    assert bl.stack([bl.tensor(1), bl.tensor(1.5, dtype=bl.float64)]).dtype is bl.float64
    out = bl.empty(0)
    assert bl.cat([x, x], out=out) is out
    assert out.shape == (4, 3)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: bl.cat([bl.ones(2, 3), bl.ones(2, 4)]), RuntimeError, "must match except in dimension 0"),
        (lambda: bl.cat([]), ValueError, "non-empty list"),
        (lambda: bl.cat([bl.tensor(1.0)]), RuntimeError, "zero-dimensional tensor"),
        (lambda: bl.cat(bl.ones(2, 3)), TypeError, "must be tuple of Tensors, not Tensor"),
        (lambda: bl.cat([bl.ones(1), 2]), TypeError, "expected Tensor as element 1"),
        (lambda: bl.stack([bl.ones(2), bl.ones(3)]), RuntimeError, r"got \[2\] at entry 0 and \[3\] at entry 1"),
        (lambda: bl.ones(6).view(4), RuntimeError, r"shape '\[4\]' is invalid for input of size 6"),
        (lambda: bl.ones(6).view(-1, -1), RuntimeError, "only one dimension can be inferred"),
        (lambda: bl.ones(6).view(-2, 3), RuntimeError, "invalid shape dimension -2"),
        (lambda: bl.ones(6).view(2.0), TypeError, "type float at pos 0"),
        (lambda: bl.ones(2, 3, 4).t(), RuntimeError, "<= 2 dimensions, but self is 3D"),
        (lambda: bl.ones(2, 3).permute(0), RuntimeError, "len\\(dims\\) = 1"),
        (lambda: bl.ones(2, 3).permute(0, 0), RuntimeError, "duplicate dims"),
        (lambda: bl.ones(3).expand(2, 4), RuntimeError, r"\(4\) must match the existing size \(3\)"),
        (lambda: bl.ones(3).expand(-1, 3), RuntimeError, "leading, non-existing dimension 0"),
        (lambda: bl.ones(2, 2).flatten(1, 0), RuntimeError, "start_dim cannot come after end_dim"),
        (lambda: bl.ones(4).unflatten(0, (3, 2)), RuntimeError, "don't multiply up to the size of dim 0"),
        (lambda: bl.ones(4).split([1, 2]), RuntimeError, "sum exactly to 4"),
        (lambda: bl.ones(4).chunk(0), RuntimeError, "greater than 0, got: 0"),
        (lambda: bl.ones(2, 2).repeat(2), RuntimeError, "can not be smaller"),
        (lambda: bl.ones(2).unsqueeze(3), IndexError, r"range of \[-2, 1\], but got 3"),
        (lambda: bl.ones(2).narrow(0, 1, 2), RuntimeError, r"start \(1\) \+ length \(2\) exceeds"),
        (lambda: bl.ones(2).select(0, 2), IndexError, "index 2 out of range for tensor of size"),
        (lambda: bl.broadcast_shapes((2,), (3,)), RuntimeError, "must match the size of tensor b"),
        (lambda: bl.ones(4).as_strided((3,), (2,)), RuntimeError, "out of bounds for storage of size 16"),
        (lambda: bl.ones(2, 3).roll(1, (0, 1)), RuntimeError, "shifts and dimensions must align"),
        (lambda: bl.ones(2, 3).tril().diagonal(0, 1, 1), RuntimeError, "cannot be identical"),
    ],
)
def test_mistakes_are_told(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_splits_are_views_of_parts():
    x = bl.arange(5)

    assert [p.tolist() for p in x.split(2)] == [[0, 1], [2, 3], [4]]
    assert [p.tolist() for p in x.split([1, 4])] == [[0], [1, 2, 3, 4]]
    assert [p.tolist() for p in x.chunk(3)] == [[0, 1], [2, 3], [4]]
    assert [p.tolist() for p in x.tensor_split(3)] == [[0, 1], [2, 3], [4]]
    assert [p.tolist() for p in x.tensor_split((1, 3))] == [[0], [1, 2], [3, 4]]
    assert [p.shape for p in bl.ones(2, 4).hsplit(2)] == [(2, 2), (2, 2)]
    x.split(2)[1][0] = 9
    assert x.tolist() == [0, 1, 9, 3, 4]


def test_repeats():
    x = bl.tensor([[1, 2], [3, 4]])

    assert x.repeat(1, 2).tolist() == x.tile(2).tolist() == [[1, 2, 1, 2], [3, 4, 3, 4]]
    assert x.repeat_interleave(2).tolist() == [1, 1, 2, 2, 3, 3, 4, 4]
    assert x.repeat_interleave(2, dim=0).tolist() == [[1, 2], [1, 2], [3, 4], [3, 4]]
    assert x.repeat_interleave(bl.tensor([0, 2]), 1).tolist() == [[2, 2], [4, 4]]
    assert bl.repeat_interleave(bl.tensor([1, 0, 2])).tolist() == [0, 2, 2]


def test_rearrangements():
    x = bl.tensor([[1, 2, 3], [4, 5, 6]])

    assert x.flip(0).tolist() == x.flipud().tolist() == [[4, 5, 6], [1, 2, 3]]
    assert x.flip(0, 1).tolist() == [[6, 5, 4], [3, 2, 1]]
    assert x.roll(1).tolist() == [[6, 1, 2], [3, 4, 5]]
    assert x.roll((1, -1), (0, 1)).tolist() == [[5, 6, 4], [2, 3, 1]]
    assert bl.rot90(x).tolist() == [[3, 6], [2, 5], [1, 4]]
    assert x.tril().tolist() == [[1, 0, 0], [4, 5, 0]]
    assert x.triu(1).tolist() == [[0, 2, 3], [0, 0, 6]]
    assert bl.tril_indices(2, 2).tolist() == [[0, 1, 1], [0, 0, 1]]


def test_diagonals():
    x = bl.tensor([[1.0, 2.0], [3.0, 4.0]])

    assert (x.diag().tolist(), x.trace().item(), bl.diag(bl.tensor([1, 2]), 1).shape) == ([1, 4], 5, (3, 3))
    assert bl.diag_embed(x).shape == (2, 2, 2)
    assert x.fill_diagonal_(0).tolist() == [[0, 2], [3, 0]]
    assert bl.zeros(5, 2).fill_diagonal_(1, wrap=True).tolist() == [[1, 0], [0, 1], [0, 0], [1, 0], [0, 1]]
    assert bl.block_diag(bl.ones(1, 2), bl.tensor(3.0)).tolist() == [[1, 1, 0], [0, 0, 3]]


def test_grids_and_combinations():
    x, y = bl.tensor([1, 2]), bl.tensor([3, 4, 5])
    rows, columns = bl.meshgrid(x, y, indexing="ij")

    assert (rows[:, 0].tolist(), columns[0].tolist()) == ([1, 2], [3, 4, 5])
    assert bl.meshgrid(x, y, indexing="xy")[0].shape == (3, 2)
    assert bl.cartesian_prod(x, y).shape == (6, 2)
    assert bl.combinations(y).tolist() == [[3, 4], [3, 5], [4, 5]]
    with pytest.warns(UserWarning, match="indexing argument"):
        bl.meshgrid(x, y)


def test_the_shape_of_a_tensor_is_changed_in_place():
    x = grid(2, 3)

    assert x.unsqueeze_(0).shape == (1, 2, 3)
    assert x.squeeze_(0).shape == (2, 3)
    assert x.t_().tolist() == [[0, 3], [1, 4], [2, 5]]
    assert x.transpose_(0, 1).shape == (2, 3)
    assert x.resize_(2, 2).tolist() == [[0, 1], [2, 3]]


def test_a_changed_shape_reaches_the_graph():
    w = bl.tensor([[1.0, 2.0, 3.0]], requires_grad=True)
    y = w * 2
    y.t_()
    (y * bl.tensor([[1.0], [10.0], [100.0]])).sum().backward()

    assert w.grad.tolist() == [[2, 20, 200]]
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
        w.t_()


def test_memory_read_as_another_type():
    assert bl.tensor([1.0]).view(bl.int32).tolist() == [0x3F800000]
    assert bl.zeros(2, 4, dtype=bl.uint8).view(bl.float32).shape == (2, 1)
    with pytest.raises(RuntimeError, match="different element sizes"):
        bl.zeros(3).view(bl.float64)


def test_a_storage_is_all_the_memory_behind_a_view():
    x = bl.arange(4.0).reshape(2, 2)

    assert x[1].untyped_storage().data_ptr() == x.data_ptr()
    with pytest.warns(UserWarning, match="TypedStorage is deprecated"):
        storage = x[1].storage()
    assert (len(storage), storage[3], storage.nbytes()) == (4, 3.0, 16)


def test_expanding_by_nothing_stays_writable():
    x = bl.zeros(3)
    x.expand(1, 3).fill_(2)
    x.expand(4, 3)[1].add_(1)

    assert x.tolist() == [3, 3, 3]
    with pytest.raises(RuntimeError, match="single memory location"):
        x.expand(4, 3).add_(1)


@settings(max_examples=300)
@given(st.data())
def test_what_memory_can_be_seen_as_is_known_beforehand(data):
    shape = data.draw(st.lists(st.sampled_from([1, 1, 2, 3, 4]), max_size=4))
    array = np.zeros(shape).transpose(data.draw(st.permutations(range(len(shape)))))
    if shape:
        array = array[(slice(None),) * data.draw(st.integers(0, len(shape) - 1)) + (slice(None, None, 2),)]
    target, rest = [], array.size
    while rest > 1 and len(target) < 4:
        target.append(data.draw(st.sampled_from([n for n in range(1, rest + 1) if rest % n == 0])))
        rest //= target[-1]
    target = (*target, rest)
    shared = np.shares_memory(array.reshape(target), array)

    assert viewable(array, target) == shared
